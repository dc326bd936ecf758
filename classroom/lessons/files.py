"""Lesson files: strictly validated TOML, read and written.

title = "One neuron in 20 minutes"
audience = "For those who have never seen one"
minutes = 20

[[steps]]
page = "train"
task = "Press Train."           # one sentence
why = "Each step goes down."    # details, collapsed; this key and those below are optional
data = "faces"
settings = { learning_rate = 0.005 }
show = ["learning_rate"]
guess = "longer_training"
done = "trained 100"
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from logreg_core.errors import ArgumentError, LessonError
from logreg_core.representation import REPRESENTATIONS
from logreg_core.settings import RUN_SETTINGS
from logreg_core.sources.catalog import CATALOG

from ..exercise.guesses import QUESTIONS
from ..untrusted import short
from .conditions import parse
from .lesson import Lesson, Step
from .lines import MAX_DOTS, KeyPath, dotted_too_often, line_of
from .places import NO_STEP, PLACES

MAX_BYTES = 65_536  # bytes
MAX_STEPS = 40
MAX_MINUTES = 600
LENGTHS = {"title": 80, "audience": 120, "task": 240, "why": 600, "done": 200}  # characters
OF_LESSON = ("title", "audience", "minutes", "keeps", "steps")
OF_STEP = ("page", "task", "why", "data", "settings", "representation", "show", "guess", "done")
JOINERS = "\u200c\u200d"  # invisible, but some scripts need them
SHIPPED = (
    "one_neuron",
    "course_exercise",
    "what_can_go_wrong",
    "is_it_any_good",
    "own_two_classes",
    "honest_claims",
)
Table = Mapping[str, Any]


class _Broken(Exception):
    """A broken rule, and the path to its key."""

    def __init__(self, words: str, *path: str | int) -> None:
        super().__init__(words)
        self.words, self.path = words, path


def read(text: str | bytes, name: str = "lesson") -> Lesson:
    """The lesson in a text. name: of the text, for errors.

    Raises LessonError, with the line, for an invalid lesson.
    """
    name = "".join(char for char in name if char.isprintable())[:60] or "lesson"
    decoded = _decoded(text, name)
    if line := dotted_too_often(decoded):
        raise LessonError(
            f"{name}, line {line}: a key must have at most {MAX_DOTS} dots. Lessons need none.",
            line,
        )
    try:
        table = tomllib.loads(decoded)
    except tomllib.TOMLDecodeError as error:
        line = _error_line(str(error), decoded)
        reason = re.sub(r" \(at [^)]*\)$", "", str(error))[:120]
        raise LessonError(
            f'{name}, line {line}: a lesson must be TOML, with lines such as task = "..." or [[steps]]. This line is'
            f" not: {reason}. Look for a missing bracket or a quotation mark.",
            line,
        ) from None
    except (RecursionError, ValueError):  # brackets in brackets, or a number of thousands of digits
        raise LessonError(
            f"{name} must be a lesson. Its values are too deeply nested or too long. Shorten it."
        ) from None
    try:
        return _lesson(table)
    except _Broken as broken:
        line = line_of(decoded, broken.path)
        raise LessonError(f"{name}, line {line}: {broken.words}", line) from None


def write(lesson: Lesson) -> str:
    """The TOML text of a lesson."""
    lines = [f"{key} = {_spelled(getattr(lesson, key))}" for key in ("title", "audience", "minutes")]
    if not lesson.keeps:
        lines.append("keeps = false")
    empty = Step("", "")
    for step in lesson.steps:
        values = {key: getattr(step, key) for key in OF_STEP}
        used = [key for key in OF_STEP if values[key] != getattr(empty, key)]
        lines += ["", "[[steps]]", *(f"{key} = {_spelled(values[key])}" for key in used)]
    return "\n".join(lines) + "\n"


@cache
def shipped() -> dict[str, Lesson]:
    """The built-in lessons by name, in teaching order."""
    files = {name: Path(__file__).with_name(f"{name}.toml") for name in SHIPPED}
    return {name: replace(read(file.read_bytes(), file.name), name=name) for name, file in files.items()}


def _decoded(text: str | bytes, name: str) -> str:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(content) > MAX_BYTES:
        raise LessonError(
            f"{name} must have at most {MAX_BYTES:,} bytes. It has {len(content):,}. Write a shorter lesson."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise LessonError(
            f"{name}, line {line}: a lesson must be text in UTF-8. Got the byte {content[error.start]:#04x}. Save it as"
            " plain text.",
            line,
        ) from None


def _error_line(error: str, text: str) -> int:
    match = re.search(r"\(at line (\d+),", error)
    return int(match[1]) if match else text.count("\n") + 1


def _spelled(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_spelled(item)}" for key, item in value.items()) + " }"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_spelled, value))}]"
    return repr(value)


def _lesson(table: Table) -> Lesson:
    _need_keys(table, OF_LESSON, ("title", "audience", "minutes", "steps"))
    minutes, keeps, steps = table["minutes"], table.get("keeps", True), table["steps"]
    if type(minutes) is not int or not 1 <= minutes <= MAX_MINUTES:
        raise _Broken(f"minutes must be a whole number from 1 to {MAX_MINUTES}. Got {short(minutes)}.", "minutes")
    if type(keeps) is not bool:
        raise _Broken(f"keeps must be true or false. Got {short(keeps)}.", "keeps")
    if not isinstance(steps, list) or not steps:
        raise _Broken(f"steps must be tables, each under a line [[steps]]. Got {short(steps)}.", "steps")
    if len(steps) > MAX_STEPS:
        raise _Broken(
            f"A lesson must have at most {MAX_STEPS} steps. It has {len(steps)}. Make two lessons of it.",
            "steps",
            MAX_STEPS,
        )
    title, audience = _text(table, "title"), _text(table, "audience")
    return Lesson(
        title, audience, minutes, tuple(_step(step, number) for number, step in enumerate(steps)), keeps=keeps
    )


def _step(table: Any, number: int) -> Step:
    path: KeyPath = ("steps", number)
    if not isinstance(table, dict):
        raise _Broken(f"A step must be a table under a line [[steps]]. Got {short(table)}.", *path)
    _need_keys(table, OF_STEP, ("page", "task"), *path)
    page = table["page"]
    if isinstance(page, str) and page in NO_STEP:
        raise _Broken(f"page must be a page to learn on. {page} is about lessons.", *path, "page")
    _one_of(table, "page", PLACES, *path)
    for key, names in (("data", CATALOG), ("representation", REPRESENTATIONS), ("guess", QUESTIONS)):
        if table.get(key, "") != "":
            _one_of(table, key, names, *path)
    guess = table.get("guess", "")
    if guess and (asked_on := QUESTIONS[guess].place) != page:
        raise _Broken(f"guess must be asked on the page of its step. {guess} is asked on {asked_on}.", *path, "guess")
    done = _text(table, "done", *path) if "done" in table else "seen"
    try:
        parse(done, page)
    except ArgumentError as error:
        raise _Broken(f"done must be a condition. {error}", *path, "done") from None
    return Step(
        page,
        _text(table, "task", *path),
        _text(table, "why", *path) if table.get("why", "") != "" else "",
        table.get("data", ""),
        _settings(table.get("settings", {}), *path),
        table.get("representation", ""),
        _shown(table.get("show"), page, *path),
        guess,
        done,
    )


def _settings(table: Any, *path: str | int) -> dict[str, float]:
    path = (*path, "settings")
    if not isinstance(table, dict):
        raise _Broken(f"settings must be a table as {{ learning_rate = 0.01 }}. Got {short(table)}.", *path)
    settings = {setting.name: setting for setting in RUN_SETTINGS}
    _need_keys(table, settings, (), *path)
    checked = {}
    for name, value in table.items():
        try:
            checked[name] = settings[name].check(value)
        except (ArgumentError, ValueError):
            low, high = settings[name].smallest, settings[name].largest
            kind = "whole number" if settings[name].whole else "number"
            raise _Broken(
                f"{name} must be a {kind} from {low:g} to {high:g}. Got {short(value)}.", *path, name
            ) from None
    return checked


def _shown(names: Any, page: str, *path: str | int) -> tuple[str, ...] | None:
    if names is None:
        return None
    path = (*path, "show")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _Broken(f'show must be names of controls, as ["learning_rate"]. Got {short(names)}.', *path)
    if not PLACES[page]:
        raise _Broken(f"show must be left out on {page}, which always shows everything. Got {short(names)}.", *path)
    for name in names:
        if name not in PLACES[page]:
            raise _Broken(f"show on {page} must be of {', '.join(PLACES[page])}. Got {short(name)}.", *path)
    if len(set(names)) < len(names):
        raise _Broken(f"show must name each control once. Got {short(names)}.", *path)
    return tuple(names)


def _need_keys(table: Table, known: Collection[str], needed: Collection[str], *path: str | int) -> None:
    of = "settings" if path and path[-1] == "settings" else "A step" if path else "A lesson"
    for key in table:
        if key not in known:
            near = get_close_matches(key[:40], known, 1)
            remedy = f"Perhaps {near[0]} is meant." if near else "Leave it out."
            raise _Broken(f"{of} must have keys of {', '.join(known)}. Got {short(key)}. {remedy}", *path, key)
    for key in needed:
        if key not in table:
            raise _Broken(f"{of} must have {', '.join(needed)}. There is no {key}. Add it.", *path)


def _one_of(table: Table, key: str, names: Collection[str], *path: str | int) -> None:
    value = table[key]
    if not isinstance(value, str) or value not in names:
        near = get_close_matches(value[:40], names, 1) if isinstance(value, str) else []
        remedy = f" Perhaps {near[0]} is meant." if near else ""
        raise _Broken(f"{key} must be one of {', '.join(names)}. Got {short(value)}.{remedy}", *path, key)


def _text(table: Table, key: str, *path: str | int) -> str:
    """A text of visible characters, neither empty nor too long; only ``why`` may have several lines."""
    value, most = table[key], LENGTHS[key]
    if not isinstance(value, str) or not value.strip():
        raise _Broken(f'{key} must be a text, as {key} = "...". Got {short(value)}.', *path, key)
    if len(value) > most:
        raise _Broken(f"{key} must have at most {most} characters. It has {len(value):,}. Shorten it.", *path, key)
    allowed = JOINERS + ("\n" if key == "why" else "")
    hidden = next((char for char in value if not char.isprintable() and char not in allowed), None)
    if hidden is not None:
        raise _Broken(
            f"{key} must have visible characters{'' if key == 'why' else ', on one line'}. Got U+{ord(hidden):04X}."
            " Take it out.",
            *path,
            key,
        )
    return value.strip()
