"""Many programs of learners in one process, which has given up its rights as theirs does."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import RestrictedPython

from logreg_core.untrusted import sandbox

SECRET = "swordfish-"  # what lies in the file; one more sign in the memory
HARNESS = """
import builtins, json
child, wall, runner, policy = (
    importlib.import_module(f"classroom.exercise.{name}") for name in ("child", "runtime_guards", "runner", "policy")
)
np = sys.modules["numpy"]
here = globals()
secret = arguments[0] + "!"

def state():
    tables = [wall.NUMPY.entries, wall.NUMPY.entries["random"].entries, wall.NUMPY.entries["linalg"].entries]
    tables += [wall.ATTRIBUTES, vars(builtins), vars(np), vars(wall), vars(runner), vars(policy), vars(os), wall.OWN]
    tables.append(sys.modules)
    tables = [{key: id(table[key]) for key in table if key != "__warningregistry__"} for table in tables]
    return [*tables, dict(os.environ)]

wall.warm()
child.restrict(child.LIMITS, threads=False)
texts = json.loads(sys.stdin.buffer.read())
before, found = state(), []
for text in texts:
    open_ = text.startswith("# no wall")
    names = runner.open_names() if open_ else wall.walled_names()
    running = runner.Running(text, runner.plainly if open_ else policy.walled, names, trace=True)
    [result] = runner.results(running, [{"function": "f", "arguments": [], "keywords": {}}])
    result["untouched"] = state() == before
    found.append(result)
sys.stdout.buffer.write(json.dumps(found).encode())
sys.stdout.buffer.flush()
os._exit(0)
"""


def whole(attempt: str) -> str:
    """An attempt as a program that has a function `f`."""
    if attempt.startswith("# "):
        return attempt
    return "import numpy as np\n\ndef f():\n" + textwrap.indent(attempt, "    ")


def attempts(text: str) -> list[str]:
    """The attempts in a text, with ``---`` between them."""
    return [attempt.strip("\n") for attempt in text.split("\n---\n")]


def run_all(texts: list[str]) -> list[dict[str, Any]]:
    """What became of each program, all in one process that is otherwise a learner's."""
    last = "importlib.import_module(module).main(*arguments)"
    with pytest.MonkeyPatch.context() as patch:
        assert last in sandbox.BOOT
        patch.setattr(sandbox, "BOOT", sandbox.BOOT.replace(last, HARNESS))
        answer = sandbox.talk(
            "classroom.exercise.child",
            [json.dumps(texts).encode()],
            arguments=[SECRET],
            libraries=(np, RestrictedPython),
            seconds=600,  # for the whole corpus, on a busy machine
            longest_answer=2**25,
        )
    found: list[dict[str, Any]] = json.loads(answer)
    return found


@contextmanager
def at_most_more_memory(most: int) -> Iterator[None]:
    """Asserts that this process never holds so many bytes more than at the beginning, where the system tells.

    Linux forgets the most that it has held so far; elsewhere only what is beyond that is seen.
    """
    resource = pytest.importorskip("resource")
    unit = 1 if sys.platform == "darwin" else 1024
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit < most
