"""The player of a run in the browser: its data and its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

import numpy as np
import streamlit as st

from logreg_core import Training
from logreg_core.container import pack_arrays
from logreg_core.descent import Curve, Recording
from logreg_core.export import palette
from pages.base.recorder import moment_of, picture_of, recording_of, what_if
from pages.figures.curves import is_steep, training_curves
from pages.figures.descriptions import describe
from pages.shared import browser
from pages.shared.persistence import keep_on_the_way, may_keep
from pages.shared.words import as_text, cost, duration, percent
from pages.shared.work import may_be_left
from pages.visit import persistence, runs, training
from pages.visit.shared import once_each
from pages.visit.store import Field, Recall
from pages.visit.watched import WatchedRun

from .picture import Watched, turn
from .shown import Shown
from .story import show_turn
from .trouble import show_trouble

COLOURS = {
    "classes": palette.CLASS_COLOURS,
    "train": palette.TRAIN,
    "test": palette.TEST,
    "validation": palette.VALIDATION,
    "pale": palette.pale(palette.TRAIN["color"]),
    "quiet": palette.QUIET,
    "diverging": [palette.diverging(dark) for dark in (False, True)],
}
ONE = ("run", "picture", "here", "here_picture")
MANY = ("pale", "what_if")
POLL_SECONDS = 1.0  # seconds between two polls of a run that is being computed
MAX_EARLIER = 3  # earlier runs shown as pale lines

_player: Field[Any] = Field("train.player", None)
_picture: Recall[bytes] = Recall("picture_frames", reset_on={"model"})
_what_if: Recall[list[bytes]] = Recall("what_if", reset_on={"model"})
_mount = browser.component("player", __file__, isolate_styles=False)  # Plotly's style sheet reaches no shadow root


def player(
    data: Mapping[str, Any],
    *,
    key: str,
    on_place: Callable[[], None],
    on_leave: Callable[[], None],
    on_pick: Callable[[], None],
) -> None:
    """Show a run that the visitor can play.

    data: all bytes in it are from `Recording.to_bytes`, `PictureFrames.to_bytes` and similar, or None.
        ``run``: the recording. ``version``: the run, and how far it is computed; ``more``: whether it continues towards
        ``goal``. ``place``: the visitor's iteration; ``kept``: early stopping's. ``play``: when this counter
        grows, the run plays from the start. ``names``: of class 0 and class 1. ``told``: its curves in words.
        ``picture``: one picture at the frames of the run, with ``title`` and ``truth`` (0, 1 or None) in its header;
        its ``pixels`` are uint8 ``(h, w, c)``. ``here`` and ``here_picture``: both at ``place`` alone, exactly.
        ``pale`` and ``what_if``: lists of curves beside it, each with a ``name`` in its header.
        ``show``: the visible parts: ``log``, ``scores``, ``slope``, ``what_if`` and ``pale``, each True or False, and
        ``floor``, a cost or None.
        ``back``: the name of the ``visit``; ``isBack``: whether this visit was restored, so that a run that was playing
        plays on; ``isKept``: whether the tab may store its position.
    on_place: called when the visitor stops at another iteration. The state then has under ``key`` an untrusted
        ``place`` with ``version`` and ``iteration``.
    on_leave: called when the visitor leaves during play; the state has the same under ``leave``.
    on_pick: called when the visitor wants another picture; the state has a ``pick`` of 1 or -1.
    """
    _mount(
        key=key,
        data=packed(data, key),
        on_place_change=on_place,
        on_leave_change=on_leave,
        on_pick_change=on_pick,
    )


def packed(data: Mapping[str, Any], key: str) -> bytes:
    """Return all data of the player in one container: a component accepts either bytes alone or none."""
    parts = {name: data[name] for name in ONE if data.get(name)}
    parts |= {f"{name}{i}": part for name in MANY for i, part in enumerate(data.get(name) or ())}
    header = {name: value for name, value in data.items() if name not in (*ONE, *MANY)}
    header |= {name: len(data.get(name) or ()) for name in MANY} | {"key": key, "colours": COLOURS}
    return pack_arrays(header, {name: np.frombuffer(part, np.uint8) for name, part in parts.items()})


def show_run(run: WatchedRun, shown: Shown, picture: Watched) -> None:
    """Show the run in the player, and a warning if its steps are too long. While it is computed, this fragment reruns
    every second."""
    if run.problem:
        st.error(as_text(run.problem))
    if run.running:
        st.fragment(_look, run_every=POLL_SECONDS)(run, shown, picture)
    else:
        _show(run, shown, picture)


def _look(run: WatchedRun, shown: Shown, picture: Watched) -> None:
    training.look()
    if not run.running:
        st.rerun()  # rerun the whole page: buttons and sidebar change at the end of a run
    _show(run, shown, picture)
    keep_on_the_way()


def _say_where_it_stood(run: WatchedRun) -> None:
    """After a reload, show the numbers at the visitor's iteration, and the progress of the run towards it."""
    if (stood := run.stood) is not None:
        done = 0 if run.whole is None else run.whole.iteration
        st.progress(
            done / max(1, stood.iteration),
            f"You were at iteration {stood.iteration:,}: training cost {cost(stood.record.cost)},"
            f" {percent(stood.record.test_accuracy)} of the test images right. The run is computed again up to there.",
        )


