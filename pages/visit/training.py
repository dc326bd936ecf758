"""The visitor's acts on a run: start it, change its settings on the way, stop it."""

from __future__ import annotations

from dataclasses import fields, replace
from math import inf
from time import monotonic
from typing import Annotated

from msgspec import Meta

from logreg_core import Classifier, Dataset, UploadError
from logreg_core.settings import ITERATIONS, L2, LEARNING_RATE, MOMENTUM, RUN_SETTINGS, Setting
from pages.persistence import PersistedRun, Result, Stood, neuron_in, pack_results, pack_run, results_of, run_of

from . import data, model, runs, settings
from .persistence import Held, Packed, Plain, mark
from .store import Slot, clear
from .watched import WatchedRun, is_instant

MOVING = 2.0  # seconds: a slider moved again within this time is still being dragged
LOOKS = 20  # how often the neuron of an unfinished run is stored, for a reload before it is trained again
ON_THE_WAY = (LEARNING_RATE, L2, MOMENTUM)  # settings that can change in mid-run


_plays = Slot("plays", 0)


def begin(*, sliding: bool = False, start: Classifier | None = None) -> WatchedRun:
    """Begin a run with the current settings on the current dataset, with the visitor at its end.
    If the current run has the same recipe, it stays, since the new one would be equal to the last digit. So a double
    click changes nothing, nor does a click that a newer one overtakes.
    sliding: whether a slider began it. While a slider moves, each run replaces the one before. start: the neuron with
    the initial weights; None: zeros.
    """
    before, dataset, recipe = model.run(), data.dataset(), settings.recipe()
    if before is not None and _is_same(before, start):
        stand(None)
        return before
    shared, images = not data.is_own(), None if before is None else before.whole
    run = WatchedRun(dataset, recipe, images, shared=shared, start=start)
    run.slid_at = monotonic() if sliding else -inf
    run.compute()
    if recipe == settings.recipe() and dataset.digest == data.dataset().digest:
        model.take_run(run)
        runs.compare(run, instead_of=before.number if sliding and before and _is_moving(before) else None)
    return run


def begin_anew() -> WatchedRun:
    """Begin a run from the same start as the current run: zeros, or the weights of another neuron."""
    held = model.run()
    return begin(start=None if held is None else held.start)


def begin_default() -> None:
    """Begin a run with the default settings, at zero."""
    for each in RUN_SETTINGS:
        settings.set_setting(each, each.default)
    begin()


def descend_from(start: Classifier) -> None:
    """Begin a run at the weights of a neuron and play it. If it is short, a run from zero is added for a comparison."""
    if is_instant(data.dataset(), settings.recipe()):
        begin()
    begin(start=start)
    play()


def change(setting: Setting, value: float, *, sliding: bool) -> None:
    """Apply a new value of a setting to the current run.
    At the end of the run, or without one: a short run from the same start is done at once, a longer one waits for
    `begin_anew`. Another number of iterations continues the current run.
    Before its end: learning rate, penalty and momentum hold from `place` on, and the goal moves. At iteration 0 this is
    another run, and the visitor stays there. All other settings begin another run.
    """
    run, instant = model.run(), is_instant(data.dataset(), settings.recipe())
    if run is not None and setting is ITERATIONS and not (run.is_over and instant):
        run.aim(int(value))
        _go_on(run)
    elif run is not None and not run.is_over and setting in ON_THE_WAY and run.place:
        moving = sliding and _is_moving(run)
        passed = run.number if moving else None
        run.change(**{each.name: settings.setting(each) for each in ON_THE_WAY}, pale=not moving)
        run.slid_at, run.number = monotonic() if sliding else -inf, model.next_number()
        _go_on(run, instead_of=passed)
    elif instant or (run is not None and run.is_at_start and setting in ON_THE_WAY):
        at_start = run is not None and run.is_at_start
        begin(sliding=sliding, start=None if run is None else run.start)
        if at_start:
            stand(0)


def _go_on(run: WatchedRun, *, instead_of: int | None = None) -> None:
    clear("neuron")
    run.compute()
    runs.compare(run, instead_of=instead_of)


def stand(iteration: int | None, version: str = "") -> None:
    """Go to another iteration of the current run, as `WatchedRun.stand`.
    version: of the run in which the visitor chose it. In another run it means nothing.
    """
    run = model.run()
    if run is not None and version.partition(".")[0] in ("", str(run.number)):
        clear("neuron")
        run.stand(iteration)


def stop() -> None:
    """End the current run at the last computed iteration, and keep its result."""
    if run := model.run():
        run.stop()
        runs.compare(run)


