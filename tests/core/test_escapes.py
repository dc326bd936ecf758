"""Attempts to break out of the language of learners' code: each is refused, or comes to nothing.

An attempt is the body of a function `f`, or a whole text where it begins with ``# whole``. Of each it is asserted that
no secret came out (one lies in a file, one in the memory of the process), that nothing of the interpreter's came out,
and that the process is afterwards what it was before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.escapes.harmless import ALL_HARMLESS
from tests.core.escapes.heavy import HEAVY
from tests.core.escapes.refused import ALL_REFUSED
from tests.core.learner import SECRET, run_all, whole


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("escapes")
    (folder / "secret").write_text(SECRET + "?")
    tried = list(dict.fromkeys([*ALL_REFUSED, *ALL_HARMLESS]))
    texts = [whole(attempt).replace('"secret"', repr(str(folder / "secret"))) for attempt in tried]
    yield dict(zip(tried, run_all(texts), strict=True))
    assert [path.name for path in folder.iterdir()] == ["secret"]


LEAKS = (SECRET, "<frame", "<module", "<code", "<class 'type'>", "posix", "/usr", "/lib", "site-packages", "swordfish")


def assert_nothing_came_out(outcome: dict[str, Any]) -> None:
    told = json.dumps({key: value for key, value in outcome.items() if key != "failure"})
    said = (outcome["failure"] or {"message": ""})["message"]
    assert not [leak for leak in LEAKS if leak in told or leak in said]
    assert len(told) < 30_000
    assert len(said) <= 500
    assert outcome["untouched"], "the process is not what it was"


@pytest.mark.parametrize("attempt", dict.fromkeys(ALL_REFUSED))
def test_it_is_refused_with_its_line_and_a_remedy(attempt: str, outcomes: dict[str, dict[str, Any]]) -> None:
    outcome = outcomes[attempt]
    assert outcome["failure"], outcome
    assert outcome["failure"]["kind"] == "refused", outcome
    assert outcome["failure"]["message"].startswith(f"Line {outcome['failure']['line']}: ")
    assert outcome["failure"]["message"].count(".") >= 2, "a rule and a remedy"
    assert outcome["value"] is None
    assert_nothing_came_out(outcome)


@pytest.mark.parametrize("attempt", ALL_HARMLESS)
def test_it_comes_to_nothing(attempt: str, outcomes: dict[str, dict[str, Any]]) -> None:
    outcome = outcomes[attempt]
    failure = outcome["failure"] or {"kind": ""}
    assert failure["kind"] in ("", "error", "name", "shape", "memory", "output", "syntax"), outcome
    assert_nothing_came_out(outcome)


@pytest.mark.parametrize("attempt", [attempt for attempt in ALL_REFUSED if "![" in attempt])
def test_a_refusal_shows_the_learners_own_words_as_code(attempt: str, outcomes: dict[str, dict[str, Any]]) -> None:
    assert "![" not in "".join(outcomes[attempt]["failure"]["message"].split("`")[::2])


def test_the_corpus_is_large_and_each_attempt_stands_in_it_once() -> None:
    assert len(set(ALL_REFUSED)) == len(ALL_REFUSED)
    assert len(set(ALL_HARMLESS)) == len(ALL_HARMLESS)
    assert len(ALL_REFUSED) + len(ALL_HARMLESS) + sum(len(programs) for programs, _, _ in HEAVY) > 600


def test_without_the_wall_the_secret_is_found() -> None:
    """So the tests before this one can fail."""
    [memory, changed] = run_all(
        [
            "# no wall\ndef f():\n    return __import__('__main__').secret",
            "# no wall\ndef f():\n    import numpy\n    numpy.zeros = 1",
        ]
    )
    with pytest.raises(AssertionError):
        assert_nothing_came_out(memory)
    with pytest.raises(AssertionError, match="not what it was"):
        assert_nothing_came_out(changed)