def _show(run: WatchedRun, shown: Shown, picture: Watched) -> None:
    _say_where_it_stood(run)
    moment = run.moment
    if moment is None:
        if run.running:
            st.caption("The run is being set up.")
        return
    version, whole, current = moment.version, moment.whole, moment.here
    recording, in_bytes, in_words, steep = _recorded(whole)
    exact, exact_picture = moment_of(current, picture.pixels, like=recording)
    data = {
        "run": in_bytes,
        "picture": _pictured(whole, version, picture),
        "here": exact.to_bytes(),
        "here_picture": exact_picture.to_bytes(),
        "pale": [curve.to_bytes() for curve in earlier(run)] if shown.earlier else [],
        "what_if": _supposed(whole, version) if shown.what_if else [],
        "told": in_words,
        "version": version,
        "place": current.iteration,
        "kept": current.result.iteration,
        "play": training.plays(),
        "names": run.dataset.class_names,
        "more": moment.running,
        "again": run.stood is not None,
        "goal": whole.goal,
        "back": {"visit": persistence.visit(), "isBack": persistence.is_hand_brought(), "isKept": may_keep()},
        "show": {
            "log": shown.axis == "log" or (shown.axis == "automatic" and steep),
            "scores": shown.scores,
            "slope": shown.slope,
            "floor": shown.floor,
            "what_if": shown.what_if,
            "pale": shown.earlier,
        },
    }
    player(data, key=_player.key, on_place=_stand, on_leave=_leave, on_pick=_pick)
    if moment.running and isfinite(left := run.seconds_left):
        st.caption(f"About {duration(left)} left.")
    show_trouble(current)
    if current.result.iteration == current.iteration and not moment.running:
        show_turn(current)


def _leave() -> None:
    _stand("leave")
    may_be_left()


def _stand(event: str = "place") -> None:
    """Move to an iteration from a browser, which is untrusted."""
    message = getattr(_player.get(), event, None)
    if isinstance(message, dict) and type(message.get("iteration")) is int and isinstance(message.get("version"), str):
        training.stand(message["iteration"], message["version"])


def _pick() -> None:
    if (step := getattr(_player.get(), "pick", None)) in (1, -1):
        turn(step)


def earlier(run: WatchedRun) -> list[Curve]:
    """Return the curves of this run before it was changed on the way, and of the last runs on the same images."""
    ends = [curve.records[-1] for curve in run.given_up]  # an earlier run may hold all its records
    kept = [
        Curve(each.name, each.records, each.turns)
        for each in runs.compared()
        if each.number != run.number and each.dataset_digest == run.dataset.digest and each.records[-1] not in ends
    ]
    return [*run.given_up, *kept[-MAX_EARLIER:]]


@once_each
def _recorded(run: Training) -> tuple[Recording, bytes, list[str], bool]:
    """Return the recording of a finished training, its bytes, its curves in words, and whether they are steep."""
    recording = recording_of(run)
    in_words = describe(training_curves(recording, log=False))
    steep = is_steep(recording.records, recording.turns)
    return recording, recording.to_bytes(), in_words, steep


def _pictured(run: Training, version: str, picture: Watched) -> bytes:
    of = (version, picture.title, picture.pixels.tobytes())
    if kept := _picture.of(*of):
        return kept
    made = picture_of(run, picture.pixels).to_bytes(title=picture.title, truth=picture.truth)
    _picture.remember(made, *of)
    return made


def _supposed(run: Training, version: str) -> list[bytes]:
    if kept := _what_if.of(version):
        return kept
    made = [curve.to_bytes() for curve in what_if(run)]
    _what_if.remember(made, version)
    return made
