"""A model leaves the app, and comes back: saved and loaded as a file, or packed with all that is needed to use it."""

from .model_file import load_classifier, save_classifier
from .pack import beyond_the_textbook, files_of, has_notebook, has_program, pack

__all__ = [
    "beyond_the_textbook",
    "files_of",
    "has_notebook",
    "has_program",
    "load_classifier",
    "pack",
    "save_classifier",
]
