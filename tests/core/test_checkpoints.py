"""The places at which a run is looked at."""

from __future__ import annotations

import pytest

from logreg_core import ArgumentError
from logreg_core.descent import frames_of


def test_frames_go_from_the_first_iteration_to_the_last_and_are_denser_at_the_start() -> None:
    stops = frames_of(2000, 60)
    assert (stops[0], stops[-1]) == (0, 2000)
    assert len(stops) <= 60
    assert stops[1] - stops[0] < stops[-1] - stops[-2]
    assert frames_of(1) == [0, 1]
    assert frames_of(5) == [0, 1, 2, 3, 4, 5]
    with pytest.raises(ArgumentError):
        frames_of(0)
