"""Doing and teaching: exercises, lessons, rooms of a class, receipts. Plain Python on `logreg_core`."""
