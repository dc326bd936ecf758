"""What the teacher sees of her room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..exercise.guesses import Question
from ..untrusted import Finite, Value, Whole
from . import prompt as puts
from .nickname import told_apart, visible
from .own import Outcome
from .prompt import Put
from .report import Run, Told
from .report import read as read_report
from .spread import Spread
from .written import entry

CAPTION = 80  # signs


class Joined(Value, frozen=True):
    """Who has taken a seat, as the store holds it. token: its hash."""

    nickname: str
    token: str
    joined: Whole


class Sent(Value, frozen=True):
    """What a picture is, as the store holds it; its bytes lie on another shelf."""

    member: Whole
    caption: str
    is_shown: bool


@dataclass(frozen=True)
class Member:
    """Somebody in the room.

    where: the address of a page. step: of the lesson, from 0. seen_ago: seconds since something came from there.
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
    """A picture that was sent; its bytes are fetched by its number. It waits until it is shown."""

    number: int
    nickname: str
    caption: str
    is_shown: bool


@dataclass(frozen=True)
class Board:
    """All of the room at one moment.

    places, steps, failing: how many members are on each page, are done with each step, fail at each check; the most
    frequent page and check first. spreads: of the question that is put, by rounds, revealed or not. outcome: its right
    answer, once it is shown. answers: in this round. runs: the last eight of each member. lesson: packed.
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


def board_of(word: str, ends_at: float, put: Put, fields: Mapping[str, str], now: float) -> Board:
    """fields: all of the room's shelf. What in it cannot be read is left out."""
    members = members_of(fields)
    names = told_apart({place: member.nickname for place, member in members.items()})
    reports = {place: read_report(fields.get(f"report:{place}")) for place in members}
    answers = {place: puts.read_answer(put, fields.get(f"answer:{place}")) for place in members}
    seen = {place: entry(fields.get(f"seen:{place}"), Finite) or members[place].joined for place in members}
    return Board(
        word=word,
        ends_at=ends_at,
        version=put.version,
        lesson=fields.get("lesson", ""),
        members=tuple(
            _member(place, names[place], reports[place], now - seen[place], put.round in answers[place])
            for place in members
        ),
        places=_counted(report.where for report in reports.values() if report.where),
        steps=dict(sorted(Counter(step for report in reports.values() for step in report.done).items())),
        step=put.step,
        question=put.asks,
        round=put.round,
        is_frozen=put.is_frozen,
        is_revealed=put.is_revealed,
        outcome=put.outcome,
        answers=sum(put.round in each for each in answers.values()),
        spreads=puts.spreads_of(put, answers),
        runs=tuple(run for report in reports.values() for run in report.runs),
        failing=_counted(report.failing for report in reports.values() if report.failing),
        pictures=tuple(_pictures(fields, names)),
    )


def caption_of(text: str) -> str:
    """A caption as it is shown."""
    return visible(text[: 2 * CAPTION])[:CAPTION]


def members_of(fields: Mapping[str, str]) -> dict[int, Joined]:
    """The members by their numbers."""
    found = numbered(fields, "member")
    return {place: member for place, text in found.items() if (member := entry(text, Joined)) is not None}


def _member(place: int, name: str, report: Told, seen_ago: float, has_answered: bool) -> Member:
    return Member(place, name, report.where, report.step, report.done, max(seen_ago, 0), has_answered)


def _pictures(fields: Mapping[str, str], names: Mapping[int, str]) -> Iterator[Picture]:
    for place, text in numbered(fields, "picture").items():
        picture = entry(text, Sent)
        if picture is not None and picture.member in names:
            yield Picture(place, names[picture.member], caption_of(picture.caption), picture.is_shown)


def numbered(fields: Mapping[str, str], kind: str) -> dict[int, str]:
    """The fields ``kind:NUMBER``, by their numbers and in their order."""
    begin = f"{kind}:"
    found = {field.removeprefix(begin): text for field, text in fields.items() if field.startswith(begin)}
    return dict(sorted((int(place), text) for place, text in found.items() if place.isascii() and place.isdigit()))


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How often each is there, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda each: (-each[1], each[0])))
