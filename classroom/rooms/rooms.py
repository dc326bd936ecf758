"""The rooms of a server: opened by a teacher, joined by a word of four letters, gone after their time."""

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
from . import prompt as puts
from . import report as reports
from .board import Board, Joined, Sent, board_of, caption_of, members_of, numbered
from .own import Outcome, Own, outcome_of
from .prompt import Put
from .spread import Spread
from .store import Store
from .written import as_text, entry

LETTERS = "BCDFGHJKMNPQRSTVWXZ"  # none that is read as another, and no vowels: no word to be ashamed of comes out
LENGTH = 4
TRIES = 20
SEEN = 20  # seconds after which a call says again that somebody is there
INDEX = "rooms"
BEGAN = "began"  # a shelf that says which store this is
YEAR = 365 * 24 * limits.HOUR
PNG = b"\x89PNG\r\n\x1a\n"


class Opened(NamedTuple):
    """A room as its teacher gets it. word: for all. secret: for her alone; the server keeps only its hash."""

    word: str
    secret: str
    ends_at: float


class Seat(NamedTuple):
    """A place in a room. token: shows that it is this visitor's. nickname: as it was chosen, or ``visitor 12``."""

    word: str
    member: int
    token: str
    nickname: str = ""


@dataclass(frozen=True)
class Call:
    """What the teacher has put to all.

    version: rises with each of her clicks. step: of the lesson, from 0. question: of `guesses.QUESTIONS`, or her own.
    round: 1 or 2. spreads, outcome: of the rounds, and the right answer, once they are revealed, and none before.
    answered: whether this seat has an answer in this round. lesson: packed. ends_at: seconds, as of `time.time`.
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

    now: seconds since 1970. secret: makes secrets of so many random bytes. most: rooms that are open at the same time.
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
        """Open a room. who: opens it, for the limit of thirty in an hour.

        Raises TooManyRooms, TooFast, and ArgumentError for minutes out of range.
        """
        if type(minutes) is not int or not limits.SHORTEST <= minutes <= limits.LONGEST:
            raise ArgumentError(
                f"A room is open for {limits.SHORTEST} to {limits.LONGEST} minutes, so {minutes!r:.20} cannot be."
            )
        now = self._now()
        if who and not self._store.take(limits.opened_by(_hash(who)[:16], now)):
            raise TooFast(f"A visitor opens {limits.OPENED} rooms in an hour at most: use one that is open, or wait.")
        ends = now + 60 * minutes
        for _ in range(TRIES):
            word = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            opened = Opened(word, f"{word}.{self._secret(32)}", ends)
            fields = {"secret": _hash(opened.secret), "ends": as_text(ends), "put": as_text(Put()), "lesson": ""}
            shelves = {_room(word): fields, _pictures(word): {"made": "1"}}
            outcome = self._store.create(shelves, index=INDEX, most=self._most, now=now, ends=ends)
            if outcome == "made":
                return opened
            if outcome == "full":
                break
        raise TooManyRooms(f"{self._most} rooms are open on this server, and that is the most: try again later.")

    def join(self, word: str, nickname: str = "", *, who: str) -> Seat:
        """Take a seat. who: joins, such as an address; words of no room are counted by it.

        Raises NoRoom, RoomIsFull, TooFast, and ArgumentError for a nickname that is too long.
        """
        name = names.clean(nickname)
        word, hashed, now = word.strip().upper()[: LENGTH + 1], _hash(who)[:16], self._now()
        found = self._store.find(_room(word), ["ends"], limits.misses_of(hashed, now))
        if found is None:
            raise TooFast(
                "Too many words were tried that open no room: look at the word again, and wait a minute; after very"
                " many of them wait until the next full hour."
            )
        self._ends(word, found)
        if not self._store.take(limits.joined_by(hashed, _room(word))):
            raise TooFast("Too many have joined this room from where you are.")
        token = self._secret(24)
        member = Joined(name, _hash(token), int(now))
        place = self._store.add(_room(word), "member", as_text(member), most=limits.MEMBERS)
        if place == 0:
            raise RoomIsFull(f"All {limits.MEMBERS} seats of this room are taken: ask whoever opened it.")
        if place < 0:
            _no_room()
        return Seat(word, place, token, names.told(name, place))

    def name_of(self, seat: Seat) -> str:
        """What the board calls the visitor: with the number of the seat where several have one name. Raises NoRoom."""
        fields, _ = self._seat(seat, whole=True)
        return names.told_apart({place: each.nickname for place, each in members_of(fields).items()})[seat.member]

    def report(self, seat: Seat, report: reports.Report) -> None:
        """Tell where the visitor is. Raises NoRoom, TooFast, and ArgumentError for more than a message holds."""
        fields, member = self._seat(seat, [f"report:{seat.member}"])
        self._not_too_fast(seat, "report")
        text = reports.write(reports.after(reports.read(fields.get(f"report:{seat.member}")), report))
        changes = {f"report:{seat.member}": text, f"seen:{seat.member}": as_text(int(self._now()))}
        if not self._store.write(_room(seat.word), changes, only=member):
            _no_room()

    def call(self, seat: Seat) -> Call:
        """What is put to all, in one look at the store. Raises NoRoom."""
        fields, member = self._seat(seat, ["put", "lesson", f"answer:{seat.member}", f"seen:{seat.member}"])
        put, now = _put(fields), self._now()
        if now - (entry(fields.get(f"seen:{seat.member}"), Finite) or 0) > SEEN:
            with suppress(SharedIsLost):  # full: there is still something to be told
                self._store.write(_room(seat.word), {f"seen:{seat.member}": as_text(int(now))}, only=member)
        return Call(
            version=put.version,
            step=put.step,
            question=put.asks,
            round=put.round,
            is_frozen=put.is_frozen,
            is_revealed=put.is_revealed,
            spreads=put.spreads if put.is_revealed else (),
            outcome=put.outcome if put.is_revealed else None,
            answered=put.round in puts.read_answer(put, fields.get(f"answer:{seat.member}")),
            lesson=fields.get("lesson", ""),
            ends_at=self._ends(seat.word, fields),
        )

    def answer(self, seat: Seat, answer: Guess, *, to: tuple[str, int] | None = None) -> None:
        """Answer the question that is put, in this round; the last answer counts.

        to: the question and the round that the visitor saw; where others are put by now, it is no answer to them.
        Raises NoRoom, TooFast, ClassroomError when no answer is wanted, and ArgumentError for what is no answer to it.
        """
        field = f"answer:{seat.member}"
        self._seat(seat)
        self._not_too_fast(seat, "answer")
        for _ in range(TRIES):  # again where the teacher, or this visitor elsewhere, was faster
            fields, member = self._seat(seat, ["put", field])
            put = _put(fields)
            question = put.asks
            if question is None or not put.is_open:
                raise ClassroomError("No answer is taken now: wait until the next question is put.")
            if to not in (None, (question.name, put.round)):
                raise ClassroomError("Your teacher has asked something else meanwhile: look at what is asked now.")
            text = puts.write_answer(put, question.read(answer), fields.get(field))
            only = {**member, "put": fields["put"], field: fields.get(field)}
            if self._store.write(_room(seat.word), {field: text}, only=only):
                return
        raise TooFast("The answer was not taken, since others came before it each time: send it again.")

    def send_picture(self, seat: Seat, png: bytes, caption: str = "") -> None:
        """Send a picture, which nobody but the teacher sees before her click.

        png: a PNG of the app's own making. Raises NoRoom, TooFast, ArgumentError for what is no small PNG, and
        ClassroomError when the room has as many as it can hold, or as many of this seat as one may send.
        """
        _check_png(png)
        fields, _ = self._seat(seat, whole=True)
        if len(_sent_by(seat.member, fields)) >= limits.PICTURES_OF_ONE:
            raise ClassroomError(
                f"You have sent {limits.PICTURES_OF_ONE} pictures, and that is the most of one visitor: leave places to"
                " the others."
            )
        self._not_too_fast(seat, "picture")
        sent = Sent(seat.member, caption_of(caption), False)
        place = self._store.add(_room(seat.word), "picture", as_text(sent), most=limits.PICTURES)
        if place == 0:
            raise ClassroomError(f"The room holds {limits.PICTURES} pictures, and that is the most.")
        text = base64.b64encode(png).decode("ascii")
        try:
            if place < 0 or not self._store.write(_pictures(seat.word), {f"{place}": text}, only={}):
                _no_room()
        except SharedIsLost:
            with suppress(SharedIsLost):
                self._store.drop(_room(seat.word), "picture", place, [])
            raise

    def leave(self, seat: Seat) -> None:
        """Leave the room; all that came from this seat is gone. Raises NoRoom."""
        fields, _ = self._seat(seat, whole=True)
        for place in _sent_by(seat.member, fields):
            self._store.drop(_room(seat.word), "picture", place, [])
            self._store.write(_pictures(seat.word), {f"{place}": None}, only={})
        kinds = ("report", "seen", "answer", *(f"rate.{kind}" for kind in limits.MESSAGES))
        also = [f"{kind}:{seat.member}" for kind in kinds]
        self._store.drop(_room(seat.word), "member", seat.member, also)

    def board(self, secret: str) -> Board:
        """All of the room at this moment, in one look at the store. Raises NoRoom, as all that takes the secret."""
        word, fields = self._opened(secret, whole=True)
        return board_of(word, self._ends(word, fields), _put(fields), fields, self._now())

    def picture(self, secret: str, number: int) -> bytes:
        """The PNG of a picture that was sent. Raises ClassroomError where there is none of this number."""
        word, _ = self._opened(secret)
        text = self._store.read(_pictures(word), [f"{number}"]).get(f"{number}", "")
        try:
            png = base64.b64decode(text[: 2 * limits.PICTURE], validate=True)
            _check_png(png)
        except (ValueError, ArgumentError) as error:
            raise ClassroomError(
                f"There is no picture {number} in this room: whoever sent it may have left."
            ) from error
        return png

    def put(self, secret: str, *, step: int | None = None, question: str | None = None, own: Own | None = None) -> None:
        """Put a step, a question, one of her own, or both to all; without either, nothing is put any more.

        Answers to what was put before are gone. Raises ArgumentError for a step or a question that there is not.
        """
        self._change(secret, lambda put: put.next(step=step, question=question, own=own))

    def again(self, secret: str) -> None:
        """The second round of the question: guess, discuss, guess again. There is no third."""
        self._change(
            secret,
            lambda put: (
                put
                if put.question is None or put.round == puts.ROUNDS
                else put.changed(round=puts.ROUNDS, is_frozen=False, is_revealed=False, spreads=(), outcome=None)
            ),
        )

    def freeze(self, secret: str, *, frozen: bool) -> None:
        """Take no more answers, or take them again; what is revealed stays frozen."""
        self._change(
            secret, lambda put: put if put.is_revealed or put.is_frozen == frozen else put.changed(is_frozen=frozen)
        )

    def reveal(self, secret: str, outcome: Outcome | None = None) -> None:
        """Freeze the answers, and show their spreads to all, with the right answer; that may also come later."""
        self.freeze(secret, frozen=True)  # first, so that no answer comes after they were counted
        for _ in range(TRIES):
            board = self.board(secret)
            if board.question is None or not board.is_frozen:
                return
            shows_more = board.outcome is None and outcome_of(board.question, outcome) is not None
            if board.is_revealed and not shows_more:
                return
            self._change(secret, partial(_revealed, seen=board, outcome=outcome))

    def show_picture(self, secret: str, number: int, *, shown: bool) -> None:
        """Show a picture that was sent to all, or take it away again. Raises ClassroomError where there is none."""
        word, fields = self._opened(secret, [f"picture:{number}"])
        text = fields.get(f"picture:{number}")
        sent = entry(text, Sent)
        if sent is None or not self._store.write(
            _room(word), {f"picture:{number}": as_text(replace(sent, is_shown=shown))}, only={f"picture:{number}": text}
        ):
            raise ClassroomError(f"There is no picture {number} in this room: whoever sent it may have left.")

    def set_lesson(self, secret: str, packed: str) -> None:
        """Give the room a lesson, with which all begin who join; empty takes it away. Raises ArgumentError."""
        if len(packed) > limits.LESSON:
            raise ArgumentError(
                f"The lesson of a room has at most {limits.LESSON:,} signs, packed, and this one {len(packed):,}: leave"
                " steps away, or shorten their sentences."
            )
        self._change(secret, lambda put: put.changed(), lesson=packed)

    def end(self, secret: str) -> None:
        """End the room: nothing of it is left."""
        word, _ = self._opened(secret)
        self._remove(word)

    def began(self) -> str:
        """A name for what visitors share: another one once all of it was lost, as after a restart without a Valkey."""
        now = self._now()
        self._store.create({BEGAN: {"name": self._secret(9)}}, index=f"{BEGAN}s", most=1, now=now, ends=now + YEAR)
        return self._store.read(BEGAN, ["name"]).get("name", "")

    def began_anew(self, since: str) -> bool:
        """Whether all that visitors share was lost since `began` returned this; not known of an empty name."""
        return bool(since) and self._store.read(BEGAN, ["name"]).get("name") != since

    def _change(self, secret: str, change: Callable[[Put], Put], **fields: str) -> None:
        for _ in range(TRIES):  # again where another window of the teacher was faster
            word, found = self._opened(secret, ["put"])
            put = _put(found)
            changed = change(put)
            if changed == put:
                return
            if self._store.write(_room(word), {"put": as_text(changed), **fields}, only={"put": found["put"]}):
                return
        raise TooFast("It was not done, since another window of yours was faster each time: do it again.")

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
        """Fields of the room in which a seat is, and what must still be there when something is written."""
        field = f"member:{seat.member}"
        found = self._store.read(_room(seat.word), [] if whole else ["ends", field, *(fields or [])])
        member = entry(found.get(field), Joined)
        token = member.token if member else ""
        if not hmac.compare_digest(token.encode(), _hash(seat.token).encode()):
            _no_room()
        self._ends(seat.word, found)
        return found, {field: found[field]}

    def _ends(self, word: str, fields: Mapping[str, str]) -> float:
        """When the room ends. Where that is over, all of it goes."""
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
            raise TooFast("Too many messages in a minute: wait a little.")


def _room(word: str) -> str:
    return f"room:{word}"


def _pictures(word: str) -> str:
    return f"pictures:{word}"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _no_room() -> NoReturn:
    raise NoRoom("There is no such room, or it has ended: look at the word again, or ask whoever opened it.")


def _put(fields: Mapping[str, str]) -> Put:
    put = puts.read(fields.get("put"))
    if put is None:
        raise SharedIsLost("What the rooms share holds something that this app did not write there: open a new room.")
    return put


def _sent_by(member: int, fields: Mapping[str, str]) -> list[int]:
    """The numbers of the pictures that a member has sent."""
    pictures = {place: entry(text, Sent) for place, text in numbered(fields, "picture").items()}
    return [place for place, sent in pictures.items() if sent is not None and sent.member == member]


def _revealed(put: Put, seen: Board, outcome: Outcome | None) -> Put:
    """What is put with the spreads that a board had; unchanged where the board is an old one."""
    return put if put.version != seen.version else puts.revealed(put, seen.spreads, outcome)


def _check_png(png: bytes) -> None:
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))
    sides = 0 < width <= limits.PICTURE_SIDE and 0 < height <= limits.PICTURE_SIDE
    if not png.startswith(PNG) or png[12:16] != b"IHDR" or len(png) > limits.PICTURE or not sides:
        raise ArgumentError(
            f"A picture is sent as a PNG of at most {limits.PICTURE:,} bytes and {limits.PICTURE_SIDE} pixels a side,"
            f" and this has {len(png):,} bytes: send a smaller one."
        )
