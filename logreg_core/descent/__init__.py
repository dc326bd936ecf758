"""Gradient descent as in the textbook: one run or many side by side, fast, and resumable after any step."""

from .checkpoints import Checkpoint, Look, frames_of, stops_of
from .choice import choose_space, estimated_seconds, estimated_sweep_seconds, make_space
from .curve import Curve, thinned
from .gram import inner_products
from .minibatches import Dealing
from .next_step import NextStep
from .optimum import Optimum, Walk, infimum, is_separable, newton_beside, optimum
from .overshoot import Trouble, Turn
from .record import Change, Record, RunState
from .recording import Recording
from .run import Descent
from .spaces import FeatureSpace, SampleSpace, Space, mixed
from .sweep import Combination, Winner, best_of, sweep, winner_of

__all__ = [
    "Change",
    "Checkpoint",
    "Combination",
    "Curve",
    "Dealing",
    "Descent",
    "FeatureSpace",
    "Look",
    "NextStep",
    "Optimum",
    "Record",
    "Recording",
    "RunState",
    "SampleSpace",
    "Space",
    "Trouble",
    "Turn",
    "Walk",
    "Winner",
    "best_of",
    "choose_space",
    "estimated_seconds",
    "estimated_sweep_seconds",
    "frames_of",
    "infimum",
    "inner_products",
    "is_separable",
    "make_space",
    "mixed",
    "newton_beside",
    "optimum",
    "stops_of",
    "sweep",
    "thinned",
    "winner_of",
]
