"""The rooms of a server: opened by a teacher, joined by a word of four letters, deleted when they end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, NoReturn

from msgspec.structs import replace

from logreg_core.errors import ArgumentError, ClassroomError, NoRoom, RoomIsFull, SharedIsLost, TooFast, TooManyRooms

from ..exercise.guesses import Guess, Question
from ..untrusted import Finite
from . import limits
from . import nickname as names
from . import prompt as prompts
from . import report as reports
from .board import Board, Joined, Sent, board_of, caption_of, members_of, numbered
from .own import Outcome, Own, outcome_of
from .prompt import Prompt
from .spread import Spread
from .store import Store
from .written import as_text, entry

LETTERS = "BCDFGHJKMNPQRSTVWXZ"  # no look-alikes, and no vowels, to avoid rude words
LENGTH = 4
TRIES = 20
SEEN = 20  # seconds after which a call records the member as seen again
INDEX = "rooms"
BEGAN = "began"  # a shelf that identifies the store
YEAR = 365 * 24 * limits.HOUR
PNG = b"\x89PNG\r\n\x1a\n"


class Opened(NamedTuple):
    """A new room. word: for all. secret: for the teacher alone; the server stores only its hash."""

    word: str
    secret: str
    ends_at: float


class Seat(NamedTuple):
    """A seat in a room. token: proves that it is this visitor's. nickname: as chosen, or ``visitor 12``."""

    word: str
    member: int
    token: str
    nickname: str = ""


@dataclass(frozen=True)
class Call:
    """The teacher's prompt, as a member sees it.

    version: rises with each click of the teacher. step: of the lesson, from 0. question: from `guesses.QUESTIONS`, or
    the teacher's own. round: 1 or 2. spreads, outcome: of the rounds, and the right answer; none until revealed.
    answered: whether this seat has answered in this round. lesson: packed. ends_at: seconds, as `time.time`.
    """

    version: int
    step: int | None
    question: Question | None
    round: int
    is_frozen: bool
    is_revealed: bool
    spreads: tuple[Spread, ...]
    outcome: Outcome | None
    answered: bool
    lesson: str
    ends_at: float


