"""Shutdown on SIGTERM: refuse new visitors, notify open pages, close the connections, and end within bounded time.

The visitor's browser keeps their data: when the connections close, the page says that the server is gone, and continues
on the server to which the proxy then leads. Jobs, runs and uploads continue until the end.
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
# true whatever the browser keeps; Streamlit shows 104 characters
FAREWELL = "The server stops in a moment. Once one answers, the page goes on with all that this browser keeps."
ICON = ":material/restart_alt:"
END_SECONDS = 10  # seconds after which the process ends in any case

LOG = logging.getLogger(__name__)


class Leaving:
    """The shutdown of the server, and whether it has begun."""

    def __init__(self) -> None:
        self.has_begun = False
        self._wait = 0.0  # seconds for a proxy to notice; with 0 the connections close at once
        self._ends = 0.0  # time at which the connections close, by `time.monotonic`

    def listen(self) -> None:
        """Start the shutdown on SIGTERM from now on. Call this in the server's event loop, after the server has set its
        own handler."""
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
        """Refuse new visitors, and close the connections after the set time; at a second signal, at once."""
        if self.has_begun:
            close()
            return
        self.has_begun = True
        LOG.info("The server stops: no new visitors; it closes the connections in %g s.", self._wait)
        self._ends = monotonic() + self._wait
        # A watchdog that no thread can block, and that also works in the first process of a container, which ignores
        # the default signals. It prints where each thread was.
        faulthandler.dump_traceback_later(self._wait + END_SECONDS, exit=True, file=STDERR)
        asyncio.get_running_loop().call_later(self._wait, close)
        if self._wait:
            tell(self.left())

    def left(self) -> int:
        """Return the whole seconds until the connections close; 0 before the shutdown."""
        return max(0, ceil(self._ends - monotonic()))

    async def answer(self, _: Request) -> Response:
        """Answer a proxy whether new visitors may come. This differs from whether the server is alive."""
        return PlainTextResponse("leaving", 404) if self.has_begun else PlainTextResponse("ready")


leaving = Leaving()


def tell(left: int) -> None:
    """Show the farewell on all open pages, by one message each.

    This uses names that Streamlit does not document. A fragment with `run_every` would not need them, but takes 2.4 ms
    of the processor each time: a quarter of a core for 100 pages that ask every second. In a Streamlit without these
    names, `say_again` shows the farewell at a page's next rerun.

    left: seconds until the connections close, during which the farewell is visible.
    """
    try:
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
        from streamlit.proto.RootContainer_pb2 import RootContainer
        from streamlit.runtime.session_manager import SessionClientDisconnectedError

        message = ForwardMsg()
        message.metadata.delta_path[:] = [RootContainer.EVENT, 0]  # the place of the first `st.toast`
        toast = message.delta.new_element.toast
        toast.body, toast.icon, toast.duration = FAREWELL, ICON, left
        for client in visits.clients():
            with suppress(SessionClientDisconnectedError):
                client.write_forward_msg(message)
    except (ImportError, AttributeError):
        LOG.info("This Streamlit shows the farewell only at the next rerun of each page.")


def say_again() -> None:
    """Show the farewell again on a page that reruns meanwhile, which would remove it."""
    if left := leaving.left():
        st.toast(FAREWELL, icon=ICON, duration=left)


def ready_route(base: str) -> Route:
    """Return the route where a proxy asks whether new visitors may come. base: the option `server.baseUrlPath`."""
    return Route("/".join(["", *filter(None, base.split("/")), READY]), leaving.answer)
