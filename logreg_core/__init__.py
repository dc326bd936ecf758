"""Logistic regression on pictures with a neural-network mindset, as a plain Python package.

`logistic` is the textbook: read it first. CONTRIBUTING.md has the picture of the house.
"""

from .classifier import Classifier
from .dataset import Dataset, Split, split_dataset
from .descent import Descent, Record
from .errors import (
    ArchiveError,
    ArgumentError,
    Cancelled,
    ClassroomError,
    DatasetError,
    DownloadError,
    Hdf5Error,
    LessonError,
    LogregError,
    ModelFileError,
    NoRoom,
    PhotoError,
    ReceiptError,
    RoomIsFull,
    SharedIsLost,
    TooFast,
    TooManyRooms,
    UploadError,
)
from .logistic import initialize, model, optimize, predict, propagate, sigmoid
from .preprocess import flatten, normalize, prepare
from .recipe import Minimum, Recipe, Unrepeatable
from .training import Training, scores_without, train

__all__ = [
    "ArchiveError",
    "ArgumentError",
    "Cancelled",
    "Classifier",
    "ClassroomError",
    "Dataset",
    "DatasetError",
    "Descent",
    "DownloadError",
    "Hdf5Error",
    "LessonError",
    "LogregError",
    "Minimum",
    "ModelFileError",
    "NoRoom",
    "PhotoError",
    "ReceiptError",
    "Recipe",
    "Record",
    "RoomIsFull",
    "SharedIsLost",
    "Split",
    "TooFast",
    "TooManyRooms",
    "Training",
    "Unrepeatable",
    "UploadError",
    "flatten",
    "initialize",
    "model",
    "normalize",
    "optimize",
    "predict",
    "prepare",
    "propagate",
    "scores_without",
    "sigmoid",
    "split_dataset",
    "train",
]
