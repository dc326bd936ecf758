"""Limits on rooms, messages and visitors."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from msgspec import Meta

MEMBERS = 300
MESSAGE = 4_096  # bytes of one report
PICTURE = 60_000  # bytes of one picture
PICTURE_SIDE = 1_024  # pixels
PICTURES = 30  # of a room
PICTURES_OF_ONE = 5  # so that no member fills the room alone
STEPS = 40  # of a lesson
Step = Annotated[int, Meta(ge=0, lt=STEPS)]
LESSON = 4_096  # characters, packed
SHORTEST, LONGEST = 5, 480  # minutes of a room

MINUTE, HOUR = 60, 3_600
MISSES = 30, 120  # wrong words of one visitor in a minute and in an hour; a class may share one address
ALL_MISSES = 60  # in a minute, of all visitors
JOINS = 600  # of one visitor into one room: a whole lecture may share one address, and rejoin
OPENED = 30  # rooms that one visitor opens in an hour
MESSAGES = {"report": 60, "answer": 60, "picture": 6}  # of one seat in a minute


class Limit(NamedTuple):
    """A rate limit: at most so many times in a window of time.

    shelf, field: hold the count and its window; a new window restarts at 0. lasts: lifetime in seconds of a shelf made
    for the count; 0 counts only on an existing shelf.
    """

    shelf: str
    field: str
    most: int
    window: int = 0
    lasts: int = 0


def misses_of(who: str, now: float) -> tuple[Limit, ...]:
    """The limits on wrong words, per visitor and for all visitors."""
    minute, hour = int(now // MINUTE), int(now // HOUR)
    return (
        Limit(f"misses:minute:{minute}", "all", ALL_MISSES, minute, 2 * MINUTE),
        Limit(f"misses:minute:{minute}", f"who:{who}", MISSES[0], minute, 2 * MINUTE),
        Limit(f"misses:hour:{hour}", f"who:{who}", MISSES[1], hour, 2 * HOUR),
    )


def opened_by(who: str, now: float) -> Limit:
    """The limit on rooms that a visitor opens."""
    hour = int(now // HOUR)
    return Limit(f"opened:{hour}", f"who:{who}", OPENED, hour, 2 * HOUR)


def joined_by(who: str, room: str) -> Limit:
    """The limit on seats that a visitor takes in a room."""
    return Limit(room, f"joins:{who}", JOINS)


def sent_by(member: int, kind: str, room: str, now: float) -> Limit:
    """The limit on messages of a kind that a seat sends."""
    return Limit(room, f"rate.{kind}:{member}", MESSAGES[kind], int(now // MINUTE))
