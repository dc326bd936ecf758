"""How long a run will take, guessed beforehand: a page trains at once when it hardly takes longer than a blink."""

from __future__ import annotations

from .choice import choose_space

# Guesses for an ordinary laptop, in seconds, rounded to the slow side. A guess never depends on how busy the machine
# is, so that the same settings are always treated alike.
PER_ITERATION = 20e-6
PER_PRODUCT = 1 / 2e9  # one multiplication in a matrix-vector product
PER_SETUP_PRODUCT = 1 / 1e10  # one in the matrix product that prepares the sample space


def estimated_seconds(n_x: int, m: int, m_test: int, *, iterations: int, batch_size: int = 0) -> float:
    """The seconds that ``iterations`` iterations take in the space that `choose_space` chooses, its making included.

    n_x: numbers in one image; m, m_test: how many images; batch_size: how many a step looks at, 0 for all.
    """
    seen = min(batch_size, m) or m
    if choose_space(n_x, m, m_test, iterations) == "sample":
        setup = m * (m + m_test) * n_x * PER_SETUP_PRODUCT
        return setup + iterations * (PER_ITERATION + m * seen * PER_PRODUCT)
    return iterations * (PER_ITERATION + 2 * n_x * seen * PER_PRODUCT)


def estimated_sweep_seconds(n_x: int, m: int, *, runs: int, iterations: int) -> float:
    """The same for so many runs side by side, all on the same images."""
    if choose_space(n_x, m, 0, iterations) == "sample":
        setup = m * m * n_x * PER_SETUP_PRODUCT
        return setup + iterations * (PER_ITERATION + m * m * runs * PER_SETUP_PRODUCT)
    return iterations * (PER_ITERATION + 2 * n_x * m * runs * PER_SETUP_PRODUCT)
