"""Divisions against what was given out before, and the properties that scikit-learn promises of its own."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from sklearn.model_selection import GroupShuffleSplit

from logreg_core import ArgumentError, DatasetError
from logreg_core.data.division import divide, folds_and_bursts, folds_of, set_aside, some_of_each, validation_of
from logreg_core.sources import digits, faces

LABELS = (np.arange(23) % 3 == 0).astype(np.int64)
BURSTS = np.arange(23) // 4 + 10 * LABELS


def mark(numbers: np.ndarray) -> str:
    return hashlib.sha256(np.asarray(numbers).astype("<i8").tobytes()).hexdigest()[:16]


def test_a_seed_divides_as_it_did_when_links_and_files_were_given_out() -> None:
    """The values are those of the five functions that divided before there was one."""
    learn, check = divide(LABELS, share=0.3, seed=4)
    assert learn.tolist() == [11, 8, 13, 22, 14, 18, 3, 15, 5, 7, 10, 20, 6, 4, 21, 12, 17]
    assert check.tolist() == [0, 2, 16, 19, 1, 9]
    learn, check = divide(LABELS, share=0.3, seed=4, bursts=BURSTS)
    assert learn.tolist() == [0, 17, 12, 14, 21, 9, 11, 13, 1, 19, 2, 22, 15, 20, 10, 8, 3, 16, 18]
    assert check.tolist() == [7, 4, 5, 6]
    fold = folds_of(LABELS, 4, 7)
    assert fold.tolist() == [1, 2, 0, 3, 3, 0, 2, 0, 0, 1, 2, 3, 2, 3, 1, 3, 1, 2, 0, 1, 1, 0, 2]
    assert np.flatnonzero(validation_of(LABELS, 0.3, 7)).tolist() == [5, 9, 10, 13, 16, 21]
    learn, aside = set_aside(LABELS, 0.3, np.random.default_rng(5))
    assert learn.tolist() == [22, 14, 16, 4, 7, 19, 10, 1, 20, 8, 13, 12, 9, 0, 18, 21, 15]
    assert aside.tolist() == [11, 5, 17, 2, 6, 3]


def test_the_built_in_datasets_are_divided_as_they_were() -> None:
    known = {
        "Faces": ("360636580885422c", "ea89c78b9f19cc92", "31d9f5ef8ec892f3"),
        "Digits: 3 or any other": ("3937c6372ea12684", "cb58a50b2366ab69", "27d568b50da941e2"),
        "Digits: 3 or 9": ("56316093bbe420b1", "0856b7e1bed98150", "457b7b9de92fed7f"),
    }
    for dataset in (faces.load(), digits.load(3), digits.load(3, 9)):
        Y = dataset.train.Y
        found = dataset.digest[:16], mark(folds_of(Y, 5, 0)), mark(validation_of(Y, 0.2, 3))
        assert found == known[dataset.name]


@pytest.mark.parametrize("seed", range(20))
def test_no_burst_is_on_both_sides_as_with_scikit_learns_group_split(seed: int) -> None:
    generator = np.random.default_rng(seed)
    sizes = generator.integers(1, 15, 8)
    bursts = np.repeat(np.arange(8), sizes)
    labels = bursts % 2
    share = float(generator.uniform(0.1, 0.5))
    kept = validation_of(labels, share, seed, bursts)
    assert not set(bursts[kept]) & set(bursts[~kept])
    train, test = next(GroupShuffleSplit(1, test_size=share, random_state=seed).split(labels, groups=bursts))
    assert not set(bursts[train]) & set(bursts[test]), "the property that scikit-learn promises is the same"
    for label in (0, 1):
        assert 0 < kept[labels == label].sum() < (labels == label).sum()


def test_the_share_is_met_as_nearly_as_whole_bursts_allow() -> None:
    bursts = np.repeat(np.arange(20), 5)
    labels = bursts % 2
    for share in (0.1, 0.2, 0.3, 0.5):
        kept = validation_of(labels, share, 1, bursts)
        for label in (0, 1):
            assert kept[labels == label].mean() == pytest.approx(share)


def test_the_seed_says_which_bursts_are_kept() -> None:
    bursts = np.repeat(np.arange(20), 3)
    first, again, other = (validation_of(bursts % 2, 0.3, seed, bursts) for seed in (4, 4, 5))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_a_single_burst_is_cut_in_time_because_there_is_no_other_way() -> None:
    labels = np.array([1] * 8 + [0] * 8)
    bursts = np.array([1] * 8 + [2] * 4 + [3] * 4)
    kept = validation_of(labels, 0.25, 0, bursts)
    assert kept[:8].tolist() == [False] * 6 + [True] * 2
    assert kept[8:].tolist() in ([True] * 4 + [False] * 4, [False] * 4 + [True] * 4)


def test_a_validation_part_is_a_seeded_share_of_each_class() -> None:
    mask = validation_of(LABELS[np.newaxis], 0.25, seed=1)
    for label in (0, 1):
        assert mask[label == LABELS].sum() == round(0.25 * np.count_nonzero(label == LABELS))
    np.testing.assert_array_equal(mask, validation_of(LABELS[np.newaxis], 0.25, seed=1))
    assert not np.array_equal(mask, validation_of(LABELS[np.newaxis], 0.25, seed=2))
    tiny = validation_of(np.array([[0, 0, 1, 1]]), 0.99, seed=0)
    assert tiny.tolist().count(True) == 2


def test_folds_keep_bursts_whole_and_are_nearly_even() -> None:
    bursts = np.repeat(np.arange(30), 4)
    labels = bursts % 2
    fold = folds_of(labels, 5, 0, bursts)
    assert all(len(set(fold[bursts == burst])) == 1 for burst in range(30))
    for label in (0, 1):
        assert np.bincount(fold[labels == label]).tolist() == [12] * 5
    with pytest.raises(ArgumentError, match="number of bursts of the smaller class, 15. Got 16"):
        folds_of(labels, 16, 0, bursts)


def test_there_are_no_more_folds_than_the_smaller_class_has_images_or_whole_bursts() -> None:
    labels, bursts = np.array([0] * 8 + [1] * 4), np.array([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 4])
    assert folds_and_bursts(labels, 5) == (4, None)
    folds, whole = folds_and_bursts(labels, 5, bursts)
    assert (folds, whole is bursts) == (2, True)
    assert folds_and_bursts(labels, 5, np.where(labels == 0, 0, bursts)) == (4, None), "a single burst must be cut"
    with pytest.raises(ArgumentError, match="smaller class, 1"):
        folds_of(np.array([0, 0, 1]), folds_and_bursts(np.array([0, 0, 1]), 5)[0], 0)


def test_some_of_each_class_are_drawn_without_repetition() -> None:
    drawn = some_of_each(LABELS, (5, 99), np.random.default_rng(0))
    assert drawn.tolist() == sorted(set(drawn.tolist()))
    assert np.bincount(LABELS[drawn]).tolist() == [5, np.count_nonzero(LABELS)]


@pytest.mark.parametrize("kind", [ArgumentError, DatasetError])
def test_what_cannot_be_divided_is_refused(kind: type[Exception]) -> None:
    for call, words in (
        (lambda: validation_of(LABELS, 1.0, 0), "a number between 0 and 1. Got 1.0"),
        (lambda: divide(np.array([0, 0, 1]), share=0.5, seed=0), "at least 2 images.*Class 1 has 1. Add images"),
        (lambda: folds_of(LABELS, 1, 0), "folds must be from 2"),
        (lambda: folds_of(LABELS + 1, 2, 0), "must hold only 0 and 1"),
    ):
        with pytest.raises(kind, match=words):
            call()
    with pytest.raises(ArgumentError, match="folds must be a whole number"):
        folds_of(LABELS, 2.5, 0)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="seed must be a whole number of at least 0"):
        divide(LABELS, share=0.5, seed=-1)
