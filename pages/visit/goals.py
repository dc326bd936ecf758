"""The goals that the visitor has reached, and the state that they test."""

from __future__ import annotations

from typing import NamedTuple

from classroom.exercise.goals import GOALS, Facts, Goal
from classroom.untrusted import Finite
from logreg_core.settings import THRESHOLD
from logreg_core.sources.catalog import CATALOG

from . import data, model, painting, photos, settings
from .persistence import Plain
from .store import Slot

_BY_NAME = {goal.name: goal for goal in GOALS}
Scores = dict[str, float]


class _Marks(NamedTuple):
    """Fingerprints of the visit: of the run with its dataset, and of everything else."""

    run: tuple[object, ...]
    rest: tuple[object, ...]


def _clean(brought: Scores) -> Scores:
    return {name: score for name, score in brought.items() if name in _BY_NAME}


def _join(mine: Scores, brought: Scores) -> Scores:
    both = {name: _BY_NAME[name].better(mine[name], brought[name]) for name in mine.keys() & brought.keys()}
    return mine | brought | both


_reached: Slot[Scores] = Slot("goals", {}, keep=Plain(dict[str, Finite], _clean, join=_join))
_looked_at: Slot[_Marks | None] = Slot("goals_looked_at", None)


def reached() -> Scores:
    """Return the best score of each goal that is reached, by the goal's name."""
    return _reached.get()


def forget() -> None:
    """Reset the goals. A goal that is already met counts again only after the model or dataset changes."""
    _reached.set({})


def look() -> tuple[Goal, ...]:
    """Return the goals that are reached for the first time now. Tests them only after a change."""
    now, earlier = _marks(), _looked_at.get()
    if now is None or now == earlier:
        return ()
    _looked_at.set(now)
    same_run = earlier is not None and now.run == earlier.run
    seen, before = facts(), reached()
    asked = (goal for goal in GOALS if not (same_run and goal.of_the_run))
    scores = {goal.name: score for goal in asked if (score := goal.score(seen)) is not None}
    if scores:
        _reached.set(_join(before, scores))
    return tuple(goal for goal in GOALS if goal.name in scores and goal.name not in before)


def _marks() -> _Marks | None:
    """Return the fingerprints; None while a run is computed."""
    run, taken = model.run(), model.taken_classifier()
    if run is not None and run.running:
        return None
    standing = None if run is None else (run.version, run.place)
    return _Marks(
        (data.dataset().digest, data.key(), standing, None if taken is None else taken.digest),
        (settings.setting(THRESHOLD), _test_image(), painting.mark()),
    )


def facts() -> Facts:
    """Return the state that the goals test."""
    dataset, training, taken = data.dataset(), model.training(), model.taken_classifier()
    changed = data.edited.get() if data.key() == data.EDITED else None
    source = data.key() if changed is None else changed.origin
    return Facts(
        dataset,
        source if source in CATALOG else "",
        None if changed is None else changed.steps[-1],
        None if training is None or taken is not None or not training.iteration else training,
        taken,
        settings.setting(THRESHOLD),
        _test_image(),
        painting.right(),
    )


def _test_image() -> int | None:
    photo = photos.photo()
    return None if photo is None else photo.test_image
