"""What a room, a message and a visitor may be at most."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from msgspec import Meta

MEMBERS = 300
MESSAGE = 4_096  # bytes of one report
PICTURE = 60_000  # bytes of one picture
PICTURE_SIDE = 1_024  # pixels
PICTURES = 30  # of a room
PICTURES_OF_ONE = 5  # so that nobody fills the room alone
STEPS = 40  # of a lesson
Step = Annotated[int, Meta(ge=0, lt=STEPS)]
LESSON = 4_096  # signs of a packed one
SHORTEST, LONGEST = 5, 480  # minutes of a room

MINUTE, HOUR = 60, 3_600
MISSES = 30, 120  # words of no room, of one visitor in a minute and in an hour; a class may sit behind one address
ALL_MISSES = 60  # in a minute, of all visitors
JOINS = 600  # of one visitor into one room: a whole lecture may sit behind one address, and come again
OPENED = 30  # rooms that one visitor opens in an hour
MESSAGES = {"report": 60, "answer": 60, "picture": 6}  # of one seat in a minute


class Limit(NamedTuple):
    """So many times at most in a window of time.

    shelf, field: where it is counted, and in which window; another one begins at 0. lasts: seconds after which a shelf
    is gone that was made for this; 0 counts only on a shelf that is there.
    """

    shelf: str
    field: str
    most: int
    window: int = 0
    lasts: int = 0


def misses_of(who: str, now: float) -> tuple[Limit, ...]:
    """How often a visitor, and all together, may name a word that opens no room."""
    minute, hour = int(now // MINUTE), int(now // HOUR)
    return (
        Limit(f"misses:minute:{minute}", "all", ALL_MISSES, minute, 2 * MINUTE),
        Limit(f"misses:minute:{minute}", f"who:{who}", MISSES[0], minute, 2 * MINUTE),
        Limit(f"misses:hour:{hour}", f"who:{who}", MISSES[1], hour, 2 * HOUR),
    )


def opened_by(who: str, now: float) -> Limit:
    """How many rooms a visitor may open."""
    hour = int(now // HOUR)
    return Limit(f"opened:{hour}", f"who:{who}", OPENED, hour, 2 * HOUR)


def joined_by(who: str, room: str) -> Limit:
    """How many seats of a room a visitor may take."""
    return Limit(room, f"joins:{who}", JOINS)


def sent_by(member: int, kind: str, room: str, now: float) -> Limit:
    """How many messages of a kind a seat may send."""
    return Limit(room, f"rate.{kind}:{member}", MESSAGES[kind], int(now // MINUTE))
