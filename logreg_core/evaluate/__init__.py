"""The evaluation of a neuron: scores with intervals, errors, thresholds, calibration, and simpler baselines."""

from .accuracy import Accuracy, accuracy, bigger_class
from .baselines import Baseline, baselines
from .calibration import Bin, brier, calibration, calibration_slope, log_odds_shift, recalibrated
from .comparison import Comparison, compare, images_needed
from .confusion import answers_of, confusion, members
from .judged import Judged, Part
from .scores import MEASURES, Measure, Score, answer_scores, probability_scores, scores_in_mix, scores_of
from .thresholds import THRESHOLDS, ThresholdCurve, best_threshold, costs_at, precision_recall, roc

__all__ = [
    "MEASURES",
    "THRESHOLDS",
    "Accuracy",
    "Baseline",
    "Bin",
    "Comparison",
    "Judged",
    "Measure",
    "Part",
    "Score",
    "ThresholdCurve",
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
