"""The model that a tab has in hand: a neuron, or a run with the place in it; and the runs of Compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from logreg_core import Classifier, Training, UploadError
from logreg_core.descent import Descent
from logreg_core.export import load_classifier, save_classifier
from logreg_core.keeping import neuron_in, pack_plan, pack_results, pack_training, results_of, run_of
from logreg_core.keeping.results import Result
from logreg_core.keeping.run import ROOM
from logreg_core.settings import ITERATIONS

from .. import data, model, runs
from ..kept import Stored, mark
from ..runs import KeptRun
from ..watched import FIRST, WatchedRun, is_instant, pace_of
from .waiting import Value, settle, wait, waits_for, whole

ROOM_ON_THE_WAY = 2**17  # bytes of places of a run that is still computed: it is kept again and again


def _place() -> int | None:
    run = model.run()
    return None if run is None else run.chosen_place


def _bring_place(value: object) -> None:
    wait("place", whole(value, int(ITERATIONS.largest)))


def _neuron_mark() -> str:
    held = model.taken_classifier()
    return "" if held is None else held.digest[:18]


def _pack_neuron() -> Callable[[], bytes]:
    held = model.taken_classifier()
    return lambda: b"" if held is None else save_classifier(held)


def _take_neuron(brought: bytes) -> None:
    model.take_classifier(load_classifier(brought))


def _run_mark() -> str:
    """While it is computed, another one for each place that is kept on its way."""
    run = model.run()
    if run is None:
        return ""
    whole, start = run.whole, None if run.start is None else run.start.digest
    about = (run.number, run.dataset.digest, start, run.recipe.settings, run.recipe.representation)
    if whole is None:
        return mark(*about)
    descent = whole.descent
    return mark(*about, whole.ended, whole.finished, whole.places, len(descent.changes), descent.changes[-1:])


def _pack_run() -> Callable[[], bytes]:
    run = model.run()
    if run is None:
        return lambda: b""
    about = {"number": run.number, "running": int(run.running)}
    dataset, recipe, start = run.dataset, run.recipe, run.start
    moment = run.moment
    if moment is None or _is_plain(moment.whole):
        return lambda: pack_plan(dataset, recipe, start, **about)
    own = moment.whole.at(moment.whole.iteration)  # what it works out when it is asked, no other thread works out
    given_up, room = run.given_up, ROOM if own.finished else ROOM_ON_THE_WAY
    return lambda: pack_training(own, given_up=given_up, room=room, **about)


def _is_plain(whole: Training) -> bool:
    """Whether its recipe alone gives all of it, in a blink."""
    descent = whole.descent
    if not whole.finished or whole.ended or descent.changes or not is_instant(whole.dataset, whole.recipe):
        return False
    return descent.record_every == pace_of(whole.goal) and [each.iteration for each in descent.records] == _points(
        descent
    )


def _points(descent: Descent) -> list[int]:
    """At which iterations a run at this pace has a record before the one where it stands."""
    end = descent.iteration + descent.stopped
    return sorted({*range(min(1 + FIRST, end)), *range(0, end, descent.record_every)})


def _take_run(brought: bytes) -> None:
    """A run goes on where it was; where its dataset is no longer there, its neuron is taken without it."""
    dataset = data.dataset()
    try:
        found = run_of(brought, dataset)
    except UploadError:
        neuron = neuron_in(brought)
        if neuron is None:
            raise
        model.take_classifier(neuron)
        return
    run = WatchedRun(dataset, found.recipe, shared=not data.is_own(), start=found.start)
    run.stand(waits_for("place"))
    if found.training is not None:
        run.resume(found.training)
        run.given_up = found.given_up
    if found.about.get("running") or found.training is None:
        run.compute()
    model.bring_run(run, whole(found.about.get("number"), 10**9))
    settle()


Value("place", None, _place, _bring_place)
Stored("neuron", "the neuron", mark=_neuron_mark, pack=_pack_neuron, take=_take_neuron)
Stored("run", "the run", mark=_run_mark, pack=_pack_run, take=_take_run)


# The runs of Compare.


def _runs_mark() -> str:
    return mark(*map(_run_marks, runs.kept())) if runs.kept() else ""


def _run_marks(run: KeptRun) -> tuple[object, ...]:
    neuron = None if run.classifier is None else run.classifier.digest
    return run.number, run.name, run.pinned, run.dataset_digest, run.result.iteration, len(run.records), neuron


def _pack_runs() -> Callable[[], bytes]:
    held = runs.kept()
    return lambda: pack_results(held)


def _take_runs(brought: bytes) -> None:
    held, start = results_of(brought), None if (run := model.run()) is None else run.start
    runs.bring(tuple(_kept_run(each, start) for each in held))
    model.count_to(max((each.number for each in held), default=0))


def _kept_run(result: Result, start: Classifier | None) -> KeptRun:
    """The run with its neuron; it began at the very neuron at which the run in hand began, where the two are equal."""
    same = start is not None and result.start is not None and start.digest == result.start.digest
    run = KeptRun(**{each.name: getattr(result, each.name) for each in fields(Result)})
    return replace(run, start=start) if same else run


Stored("runs", "the runs of Compare", mark=_runs_mark, pack=_pack_runs, take=_take_runs)
