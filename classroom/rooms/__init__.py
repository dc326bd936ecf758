"""The rooms of a class: joined by a word of four letters, watched by the teacher, deleted when they end."""

from .board import Board, Member, Picture
from .own import Outcome, Own, own_question
from .report import Report, Run
from .rooms import Call, Opened, Rooms, Seat
from .spread import Spread
from .store import Store, from_environment

__all__ = [
    "Board",
    "Call",
    "Member",
    "Opened",
    "Outcome",
    "Own",
    "Picture",
    "Report",
    "Rooms",
    "Run",
    "Seat",
    "Spread",
    "Store",
    "from_environment",
    "own_question",
]
