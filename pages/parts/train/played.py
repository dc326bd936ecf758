"""The run as it is played: what the player is given, and what comes back from it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from logreg_core import Training
from logreg_core.descent import Curve
from logreg_core.figures.curves import is_steep
from logreg_core.recorder import picture_of, place_of, recording_of, what_if
from pages.shared.words import duration
from pages.visit import runs, training
from pages.visit.store import Field, Recall
from pages.visit.watched import WatchedRun

from .picture import Watched, turn
from .player import player
from .shown import Shown

LOOK = 1.0  # seconds between two looks at a run that is being computed
MOST_EARLIER = 3

_player: Field[Any] = Field("train.player", None)
_run: Recall[tuple[bytes, bool]] = Recall("recording", until={"model"})
_picture: Recall[bytes] = Recall("picture_frames", until={"model"})
_what_if: Recall[list[bytes]] = Recall("what_if", until={"model"})


def show_run(run: WatchedRun, shown: Shown, picture: Watched) -> None:
    """The run in the player. While it is being computed, this part of the page looks again every second."""
    if not run.running:
        _show(run, shown, picture)
        return
    st.fragment(_show_and_look, run_every=LOOK)(run, shown, picture)


def _show_and_look(run: WatchedRun, shown: Shown, picture: Watched) -> None:
    training.look()
    if not run.running:
        st.rerun()  # the whole page, so that the buttons and the sidebar know that it is over
    seconds = run.seconds_left
    st.caption("Being computed." + (f" About {duration(seconds)} left." if 2 < seconds < float("inf") else ""))
    _show(run, shown, picture)
