"""How good a neuron is, how sure we can be of that, where it is wrong, and what simpler ways would have scored."""

from .accuracy import Accuracy, accuracy, bigger_class
from .baselines import Baseline, baselines
from .calibration import Bin, brier, calibration, calibration_slope, log_odds_shift, recalibrated
from .comparison import Comparison, compare
from .confusion import answers_of, confusion, members
from .costs import THRESHOLDS, best_threshold, costs_at
from .curves import Curve, precision_recall, roc
from .judged import Judged, Part
from .power import images_needed
from .scores import MEASURES, Measure, Score, answer_scores, probability_scores, scores_in_mix, scores_of

__all__ = [
    "MEASURES",
    "THRESHOLDS",
    "Accuracy",
    "Baseline",
    "Bin",
    "Comparison",
    "Curve",
    "Judged",
    "Measure",
    "Part",
    "Score",
    "accuracy",
    "answer_scores",
    "answers_of",
    "baselines",
    "best_threshold",
    "bigger_class",
    "brier",
    "calibration",
    "calibration_slope",
    "compare",
    "confusion",
    "costs_at",
    "images_needed",
    "log_odds_shift",
    "members",
    "precision_recall",
    "probability_scores",
    "recalibrated",
    "roc",
    "scores_in_mix",
    "scores_of",
]
