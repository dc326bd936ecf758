"""Every change makes a new dataset, says what it did, and can be undone by going back to the one before."""

from __future__ import annotations

import zlib
from dataclasses import replace

import numpy as np
import pytest

from logreg_core import (
    ArgumentError,
    Dataset,
    DatasetError,
    Recipe,
    Split,
    UploadError,
    initialize,
    optimize,
    prepare,
    split_dataset,
    train,
)
from logreg_core.container import pack_arrays, unpack_arrays
from logreg_core.data.division import folds_and_bursts, folds_of, set_aside
from logreg_core.data.edits import Edits
from logreg_core.experiments.material import stack
from logreg_core.sources import archive, drawings, faces, hdf5
from logreg_core.training import can_validate, held_out, validation_part
from pages.persistence import edits_of, pack_edits

# Every pixel of an image is its number, so that an image is known wherever it goes.
IMAGES = np.arange(20, dtype=np.uint8).repeat(12).reshape(20, 2, 2, 3)
SHOWN = np.array([1] * 4 + [0] * 8 + [1] * 3 + [0] * 5)  # the first 12 are for training
DATASET = Dataset("Pets", ("dog", "cat"), Split(IMAGES[:12], SHOWN[:12]), Split(IMAGES[12:], SHOWN[12:]))


@pytest.fixture
def edits() -> Edits:
    return Edits.of(DATASET)


def numbers(split: Split) -> list[int]:
    return split.images[:, 0, 0, 0].tolist()


def truth(dataset: Dataset) -> dict[int, str]:
    """What each image is said to show."""
    return {
        number: dataset.class_names[label]
        for split in (dataset.train, dataset.test)
        for number, label in zip(numbers(split), split.labels, strict=True)
    }


def test_without_a_change_it_is_the_dataset_itself(edits: Edits) -> None:
    assert edits.dataset() is DATASET
    assert edits.rename("dog", " cat ") is edits
    assert edits.restore() is edits


def test_renaming_changes_the_names_and_nothing_else(edits: Edits) -> None:
    renamed = edits.rename("<b>dog</b>", "cat").dataset()
    assert renamed.class_names == ("<b>dog</b>", "cat")
    np.testing.assert_array_equal(renamed.train.images, DATASET.train.images)
    assert renamed.digest != DATASET.digest
    for zero, one in (("cat", "cat"), ("", "cat"), ("x" * 61, "cat")):
        with pytest.raises(DatasetError):
            edits.rename(zero, one)


def test_swapping_twice_is_the_same_dataset_and_once_says_the_same_of_every_image(edits: Edits) -> None:
    swapped = edits.swap().dataset()
    assert swapped.class_names == ("cat", "dog")
    assert truth(swapped) == truth(DATASET)
    assert swapped.train.count(0) == DATASET.train.count(1)
    assert edits.swap().swap().dataset().digest == DATASET.digest


def test_images_move_to_the_other_part_and_back(edits: Edits) -> None:
    moved = edits.move("train", [0, 5])
    assert numbers(moved.dataset().train) == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11]
    assert numbers(moved.dataset().test) == [*range(12, 20), 0, 5]
    assert truth(moved.dataset()) == truth(DATASET)
    back = moved.move("test", [8, 9])
    assert numbers(back.dataset().train) == [1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 0, 5]
    assert back.history == (
        "Moved 2 training images (0, 5) to the test images.",
        "Moved 2 test images (8, 9) to the training images.",
    )


def test_images_are_left_out_and_come_back_where_they_were(edits: Edits) -> None:
    fewer = edits.leave_out("train", [3]).leave_out("test", [0, 7])
    assert fewer.left_out().tolist() == [3, 12, 19]
    assert 3 not in truth(fewer.dataset())
    again = fewer.restore()
    assert sorted(numbers(again.dataset().train)) == list(range(12))
    assert sorted(numbers(again.dataset().test)) == list(range(12, 20))
    assert truth(again.dataset()) == truth(DATASET)
    assert edits.leave_out("train", range(4, 10)).history == ("Left out 6 training images (4, 5, 6, 7, 8, …).",)


