"""How good a neuron is, how sure we can be of that, where it is wrong, and what knowing nothing would have scored."""

from .accuracy import Accuracy, accuracy, bigger_class
from .baselines import Baseline, baselines
from .calibration import Bin, brier, calibration, log_odds_shift
from .confusion import confusion, members
from .costs import THRESHOLDS, best_threshold, costs_at
from .curves import Curve, precision_recall, roc
from .judged import Judged, Part
from .scores import MEASURES, Measure, Score, answer_scores, probability_scores, scores_of

__all__ = [
    "MEASURES",
    "THRESHOLDS",
    "Accuracy",
    "Baseline",
    "Bin",
    "Curve",
    "Judged",
    "Measure",
    "Part",
    "Score",
    "accuracy",
    "answer_scores",
    "baselines",
    "best_threshold",
    "bigger_class",
    "brier",
    "calibration",
    "confusion",
    "costs_at",
    "log_odds_shift",
    "members",
    "precision_recall",
    "probability_scores",
    "roc",
    "scores_of",
]
