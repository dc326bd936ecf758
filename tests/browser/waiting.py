"""Waits for a condition in a page whose policy forbids `eval`, by which Playwright itself would wait."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, JSHandle, Page
from playwright.sync_api import TimeoutError as Late
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LOOK = 30  # milliseconds between two looks
PATIENCE = 60_000

# Protocol Buffers: a field's number, and how its value is written: 0 a number, 2 a length and so many bytes.
ASKS = BackMsg.RERUN_SCRIPT_FIELD_NUMBER << 3 | 2
BEGINS = ForwardMsg.NEW_SESSION_FIELD_NUMBER << 3 | 2
IS_OVER = ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER << 3
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN

# From now on `unanswered` says how far the server is with the last thing that the page has asked for: 2 it has not
# begun, 1 it has not said all, 0 it has. Streamlit's own state says nothing of what is still on its way to the server.
LISTEN = f"""if (window.unanswered === undefined) {{
    window.unanswered = 0;
    const known = new WeakSet();
    const hear = ({{ data }}) => {{
        if (!(data instanceof ArrayBuffer)) return;
        const bytes = new Uint8Array(data);
        let at = 0;
        const number = () => {{
            let [value, worth, byte] = [0, 1, 128];
            for (; byte > 127; worth *= 128) value += ((byte = bytes[at++]) & 127) * worth;
            return value;
        }};
        while (at < bytes.length) {{
            const field = number(), value = number();
            if (field === {BEGINS} && window.unanswered) window.unanswered = 1;
            if (field === {IS_OVER} && value !== {EARLY} && window.unanswered === 1) window.unanswered = 0;
            if (field % 8) at += value;
        }}
    }};
    const {{ send }} = WebSocket.prototype;
    WebSocket.prototype.send = function (message) {{
        if (message[0] === {ASKS}) window.unanswered = 2;
        if (!known.has(this)) this.addEventListener("message", hear);
        known.add(this);
        return send.call(this, message);
    }};
}}"""
ANSWERED = f"() => {{ {LISTEN} return !window.unanswered && !window.__oneNeuronKept?.work; }}"  # and it is kept

AWAY = ("context was destroyed", "navigat", "Cannot find context")  # another page is being loaded


def wait_for_function(
    self: Page, expression: str, *, arg: Any = None, timeout: float | None = None, polling: Any = None
) -> JSHandle:
    """As `Page.wait_for_function`: what the expression, or the function, gives once that is true."""
    end = time.monotonic() + (PATIENCE if timeout is None else timeout) / 1000
    while True:
        try:
            handle = self.evaluate_handle(expression, arg)
            if handle.evaluate("value => Boolean(value)"):
                return handle
        except Error as error:
            if not any(words in str(error) for words in AWAY):
                raise
        if time.monotonic() > end:
            raise Late(f"Waited in vain for {expression}")
        self.wait_for_timeout(LOOK)


def install() -> None:
    """Let every page wait so."""
    Page.wait_for_function = wait_for_function  # type: ignore[method-assign]
