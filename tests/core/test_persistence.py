"""What a browser keeps comes back as it was, to the last digit; and what anybody else wrote is refused in words."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta
from numpy.typing import NDArray

from classroom.untrusted import Finite, Value
from logreg_core import Dataset, Recipe, Split, Training, UploadError, train
from logreg_core.container import pack_arrays, unpack_arrays
from logreg_core.data.collection import SIDE, Collection, Picture
from logreg_core.data.dataset import split_dataset
from logreg_core.data.edits import Edits
from logreg_core.descent import Curve, Turn
from logreg_core.sources import faces
from pages.persistence import (
    MAX_BYTES,
    PersistedRun,
    Result,
    Stood,
    collection_of,
    dataset_of,
    edits_of,
    neuron_in,
    pack,
    pack_collection,
    pack_dataset,
    pack_edits,
    pack_photo,
    pack_results,
    pack_run,
    pack_table,
    photo_of,
    results_of,
    run_of,
    table_of,
    unpack,
)
from pages.persistence.table import Photo

DRAWS = np.random.default_rng(15)


def small(side: int = 6, m: int = 40, *, bursts: bool = False, seed: int = 3) -> Dataset:
    """Noise, of which the neuron can still learn a little."""
    draws = np.random.default_rng(seed)
    labels = np.arange(m) % 2
    images = (draws.integers(0, 200, (m, side, side, 1)) + 50 * labels[:, None, None, None]).astype(np.uint8)
    if not bursts:
        return split_dataset("Small", ("a", "b"), images, labels, test_share=0.25, seed=0, origin="Made here.")
    whole = Split(images, labels, np.arange(m) // 4 * 2 + labels)
    return Dataset("Small", ("a", "b"), whole.take(np.arange(m - 12)), whole.take(np.arange(m - 12, m)), "Made here.")


def wide() -> Dataset:
    """Many images of few pixels: a run carries the weights."""
    return small(2, 400)


# --- pictures


@pytest.mark.parametrize("made", [small(), small(bursts=True), faces.load()], ids=["small", "bursts", "faces"])
def test_a_dataset_comes_back_with_the_same_digest_name_origin_and_bursts(made: Dataset) -> None:
    back = dataset_of(pack_dataset(made))
    assert (back.digest, back.name, back.origin, back.cut_bursts) == (
        made.digest,
        made.name,
        made.origin,
        made.cut_bursts,
    )
    for one, other in ((back.train, made.train), (back.test, made.test)):
        np.testing.assert_array_equal(one.images, other.images)
        np.testing.assert_array_equal(one.bursts, other.bursts)  # type: ignore[arg-type]
        assert not one.images.flags.writeable


def test_photographs_take_less_room_than_deflated_as_they_are() -> None:
    made = faces.load()
    plain = zlib.compress(made.train.images.tobytes() + made.test.images.tobytes(), 9)
    assert len(pack_dataset(made)) < 0.9 * len(plain)


@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.sampled_from([1, 3]),
    st.integers(2, 6),
    st.integers(0, 2**31),
    st.lists(st.integers(0, 2**31 - 1), min_size=12, max_size=12),
)
def test_any_dataset_comes_back(height: int, width: int, channels: int, m: int, seed: int, bursts: list[int]) -> None:
    draws = np.random.default_rng(seed)
    labels = np.arange(m) % 2
    whole = Split(draws.integers(0, 256, (m, height, width, channels)).astype(np.uint8), labels, np.array(bursts[:m]))
    made = Dataset("x", ("zero", "one"), whole, whole)
    back = dataset_of(pack_dataset(made))
    assert back.digest == made.digest
    assert back.train.bursts is not None
    assert back.train.bursts.tolist() == bursts[:m]


def collected(m: int = 7) -> Collection:
    """Pictures in two bursts, of which some were deleted."""
    pixels = DRAWS.integers(0, 256, (m, SIDE, SIDE, 3)).astype(np.uint8)
    pictures = tuple(Picture(each, int(i >= 3), 2 + int(i >= 3), 4 + 2 * i) for i, each in enumerate(pixels))
    return Collection(pictures, 4 + 2 * m, 9)


@pytest.mark.parametrize("made", [Collection(), collected()], ids=["empty", "some"])
def test_a_collection_comes_back(made: Collection) -> None:
    back = collection_of(pack_collection(made))
    assert (back.taken, back.begun, len(back)) == (made.taken, made.begun, len(made))
    for one, other in zip(back.pictures, made.pictures, strict=True):
        assert (one.label, one.burst, one.number) == (other.label, other.burst, other.number)
        np.testing.assert_array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize("shape", [(1, 1, 1), (5, 7, 3), (3, 2, 1)])
def test_a_photo_comes_back(shape: tuple[int, int, int]) -> None:
    pixels = DRAWS.integers(0, 256, shape).astype(np.uint8)
    back, title = photo_of(pack_photo(pixels, "My cat\n<b>&"))
    np.testing.assert_array_equal(back, pixels)
    assert title == "My cat<b>&"
    assert not back.flags.writeable


TABLE = (
    Photo("a\n.png", "", b"\x89PNG\r\n\x1a\n" + bytes(9), np.full((3, 2, 1), 7, np.uint8)),
    Photo("b", "It is no picture.", b"", None),
)


def test_a_table_of_photos_comes_back() -> None:
    one, other = table_of(pack_table(TABLE))
    assert (one[:3], other) == (("a.png", *TABLE[0][1:3]), TABLE[1])
    np.testing.assert_array_equal(one.seen, TABLE[0].seen)  # type: ignore[arg-type]
    assert table_of(pack_table(())) == ()


def test_what_is_too_large_is_refused_while_it_is_made() -> None:
    noise = DRAWS.integers(0, 256, (MAX_BYTES + 2**20,)).astype(np.uint8)
    with pytest.raises(UploadError, match="at most 20 MB"):
        pack("photo", Header("x", 0.0, ()), {"pixels": noise})


# --- edits


def edited(original: Dataset) -> tuple[Edits, ...]:
    first = Edits.of(original)
    second = first.move("train", [0, 3])
    third = second.rename("no", "yes, “it” is")
    fourth = third.swap().leave_out("test", [1])
    return first, second, third, fourth


def test_edits_come_back_with_their_history_and_their_dataset() -> None:
    original = small(bursts=True)
    steps = edited(original)
    back, origin = edits_of(pack_edits(steps, "faces"), {"faces": original}.__getitem__)
    assert origin == "faces"
    for one, other in zip(back, steps, strict=True):
        assert one.history == other.history
        assert one.dataset().digest == other.dataset().digest
        assert one.dataset().name == other.dataset().name
        assert one.left_out().tolist() == other.left_out().tolist()
    assert back[-1].restore().redivide(test_share=0.3, seed=1).dataset().digest == (
        steps[-1].restore().redivide(test_share=0.3, seed=1).dataset().digest
    )


def test_edits_of_another_dataset_are_refused() -> None:
    with pytest.raises(UploadError, match="another dataset"):
        edits_of(pack_edits(edited(small()), "x"), lambda _: small(seed=4))


# --- runs

RUNS: dict[str, dict[str, Any]] = {
    "plain": {},
    "too long": {"learning_rate": 1.0},
    "momentum": {"momentum": 0.9},
    "penalty": {"l2": 0.5},
    "batches": {"batch_size": 7, "momentum": 0.5, "seed": 3},
    "patience": {"patience": 3, "learning_rate": 0.05},
    "all": {"patience": 8, "batch_size": 5, "l2": 0.1, "momentum": 0.8},
    "edges": {"representation": "edges"},
}
FIRST = {"record_first": 11}
MADE: dict[str, Callable[[], Dataset]] = {"sample": lambda: small(8), "feature": wide}


def kept(run: Training, **more: Any) -> PersistedRun:
    """What is kept of a training."""
    return PersistedRun(run.recipe, run.start, tuple(run.plan), run.ended or run.by_hand, **more)


def again(run: Training) -> Training:
    """The same training, after a browser had it: trained again, to the same place."""
    back = run_of(pack_run(kept(run), run.dataset), run.dataset)
    made = Training.begin(run.dataset, back.recipe, start=back.start, planned=back.changes, by_hand=back.ended, **FIRST)
    if run.iteration:
        made.step(run.iteration + run.descent.stopped)  # patience ends when another step is to be taken
    return made


@cache
def begun(space: str, name: str) -> Training:
    """A training of this name after no step."""
    made = MADE[space]()
    run = Training.begin(made, Recipe(num_iterations=600, **RUNS[name]), record_every=7, **FIRST)
    assert run.descent.space.name == space or name == "edges"
    return run


def assert_same(one: Training, other: Training) -> None:
    """Equal to the last digit, in all that can be asked of a training."""
    np.testing.assert_array_equal(one.descent.w, other.descent.w)
    for name in ("b", "iteration", "stopped", "turns", "trouble", "changes", "records", "now", "best", "learning_rate"):
        assert repr(getattr(one.descent, name)) == repr(getattr(other.descent, name)), name
    for name in ("goal", "finished", "ended", "result", "made", "changed", "recipe", "settled"):
        assert repr(getattr(one, name)) == repr(getattr(other, name)), name
    assert (one.classifier and one.classifier.digest) == (other.classifier and other.classifier.digest)


@pytest.mark.parametrize(
    ("space", "name"), [(space, name) for space in MADE for name in RUNS if (space, name) != ("feature", "edges")]
)
def test_a_training_that_was_kept_is_trained_again_to_the_last_digit(space: str, name: str) -> None:
    run = begun(space, name).at(0)
    for steps in (0, 1, 136, 163):
        if steps:
            run.step(steps)
        assert_same(again(run), run)
    if not run.descent.stopped:
        run.descent.learning_rate = 0.02
        run.descent.record_every = 3
        run.step(50)
        run.descent.l2 = 0.3
        run.descent.momentum = 0.7
        run.aim(700)
        run.descent.record_every = 20
        run.step(10)
    on_the_way = again(again(run))  # what is planned and not yet made is kept too
    assert_same(on_the_way, run)
    assert_same(again(on_the_way.at(0)), run.at(0))
    run.finish()
    on_the_way.finish()
    assert_same(on_the_way, run)
    back = again(run)
    assert_same(back, run)
    for place in (0, 3, 137, 299, 300, 350, run.iteration):
        if place <= run.iteration:
            assert_same(run.at(place), back.at(place))
            assert_same(again(run.at(place)), run.at(place))


def test_a_training_from_another_neuron_and_one_that_was_stopped_come_back() -> None:
    made = small()
    start = train(made, Recipe(num_iterations=30))
    run = Training.begin(made, Recipe(num_iterations=400), start=start, record_every=5, **FIRST)
    run.step(123)
    run.stop()
    back = again(run)
    assert back.start is not None
    assert back.start.digest == start.digest
    assert_same(back, run)
    assert_same(again(back.at(50)), run.at(50))
    back.aim(300)
    run.aim(300)
    back.finish()
    run.finish()
    assert_same(back, run)


def test_what_was_planned_is_given_up_where_a_run_is_stopped() -> None:
    run = begun("sample", "plain").at(0)
    run.step(20)
    run.descent.learning_rate = 0.02
    run.step(20)
    back = again(run.at(10))
    back.planned = run.plan
    assert [each[0] for each in back.plan] == [0, 20]
    back.stop()
    back.aim(40)
    back.finish()
    assert back.descent.changes == []


def test_a_run_that_left_all_numbers_goes_to_the_same_end() -> None:
    made = small()
    run = Training.begin(made, Recipe(num_iterations=500, learning_rate=10.0, l2=10.0), record_every=5, **FIRST)
    run.finish()
    assert run.classifier is None
    assert_same(again(run), run)


def test_a_run_of_many_pictures_takes_little_room() -> None:
    made = small(64, 60)
    run = Training.begin(made, Recipe(num_iterations=200, batch_size=9), record_every=20)
    run.finish()
    stood = Stood(run.iteration, run.result, run.classifier)
    assert len(pack_run(kept(run), made)) < 500
    assert len(pack_run(kept(run, stood=stood), made)) < 10 * made.n_x


def test_how_it_stood_and_the_lines_that_were_given_up_come_back() -> None:
    run = begun("sample", "plain").at(0)
    run.step(20)
    lines = (Curve("rate 0.1", (run.descent.now,), (Turn(3, 5.5, 0.25), Turn(9, float("inf")))),)
    stood = Stood(20, run.result, run.classifier)
    back = run_of(pack_run(kept(run, given_up=lines, number=7, stood=stood), run.dataset), run.dataset)
    assert (back.number, repr(back.given_up)) == (7, repr(lines))
    assert back.stood is not None
    assert (back.stood.iteration, repr(back.stood.record)) == (20, repr(run.result))
    assert back.stood.classifier is not None
    assert run.classifier is not None
    assert back.stood.classifier.digest == run.classifier.digest


def test_of_a_run_on_another_dataset_the_neuron_is_there_and_on_other_pictures_nothing() -> None:
    run = begun("sample", "plain").at(0)
    run.step(20)
    data = pack_run(kept(run, stood=Stood(20, run.result, run.classifier)), run.dataset)
    with pytest.raises(UploadError, match="another dataset"):
        run_of(data, small(seed=9))
    neuron = neuron_in(data)
    assert neuron is not None
    assert run.classifier is not None
    assert neuron.digest == run.classifier.digest
    assert neuron_in(pack_run(kept(run), run.dataset)) is None
    with pytest.raises(UploadError, match=r"neurons on the pixels of \(8, 8, 1\)"):
        run_of(pack_run(of_others(run), run.dataset), run.dataset)


def of_others(run: Training) -> PersistedRun:
    """A run that claims to begin at a neuron of other pictures."""
    return PersistedRun(run.recipe, train(small(5), Recipe(num_iterations=3)))


def compared() -> tuple[Result, ...]:
    made = small()
    start = train(made, Recipe(num_iterations=30))
    found = []
    for number, begin in ((3, None), (5, start), (6, start)):
        run = Training.begin(made, Recipe(num_iterations=60 + number), start=begin, record_every=5)
        run.finish()
        found.append(
            Result(
                number=number,
                name=f"run <i>{number}",
                pinned=number == 5,
                dataset_name=made.name,
                dataset_digest=made.digest,
                recipe=run.recipe,
                changed=("l2",) if number == 6 else (),
                records=(*run.descent.records, run.descent.now),
                result=run.result,
                classifier=None if number == 3 else run.classifier,
                start=begin,
                turns=(Turn(number, 5.5), Turn(17, float("nan"), 0.25)),
            )
        )
    return tuple(found)


def test_runs_of_a_comparison_come_back() -> None:
    made = compared()
    back = results_of(pack_results(made))
    digest = lambda neuron: neuron and neuron.digest  # noqa: E731
    for one, other in zip(back, made, strict=True):
        neurons = {"classifier": None, "start": None}
        assert repr(replace(one, **neurons)) == repr(replace(other, **neurons))
        assert (digest(one.classifier), digest(one.start)) == (digest(other.classifier), digest(other.start))
    assert back[1].start is back[2].start, "they began at the same neuron"
    assert results_of(pack_results(())) == ()


# --- what anybody may have written

Read = Callable[[bytes], object]


@cache
def parcels() -> dict[str, tuple[bytes, Read]]:
    """One parcel of each kind, and what reads it."""
    original = small(bursts=True)
    runs = {}
    for name in ("all", "too long"):
        run = begun("sample", name).at(0)
        run.step(90)
        run.descent.l2 = 0.25
        lines = (Curve("rate 0.1", (run.descent.now,), (Turn(3, 5.5, 0.25),)),)
        stood = Stood(90, run.result, run.classifier) if name == "all" else None
        data = pack_run(replace(kept(run, given_up=lines, stood=stood), start=run.classifier), run.dataset)
        runs[name] = (data, lambda data, run=run: run_of(data, run.dataset))
    return {
        "dataset": (pack_dataset(original), dataset_of),
        "collection": (pack_collection(collected(3)), collection_of),
        "photo": (pack_photo(np.zeros((3, 4, 3), np.uint8), "x"), photo_of),
        "table": (pack_table(TABLE), table_of),
        "edits": (pack_edits(edited(original), "x"), lambda data: edits_of(data, lambda _: original)),
        "run": runs["all"],
        "quick run": runs["too long"],
        "comparison": (pack_results(compared()), results_of),
    }


KINDS = ("dataset", "collection", "photo", "table", "edits", "run", "quick run", "comparison")


def is_refused(read: Read, data: bytes) -> bool:
    """Whether it is refused in words. Anything else that is raised is an error of ours."""
    try:
        read(data)
    except UploadError as error:
        return len(str(error)) < 800
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_that_are_none_are_refused(kind: str) -> None:
    data, read = parcels()[kind]
    whole = zlib.decompress(data)
    for evil in (
        b"",
        b"x",
        b"RUN1" + b"\0" * 100,
        whole,
        data[:-1],
        data + b"\0",
        zlib.compress(b""),
        zlib.compress(whole[:-8]),
    ):
        assert is_refused(read, evil)
    for other in KINDS:
        assert is_refused(read, parcels()[other][0]) or kind.endswith("run") or other == kind


@cache
def bomb() -> bytes:
    """300 MB of zeros."""
    deflate, zeros = zlib.compressobj(1), bytes(2**20)
    return b"".join([*(deflate.compress(zeros) for _ in range(300)), deflate.flush()])


@pytest.mark.parametrize("kind", KINDS)
def test_a_gigabyte_that_is_claimed_or_inflated_is_refused_early(kind: str) -> None:
    data, read = parcels()[kind]
    assert is_refused(read, bomb())
    assert is_refused(read, bytes(MAX_BYTES + 1))
    header, arrays = unpack_arrays(zlib.decompress(data))
    text = pack_arrays(header, arrays).replace(b'"shape":[', b'"shape":[1000000000,', 1)
    assert is_refused(read, zlib.compress(text))


EVIL = (None, True, -1, 1, 2**40, 1e300, "", "<script>alert(1)</script>", "x" * 5000, [], [[]], {}, [1, 2], ["a", "a"])


def changes_of(header: dict[str, Any]) -> list[dict[str, Any]]:
    """The header with one value after the other missing, or of another kind; in tables too."""
    found = []
    for name, value in header.items():
        found.append({key: each for key, each in header.items() if key != name})
        found += [header | {name: evil} for evil in EVIL]
        if isinstance(value, dict):
            found += [header | {name: each} for each in changes_of(value)]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found += [header | {name: [each, *value[1:]]} for each in changes_of(value[0])]
        if isinstance(value, list) and value and isinstance(value[0], list):
            found += [header | {name: [[evil, *value[0][1:]], *value[1:]]} for evil in EVIL]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_header_with_any_value_missing_or_odd_is_taken_or_refused_in_words(kind: str) -> None:
    data, read = parcels()[kind]
    header, arrays = unpack_arrays(zlib.decompress(data))
    refused = [is_refused(read, zlib.compress(pack_arrays(each, arrays), 1)) for each in changes_of(header)]
    assert sum(refused) > 0.6 * len(refused)


def arrays_instead(array: NDArray) -> list[NDArray]:
    """Another array in the place of one."""
    with np.errstate(invalid="ignore"):
        kinds = [array.astype(kind) for kind in ("u1", "f8", "i4")]
    found = [array[:0], array[:-1], array[np.newaxis][:, 0], array.ravel()[:1], np.zeros((0,) * 4, "u1"), *kinds]
    for value in (np.nan, np.inf, -1e300) if array.dtype.kind == "f" else (-1, 2**31 - 1, 255, 2):
        filled = array.copy()
        if filled.size and np.can_cast(np.min_scalar_type(value), filled.dtype):
            filled.flat[-1] = value
            found += [filled, np.full_like(array, value)]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_arrays_that_are_missing_or_odd_are_taken_or_refused_in_words(kind: str) -> None:
    data, read = parcels()[kind]
    header, arrays = unpack_arrays(zlib.decompress(data))
    refused = []
    for name, array in arrays.items():
        without = {key: each for key, each in arrays.items() if key != name}
        instead = (without, *(arrays | {name: each} for each in arrays_instead(array)))
        refused += [is_refused(read, zlib.compress(pack_arrays(header, others), 1)) for others in instead]
    assert sum(refused) > 0.5 * len(refused)


@given(st.sampled_from(KINDS), st.data())
def test_bytes_changed_at_random_are_taken_or_refused_in_words(kind: str, data: st.DataObject) -> None:
    packed, read = parcels()[kind]
    whole = bytearray(zlib.decompress(packed))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    is_refused(read, zlib.compress(bytes(whole), 1))


def test_a_run_that_claims_too_much_is_refused() -> None:
    data, read = parcels()["run"]
    header, arrays = unpack_arrays(zlib.decompress(data))
    for claim in (
        {"settings": header["settings"] | {"num_iterations": 10**9}},
        {"settings": header["settings"] | {"learning_rate": 0}},
        *({"changes": [each]} for each in EVIL_CHANGES),
        {"changes": [[5, "l2", 0.5]] * 3001},
        {"stood": 10**6},
        {"version": 1},
    ):
        assert is_refused(read, zlib.compress(pack_arrays(header | claim, arrays))), claim


EVIL_CHANGES = (
    [5, "learning_rate", -1.0],
    [5, "learning_rate", True],
    [5, "learning_rate", "0.1"],
    [5, "l2", 10**400],
    [5, "seed", 1.0],
    [5, "__class__", 1.0],
    [5, "record_every", 0],
    [5, "record_every", 2.5],
    [10**9, "l2", 1.0],
    [-1, "l2", 1.0],
    [True, "l2", 1.0],
    [5.0, "l2", 1.0],
    [5, "l2"],
    [5, [], 1.0],
)


class Header(Value, frozen=True):
    title: Annotated[str, Meta(max_length=9)]
    n: Finite
    listed: tuple[bool, ...]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": 3}, "A kept photo is refused. Its header, title must be a text. Got 3. Start it again."),
        ({"title": "x" * 10}, "title must be a text no longer than 9. Got 'xxxxxxxxxx'"),
        ({"title": "a\x07"}, "printable texts"),
        ({"a\x07": 1}, "printable texts"),
        ({"n": 10**400}, "n must be a finite number. Got 1000"),
        ({"n": 10**4000}, "n must be a finite number. Got 1000"),
        ({"n": "9"}, "n must be a finite number. Got '9'"),
        ({"n": True}, "n must be a finite number. Got True"),
        ({"listed": [True, 1]}, "listed, 2 must be true or false. Got 1"),
        ({"listed": {}}, "listed must be a list. Got a table of 0"),
        ({"more": 1}, "Its header must not have the part 'more'"),
        ({"version": 1}, "the version 2, and printable texts. Got ('photo', 1)"),
        ({"kind": "run"}, "this name"),
    ],
    ids=repr,
)
def test_a_header_is_refused_with_the_place_the_rule_and_the_value(change: dict[str, Any], said: str) -> None:
    header, arrays = unpack_arrays(zlib.decompress(pack("photo", Header("x", 2.5, (True,)), {"a": np.zeros(3)})))
    data = zlib.compress(pack_arrays(header | change, arrays))
    with pytest.raises(UploadError) as refused:
        unpack("photo", data, Header, most=2**16)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize("depth", [100, *range(900, 1000, 3), 100_000])
def test_a_header_of_any_depth_is_refused_in_words(depth: int) -> None:
    header = b'{"kind":"photo","version":2,"title":' + b"[" * depth + b"]" * depth + b',"arrays":[]}'
    header += b" " * (-len(header) % 8)
    data = zlib.compress(b"RUN1" + len(header).to_bytes(4, "little") + header)
    with pytest.raises(UploadError):
        unpack("photo", data, Header, most=2**20)


def test_a_parcel_says_which_array_it_must_have() -> None:
    parcel = unpack("photo", pack("photo", Header("x", 2.5, ()), {"a": np.zeros(3)}), Header, most=2**16)
    assert parcel.header == Header("x", 2.5, ())
    with pytest.raises(UploadError, match=r"a, numbers \(f8\) of the shape \(4\)\. Got 'float64"):
        parcel.array("a", "f8", (4,))


def test_no_message_quotes_all_that_was_found() -> None:
    assert len(str(UploadError("x" * 100_000))) < 1100
