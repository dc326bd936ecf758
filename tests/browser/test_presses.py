"""The server that visitors meet loses no press, even where the next message of the same browser is at its heels."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from logreg_core.container import unpack_arrays
from logreg_core.descent import Recording
from tests.bench.load import GOAL, Visitor, visit

from .server import Server

PRESSES = 8  # Streamlit alone loses every other one
PATIENCE = 120  # seconds until what does not come is lost


def iteration(visitor: Visitor) -> int:
    """At which the run in the player ends; 0 without one."""
    if visitor.player is None or "run" not in (arrays := unpack_arrays(visitor.player.bytes)[1]):
        return 0
    return Recording.from_bytes(arrays["run"].tobytes()).iteration


async def press_train(url: str) -> None:
    """Press Train, and at once say something else; then wait for the run."""
    async with visit(url, "faces") as visitor:
        for trigger in (True, False):
            message = BackMsg()
            message.rerun_script.query_string = visitor.query
            message.rerun_script.page_script_hash = visitor.page
            if trigger:
                message.rerun_script.widget_states.widgets.add(id=visitor.buttons["Train"], trigger_value=True)
            await visitor.socket.send(message.SerializeToString())
        while iteration(visitor) != GOAL:
            answer = ForwardMsg()
            answer.ParseFromString(await visitor.socket.recv(decode=False))
            visitor.hear(answer, answer.WhichOneof("type") or "")


def test_a_press_with_something_at_its_heels_is_done(server: Server) -> None:
    async def press_together() -> None:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(press_train(server.url) for _ in range(PRESSES)))

    with ThreadPoolExecutor(1) as apart:  # Playwright may have a loop in this thread
        apart.submit(lambda: asyncio.run(press_together())).result()
