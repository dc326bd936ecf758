"""Export of a model: as a file that can be loaded again, or as a ZIP archive with a program and a notebook."""

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
