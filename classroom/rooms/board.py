"""The teacher's board: the state of a room at one moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..exercise.guesses import Question
from ..untrusted import Finite, Value, Whole
from . import prompt as prompts
from .nickname import distinct, visible
from .own import Outcome
from .prompt import Prompt
from .report import Progress, Run
from .report import read as read_report
from .spread import Spread
from .written import entry

CAPTION = 80  # characters


class Joined(Value, frozen=True):
    """A member as stored. token: its hash."""

    nickname: str
    token: str
    joined: Whole


class Sent(Value, frozen=True):
    """A picture as stored; its bytes are on another shelf."""

    member: Whole
    caption: str
    is_shown: bool


@dataclass(frozen=True)
class Member:
    """A member of the room.

    where: the address of a page. step: of the lesson, from 0. seen_ago: seconds since the last message.
    has_answered: in this round.
    """

    number: int
    nickname: str
    where: str
    step: int | None
    done: frozenset[int]
    seen_ago: float
    has_answered: bool


class Picture(NamedTuple):
    """A picture that a member sent; `Rooms.picture` returns its bytes. Hidden until the teacher shows it."""

    number: int
    nickname: str
    caption: str
    is_shown: bool


@dataclass(frozen=True)
class Board:
    """The whole room at one moment.

    places, steps, failing: members on each page, done with each step, failing each check; the most frequent page and
    check first. spreads: of the current question, by rounds, revealed or not. outcome: its right answer, once shown.
    answers: in this round. runs: the last eight of each member. lesson: packed.
    """

    word: str
    ends_at: float
    version: int
    lesson: str
    members: tuple[Member, ...]
    places: Mapping[str, int]
    steps: Mapping[int, int]
    step: int | None
    question: Question | None
    round: int
    is_frozen: bool
    is_revealed: bool
    outcome: Outcome | None
    answers: int
    spreads: tuple[Spread, ...]
    runs: tuple[Run, ...]
    failing: Mapping[str, int]
    pictures: tuple[Picture, ...]


def board_of(word: str, ends_at: float, prompt: Prompt, fields: Mapping[str, str], now: float) -> Board:
    """The board. fields: the whole shelf of the room. Unreadable fields are left out."""
    members = members_of(fields)
    names = distinct({number: member.nickname for number, member in members.items()})
    reports = {number: read_report(fields.get(f"report:{number}")) for number in members}
    answers = {number: prompts.read_answer(prompt, fields.get(f"answer:{number}")) for number in members}
    seen = {number: entry(fields.get(f"seen:{number}"), Finite) or members[number].joined for number in members}
    return Board(
        word=word,
        ends_at=ends_at,
        version=prompt.version,
        lesson=fields.get("lesson", ""),
        members=tuple(
            _member(number, names[number], reports[number], now - seen[number], prompt.round in answers[number])
            for number in members
        ),
        places=_counted(report.where for report in reports.values() if report.where),
        steps=dict(sorted(Counter(step for report in reports.values() for step in report.done).items())),
        step=prompt.step,
        question=prompt.asks,
        round=prompt.round,
        is_frozen=prompt.is_frozen,
        is_revealed=prompt.is_revealed,
        outcome=prompt.outcome,
        answers=sum(prompt.round in guesses for guesses in answers.values()),
        spreads=prompts.spreads_of(prompt, answers),
        runs=tuple(run for report in reports.values() for run in report.runs),
        failing=_counted(report.failing for report in reports.values() if report.failing),
        pictures=tuple(_pictures(fields, names)),
    )


def caption_of(text: str) -> str:
    """The caption as shown: visible characters, cut to 80."""
    return visible(text[: 2 * CAPTION])[:CAPTION]


def members_of(fields: Mapping[str, str]) -> dict[int, Joined]:
    """The members by their numbers."""
    texts = numbered(fields, "member")
    return {number: member for number, text in texts.items() if (member := entry(text, Joined)) is not None}


def _member(number: int, name: str, report: Progress, seen_ago: float, has_answered: bool) -> Member:
    return Member(number, name, report.where, report.step, report.done, max(seen_ago, 0), has_answered)


def _pictures(fields: Mapping[str, str], names: Mapping[int, str]) -> Iterator[Picture]:
    for number, text in numbered(fields, "picture").items():
        picture = entry(text, Sent)
        if picture is not None and picture.member in names:
            yield Picture(number, names[picture.member], caption_of(picture.caption), picture.is_shown)


def numbered(fields: Mapping[str, str], kind: str) -> dict[int, str]:
    """The fields ``kind:NUMBER`` by number, in ascending order."""
    prefix = f"{kind}:"
    texts = {field.removeprefix(prefix): text for field, text in fields.items() if field.startswith(prefix)}
    return dict(sorted((int(number), text) for number, text in texts.items() if number.isascii() and number.isdigit()))


def _counted(names: Iterable[str]) -> dict[str, int]:
    """The number of times that each name occurs, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda entry: (-entry[1], entry[0])))
