"""Pictures taken in bursts: kept as they are, bounded, and divided so that no burst is on both sides."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from logreg_core import DatasetError, LogregError, PhotoError
from logreg_core.data.collection import MAX_PICTURES, Collection
from tests.files import encoded, one_colour

NAMES = ("dog", "cat")


def png(shade: int, side: int = 160) -> bytes:
    """A picture of one shade of grey, as a file."""
    return one_colour((shade, shade, shade), (side, side))


def collected(*bursts: tuple[int, int]) -> Collection:
    """A collection of bursts, each ``(label, how many pictures)``; every picture has its number as its shade."""
    collection = Collection()
    for label, count in bursts:
        first = collection.taken + 1
        collection = collection.add([png(first + each, 128) for each in range(count)], label)
    return collection


def shades(images: np.ndarray) -> set[int]:
    return set(images[:, 0, 0, 0].tolist())


def test_pictures_keep_their_order_their_class_and_their_burst() -> None:
    collection = collected((1, 3), (0, 2), (1, 1))
    assert [picture.number for picture in collection.pictures] == [1, 2, 3, 4, 5, 6]
    assert [picture.label for picture in collection.pictures] == [1, 1, 1, 0, 0, 1]
    assert collection.bursts(1) == {1: 3, 3: 1}
    assert collection.bursts(0) == {2: 2}


def test_a_batch_that_goes_on_joins_the_last_burst_of_its_class() -> None:
    collection = collected((1, 2), (0, 1)).add([png(9)], 1, continues=True)
    assert collection.bursts(1) == {1: 3}
    assert Collection().add([png(9)], 0, continues=True).bursts(0) == {1: 1}, "there is none to go on with"


def test_a_deleted_number_is_never_used_again() -> None:
    collection = collected((1, 2), (0, 2)).without([2, 4]).add([png(7)], 1)
    assert [picture.number for picture in collection.pictures] == [1, 3, 5]
    assert collection.bursts(1) == {1: 1, 3: 1}


def test_the_images_are_what_pillow_makes_of_the_files() -> None:
    generator = np.random.default_rng(0)
    pixels = generator.integers(0, 256, (160, 160, 3), dtype=np.uint8)
    collection = Collection().add([encoded(pixels)] * 2, 1).add([png(0)] * 2, 0)
    dataset = collection.dataset(NAMES, side=32, channels=3, test_share=0.5, seed=0)
    kept = Image.fromarray(pixels).resize((128, 128), Image.Resampling.BOX).resize((32, 32), Image.Resampling.BOX)
    np.testing.assert_array_equal(dataset.train.images[dataset.train.indices(1)[0]], np.asarray(kept))
    grey = collection.dataset(NAMES, side=16, channels=1, test_share=0.5, seed=0)
    assert grey.image_shape == (16, 16, 1)


def test_the_dataset_has_every_picture_once_on_its_side() -> None:
    collection = collected((1, 12), (0, 6), (1, 9), (0, 7))
    dataset = collection.dataset(NAMES, side=16, channels=1, test_share=0.3, seed=2)
    sides = [shades(split.images) for split in (dataset.train, dataset.test)]
    assert sides[0] | sides[1] == set(range(1, 35))
    assert not sides[0] & sides[1]
    by_number = {picture.number: picture.label for picture in collection.pictures}
    for split in (dataset.train, dataset.test):
        assert [by_number[shade] for shade in split.images[:, 0, 0, 0]] == split.labels.tolist()
    again = collection.dataset(NAMES, side=16, channels=1, test_share=0.3, seed=2)
    assert again.digest == dataset.digest
    assert "34 pictures in 4 bursts" in dataset.origin
    burst_of = {picture.number: picture.burst for picture in collection.pictures}
    for split in (dataset.train, dataset.test):
        assert split.bursts is not None
        assert split.bursts.tolist() == [burst_of[shade] for shade in split.images[:, 0, 0, 0]]


def test_the_origin_says_which_share_is_kept_in_truth_and_why() -> None:
    collection = collected((1, 12), (0, 12), (1, 12), (0, 11))
    dataset = collection.dataset(NAMES, side=16, channels=1, test_share=0.25, seed=0)
    kept = len(dataset.test)
    assert kept in (23, 24), "half of each class, since it has two bursts"
    assert f"For testing, {kept} of them ({100 * kept / 47:.0f} %) are kept: 25 % were asked for" in dataset.origin
    even = collected(*[(label, 5) for _ in range(4) for label in (0, 1)])
    origin = even.dataset(NAMES, side=16, channels=1, test_share=0.25, seed=0).origin
    assert origin.endswith("For testing, 10 of them (25 %) are kept.")
    single = collected((1, 8), (0, 8)).dataset(NAMES, side=16, channels=1, test_share=0.25, seed=0).origin
    assert single.endswith("For testing, 4 of them (25 %) are kept. Where a class has a single burst, that is cut.")


def test_concerns_name_what_is_wrong_and_only_that() -> None:
    assert collected((1, 12), (0, 11), (1, 9), (0, 12)).concerns(NAMES) == []
    assert Collection().concerns(NAMES) == []
    (one,) = collected((1, 12), (0, 11), (0, 3)).concerns(NAMES)
    assert "'cat' are from one burst" in one
    tiny, lopsided = collected((1, 12), (1, 12), (0, 3), (0, 3)).concerns(NAMES)
    assert "only 6 pictures of 'dog'" in tiny
    assert "24 pictures of 'cat' and 6 of 'dog'" in lopsided
    assert "80 %" in lopsided


def test_what_is_no_picture_or_too_large_is_refused_and_nothing_is_added() -> None:
    collection = collected((1, 1))
    hostile = {
        b"": PhotoError,
        b"<html>": PhotoError,
        png(1)[:60]: PhotoError,
        png(1, 600): PhotoError,
        png(1) + bytes(2**18): PhotoError,
    }
    for file, kind in hostile.items():
        with pytest.raises(kind):
            collection.add([png(3), file], 0)
    with pytest.raises(DatasetError, match="0 or 1"):
        collection.add([png(3)], 2)
    with pytest.raises(DatasetError, match="at once"):
        collection.add([png(3)] * 21, 1)
    assert len(collection) == 1


def test_a_full_collection_says_so() -> None:
    collection = collected((1, 10))
    full = Collection(collection.pictures * (MAX_PICTURES // 10), MAX_PICTURES, 1)
    with pytest.raises(DatasetError, match=r"at most 500 pictures, and this one has 500. Delete some"):
        full.add([png(1)], 0)


@pytest.mark.parametrize("bursts", [(), ((1, 5),), ((1, 5), (0, 1))])
def test_a_dataset_needs_two_pictures_of_each_class(bursts: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(LogregError, match="at least 2 images"):
        collected(*bursts).dataset(NAMES, side=16, channels=1, test_share=0.25, seed=0)
