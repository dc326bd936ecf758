"""What work has found comes back as it was, to the last digit; what cannot have been found is refused in words."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from logreg_core import Classifier, Dataset, Recipe, UploadError
from logreg_core.container import pack_arrays, unpack_arrays
from logreg_core.data.preprocess import columns_of
from logreg_core.descent import sweep
from logreg_core.experiments import (
    find_leaks,
    learning_curve,
    memorise,
    penalty_path,
    pixels_used,
    random_weights,
    resplit,
    resplit_features,
)
from logreg_core.experiments.features import compare
from logreg_core.explain import without_each
from logreg_core.sources import faces
from logreg_core.training import scores_without
from pages.persistence import FINDINGS, finding_of, pack_finding

from .test_persistence import small

PLAIN = Recipe(num_iterations=40)


def with_twins() -> Dataset:
    """Noise, in which one training image is also a test image."""
    made = small(12, 60)
    images = made.train.images.copy()
    images[3] = made.test.images[5]
    return replace(made, train=replace(made.train, images=images))


MADE = with_twins()


def swept(dataset: Dataset, *rates: float) -> Any:
    return sweep(**columns_of(dataset.train), learning_rates=rates, l2s=[0.0, 0.1], folds=3, iterations=40)


MAKE: dict[str, Callable[[Dataset], Any]] = {
    "sweep": lambda dataset: swept(dataset, 0.001, 0.01),
    "features": compare,
    "resplits": lambda dataset: resplit(dataset, splits=9, iterations=40),
    "resplits_features": lambda dataset: resplit_features(dataset, "edges", l2=0.01, splits=5),
    "memorisation": lambda dataset: memorise(dataset, shuffles=9, iterations=40),
    "learning_curve": lambda dataset: learning_curve(dataset, repeats=3, iterations=40),
    "leaks": lambda dataset: find_leaks(dataset, 0.9, lambda share: None),
    "pixels_used": lambda dataset: pixels_used(dataset, repeats=2),
    "penalty_path": penalty_path,
    "random_weights": lambda dataset: random_weights(dataset, tries=500),
    "absence": lambda dataset: without_each(dataset, PLAIN, (), 40),
    "crossed": lambda dataset: scores_without(dataset, PLAIN),
}


@cache
def found(name: str) -> Any:
    return MAKE[name](MADE)


@cache
def kept(name: str) -> bytes:
    return pack_finding(name, found(name), MADE, "inputs")


def parts_of(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """All plain values and arrays in a value, with their types, by their places."""
    if isinstance(value, Classifier):
        yield path, value.digest
    elif isinstance(value, np.ndarray):
        yield path, (value.dtype, value.shape, value.tobytes())
    elif is_dataclass(value):
        for each in fields(value):
            yield from parts_of(getattr(value, each.name), f"{path}.{each.name}")
    elif isinstance(value, list | tuple):
        yield path, (type(value), len(value))
        for i, each in enumerate(value):
            yield from parts_of(each, f"{path}.{i}")
    else:
        yield path, (type(value), repr(value))


def test_every_finding_is_tried_here() -> None:
    assert FINDINGS.keys() == MAKE.keys()


@pytest.mark.parametrize("name", MAKE)
def test_a_finding_comes_back_to_the_last_digit(name: str) -> None:
    back, inputs = finding_of(name, kept(name), MADE)
    assert inputs == "inputs"
    assert dict(parts_of(back)) == dict(parts_of(found(name)))


def test_a_sweep_whose_costs_have_left_all_numbers_comes_back() -> None:
    combination = swept(MADE, 10.0)[0]
    evil = replace(combination, train_cost=np.inf, fold_costs=(np.nan, 2.0, np.inf), held_out=np.full(44, np.nan))
    (back,), _ = finding_of("sweep", pack_finding("sweep", [evil], MADE, ""), MADE)
    assert dict(parts_of(back)) == dict(parts_of(evil))


def test_it_is_refused_on_another_dataset_and_under_another_name() -> None:
    for name in MAKE:
        with pytest.raises(UploadError, match="another dataset"):
            finding_of(name, kept(name), small(12, 60))
    with pytest.raises(UploadError, match="the name resplits_features"):
        finding_of("resplits_features", kept("resplits"), MADE)


def test_all_that_is_found_on_the_default_dataset_takes_little_room() -> None:
    made, sizes = faces.load(), {}
    for name in ("sweep", "features", "leaks", "pixels_used", "absence"):
        sizes[name] = len(pack_finding(name, MAKE[name](made), made, ""))
    sizes["random_weights"] = len(pack_finding("random_weights", random_weights(made), made, ""))
    assert sizes.pop("absence") < 200_000, "150 x 150 numbers"
    assert sum(sizes.values()) < 100_000, sizes


def test_what_is_too_large_is_refused_while_it_is_made() -> None:
    with pytest.raises(UploadError, match="at most"):
        pack_finding(
            "random_weights", replace(found("random_weights"), **dict.fromkeys(("test", "others"), ONES)), MADE, ""
        )


ONES = np.ones(300_000)


# --- what anybody may have written

EVIL = (None, True, -1, 10**9, 2**60, 0.5, 1e300, "nan", "<script>alert(1)</script>", "x" * 5000, [], {}, [1, 2])


def written(name: str, change: Callable[[dict[str, Any], dict[str, Any]], None]) -> bytes:
    """The bytes of a finding of which something was changed."""
    header, arrays = unpack_arrays(zlib.decompress(kept(name)))
    arrays = dict(arrays)
    change(header, arrays)
    return zlib.compress(pack_arrays(header, arrays), 1)


def places_in(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a tree of tables and lists: what it is in, and its name or number; a long list at its ends."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        if isinstance(key, str) or key in (0, 1, len(keys) - 1):
            yield value, key
            yield from places_in(value[key])


def taken(name: str, data: bytes) -> Any:
    """What is read; None where it is refused in words. Anything else that is raised is an error of ours."""
    try:
        return finding_of(name, data, MADE)[0]
    except UploadError as error:
        return None if len(str(error)) < 800 else error


@pytest.mark.parametrize("name", MAKE)
def test_any_value_that_is_missing_or_odd_is_taken_or_refused_in_words(name: str) -> None:
    header, _ = unpack_arrays(zlib.decompress(kept(name)))
    number, refused = len([*places_in(header)]), 0
    for place in range(number):
        for evil in (*EVIL, KeyError):

            def change(header: dict[str, Any], _: Any, place: int = place, evil: Any = evil) -> None:
                where, key = [*places_in(header)][place]
                if evil is KeyError:
                    del where[key]
                else:
                    where[key] = evil

            value = taken(name, written(name, change))
            assert not isinstance(value, Exception)
            refused += value is None
    assert refused > 0.7 * number * len(EVIL), "few of these are of the right type"


def with_array(name: str, of: str, evil: Any) -> bytes:
    """The bytes of a finding that has another array under this name, or none."""

    def change(_: Any, arrays: dict[str, Any]) -> None:
        arrays[of] = evil
        if evil is None:
            del arrays[of]

    return written(name, change)


@pytest.mark.parametrize("name", MAKE)
def test_arrays_that_are_missing_or_odd_are_refused_in_words(name: str) -> None:
    _, arrays = unpack_arrays(zlib.decompress(kept(name)))
    for each, array in [*arrays.items()][:6]:
        shorter = (array[:-1], array[:0]) if array.ndim else (np.float64(1.0),)
        for evil in (*shorter, array[np.newaxis], array.astype("f4"), np.empty((0, 10**9)), None):
            assert taken(name, with_array(name, each, evil)) is None, (each, evil)
        if array.dtype != np.uint8:
            for number in (np.nan, 1e300, -1.0) if array.dtype == float else (-1, 2):
                value = taken(name, with_array(name, each, np.full_like(array, number)))
                assert not isinstance(value, Exception), (each, number)


def test_a_thousand_million_entries_that_are_claimed_are_refused_early() -> None:
    whole = zlib.decompress(kept("crossed"))
    claimed = whole.replace(b'"shape":[44]', b'"shape":[1000000000]')
    assert claimed != whole
    length = int.from_bytes(whole[4:8], "little") + len(claimed) - len(whole)
    assert taken("crossed", zlib.compress(claimed[:4] + length.to_bytes(4, "little") + claimed[8:])) is None
    bomb = zlib.compress(bytes(2**26), 1)
    assert taken("crossed", bomb) is None


def test_lengths_that_disagree_are_refused() -> None:
    resplits = found("resplits")
    with pytest.raises(UploadError, match="lengths that agree with each other and with 'Small'"):
        pack_finding("resplits", replace(resplits, train=resplits.train[:-1]), MADE, "")
    first, *rest = found("sweep")
    for others in ([replace(first, fold_costs=(1.0,)), *rest], [replace(first, held_out=np.ones(3)), *rest], []):
        with pytest.raises(UploadError):
            pack_finding("sweep", others, MADE, "")
    path = found("penalty_path")
    with pytest.raises(UploadError):
        pack_finding("penalty_path", replace(path, stops=path.stops[:-1]), MADE, "")
