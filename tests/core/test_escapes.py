"""Attempts to break out of the language of learners' code: each is refused, or comes to nothing.

An attempt is the body of a function `f`, or a whole text where it begins with ``# whole``. Of each it is asserted that
no secret came out (one lies in a file, one in the memory of the process), that nothing of the interpreter's came out,
and that the process is afterwards what it was before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.core.escapes.harmless import ALL_HARMLESS
from tests.core.escapes.heavy import HEAVY
from tests.core.escapes.refused import ALL_REFUSED
from tests.core.learner import SECRET, run_all, whole


def outcomes(folder: Path, tried: list[str]) -> dict[str, dict[str, Any]]:
    """What became of each attempt, all in one process."""
    (folder / "secret").write_text(SECRET + "?")
    texts = [whole(attempt).replace('"secret"', repr(str(folder / "secret"))) for attempt in tried]
    found = dict(zip(tried, run_all(texts), strict=True))
    assert [path.name for path in folder.iterdir()] == ["secret"]
    return found


def broken_rules(attempts: Iterable[str], holds: Callable[[str], None]) -> list[str]:
    """The attempts of which it does not hold, each with the reason."""
    broken = []
    for attempt in attempts:
        try:
            holds(attempt)
        except AssertionError as error:
            broken.append(f"{attempt}\n{error}")
    return broken


LEAKS = (SECRET, "<frame", "<module", "<code", "<class 'type'>", "posix", "/usr", "/lib", "site-packages", "swordfish")


def assert_nothing_came_out(outcome: dict[str, Any]) -> None:
    told = json.dumps({key: value for key, value in outcome.items() if key != "failure"})
    said = (outcome["failure"] or {"message": ""})["message"]
    assert not [leak for leak in LEAKS if leak in told or leak in said]
    assert len(told) < 30_000
    assert len(said) <= 500
    assert outcome["untouched"], "the process is not what it was"


def some_of(tried: list[str]) -> list[str]:
    """Every 16th attempt, and the first one of each form: a function's body, a whole text, a picture, a file."""
    forms = [next((each for each in tried if mark in each), "") for mark in ("", "# whole", "![", '"secret"')]
    return list(dict.fromkeys([*tried[::16], *filter(None, forms)]))


SOME = {"refused": some_of(ALL_REFUSED), "harmless": some_of(ALL_HARMLESS)}


def test_some_attempts_of_every_form_are_refused_or_come_to_nothing(tmp_path: Path) -> None:
    assert 50 <= len(SOME["refused"]) + len(SOME["harmless"]) < 60
    assert_they_come_to_nothing(tmp_path, SOME["refused"], SOME["harmless"])


def test_each_attempt_is_refused_with_its_line_and_a_remedy_or_comes_to_nothing(tmp_path: Path) -> None:
    assert_they_come_to_nothing(tmp_path, ALL_REFUSED, ALL_HARMLESS)


def assert_they_come_to_nothing(folder: Path, refused: list[str], harmless: list[str]) -> None:
    """The attempts of one list are refused, those of the other harmless."""
    found = outcomes(folder, list(dict.fromkeys([*refused, *harmless])))
    broken = broken_rules(refused, lambda attempt: assert_refused(attempt, found[attempt]))
    broken += broken_rules(harmless, lambda attempt: assert_harmless(found[attempt]))
    assert not broken, "\n\n".join(broken)


def assert_refused(attempt: str, outcome: dict[str, Any]) -> None:
    assert outcome["failure"], outcome
    assert outcome["failure"]["kind"] == "refused", outcome
    assert outcome["failure"]["message"].startswith(f"Line {outcome['failure']['line']}: ")
    assert outcome["failure"]["message"].count(".") >= 2, "a rule and a remedy"
    assert outcome["value"] is None
    if "![" in attempt:
        assert "![" not in "".join(outcome["failure"]["message"].split("`")[::2]), "her own words are shown as code"
    assert_nothing_came_out(outcome)


def assert_harmless(outcome: dict[str, Any]) -> None:
    failure = outcome["failure"] or {"kind": ""}
    assert failure["kind"] in ("", "error", "name", "shape", "memory", "output", "syntax"), outcome
    assert_nothing_came_out(outcome)


def test_the_corpus_is_large_and_each_attempt_stands_in_it_once() -> None:
    assert len(set(ALL_REFUSED)) == len(ALL_REFUSED)
    assert [attempt for attempt in ALL_REFUSED if "![" in attempt]
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
    assert len(broken_rules(["1", "2"], lambda _: assert_harmless(memory))) == 2