def test_a_new_division_is_the_one_of_split_dataset(edits: Edits) -> None:
    divided = edits.redivide(test_share=0.25, seed=3).dataset()
    expected = split_dataset("", ("dog", "cat"), IMAGES, SHOWN, test_share=0.25, seed=3)
    assert divided.digest == expected.digest
    out = edits.leave_out("train", [0]).redivide(test_share=0.25, seed=3)
    assert 0 not in truth(out.dataset())
    with pytest.raises(DatasetError):
        edits.redivide(test_share=0, seed=0)


def test_balancing_makes_both_classes_alike_in_each_part(edits: Edits) -> None:
    balanced = edits.balance(seed=1)
    dataset = balanced.dataset()
    assert [dataset.train.count(0), dataset.train.count(1)] == [4, 4]
    assert [dataset.test.count(0), dataset.test.count(1)] == [3, 3]
    assert truth(dataset).items() <= truth(DATASET).items()
    assert balanced.history == ("Balanced the classes with the seed 1: 6 images left out.",)
    assert balanced.balance(seed=1) is balanced
    assert edits.balance(seed=1).dataset().digest == dataset.digest
    assert edits.balance(seed=2).dataset().digest != dataset.digest
    one_sided = edits.leave_out("test", [0, 1, 2]).balance(seed=0)
    assert one_sided.dataset().test.count(0) == 5, "a part that shows one class only stays"


def test_every_change_is_a_dataset_of_its_own_and_leaves_the_one_before_as_it_was(edits: Edits) -> None:
    steps = [edits]
    for change in (
        lambda e: e.rename("Hund", "Katze"),
        lambda e: e.swap(),
        lambda e: e.move("train", [0]),
        lambda e: e.leave_out("test", [1, 2]),
        lambda e: e.redivide(test_share=0.3, seed=1),
        lambda e: e.balance(seed=0),
        lambda e: e.restore(),
    ):
        steps.append(change(steps[-1]))
    digests = [step.dataset().digest for step in steps]
    assert len(set(digests)) == len(steps)
    assert digests == [step.dataset().digest for step in steps], "going back gives what was there"
    assert [len(step.history) for step in steps] == list(range(8))
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in steps[-1].history)
    assert steps[-1].dataset().name == "Pets, edited"


def test_a_change_that_leaves_no_dataset_is_refused(edits: Edits) -> None:
    with pytest.raises(DatasetError, match="'cat'"):
        edits.leave_out("train", range(4))
    with pytest.raises(DatasetError, match="testing"):
        edits.move("test", range(8))
    for part, positions in (("train", [12]), ("train", [-1]), ("train", []), ("elsewhere", [0])):
        with pytest.raises(ArgumentError):
            edits.move(part, positions)


# Bursts of three; the pixels of a burst are alike, and far from all others. Class 0 has the bursts 0 to 4.
BURST = np.arange(10).repeat(3)
SHOTS = (20 * BURST + np.tile(np.arange(3), 10)).astype(np.uint8).repeat(12).reshape(30, 2, 2, 3)
ON_SIDE = np.isin(BURST, [3, 4, 8, 9])  # kept for testing
PARTS = [Split(SHOTS[part], (BURST[part] > 4).astype(int), BURST[part]) for part in (~ON_SIDE, ON_SIDE)]
COLLECTED = Dataset("Shots", ("dog", "cat"), *PARTS)


def nearest(dataset: Dataset) -> np.ndarray:
    """How far each test image is from the nearest training image."""
    train, test = (split.images[:, 0, 0, 0].astype(int) for split in (dataset.train, dataset.test))
    return np.abs(test[:, None] - train).min(axis=1)


@pytest.mark.parametrize("seed", range(8))
def test_a_new_division_cuts_no_burst(seed: int) -> None:
    edits = Edits.of(COLLECTED).leave_out("train", [0]).redivide(test_share=0.4, seed=seed)
    divided = edits.dataset()
    assert nearest(divided).min() > 2, "no test image has a picture of its burst among the training images"
    assert sorted(truth(divided)) == sorted(SHOTS[1:, 0, 0, 0].tolist()), "every other picture once"
    assert all(shown == ("dog" if number < 100 else "cat") for number, shown in truth(divided).items())
    assert divided.cut_bursts == 0
    assert edits.history[-1].endswith("test images, in whole bursts.")
    assert edits.redivide(test_share=0.4, seed=seed).dataset().digest == divided.digest


