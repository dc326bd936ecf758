"""Logistic regression on pictures with a neural-network mindset, as a plain Python package.

`logistic` is the textbook: read it first. ``__init__.pyi`` lists the public names. Each loads its module at its first
use, so that importing the package is fast.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
