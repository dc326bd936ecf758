"""What a room, a message and a visitor may be at most."""

from __future__ import annotations

from typing import NamedTuple

ROOMS = 200
MEMBERS = 300
MESSAGE = 4_096  # bytes of one report
PICTURE = 60_000  # bytes of one picture
PICTURE_SIDE = 1_024  # pixels
PICTURES = 30  # of a room
STEPS = 40  # of a lesson
LESSON = 4_096  # signs of a packed one
SHORTEST, LONGEST = 5, 480  # minutes of a room

MINUTE, HOUR = 60, 3_600
MISSES = 30, 120  # words of no room, of one visitor in a minute and in an hour; a class may sit behind one address
ALL_MISSES = 60  # in a minute, of all visitors
JOINS = 150  # of one visitor into one room
OPENED = 10  # rooms that one visitor opens in an hour
MESSAGES = {"report": 60, "answer": 60, "picture": 6}  # of one seat in a minute


class Limit(NamedTuple):
    """So many times at most.

    shelf, field: where it is counted. lasts: seconds after which a shelf is gone that was made for this; 0 counts only
    on a shelf that is there.
    """

    shelf: str
    field: str
    most: int
    lasts: int = 0


def misses_of(who: str, now: float) -> tuple[Limit, ...]:
    """How often a visitor, and all together, may name a word that opens no room."""
    minute, hour = f"misses:minute:{int(now // MINUTE)}", f"misses:hour:{int(now // HOUR)}"
    return (
        Limit(minute, "all", ALL_MISSES, 2 * MINUTE),
        Limit(minute, f"who:{who}", MISSES[0], 2 * MINUTE),
        Limit(hour, f"who:{who}", MISSES[1], 2 * HOUR),
    )


def opened_by(who: str, now: float) -> Limit:
    """How many rooms a visitor may open."""
    return Limit(f"opened:{int(now // HOUR)}", f"who:{who}", OPENED, 2 * HOUR)


def messages_of(word: str, member: int, kind: str, now: float) -> Limit:
    """How many messages of a kind a seat may send."""
    return Limit(rates(word, now)[0], f"{kind}:{member}", MESSAGES[kind], 2 * MINUTE)


def rates(word: str, now: float) -> tuple[str, str]:
    """The shelves on which the messages of a room are counted, of this minute and of the one before."""
    minute = int(now // MINUTE)
    return f"rates:{word}:{minute}", f"rates:{word}:{minute - 1}"
