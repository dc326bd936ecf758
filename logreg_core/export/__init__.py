"""A model leaves the app, and comes back: saved and loaded as a file, or packed with all that is needed to use it."""

from .model_file import load_classifier, save_classifier

__all__ = ["load_classifier", "save_classifier"]
