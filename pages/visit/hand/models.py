"""The model that a tab has in hand: a neuron, or a run with the place in it; the runs of Compare; the rounds of You."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from logreg_core import ArgumentError, Classifier, UploadError
from logreg_core.export import load_classifier, save_classifier
from logreg_core.keeping import KeptRun, Result, Stood, neuron_in, pack_results, pack_run, results_of, run_of
from logreg_core.settings import ITERATIONS

from .. import data, model, rounds, runs
from ..kept import Stored, Value, mark, table, whole
from ..watched import WatchedRun, is_instant

MOST_ROUNDS = 100
LONGEST_ROUND = 1000
LOOKS = 20  # how often a run is kept on its way, so that its neuron is there after a reload before it is trained again


def _place() -> int | None:
    run = model.run()
    return None if run is None else run.chosen_place


def _bring_place(value: object) -> None:
    place = whole(value, int(ITERATIONS.largest))
    if run := model.run():
        run.stand_again(place)


def _neuron_mark() -> str:
    held = model.taken_classifier()
    return "" if held is None else held.digest[:18]


def _pack_neuron() -> Callable[[], bytes]:
    held = model.taken_classifier()
    return lambda: b"" if held is None else save_classifier(held)


def _take_neuron(brought: bytes) -> None:
    model.take_classifier(load_classifier(brought))


def _is_quick(run: WatchedRun) -> bool:
    """Whether it is trained again in a blink, so that nothing else need be kept of it."""
    return is_instant(run.dataset, run.recipe) and not run.changes


def _run_mark() -> str:
    """While it is computed, another one LOOKS times on its way."""
    run = model.run()
    if run is None:
        return ""
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


def _pack_run() -> Callable[[], bytes]:
    run = model.run()
    if run is None:
        return lambda: b""
    kept = KeptRun(run.recipe, run.start, run.changes, run.ended, run.given_up, run.number, run.stood)
    here = None if run.stood or _is_quick(run) else run.here
    if here is None:
        return lambda: pack_run(kept, run.dataset)
    own = here.at(here.iteration)  # what it works out when it is asked, no other thread works out
    return lambda: pack_run(replace(kept, stood=Stood(own.iteration, own.result, own.classifier)), own.dataset)


def _take_run(brought: bytes) -> None:
    """A run is trained again; where its dataset is no longer there, its neuron is taken without it."""
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


Stored("neuron", "the neuron", mark=_neuron_mark, pack=_pack_neuron, take=_take_neuron)
Stored("run", "the run", mark=_run_mark, pack=_pack_run, take=_take_run)
Value("place", None, _place, _bring_place)


# The runs of Compare.


def _runs_mark() -> str:
    return mark(*map(_run_marks, runs.kept())) if runs.kept() else ""


def _run_marks(run: runs.KeptRun) -> tuple[object, ...]:
    neuron = None if run.classifier is None else run.classifier.digest
    return run.number, run.name, run.pinned, run.dataset_digest, run.result.iteration, len(run.records), neuron


def _pack_runs() -> Callable[[], bytes]:
    held = runs.kept()
    return lambda: pack_results(held)


def _take_runs(brought: bytes) -> None:
    held, start = results_of(brought), None if (run := model.run()) is None else run.start
    runs.bring(tuple(_kept_run(each, start) for each in held))
    model.count_to(max((each.number for each in held), default=0))


def _kept_run(result: Result, start: Classifier | None) -> runs.KeptRun:
    """The run with its neuron; it began at the very neuron at which the run in hand began, where the two are equal."""
    same = start is not None and result.start is not None and start.digest == result.start.digest
    run = runs.KeptRun(**{each.name: getattr(result, each.name) for each in fields(Result)})
    return replace(run, start=start) if same else run


Stored("runs", "the runs of Compare", mark=_runs_mark, pack=_pack_runs, take=_take_runs)


# The rounds of You against the neuron.


def _rounds() -> dict[str, Any]:
    found = {"seed": rounds.seed.get(), "answers": {name: list(each) for name, each in rounds.answers.get().items()}}
    return found if found["seed"] or found["answers"] else {}


def _bring_rounds(value: object) -> None:
    values = table(value)
    answers = table(values.get("answers"))
    right = all(
        len(name) <= LONGEST_ROUND
        and type(each) is list
        and len(each) <= LONGEST_ROUND
        and {*map(str, each)} <= {"0", "1"}
        for name, each in answers.items()
    )
    if not right or len(answers) > MOST_ROUNDS:
        raise ArgumentError(f"At most {MOST_ROUNDS} rounds can be kept, of answers 0 and 1. Got {answers!r:.60}.")
    seed = whole(values.get("seed"), 10**6)
    if model.classifier() is not None:
        rounds.seed.set(seed)
        rounds.answers.set({name: tuple(map(int, each)) for name, each in answers.items()})  # type: ignore[call-overload]


Value("rounds", {}, _rounds, _bring_rounds)
