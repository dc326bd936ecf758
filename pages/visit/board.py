"""The room that the visitor opened for a class. The browser keeps its secret."""

from __future__ import annotations

import re
from contextlib import suppress

from classroom.rooms import Board
from logreg_core import ArgumentError, ClassroomError, NoRoom

from .classroom import rooms, who
from .persistence import Plain
from .store import Slot

_SECRET = re.compile(r"[A-Z]{4}\.[\w-]{20,100}")


def _read(value: object) -> str:
    if not isinstance(value, str) or (value and not _SECRET.fullmatch(value)):
        raise ArgumentError("A link to a board must end with # and the secret of its room. Copy the link again.")
    return value


_secret: Slot[str] = Slot("board", "", keep=Plain(str, _read))
_presented: Slot[bool] = Slot("board_presented", False, keep=Plain(bool, of="tab"))
_began: Slot[str] = Slot("board_began", "", keep=Plain(str))
_is_anew = Slot("board_is_anew", False)
_over = Slot("board_over", "")  # the word of a room that has ended
_pictures: Slot[dict[int, bytes]] = Slot("board_pictures", {})  # pictures of the room, each fetched once


def secret() -> str:
    """Return the room's secret; empty without a room."""
    return _secret.get()


def word() -> str:
    """Return the room's word; empty without a room."""
    return secret()[:4]


def open_one(minutes: int, lesson: str) -> None:
    """Open a room. lesson: packed, or empty. Raises ClassroomError, and ArgumentError for what a room cannot have."""
    opened = rooms().open(minutes=minutes, who=who())
    _take(opened.secret)
    if lesson:
        rooms().set_lesson(opened.secret, lesson)


def take_over(said: object) -> None:
    """Take over a room by its secret link, which is untrusted.

    Raises ClassroomError and ArgumentError where the link opens no room, and where the visitor's own room is still
    open: no link may close that.
    """
    opened = _read(said)
    rooms().board(opened)
    if secret() != opened and look() is not None:
        raise ClassroomError(
            f"This link opens the room {opened[:4]}, and yours, {word()}, is still open. End that one first, then open"
            " the link again."
        )
    _take(opened)


def look() -> Board | None:
    """Return the room as it is now; None without a room and after its end. Raises SharedIsLost."""
    if not secret():
        return None
    try:
        held = rooms().board(secret())
    except NoRoom:
        is_anew = rooms().began_anew(_began.get())
        _let_go(word())
        _is_anew.set(is_anew)
        return None
    numbers = {each.number for each in held.pictures}
    if gone := _pictures.get().keys() - numbers:  # their senders have left
        _pictures.set({number: png for number, png in _pictures.get().items() if number not in gone})
    return held


def picture(number: int) -> bytes:
    """Return a sent picture as PNG. Raises ClassroomError if it does not exist."""
    held = _pictures.get()
    if number not in held:
        held = {**held, number: rooms().picture(secret(), number)}
        _pictures.set(held)
    return held[number]


def end() -> None:
    """End the room and delete its data. Raises SharedIsLost."""
    with suppress(NoRoom):
        rooms().end(secret())
    _let_go(word())


def is_presented() -> bool:
    """Return whether this tab shows the projector view; a reload keeps it."""
    return bool(secret()) and _presented.get()


def present(*, on: bool) -> None:
    """Show the projector view, or the teacher's own view."""
    _presented.set(on)


def over() -> str:
    """Return the word of the visitor's own room that has ended; empty without one, or while another is open."""
    return _over.get()


def is_anew() -> bool:
    """Return whether that room is gone because the server was restarted."""
    return _is_anew.get()


def _take(found: str) -> None:
    _let_go("")
    _secret.set(found)
    _began.set(rooms().began())


def _let_go(over: str) -> None:
    _secret.clear()
    _presented.clear()
    _began.clear()
    _is_anew.clear()
    _pictures.clear()
    _over.set(over)
