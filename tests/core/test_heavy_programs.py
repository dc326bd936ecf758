"""A learner's program is bounded in time and memory, and so is the parser: each runs as a visitor's check does."""

from __future__ import annotations

import pytest

from classroom.exercise import run
from classroom.exercise.run import Call, run_calls
from tests.core.escapes.heavy import HEAVY
from tests.core.learner import at_most_more_memory, whole

EACH = [
    pytest.param(text, seconds, kinds, id=name) for programs, seconds, kinds in HEAVY for name, text in programs.items()
]


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(("text", "seconds", "kinds"), EACH)
def test_it_ends_as_it_should_and_costs_the_server_little(
    text: str, seconds: float, kinds: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "GRACE_SECONDS", 0.3)
    with at_most_more_memory(30 * 2**20):
        [result] = run_calls(whole(text), [Call("f", ())], seconds=seconds)
    assert (result.failure.kind if result.failure else "") in kinds, result
    assert result.failure is None or result.failure.message
    assert len(str(result.value)) < 2**16
