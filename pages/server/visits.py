"""The sessions in memory, and the cleanup after visitors leave.

Streamlit keeps a session for `server.disconnectedSessionTTL` after its page was closed, in case only the connection was
lost, and deletes it when another session ends. If none ends, it would stay for ever. So each session is closed here,
shortly before that time is over: later, Streamlit no longer finds it.
"""

from __future__ import annotations

import asyncio
import gc
from time import monotonic

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.session_manager import SessionClient

from . import browser_blobs as drawers

TTL = max(1, int(st.get_option("server.disconnectedSessionTTL")))  # seconds
SWEEP_SECONDS = min(5.0, TTL / 4)

_seen: dict[str, float] = {}  # time at which each session's page was last open, by `time.monotonic`


def enter() -> None:
    """Note the session of the current rerun."""
    if (context := get_script_run_ctx()) is not None:
        _seen[context.session_id] = monotonic()


def number() -> int:
    """Return the number of visits in memory, including pages closed a moment ago. Works in any thread."""
    return len(_seen)


def clients() -> list[SessionClient]:
    """Return the connections to all open pages."""
    return [client for session in list(_seen) if (client := st.runtime.get_instance().get_client(session)) is not None]


def uploads() -> MemoryUploadedFileManager | None:
    """Return the store of uploaded files, by session."""
    manager = st.runtime.get_instance().uploaded_file_mgr
    return manager if isinstance(manager, MemoryUploadedFileManager) else None


async def sweep_for_ever() -> None:
    """Sweep regularly, in the server's event loop, the only thread that may close a session."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        sweep()


def sweep() -> None:
    """Close the sessions whose visitors have left for good, and release the files of closed sessions."""
    drawers.sweep()
    runtime, now = st.runtime.get_instance(), monotonic()
    _seen.update({session: now for session in list(_seen) if runtime.is_active_session(session)})
    ended = [session for session, seen in list(_seen.items()) if now - seen > TTL - 2 * SWEEP_SECONDS]
    for session in ended:
        runtime.close_session(session)
        del _seen[session]
    if (manager := uploads()) is not None:
        for session in set(manager.file_storage) - set(_seen):
            if not runtime.is_active_session(session):
                manager.remove_session_files(session)
    if ended:
        gc.collect()  # a session and its content refer to each other
