"""Datasets: what is refused, what cannot be changed, and how a stack is divided."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from logreg_core import Dataset, DatasetError, Split, split_dataset
from logreg_core.sources import archive, hdf5

IMAGES = np.arange(4 * 2 * 3 * 3, dtype=np.uint8).reshape(4, 2, 3, 3)
LABELS = np.array([0, 1, 1, 0])


def dataset(**changes: object) -> Dataset:
    parts = {"name": "d", "class_names": ("a", "b"), "train": Split(IMAGES, LABELS), "test": Split(IMAGES, LABELS)}
    return Dataset(**(parts | changes))  # type: ignore[arg-type]


def test_a_split_counts_finds_and_averages_its_classes() -> None:
    split = Split(IMAGES, LABELS)
    assert len(split) == 4
    assert split.image_shape == (2, 3, 3)
    assert (split.count(0), split.count(1)) == (2, 2)
    assert split.indices(1).tolist() == [1, 2]
    assert split.indices().tolist() == [0, 1, 2, 3]
    average = split.average_image(1)
    assert average is not None
    assert average[0, 0].tolist() == [27, 28, 29]  # halfway between 18, 19, 20 and 36, 37, 38
    assert Split(IMAGES[:1], LABELS[:1]).average_image(1) is None


def test_a_pixel_histogram_gives_the_share_of_each_range_of_values() -> None:
    images = np.array([0, 7, 8, 255], dtype=np.uint8).reshape(1, 2, 2, 1)
    histogram = Split(images, np.array([1])).pixel_histogram(1, 0, bins=32)
    assert histogram[[0, 1, 31]].tolist() == [0.5, 0.25, 0.25]
    assert histogram.sum() == 1
    assert not Split(images, np.array([1])).pixel_histogram(0, 0).any()


def test_nothing_in_a_dataset_can_be_changed_not_even_through_the_array_it_was_made_from() -> None:
    images = IMAGES.copy()
    made = dataset(train=Split(images, LABELS))
    digest = made.digest
    images[:] = 0
    assert made.train.images[0, 0, 0].tolist() == [0, 1, 2]
    assert made.digest == digest
    with pytest.raises(ValueError, match="read-only"):
        made.train.images[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        made.train.labels[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.name = "other"  # type: ignore[misc]


def test_the_digest_is_equal_exactly_when_the_lesson_is() -> None:
    same = dataset(train=Split(IMAGES.copy(), LABELS.astype(np.uint8)), name="another name")
    assert dataset().digest == same.digest
    pixel, label = IMAGES.copy(), LABELS[::-1].copy()
    pixel[0, 0, 0, 0] += 1
    label[:2] = [1, 0]
    others = [
        dataset(train=Split(pixel, LABELS)),
        dataset(test=Split(IMAGES, label)),
        dataset(class_names=("a", "c")),
        dataset(class_names=("b", "a")),
        dataset(train=Split(IMAGES.reshape(4, 3, 2, 3), LABELS), test=Split(IMAGES.reshape(4, 3, 2, 3), LABELS)),
    ]
    assert len({dataset().digest, *(other.digest for other in others)}) == 1 + len(others)


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (IMAGES[0], LABELS, r"shape \(m, h, w, c\)"),
        (IMAGES[..., :2], LABELS, "1 .grey. or 3 .colour. channels"),
        (IMAGES[:0], LABELS[:0], "at least one image"),
        (IMAGES / 255, LABELS, "uint8.. Got float64"),
        (IMAGES, LABELS[:3], "one label per image"),
        (IMAGES, LABELS.reshape(1, 4), "one label per image"),
        (IMAGES, LABELS + 1, r"Labels must be 0 or 1. Got \[1, 2\]"),
    ],
)
def test_a_split_that_does_not_fit_together_is_refused(images: np.ndarray, labels: np.ndarray, words: str) -> None:
    with pytest.raises(DatasetError, match=words):
        Split(images, labels)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"class_names": ("a",)}, "two different class names"),
        ({"class_names": ("a", "a")}, "two different class names"),
        ({"class_names": ("a", "  ")}, "two different class names"),
        ({"class_names": ("a", "b" * 61)}, "at most 60 characters"),
        ({"class_names": ("a", "b\x1b[2J")}, "printable"),
        ({"test": Split(IMAGES[:, :1], LABELS)}, "same height, width and channels"),
        ({"train": Split(IMAGES[:1], LABELS[:1])}, "no image of class 1, 'b'"),
    ],
)
def test_a_dataset_that_does_not_fit_together_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(DatasetError, match=words):
        dataset(**changes)


def test_labels_are_also_a_row_that_nobody_can_write_to() -> None:
    split = Split(IMAGES, LABELS)
    assert split.Y.shape == (1, len(LABELS))
    assert np.shares_memory(split.Y, split.labels)
    with pytest.raises(ValueError, match="read-only"):
        split.Y[0, 0] = 1


def test_a_division_keeps_every_image_once_and_the_share_of_each_class() -> None:
    images = np.arange(50, dtype=np.uint8).reshape(50, 1, 1, 1)
    labels = (np.arange(50) < 10).astype(np.int64)
    made = split_dataset("d", ("a", "b"), images, labels, test_share=0.2, seed=4)
    assert (len(made.train), len(made.test)) == (40, 10)
    assert (made.train.count(1), made.test.count(1)) == (8, 2)
    both = np.concatenate([made.train.images.ravel(), made.test.images.ravel()])
    assert sorted(both.tolist()) == list(range(50))
    for split in (made.train, made.test):
        np.testing.assert_array_equal(split.labels, split.images.ravel() < 10)


def test_a_division_is_repeated_by_its_seed_and_only_by_it() -> None:
    images, labels = np.arange(50, dtype=np.uint8).reshape(50, 1, 1, 1), np.arange(50) % 2
    digests = [split_dataset("d", ("a", "b"), images, labels, test_share=0.3, seed=seed).digest for seed in (1, 1, 2)]
    assert digests[0] == digests[1] != digests[2]


def test_a_division_that_would_leave_a_part_without_a_class_is_refused() -> None:
    with pytest.raises(DatasetError, match="at least 2 images"):
        split_dataset("d", ("a", "b"), IMAGES[:3], LABELS[:3], test_share=0.5, seed=0)
    with pytest.raises(DatasetError, match="between 0 and 1. Got 1.0"):
        split_dataset("d", ("a", "b"), IMAGES, LABELS, test_share=1.0, seed=0)
    tiny = split_dataset("d", ("a", "b"), IMAGES, LABELS, test_share=0.01, seed=0)
    assert (tiny.test.count(0), tiny.test.count(1)) == (1, 1)


def test_bursts_go_along_with_their_images_and_change_neither_the_digest_nor_a_file() -> None:
    bursts = np.array([7, 8, 8, 9])
    plain, known = dataset(), dataset(train=Split(IMAGES, LABELS, bursts), test=Split(IMAGES, LABELS, bursts + 2))
    assert plain.bursts is None
    assert known.bursts is not None
    assert known.bursts.tolist() == [7, 8, 8, 9, 9, 10, 10, 11]
    assert (plain.cut_bursts, known.cut_bursts) == (0, 1)
    some = known.train.take(np.array([2, 0]))
    assert some.bursts is not None
    assert some.bursts.tolist() == [8, 7]
    np.testing.assert_array_equal(some.images, IMAGES[[2, 0]])
    assert some.labels.tolist() == [1, 0]
    assert known.digest == plain.digest
    marks = [each.mark for each in (plain, dataset(), known, dataset(name="e"), dataset(origin="found"))]
    assert len({*marks}) == 4, "by its mark it is another dataset"
    assert marks[0] == marks[1]
    assert archive.save(known) == archive.save(plain)
    assert hdf5.save(known) == hdf5.save(plain)
    with pytest.raises(ValueError, match="read-only"):
        known.train.bursts[0] = 1  # type: ignore[index]
    with pytest.raises(DatasetError, match="one burst per image"):
        Split(IMAGES, LABELS, bursts[:3])


def test_bursts_of_one_picture_each_are_none() -> None:
    alone = dataset(train=Split(IMAGES, LABELS, np.arange(4)), test=Split(IMAGES, LABELS, np.arange(4, 8)))
    assert alone.bursts is None
    assert alone.cut_bursts == 0