def play() -> None:
    """Play the current run from its start."""
    _plays.set(plays() + 1)


def plays() -> int:
    """Return how often a run was requested to play from its start."""
    return _plays.get()


def look() -> None:
    """Poll the current run: it continues in the background, and is stored for a comparison when it is over."""
    if run := model.run():
        run.look()
        runs.compare(run)


def _is_same(run: WatchedRun, start: Classifier | None) -> bool:
    """Return whether this run, finished or not, has the current settings and this start."""
    steady = not run.problem and run.start is start and not run.is_changed
    return steady and run.recipe == settings.recipe() and run.dataset.digest == data.dataset().digest


def _is_moving(run: WatchedRun) -> bool:
    """Return whether a slider that is still moving began or changed the run."""
    return monotonic() - run.slid_at < MOVING


# After a reload.


def _is_quick(run: WatchedRun) -> bool:
    """Return whether the run is computed again at once, so that only its recipe is stored."""
    return is_instant(run.dataset, run.recipe) and not run.changes


def _run_mark(run: WatchedRun) -> str:
    """While the run is computed, its mark changes LOOKS times."""
    start = None if run.start is None else run.start.digest
    about = (run.number, run.dataset.digest, start, run.recipe.settings, run.recipe.representation)
    at = None if _is_quick(run) else (_looks(run), run.chosen_place)
    return mark(*about, run.changes, run.ended, at)


def _looks(run: WatchedRun) -> int:
    whole = run.whole
    if run.stood is None and whole is not None and whole.finished:
        return LOOKS
    iteration = run.stood.iteration if run.stood else 0 if whole is None else whole.iteration
    return int(LOOKS * (iteration / run.goal) ** 0.5)  # more often at the start, as checkpoints


def _as_it_stands(run: WatchedRun) -> tuple[PersistedRun, Dataset]:
    kept = PersistedRun(run.recipe, run.start, run.changes, run.ended, run.given_up, run.number, run.stood)
    current = None if run.stood or _is_quick(run) else run.here
    if current is None:
        return kept, run.dataset
    own = current.at(current.iteration)  # its lazy values belong to this thread
    return replace(kept, stood=Stood(own.iteration, own.result, own.classifier)), own.dataset


def _take_run(brought: bytes) -> None:
    """Train a run again. If its dataset is gone, only its neuron is loaded."""
    dataset = data.dataset()
    try:
        kept = run_of(brought, dataset)
    except UploadError:
        neuron = neuron_in(brought)
        if neuron is None:
            raise
        model.take_classifier(neuron)
        return
    run = WatchedRun(dataset, kept.recipe, shared=not data.is_own(), start=kept.start, kept=kept)
    run.compute()
    model.bring_run(run, kept.number)


def _place() -> int | None:
    run = model.run()
    return None if run is None else run.chosen_place


def _stand_again(iteration: int | None) -> None:
    if (run := model.run()) and iteration is not None:
        run.stand_again(iteration)


def _runs_mark(held: runs.Runs) -> str:
    return mark(*map(_marks, held))


def _marks(run: runs.ComparedRun) -> tuple[object, ...]:
    neuron = None if run.classifier is None else run.classifier.digest
    return run.number, run.name, run.pinned, run.dataset_digest, run.result.iteration, len(run.records), neuron


def _take_runs(brought: bytes) -> None:
    held, start = results_of(brought), None if (run := model.run()) is None else run.start
    runs.bring(tuple(_compared_run(each, start) for each in held))
    model.count_to(max((each.number for each in held), default=0))


def _compared_run(result: Result, start: Classifier | None) -> runs.ComparedRun:
    """Return the run with its neuron. If the current run began at an equal neuron, both share the object."""
    same = start is not None and result.start is not None and start.digest == result.start.digest
    run = runs.ComparedRun(**{each.name: getattr(result, each.name) for each in fields(Result)})
    return replace(run, start=start) if same else run


Held(
    "hand_run",
    None,
    model.run,
    lambda _: None,
    keep=Packed(
        "the run",
        name="run",
        mark=_run_mark,
        freeze=_as_it_stands,
        pack=lambda kept: pack_run(*kept),
        take=_take_run,
        brings="model",
    ),
)
Held(
    "hand_place",
    None,
    _place,
    _stand_again,
    keep=Plain(Annotated[int, Meta(ge=0, le=int(ITERATIONS.largest))], of="tab", brings="model"),
)
Held(
    "hand_runs",
    (),
    runs.compared,
    runs.bring,
    keep=Packed("the runs of Compare", name="runs", mark=_runs_mark, pack=pack_results, take=_take_runs),
)
