"""Datasets, and how they are split, changed and prepared."""
