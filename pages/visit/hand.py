"""What a tab has in hand, as its browser keeps it: the plain values, and the datasets, neurons, runs and pictures.

A browser brings it back after a reload, and anybody could have written it. A value may be about what comes after it:
the place in a run comes before the run. So what fits nothing yet waits, and `settle` puts it where it belongs, once it
can.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from hashlib import blake2b
from math import isfinite
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from logreg_core import ArgumentError, Classifier, Dataset, LogregError, Training, UploadError
from logreg_core.collection import MOST_PICTURES, Collection
from logreg_core.dataset import LONGEST_CLASS_NAME
from logreg_core.descent import Descent
from logreg_core.exercise.by_hand import START, ByHand
from logreg_core.export import load_classifier, save_classifier
from logreg_core.keeping import (
    collection_of,
    dataset_of,
    edits_of,
    neuron_in,
    pack_collection,
    pack_dataset,
    pack_edits,
    pack_photo,
    pack_plan,
    pack_results,
    pack_table,
    pack_training,
    photo_of,
    results_of,
    run_of,
    table_of,
)
from logreg_core.keeping.results import Result
from logreg_core.keeping.run import ROOM
from logreg_core.keeping.table import Photo as Photographed
from logreg_core.settings import ITERATIONS, RUN_SETTINGS, THRESHOLD
from logreg_core.sources.catalog import CATALOG

from . import by_hand, collecting, data, kept, model, photos, rounds, rows, runs, settings
from .data import EDITED, UPLOADED, Edited
from .kept import Kept, Stored
from .photos import Photo
from .rows import Row
from .runs import KeptRun
from .store import Field, Slot
from .watched import FIRST, WatchedRun, is_instant, pace_of

MOST_STEPS = 1000  # with pencil and paper
LARGEST_WEIGHT = 1e6  # of those
ROOM_ON_THE_WAY = 2**17  # bytes of places of a run that is still computed: it is kept again and again
PARTS = 5  # of the collected pictures: so that a burst more does not mean all of them once more
OF_A_PART = MOST_PICTURES // PARTS

_waiting: Slot[dict[str, Any]] = Slot("hand_waiting", {})


class _Value(Kept[Any]):
    """A plain value that is held elsewhere.

    held: gives it; ``empty`` where there is nothing to keep. bring: takes what a browser brought, or raises a
    LogregError.
    """

    def __init__(self, name: str, empty: Any, held: Callable[[], Any], bring: Callable[[Any], None]) -> None:
        super().__init__(f"hand_{name}", empty, read=lambda value: value, of="tab")
        self._held, self._bring = held, bring

    def get(self) -> Any:
        """What is held."""
        return self._held()

    def bring(self, value: object) -> None:
        """Take over what the browser brought. Raises ArgumentError where it cannot be."""
        try:
            self._bring(value)
        except LogregError as error:
            raise ArgumentError(str(error)) from error


def take_back(text: object, brought: Mapping[str, bytes], names: object = ()) -> tuple[str, ...]:
    """Take in hand again what a browser has kept of a tab; arguments as of `kept.bring_hand`. Returns what could not be
    read, in words, each once.
    """
    lost = kept.bring_hand(text, brought, names)
    settle()
    _waiting.let_go()
    return tuple(dict.fromkeys(lost))


def settle() -> None:
    """Put what was brought where it belongs, as far as that is there by now; each once."""
    waiting = dict(_waiting.get())
    if not waiting:
        return
    if waiting.get("dataset", data.key()) == data.key():
        waiting.pop("dataset", None)
        if "threshold" in waiting:
            settings.set_setting(THRESHOLD, waiting.pop("threshold"))
        images, number = data.dataset().test.images, waiting.pop("test_image", None)
        if number is not None and number < len(images):
            photos.take_photo(Photo(images[number], f"Test image {number}", number))
    if model.classifier() is not None and "rounds" in waiting:
        seed, answers = waiting.pop("rounds")
        rounds.seed.set(seed)
        rounds.answers.set(answers)
    if photos.photo() is not None:
        for name, value in waiting.pop("part", {}).items():
            _PART[name].set(value)
    _waiting.set(waiting)


def _wait(name: str, value: Any) -> None:
    _waiting.set(_waiting.get() | {name: value})
    settle()


def _mark(*parts: object) -> str:
    return blake2b(repr(parts).encode(), digest_size=9).hexdigest()


def _whole(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ArgumentError(f"A number that was kept must be whole, from 0 to {most:,}. Got {value!r:.40}.")
    return value


def _number(value: object, most: float) -> float:
    if type(value) not in (int, float) or not abs(value) <= most or not isfinite(value):  # type: ignore[arg-type]
        raise ArgumentError(f"A number that was kept must be finite, and at most {most:g} in size. Got {value!r:.40}.")
    return float(value)  # type: ignore[arg-type]


def _table(value: object) -> dict[str, object]:
    if type(value) is not dict:
        raise ArgumentError(f"What was kept must be a table. Got {value!r:.40}.")
    return value


# The dataset. Those that come with the app are kept by their names.

_marks: WeakKeyDictionary[Dataset, str] = WeakKeyDictionary()


def _dataset_key() -> str:
    return "" if data.key() == data.DEFAULT_DATASET else data.key()


def _bring_dataset(key: object) -> None:
    if key in (UPLOADED, EDITED):
        _wait("dataset", key)
    elif isinstance(key, str) and key in CATALOG:
        data.choose(key)
    else:
        raise ArgumentError(f"A dataset that was kept must be one of {', '.join(CATALOG)}. Got {key!r:.40}.")


def _mark_of(dataset: Dataset) -> str:
    """Another one for another dataset, name, origin, or other bursts; worked out once."""
    if dataset not in _marks:
        bursts = [None if part.bursts is None else part.bursts.tobytes() for part in (dataset.train, dataset.test)]
        _marks[dataset] = _mark(dataset.digest, dataset.name, dataset.origin, bursts)
    return _marks[dataset]


def _uploaded_mark() -> str:
    held = data.uploaded.get()
    return "" if held is None else _mark_of(held)


def _pack_uploaded() -> Callable[[], bytes]:
    held = data.uploaded.get()
    return lambda: b"" if held is None else pack_dataset(held)


def _take_uploaded(brought: bytes) -> None:
    dataset = dataset_of(brought)
    if _waiting.get().get("dataset") == UPLOADED:
        data.bring(dataset)
    else:
        data.need_room(dataset, None)
        data.uploaded.set(dataset)
    settle()


def _edited_mark() -> str:
    held = data.edited.get()
    return "" if held is None else _mark(_mark_of(held.dataset), held.origin, len(held.steps))


def _pack_edited() -> Callable[[], bytes]:
    held = data.edited.get()
    return lambda: b"" if held is None else pack_edits(held.steps, held.origin)


def _take_edited(brought: bytes) -> None:
    steps, origin = edits_of(brought, _found)
    changed = Edited(steps[-1].dataset(), origin, steps)
    if _waiting.get().get("dataset") == EDITED:
        data.take_edited(changed)
    else:
        data.need_room(changed.dataset, data.uploaded.get())
        data.edited.set(changed)
    settle()


def _found(key: str) -> Dataset:
    """The dataset that was changed, by its key."""
    own = data.uploaded.get() if key == UPLOADED else None
    if own is None and key not in CATALOG:
        raise UploadError(f"The dataset that was changed must be there too. There is no {key!r:.40}. Bring it again.")
    return data.built_in(key) if own is None else own


_Value("dataset", "", _dataset_key, _bring_dataset)
Stored("uploaded", "your dataset", mark=_uploaded_mark, pack=_pack_uploaded, take=_take_uploaded)
Stored("edited", "your changes to the dataset", mark=_edited_mark, pack=_pack_edited, take=_take_edited)


# The settings.


def _settings() -> dict[str, float]:
    every = {each.name: (each, settings.setting(each)) for each in (*RUN_SETTINGS, THRESHOLD)}
    return {name: value for name, (each, value) in every.items() if value != each.default}


def _bring_settings(value: object) -> None:
    table = _table(value)
    for each in RUN_SETTINGS:
        if each.allows(table.get(each.name)):  # type: ignore[arg-type]
            settings.set_setting(each, table[each.name])  # type: ignore[arg-type]
    if THRESHOLD.allows(table.get(THRESHOLD.name)):  # type: ignore[arg-type]
        _wait("threshold", table[THRESHOLD.name])


_Value("settings", {}, _settings, _bring_settings)


# The model: one that was taken, or the run with the place at which the visitor stands.


def _place() -> int | None:
    run = model.run()
    return None if run is None else run.chosen_place


def _bring_place(value: object) -> None:
    _wait("place", _whole(value, int(ITERATIONS.largest)))


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
        return _mark(*about)
    descent = whole.descent
    return _mark(*about, whole.ended, whole.finished, whole.places, len(descent.changes), descent.changes[-1:])


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
    run.stand(_waiting.get().get("place"))
    if found.training is not None:
        run.resume(found.training)
        run.given_up = found.given_up
    if found.about.get("running") or found.training is None:
        run.compute()
    model.bring_run(run, _whole(found.about.get("number"), 10**9))
    settle()


_Value("place", None, _place, _bring_place)
Stored("neuron", "the neuron", mark=_neuron_mark, pack=_pack_neuron, take=_take_neuron)
Stored("run", "the run", mark=_run_mark, pack=_pack_run, take=_take_run)


# The runs of Compare.


def _runs_mark() -> str:
    return _mark(*map(_run_marks, runs.kept())) if runs.kept() else ""


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


# The pictures of Build, in parts, and what their classes are called.


def _part_of(part: int) -> Collection:
    held = collecting.collected.get()
    pictures = () if held is None else held.collection.pictures
    chosen = tuple(each for each in pictures if (each.number - 1) // OF_A_PART % PARTS == part)
    last = max((each.burst for each in chosen), default=0)
    return Collection(chosen, chosen[-1].number if chosen else 0, last)


def _declare_part(part: int) -> None:
    def mark() -> str:
        held = collecting.collected.get()
        numbers = [each.number for each in _part_of(part).pictures]
        return "" if held is None or not numbers else _mark(held.key, numbers)

    def pack() -> Callable[[], bytes]:
        held = _part_of(part)
        return lambda: pack_collection(held)

    name = f"collected_{part}" if part else "collected"
    Stored(name, "the pictures of Build", mark=mark, pack=pack, take=_take_collected)


def _take_collected(brought: bytes) -> None:
    found, held = collection_of(brought), collecting.collected.get() or collecting.Collecting()
    here = {each.number for each in held.collection.pictures}
    more = [each for each in found.pictures if each.number not in here]
    pictures = sorted([*held.collection.pictures, *more], key=lambda each: each.number)
    labels = {each.burst: each.label for each in pictures}
    if len(pictures) > MOST_PICTURES or any(labels[each.burst] != each.label for each in pictures):
        raise UploadError(f"A collection may have at most {MOST_PICTURES} pictures, each burst of one class.")
    if len(more) * collecting.PICTURE_BYTES > data.room_bytes():
        raise UploadError(f"There is no room for {len(more)} more pictures. Let go of a dataset.")
    before = held.collection
    held.collection = Collection(tuple(pictures), max(before.taken, found.taken), max(before.begun, found.begun))
    collecting.collected.set(held)


def _names() -> dict[str, str]:
    called = {str(label): field.get() for label, field in collecting.names.items()}
    return called if any(field.get() != field.empty for field in collecting.names.values()) else {}


def _bring_names(value: object) -> None:
    for label, field in collecting.names.items():
        name = _table(value).get(str(label))
        if isinstance(name, str) and len(name) <= LONGEST_CLASS_NAME and name.isprintable():
            field.set(name)


_Value("names", {}, _names, _bring_names)
for _part in range(PARTS):
    _declare_part(_part)


# The picture in hand, and the part of it that is used.

_PART: dict[str, Field[Any]] = {
    "how": photos.how_to_fit,
    "zoom": photos.zoom,
    "across": photos.across,
    "down": photos.down,
}
_BOUNDS = {"zoom": (1.0, 100.0), "across": (0.0, 1.0), "down": (0.0, 1.0)}


def _photo_mark() -> str:
    held = photos.own()
    return "" if held is None else held.mark[:18]


def _pack_photo() -> Callable[[], bytes]:
    held = photos.own()
    return lambda: b"" if held is None else pack_photo(held.pixels, held.title)


def _take_photo(brought: bytes) -> None:
    pixels, title = photo_of(brought)
    photos.take_photo(Photo(pixels, title))
    settle()


def _test_image() -> int | None:
    held = photos.photo()
    return None if held is None else held.test_image


def _bring_test_image(value: object) -> None:
    _wait("test_image", _whole(value, 10**6))


def _part_used() -> dict[str, Any]:
    return {name: field.get() for name, field in _PART.items() if field.get() != field.empty}


def _bring_part(value: object) -> None:
    table, found = _table(value), dict[str, Any]()
    if table.get("how") in ("crop", "pad", "stretch"):
        found["how"] = table["how"]
    for name, (least, most) in _BOUNDS.items():
        if name in table:
            found[name] = min(most, max(least, _number(table[name], most)))
    _wait("part", found)


_Value("test_image", None, _test_image, _bring_test_image)
_Value("part", {}, _part_used, _bring_part)
Stored("photo", "the picture in hand", mark=_photo_mark, pack=_pack_photo, take=_take_photo)


# The rows of Many.


def _rows_mark() -> str:
    held = rows.photo_rows.get()
    return _mark([each.mark for each in held]) if held else ""


def _pack_rows() -> Callable[[], bytes]:
    held = rows.photo_rows.get()
    return lambda: pack_table([Photographed(r.name, r.reason, _bytes_in(r.thumbnail), r.seen) for r in held])


def _bytes_in(address: str) -> bytes:
    return b64decode(address.partition(",")[2])


def _take_rows(brought: bytes) -> None:
    found = tuple(
        Row(each.name, _AS_PNG + b64encode(each.thumbnail).decode() if each.thumbnail else "", each.seen, each.reason)
        for each in table_of(brought)
    )
    if sum(each.nbytes for each in found) > data.room_bytes():
        raise UploadError("There is no room for the photos of the table. Let go of a dataset.")
    rows.photo_rows.set(found)


_AS_PNG = "data:image/png;base64,"
Stored("rows", "the photos of Many", mark=_rows_mark, pack=_pack_rows, take=_take_rows)


# The rounds of You.

MOST_ROUNDS = 100
LONGEST_ROUND = 1000


def _rounds() -> dict[str, Any]:
    found = {"seed": rounds.seed.get(), "answers": {name: list(each) for name, each in rounds.answers.get().items()}}
    return found if found["seed"] or found["answers"] else {}


def _bring_rounds(value: object) -> None:
    table = _table(value)
    answers = _table(table.get("answers"))
    right = all(
        len(name) <= LONGEST_ROUND
        and type(each) is list
        and len(each) <= LONGEST_ROUND
        and {*map(str, each)} <= {"0", "1"}
        for name, each in answers.items()
    )
    if not right or len(answers) > MOST_ROUNDS:
        raise ArgumentError(f"At most {MOST_ROUNDS} rounds can be kept, of answers 0 and 1. Got {answers!r:.60}.")
    seed = _whole(table.get("seed"), 10**6)
    _wait("rounds", (seed, {name: tuple(map(int, each)) for name, each in answers.items()}))  # type: ignore[call-overload]


_Value("rounds", {}, _rounds, _bring_rounds)


# The iteration with pencil and paper.


def _sheet() -> dict[str, Any] | None:
    here = by_hand.here.get()
    if here is START:
        return None
    return {"w": here.w[:, 0].tolist(), "b": here.b, "rate": here.rate, "costs": list(here.costs[-MOST_STEPS:])}


def _bring_sheet(value: object) -> None:
    table = _table(value)
    w, costs = table.get("w"), table.get("costs")
    if type(w) is not list or type(costs) is not list or len(w) != len(START.w) or len(costs) > MOST_STEPS:
        raise ArgumentError(f"A sheet that was kept must have {len(START.w)} weights, and its costs. Got {w!r:.60}.")
    column = np.array([[_number(each, LARGEST_WEIGHT)] for each in w])
    b, rate = _number(table.get("b"), LARGEST_WEIGHT), _number(table.get("rate"), LARGEST_WEIGHT)
    by_hand.here.set(ByHand(START.X, START.Y, column, b, rate, tuple(_number(each, 1e12) for each in costs)))


_Value("sheet", None, _sheet, _bring_sheet)