class Rooms:
    """All rooms in a store. Every method may raise SharedIsLost.

    now: seconds since 1970. secret: returns a secret of so many random bytes. most: rooms open at the same time.
    """

    def __init__(
        self,
        store: Store,
        *,
        now: Callable[[], float] = time.time,
        secret: Callable[[int], str] = secrets.token_urlsafe,
        most: int = 200,
    ) -> None:
        self._store, self._now, self._secret, self._most = store, now, secret, most

    def open(self, *, minutes: int = 180, who: str = "") -> Opened:
        """Open a room. who: the visitor, for the limit of thirty in an hour.

        Raises TooManyRooms, TooFast, and ArgumentError for minutes out of range.
        """
        if type(minutes) is not int or not limits.SHORTEST <= minutes <= limits.LONGEST:
            raise ArgumentError(
                f"A room is open for {limits.SHORTEST} to {limits.LONGEST} minutes. Got {minutes!r:.20}."
            )
        now = self._now()
        if who and not self._store.take(limits.opened_by(_hash(who)[:16], now)):
            raise TooFast(f"You can open {limits.OPENED} rooms an hour: use an open one, or wait.")
        ends = now + 60 * minutes
        for _ in range(TRIES):
            word = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            opened = Opened(word, f"{word}.{self._secret(32)}", ends)
            fields = {"secret": _hash(opened.secret), "ends": as_text(ends), "put": as_text(Prompt()), "lesson": ""}
            shelves = {_room(word): fields, _pictures(word): {"made": "1"}}
            outcome = self._store.create(shelves, index=INDEX, most=self._most, now=now, ends=ends)
            if outcome == "made":
                return opened
            if outcome == "full":
                break
        raise TooManyRooms(f"This server has {self._most} open rooms, its maximum: try again later.")

    def join(self, word: str, nickname: str = "", *, who: str) -> Seat:
        """Take a seat. who: the visitor, such as an address, for the limit on wrong words.

        Raises NoRoom, RoomIsFull, TooFast, and ArgumentError for a nickname that is too long.
        """
        name = names.clean(nickname)
        word, hashed, now = word.strip().upper()[: LENGTH + 1], _hash(who)[:16], self._now()
        found = self._store.find(_room(word), ["ends"], limits.misses_of(hashed, now))
        if found is None:
            raise TooFast(
                "Too many wrong words: check the word, and wait a minute. After very many, wait until the next full"
                " hour."
            )
        self._ends(word, found)
        if not self._store.take(limits.joined_by(hashed, _room(word))):
            raise TooFast("Too many people have joined this room from your address.")
        token = self._secret(24)
        member = Joined(name, _hash(token), int(now))
        number = self._store.add(_room(word), "member", as_text(member), most=limits.MEMBERS)
        if number == 0:
            raise RoomIsFull(f"All {limits.MEMBERS} seats of this room are taken: ask its teacher.")
        if number < 0:
            _no_room()
        return Seat(word, number, token, names.shown(name, number))

    def name_of(self, seat: Seat) -> str:
        """The visitor's name on the board, with the seat's number if others share the name. Raises NoRoom."""
        fields, _ = self._seat(seat, whole=True)
        return names.distinct({number: member.nickname for number, member in members_of(fields).items()})[seat.member]

    def report(self, seat: Seat, report: reports.Report) -> None:
        """Send a report. Raises NoRoom, TooFast, and ArgumentError for too long a message."""
        fields, member = self._seat(seat, [f"report:{seat.member}"])
        self._not_too_fast(seat, "report")
        text = reports.write(reports.after(reports.read(fields.get(f"report:{seat.member}")), report))
        changes = {f"report:{seat.member}": text, f"seen:{seat.member}": as_text(int(self._now()))}
        if not self._store.write(_room(seat.word), changes, only=member):
            _no_room()

    def call(self, seat: Seat) -> Call:
        """The teacher's prompt, in one read of the store. Raises NoRoom."""
        fields, member = self._seat(seat, ["put", "lesson", f"answer:{seat.member}", f"seen:{seat.member}"])
        prompt, now = _prompt(fields), self._now()
        if now - (entry(fields.get(f"seen:{seat.member}"), Finite) or 0) > SEEN:
            with suppress(SharedIsLost):  # a full store can still be read
                self._store.write(_room(seat.word), {f"seen:{seat.member}": as_text(int(now))}, only=member)
        return Call(
            version=prompt.version,
            step=prompt.step,
            question=prompt.asks,
            round=prompt.round,
            is_frozen=prompt.is_frozen,
            is_revealed=prompt.is_revealed,
            spreads=prompt.spreads if prompt.is_revealed else (),
            outcome=prompt.outcome if prompt.is_revealed else None,
            answered=prompt.round in prompts.read_answer(prompt, fields.get(f"answer:{seat.member}")),
            lesson=fields.get("lesson", ""),
            ends_at=self._ends(seat.word, fields),
        )

    def answer(self, seat: Seat, answer: Guess, *, to: tuple[str, int] | None = None) -> None:
        """Answer the current question in this round; the last answer counts.

        to: the question and the round that the visitor saw. Raises NoRoom, TooFast, ClassroomError if answers are
        closed or ``to`` is no longer current, and ArgumentError for an invalid answer.
        """
        field = f"answer:{seat.member}"
        self._seat(seat)
        self._not_too_fast(seat, "answer")
        for _ in range(TRIES):  # retry after a write by the teacher, or by this visitor in another tab
            fields, member = self._seat(seat, ["put", field])
            prompt = _prompt(fields)
            question = prompt.asks
            if question is None or not prompt.is_open:
                raise ClassroomError("No answers are accepted now: wait for the next question.")
            if to not in (None, (question.name, prompt.round)):
                raise ClassroomError("Your teacher has moved on: look at the current question.")
            text = prompts.write_answer(prompt, question.read(answer), fields.get(field))
            only = {**member, "put": fields["put"], field: fields.get(field)}
            if self._store.write(_room(seat.word), {field: text}, only=only):
                return
        raise TooFast("The answer was not saved, since other writes came first: send it again.")

    def send_picture(self, seat: Seat, png: bytes, caption: str = "") -> None:
        """Send a picture. Only the teacher sees it until they show it to all.

        png: made by the app. Raises NoRoom, TooFast, ArgumentError if it is not a small PNG, and ClassroomError if the
        room holds its maximum, or the maximum of this seat.
        """
        _check_png(png)
        fields, _ = self._seat(seat, whole=True)
        if len(_sent_by(seat.member, fields)) >= limits.PICTURES_OF_ONE:
            raise ClassroomError(f"You have sent {limits.PICTURES_OF_ONE} pictures, the maximum for one visitor.")
        self._not_too_fast(seat, "picture")
        sent = Sent(seat.member, caption_of(caption), False)
        number = self._store.add(_room(seat.word), "picture", as_text(sent), most=limits.PICTURES)
        if number == 0:
            raise ClassroomError(f"The room holds {limits.PICTURES} pictures, its maximum.")
        text = base64.b64encode(png).decode("ascii")
        try:
            if number < 0 or not self._store.write(_pictures(seat.word), {f"{number}": text}, only={}):
                _no_room()
        except SharedIsLost:
            with suppress(SharedIsLost):
                self._store.drop(_room(seat.word), "picture", number, [])
            raise

    def leave(self, seat: Seat) -> None:
        """Leave the room, and delete all data of this seat. Raises NoRoom."""
        fields, _ = self._seat(seat, whole=True)
        for number in _sent_by(seat.member, fields):
            self._store.drop(_room(seat.word), "picture", number, [])
            self._store.write(_pictures(seat.word), {f"{number}": None}, only={})
        kinds = ("report", "seen", "answer", *(f"rate.{kind}" for kind in limits.MESSAGES))
        also = [f"{kind}:{seat.member}" for kind in kinds]
        self._store.drop(_room(seat.word), "member", seat.member, also)

    def board(self, secret: str) -> Board:
        """The whole room, in one read of the store. Raises NoRoom, like all methods that take the secret."""
        word, fields = self._opened(secret, whole=True)
        return board_of(word, self._ends(word, fields), _prompt(fields), fields, self._now())

    def picture(self, secret: str, number: int) -> bytes:
        """The PNG of a picture. Raises ClassroomError if there is none of this number."""
        word, _ = self._opened(secret)
        text = self._store.read(_pictures(word), [f"{number}"]).get(f"{number}", "")
        try:
            png = base64.b64decode(text[: 2 * limits.PICTURE], validate=True)
            _check_png(png)
        except (ValueError, ArgumentError) as error:
            raise ClassroomError(f"There is no picture {number} in this room: its sender may have left.") from error
        return png

    def put(self, secret: str, *, step: int | None = None, question: str | None = None, own: Own | None = None) -> None:
        """Put a step, a question or the teacher's own question to all; with none of them, remove the prompt.

        Discards earlier answers. Raises ArgumentError for an unknown step or question.
        """
        self._change(secret, lambda prompt: prompt.next(step=step, question=question, own=own))

    def again(self, secret: str) -> None:
        """Start the second and last round of the question: guess, discuss, guess again."""
        self._change(
            secret,
            lambda prompt: (
                prompt
                if prompt.question is None or prompt.round == prompts.ROUNDS
                else prompt.changed(round=prompts.ROUNDS, is_frozen=False, is_revealed=False, spreads=(), outcome=None)
            ),
        )

    def freeze(self, secret: str, *, frozen: bool) -> None:
        """Close or reopen the answers; revealed ones stay frozen."""
        self._change(
            secret,
            lambda prompt: (
                prompt if prompt.is_revealed or prompt.is_frozen == frozen else prompt.changed(is_frozen=frozen)
            ),
        )

    def reveal(self, secret: str, outcome: Outcome | None = None) -> None:
        """Freeze the answers and show their spreads to all, with the right answer, which a second call may add."""
        self.freeze(secret, frozen=True)  # first, so that no answer arrives after the count
        for _ in range(TRIES):
            board = self.board(secret)
            if board.question is None or not board.is_frozen:
                return
            shows_more = board.outcome is None and outcome_of(board.question, outcome) is not None
            if board.is_revealed and not shows_more:
                return
            self._change(secret, partial(_revealed, seen=board, outcome=outcome))

    def show_picture(self, secret: str, number: int, *, shown: bool) -> None:
        """Show a picture to all, or hide it. Raises ClassroomError if there is none."""
        word, fields = self._opened(secret, [f"picture:{number}"])
        text = fields.get(f"picture:{number}")
        sent = entry(text, Sent)
        if sent is None or not self._store.write(
            _room(word), {f"picture:{number}": as_text(replace(sent, is_shown=shown))}, only={f"picture:{number}": text}
        ):
            raise ClassroomError(f"There is no picture {number} in this room: its sender may have left.")

    def set_lesson(self, secret: str, packed: str) -> None:
        """Set the room's lesson, with which new members begin; empty removes it. Raises ArgumentError."""
        if len(packed) > limits.LESSON:
            raise ArgumentError(
                f"A room's lesson has at most {limits.LESSON:,} characters, packed. This one has {len(packed):,}:"
                " remove steps or shorten sentences."
            )
        self._change(secret, lambda prompt: prompt.changed(), lesson=packed)

    def end(self, secret: str) -> None:
        """End the room, and delete all of it."""
        word, _ = self._opened(secret)
        self._remove(word)

    def began(self) -> str:
        """An identifier of the shared data; a new one after all was lost, as in a restart without Valkey."""
        now = self._now()
        self._store.create({BEGAN: {"name": self._secret(9)}}, index=f"{BEGAN}s", most=1, now=now, ends=now + YEAR)
        return self._store.read(BEGAN, ["name"]).get("name", "")

    def began_anew(self, since: str) -> bool:
        """Whether all shared data was lost since `began` returned this; False for an empty name."""
        return bool(since) and self._store.read(BEGAN, ["name"]).get("name") != since

    def _change(self, secret: str, change: Callable[[Prompt], Prompt], **fields: str) -> None:
        for _ in range(TRIES):  # retry after a write by another window of the teacher
            word, found = self._opened(secret, ["put"])
            prompt = _prompt(found)
            changed = change(prompt)
            if changed == prompt:
                return
            if self._store.write(_room(word), {"put": as_text(changed), **fields}, only={"put": found["put"]}):
                return
        raise TooFast("Not done: another of your windows made changes at the same time. Try again.")

    def _opened(
        self, secret: str, fields: list[str] | None = None, *, whole: bool = False
    ) -> tuple[str, dict[str, str]]:
        """The word of the room that a secret opens, and fields of it."""
        word = secret[:LENGTH]
        found = self._store.read(_room(word), [] if whole else ["secret", "ends", *(fields or [])])
        if not hmac.compare_digest(found.get("secret", "").encode(), _hash(secret).encode()):
            _no_room()
        self._ends(word, found)
        return word, found

    def _seat(
        self, seat: Seat, fields: list[str] | None = None, *, whole: bool = False
    ) -> tuple[dict[str, str], Mapping[str, str | None]]:
        """Fields of a seat's room, and the condition ``only`` for a write."""
        field = f"member:{seat.member}"
        found = self._store.read(_room(seat.word), [] if whole else ["ends", field, *(fields or [])])
        member = entry(found.get(field), Joined)
        token = member.token if member else ""
        if not hmac.compare_digest(token.encode(), _hash(seat.token).encode()):
            _no_room()
        self._ends(seat.word, found)
        return found, {field: found[field]}

    def _ends(self, word: str, fields: Mapping[str, str]) -> float:
        """The time when the room ends. Deletes an expired room and raises NoRoom."""
        ends = entry(fields.get("ends"), Finite)
        if ends is None or ends <= self._now():
            if fields:
                self._remove(word)
            _no_room()
        return ends

    def _remove(self, word: str) -> None:
        self._store.remove([_room(word), _pictures(word)], index=INDEX)

    def _not_too_fast(self, seat: Seat, kind: str) -> None:
        if not self._store.take(limits.sent_by(seat.member, kind, _room(seat.word), self._now())):
            raise TooFast("Too many messages in a minute: wait a moment.")


