"""Waits for a condition in a page whose policy forbids `eval`, by which Playwright itself would wait."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, JSHandle, Page
from playwright.sync_api import TimeoutError as Late
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

POLL_SECONDS = 30  # milliseconds between two looks
A_WHILE = 500  # milliseconds for which a page looks by itself
PATIENCE = 60_000

# Protocol Buffers: a field's number, and how its value is written: 0 a number, 2 a length and so many bytes.
ASKS = BackMsg.RERUN_SCRIPT_FIELD_NUMBER << 3 | 2
BEGINS = ForwardMsg.NEW_SESSION_FIELD_NUMBER << 3 | 2
IS_OVER = ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER << 3
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN

SHORT = 400  # milliseconds: what is told the server "a moment later" is told it after less
A_BLINK = 50  # milliseconds, for what is neither a timer nor a request

# From now on `unanswered` says how far the server is with the last thing that the page has asked for: 2 it has not
# begun, 1 it has not said all, 0 it has. Streamlit's own state says nothing of what is still on its way to the server.
# `underWay` says what else may lead to another question: `asked` and `heard`, how many messages there were; `open`, how
# many requests have no answer yet; `timers`, those that fire soon, of a slider that waits for another key, say.
LISTEN = f"""if (window.unanswered === undefined) {{
    window.unanswered = 0;
    const underWay = window.underWay = {{ asked: 0, heard: 0, open: 0, timers: new Set() }};
    const known = new WeakSet();
    const hear = ({{ data }}) => {{
        underWay.heard += 1;
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
        if (message[0] === {ASKS}) {{
            window.unanswered = 2;
            underWay.asked += 1;
        }}
        if (!known.has(this)) this.addEventListener("message", hear);
        known.add(this);
        return send.call(this, message);
    }};
    const {{ setTimeout, clearTimeout, fetch }} = window;
    window.setTimeout = (act, delay, ...given) => {{
        const timer = setTimeout(() => {{
            underWay.timers.delete(timer);
            act(...given);
        }}, delay);
        if (!(delay > {SHORT})) underWay.timers.add(timer);
        return timer;
    }};
    window.clearTimeout = (timer) => {{
        underWay.timers.delete(timer);
        clearTimeout(timer);
    }};
    window.fetch = (...asked) => {{
        underWay.open += 1;
        return fetch(...asked).finally(() => {{ underWay.open -= 1; }});
    }};
    const {{ send: request }} = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.send = function (...given) {{
        underWay.open += 1;
        this.addEventListener("loadend", () => {{ underWay.open -= 1; }}, {{ once: true }});
        return request.apply(this, given);
    }};
}}"""

# Whether the server has answered all that it was asked, nothing is about to be asked, the browser keeps what it was to
# keep, and every picture has arrived. It goes by the page's own clock: what makes that late makes all of it late.
AT_REST = f"""async () => {{
    {LISTEN}
    const {{ underWay }} = window;
    const isIdle = () => !window.unanswered && !underWay.open && !window.__oneNeuronKept?.work
        && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
        && [...document.images].every(({{ complete }}) => complete);
    if (!isIdle()) return false;
    const {{ asked }} = underWay, soon = [...underWay.timers], end = performance.now() + {SHORT};
    do await new Promise((done) => setTimeout(done, {A_BLINK}));
    while (soon.some((timer) => underWay.timers.has(timer)) && performance.now() < end);
    return underWay.asked === asked && isIdle();
}}"""

# What keeps a page from being at rest.
UNREST = """() => ({
    unanswered: window.unanswered,
    requests: window.underWay?.open,
    keeps: Boolean(window.__oneNeuronKept?.work),
    script: document.querySelector('[data-testid=stApp]')?.dataset.testScriptState,
    pictures: [...document.images].filter(({ complete }) => !complete).map(({ src }) => src.slice(0, 80)),
})"""

# Looks in the page itself until it is true, but not for ever: it is asked again then.
LOOK_FOR = """async (given) => {{
    for (const end = performance.now() + {most}; ;) {{
        const found = ({expression}
);
        const value = await (typeof found === 'function' ? found(given) : found);
        if (value || performance.now() > end) return value;
        await new Promise((done) => setTimeout(done, {look}));
    }}
}}"""

AWAY = ("context was destroyed", "navigat", "Cannot find context")  # another page is being loaded


def wait_for_function(
    self: Page, expression: str, *, arg: Any = None, timeout: float | None = None, polling: Any = None
) -> JSHandle:
    """As `Page.wait_for_function`: what the expression, or the function, gives once that is true."""
    end = time.monotonic() + (PATIENCE if timeout is None else timeout) / 1000
    look_for = LOOK_FOR.format(expression=expression, most=A_WHILE, look=POLL_SECONDS)
    while True:
        try:
            handle = self.evaluate_handle(look_for, arg)
            if handle.evaluate("value => Boolean(value)"):
                return handle
        except Error as error:
            if not any(words in str(error) for words in AWAY):
                raise
        if time.monotonic() > end:
            raise Late(f"Waited in vain for {expression}")
        self.wait_for_timeout(POLL_SECONDS)


def install() -> None:
    """Let every page wait so."""
    Page.wait_for_function = wait_for_function  # type: ignore[method-assign]
