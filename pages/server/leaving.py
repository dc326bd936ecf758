"""Shutdown on SIGTERM: refuse new visitors, notify open pages, close the connections, and end in bounded time.

What a visitor has in hand is in her own browser: once the lines are closed the page says that the server is gone, and
goes on wherever the proxy then leads. Works and runs go on to the end; what is on its way to the server is awaited as
long as the rest of it takes.
"""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from math import ceil
from time import monotonic
from types import FrameType

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from logreg_core import environment

from . import visits

READY = "_ready"
STDERR = 2
# True whatever the browser keeps, and whatever comes after; Streamlit shows 104 signs of it.
FAREWELL = "The server stops in a moment. Once one answers, the page goes on with all that this browser keeps."
ICON = ":material/restart_alt:"
END_SECONDS = 10  # after which the process ends, whatever it is still at

LOG = logging.getLogger(__name__)


class Leaving:
    """Whether the server is about to end, and how it does."""

    def __init__(self) -> None:
        self.has_begun = False
        self._wait = 0.0  # seconds for a proxy to see it; with none the lines are closed at once
        self._ends = 0.0  # when the lines are closed, by the clock `time.monotonic`

    def listen(self) -> None:
        """From now on SIGTERM begins it. To be called by the loop of the server, when its own handler is in place."""
        self._wait = float(environment.drain.value or 0)
        if threading.current_thread() is not threading.main_thread() or os.name == "nt":
            return
        loop, closes = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)
        if not callable(closes):
            return

        def hear(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.begin, lambda: closes(number, frame))

        signal.signal(signal.SIGTERM, hear)

    def begin(self, close: Callable[[], None]) -> None:
        """Take no new visitors, and close the lines after the time that is asked for; the second time at once."""
        if self.has_begun:
            close()
            return
        self.has_begun = True
        LOG.info("The server ends: no new visitors; in %g s it closes the lines.", self._wait)
        self._ends = monotonic() + self._wait
        # A watchdog that no thread can be in the way of, not even as the first process of a container, for which the
        # kernel's own signals do nothing. It says where each thread was.
        faulthandler.dump_traceback_later(self._wait + END_SECONDS, exit=True, file=STDERR)
        asyncio.get_running_loop().call_later(self._wait, close)
        if self._wait:
            tell(self.left())

    def left(self) -> int:
        """Whole seconds until the lines are closed, once it has begun; 0 before."""
        return max(0, ceil(self._ends - monotonic()))

    async def answer(self, _: Request) -> Response:
        """Whether new visitors may come: what a proxy asks. It is another question than whether the server is alive."""
        return PlainTextResponse("leaving", 404) if self.has_begun else PlainTextResponse("ready")


leaving = Leaving()


def tell(left: int) -> None:
    """Show the farewell on all open pages by one message each.

    Only names that Streamlit does not document do this. A fragment with `run_every` would do without them, but takes
    2.4 ms of the processor each time: a quarter of a core where 100 pages ask every second. In a Streamlit without
    these names a page shows the farewell by `say_again`, at its next rerun.

    left: seconds until the lines are closed, for which the farewell is seen.
    """
    try:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
        from streamlit.proto.RootContainer_pb2 import RootContainer
        from streamlit.runtime.session_manager import SessionClientDisconnectedError

        message = ForwardMsg()
        message.metadata.delta_path[:] = [RootContainer.EVENT, 0]  # where `st.toast` has its first
        toast = message.delta.new_element.toast
        toast.body, toast.icon, toast.duration = FAREWELL, ICON, left
        for client in visits.clients():
            with suppress(SessionClientDisconnectedError):
                client.write_forward_msg(message)
    except (ImportError, AttributeError):
        LOG.info("This Streamlit shows the farewell only at the next rerun of each page.")


def say_again() -> None:
    """The same on a page that is made meanwhile, and would take the farewell away."""
    if left := leaving.left():
        st.toast(FAREWELL, icon=ICON, duration=left)


def ready_route(base: str) -> Route:
    """Where a proxy asks whether new visitors may come. base: the option `server.baseUrlPath`."""
    return Route("/".join(["", *filter(None, base.split("/")), READY]), leaving.answer)
