"""A model leaves the app, and comes back: saved and loaded as a file, or packed with all that is needed to use it."""

from .film import film_of
from .model_file import load_classifier, save_classifier
from .pack import LONG_STEPS, files_of, has_notebook, has_program, pack, promise

__all__ = [
    "LONG_STEPS",
    "files_of",
    "film_of",
    "has_notebook",
    "has_program",
    "load_classifier",
    "pack",
    "promise",
    "save_classifier",
]