def test_moving_one_picture_of_a_burst_cuts_it_and_a_new_division_heals_it() -> None:
    moved = Edits.of(COLLECTED).swap().move("test", [0])
    assert moved.dataset().cut_bursts == 1
    assert nearest(moved.dataset()).min() <= 2
    assert moved.redivide(test_share=0.3, seed=0).dataset().cut_bursts == 0


def test_a_class_of_one_burst_is_cut_and_the_history_does_not_say_otherwise() -> None:
    one = Dataset(
        "One",
        ("dog", "cat"),
        *(Split(part.images, part.labels, np.where(part.labels == 1, 99, part.bursts)) for part in PARTS),
    )
    edits = Edits.of(one).redivide(test_share=0.3, seed=0)
    assert edits.dataset().cut_bursts == 1
    assert edits.history[-1].endswith("in whole bursts where a class has two or more.")


# --- mirrored copies ---


def coloured(images: int = 24, channels: int = 3, bursts: bool = False) -> Dataset:
    """Noise, of which two thirds are for training."""
    generator = np.random.default_rng(4)
    pixels = generator.integers(0, 256, (images, 4, 5, channels), np.uint8)
    labels, learn = np.arange(images) % 2, 2 * images // 3
    taken = np.arange(images) // 4 if bursts else None
    return Dataset(
        "noise", ("a", "b"), *(_part(pixels, labels, taken, some) for some in (slice(learn), slice(learn, None)))
    )


def _part(images: np.ndarray, labels: np.ndarray, bursts: np.ndarray | None, some: slice) -> Split:
    return Split(images[some], labels[some], None if bursts is None else bursts[some])


@pytest.mark.parametrize("channels", [1, 3])
def test_mirrored_copies_stand_behind_the_training_images_and_no_test_image_has_one(channels: int) -> None:
    data = coloured(channels=channels)
    found = Edits.of(data).mirror().dataset()
    np.testing.assert_array_equal(found.train.images[:16], data.train.images)
    np.testing.assert_array_equal(found.train.images[16:], np.flip(data.train.images, axis=2))
    np.testing.assert_array_equal(found.train.labels, np.tile(data.train.labels, 2))
    np.testing.assert_array_equal(found.train.twins, np.tile(np.arange(16), 2))
    np.testing.assert_array_equal(found.test.images, data.test.images)
    assert found.test.twins is None
    assert found.bursts is None
    assert found.digest != data.digest
    assert found.digest == Edits.of(data).mirror().mirror().dataset().digest


def test_whatever_is_moved_left_out_or_divided_takes_its_copy_along() -> None:
    edits = Edits.of(coloured()).mirror()
    changes = (
        edits.move("train", [1, 16 + 2]),
        edits.leave_out("train", [3, 16 + 3]),
        edits.leave_out("train", [0, 2]).balance(seed=1),
        edits.redivide(test_share=0.4, seed=3),
        edits.move("test", [0]),
        edits.swap(),
        edits.leave_out("train", [5]).restore(),
    )
    for changed in changes:
        found = changed.dataset()
        half = len(changed.train)
        assert len(found.train) == 2 * half
        np.testing.assert_array_equal(found.train.images[half:], found.train.images[:half, :, ::-1])
        known = {image.tobytes() for image in found.train.images}
        assert not known & {image.tobytes() for image in found.test.images}
        assert not known & {image[:, ::-1].tobytes() for image in found.test.images}
    assert changes[0].history[-1] == "Moved 2 training images (1, 2) to the test images."
    with pytest.raises(ArgumentError, match="positions must be from 0 to 15"):
        edits.move("train", [32])


