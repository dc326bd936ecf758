"""Exercises: the six functions, their checks, mistakes to find, guesses and goals."""