def _room(word: str) -> str:
    return f"room:{word}"


def _pictures(word: str) -> str:
    return f"pictures:{word}"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _no_room() -> NoReturn:
    raise NoRoom("There is no such room, or it has ended: check the word, or ask its teacher.")


def _prompt(fields: Mapping[str, str]) -> Prompt:
    prompt = prompts.read(fields.get("put"))
    if prompt is None:
        raise SharedIsLost("The shared data of the room is invalid: open a new room.")
    return prompt


def _sent_by(member: int, fields: Mapping[str, str]) -> list[int]:
    """The numbers of a member's pictures."""
    pictures = {number: entry(text, Sent) for number, text in numbered(fields, "picture").items()}
    return [number for number, sent in pictures.items() if sent is not None and sent.member == member]


def _revealed(prompt: Prompt, seen: Board, outcome: Outcome | None) -> Prompt:
    """The prompt with the spreads of a board; unchanged if the board is outdated."""
    return prompt if prompt.version != seen.version else prompts.revealed(prompt, seen.spreads, outcome)


def _check_png(png: bytes) -> None:
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    sides = 0 < width <= limits.PICTURE_SIDE and 0 < height <= limits.PICTURE_SIDE
    if not png.startswith(PNG) or png[12:16] != b"IHDR" or len(png) > limits.PICTURE or not sides:
        raise ArgumentError(
            f"A picture must be a PNG of at most {limits.PICTURE:,} bytes and {limits.PICTURE_SIDE} pixels a side."
            f" This one has {len(png):,} bytes: send a smaller one."
        )