@pytest.mark.parametrize("bursts", [False, True])
def test_no_division_parts_an_image_from_its_copy(bursts: bool) -> None:
    found = Edits.of(coloured(48, bursts=bursts)).mirror().dataset()
    pair = np.tile(np.arange(32), 2)
    for seed in range(5):
        fold = held_out(found.train, 4, seed)
        assert (fold[:32] == fold[32:]).all()
        for patient in (Recipe(patience=3, seed=seed), Recipe(patience=3, seed=seed, validation_share=0.5)):
            aside = validation_part(found.train, patient)
            assert aside is not None
            assert aside[:32].any()
            assert (aside[:32] == aside[32:]).all()
        learned = found.train.take(np.flatnonzero(fold != 0))
        inner = validation_part(learned, Recipe(patience=3))
        assert inner is not None
        assert not set(pair[fold != 0][inner]) & set(pair[fold != 0][~inner]), "of a fold as well"
        whole = stack(found.train, found.test)
        learn, aside_of_all = set_aside(whole.labels, 0.3, np.random.default_rng(seed), whole.groups)
        assert not set(pair[learn[learn < 64]]) & set(pair[aside_of_all[aside_of_all < 64]])
    folds, groups = folds_and_bursts(found.train.Y, 4, found.train_bursts)
    assert groups is not None
    fold = folds_of(found.train.Y, folds, 0, groups)
    assert (fold[:32] == fold[32:]).all()


def test_a_class_of_one_image_and_its_copy_cannot_be_validated() -> None:
    data = coloured()
    few = replace(data, train=data.train.take(np.array([0, 1, 3])))
    found = Edits.of(few).mirror().dataset()
    assert not can_validate(found.train)
    assert validation_part(found.train, Recipe(patience=3)) is None
    assert can_validate(Edits.of(data).mirror().dataset().train)


@pytest.mark.parametrize("channels", [1, 3])
def test_files_bring_mirrored_copies_back_as_what_they_are(channels: int) -> None:
    found = Edits.of(coloured(60, channels)).mirror().dataset()
    for again in (archive.read(archive.save(found)).dataset, hdf5.load(*hdf5.save(found))):
        assert again.digest == found.digest
        np.testing.assert_array_equal(again.train.twins, found.train.twins)
        once_more = Edits.of(again)
        assert once_more.mirror() is once_more, "there are copies already"
        for seed in range(4):
            divided = once_more.redivide(test_share=0.3, seed=seed).dataset()
            known = {image.tobytes() for image in divided.train.images}
            assert not known & {image[:, ::-1].tobytes() for image in divided.test.images}


def test_they_are_kept_and_come_back_and_parcels_from_before_have_none() -> None:
    data = coloured()
    steps = (Edits.of(data), Edits.of(data).mirror(), Edits.of(data).mirror().move("train", [2]))
    kept = pack_edits(steps, "noise")
    again, _ = edits_of(kept, lambda name: data)
    assert [each.mirrored for each in again] == [False, True, True]
    assert [each.dataset().digest for each in again] == [each.dataset().digest for each in steps]
    header, arrays = unpack_arrays(zlib.decompress(kept))
    for odd in (None, [True], [1, 0, 0], "yes"):
        with pytest.raises(UploadError, match="mirrored"):
            edits_of(zlib.compress(pack_arrays(header | {"mirrored": odd}, arrays)), lambda name: data)


# Of 50 test images, right without copies and with them, by these settings.
@pytest.mark.parametrize(
    ("name", "rate", "iterations", "right"),
    [("drawings", 0.0025, 3000, [47, 50]), ("faces", 0.005, 2000, [49, 49]), ("cats", 0.005, 2000, [35, 35])],
)
def test_what_copies_do_is_what_the_textbook_says(
    name: str, rate: float, iterations: int, right: list[int], request: pytest.FixtureRequest
) -> None:
    load = {"faces": faces.load, "drawings": drawings.load, "cats": lambda: request.getfixturevalue("cats")}
    data: Dataset = load[name]()
    found = Edits.of(data).mirror().dataset()
    assert [round(50 * train(each, Recipe(rate, iterations)).accuracy(data.test)) for each in (data, found)] == right
    images = np.concatenate([data.train.images, data.train.images[:, :, ::-1, :]])
    few = 100  # the textbook itself is slow on so many numbers
    X, Y = prepare(images), np.tile(data.train.Y, (1, 2))
    learned, _, _ = optimize(*initialize(len(X)), X, Y, few, rate)
    np.testing.assert_allclose(train(found, Recipe(rate, few)).w, learned["w"], atol=1e-10)
