"""Unlike the training images: how often the p-value is small by chance, and what gets it for sure."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from logreg_core import ArgumentError, Dataset, Split
from logreg_core.explain import Reference, novelty
from logreg_core.explain.novelty import LEVEL, distances
from logreg_core.explain.perturbation import Perturbation, perturbed
from logreg_core.sources import faces


def split_of(images: NDArray[np.uint8], bursts: NDArray[np.int64] | None = None) -> Split:
    return Split(images, np.arange(len(images)) % 2, bursts)


def test_distances_are_those_of_the_correlation() -> None:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (4, 5, 6, 1), dtype=np.uint8)
    found = distances(images, images[:3])
    for i in range(4):
        for j in range(3):
            r = np.corrcoef(images[i].ravel(), images[j].ravel())[0, 1]
            assert found[i, j] == pytest.approx(np.sqrt(max(2 - 2 * r, 0)), abs=1e-6)
    assert np.diag(found).tolist() == [0, 0, 0]
    colour = generator.integers(50, 200, (3, 5, 6, 3), dtype=np.uint8)
    tinted = colour + np.array([3, 40, 0], np.uint8)
    np.testing.assert_allclose(distances(tinted, colour[:2]), distances(colour, colour[:2]), atol=1e-6)


def test_brightness_and_contrast_do_not_count() -> None:
    image = (np.random.default_rng(1).integers(0, 60, (1, 8, 8, 3)) * 2).astype(np.uint8)
    assert distances(image, image + np.uint8(100))[0, 0] == 0
    assert distances(image, image // 2)[0, 0] == 0
    assert distances(image, 255 - image)[0, 0] == 2


def test_an_even_picture_is_like_even_pictures_only() -> None:
    even, other = np.full((1, 4, 4, 3), 90, np.uint8), np.full((1, 4, 4, 3), 200, np.uint8)
    assert distances(even, other)[0, 0] == 0
    noise = np.random.default_rng(2).integers(0, 256, (1, 4, 4, 3), dtype=np.uint8)
    assert distances(noise, even)[0, 0] == pytest.approx(np.sqrt(2), abs=1e-6)


def test_pictures_of_the_same_kind_get_the_badge_in_five_of_a_hundred_at_most(cats: Dataset) -> None:
    for dataset in (faces.load(), cats):
        images = np.concatenate([dataset.train.images, dataset.test.images])
        called = []
        for seed in range(10):
            order = np.random.default_rng(seed).permutation(len(images))
            reference = Reference(split_of(images[order[:-50]]))
            called.append(reference.far(images[order[-50:]]).mean())
        assert 0.01 < np.mean(called) < LEVEL + 0.02


def test_a_small_p_value_is_as_rare_as_it_says_however_few_the_images() -> None:
    generator = np.random.default_rng(3)
    values = []
    for _ in range(800):
        pictures = generator.integers(0, 256, (10, 3, 3, 1), dtype=np.uint8)
        values.append(Reference(split_of(pictures[:9])).novelty(pictures[9]).p)
    for level in np.arange(1, 10) / 10:
        share = np.mean(np.array(values) <= level + 1e-9)
        assert share < level + 3 * np.sqrt(level * (1 - level) / 800), "ties can only make it rarer"
        assert share > 0.5 * level


@pytest.mark.parametrize("level", [0, 50, 128, 255])
def test_an_even_grey_picture_gets_the_badge_and_so_does_noise(level: int, cats: Dataset) -> None:
    for dataset in (faces.load(), cats):
        reference = Reference(dataset.train)
        assert reference.novelty(np.full(dataset.image_shape, level, np.uint8)).far
        noise = np.random.default_rng(level).integers(0, 256, dataset.image_shape, dtype=np.uint8)
        assert reference.novelty(noise).far


def test_a_training_image_is_known(cats: Dataset) -> None:
    images = cats.train.images
    reference = Reference(cats.train)
    found = reference.novelty(images[3])
    assert (found.same, found.nearest[0], found.distances[0], found.p) == (3, 3, 0, 1)
    darker = reference.novelty((images[3] // 2).astype(np.uint8))
    assert (darker.same, darker.nearest[0]) == (None, 3)
    assert not darker.far


def bursts_of(pictures: NDArray[np.uint8], each: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """So many pictures of each scene, as from a hand that shakes a little, and the numbers of their bursts."""
    generator = np.random.default_rng(seed)
    moved = [
        perturbed(
            picture[np.newaxis],
            Perturbation(*generator.uniform(-0.03, 0.03, 2), generator.uniform(1, 1.06), generator.uniform(-3, 3)),
        )[0]
        for picture in pictures
        for _ in range(each)
    ]
    return np.stack(moved), np.repeat(np.arange(len(pictures)), each)


def test_a_new_burst_gets_the_badge_in_few_cases_since_bursts_are_left_out() -> None:
    dataset = faces.load()
    images = np.concatenate([dataset.train.images, dataset.test.images])
    called, naive = [], []
    for seed in range(12):
        scenes = images[np.random.default_rng(seed).permutation(len(images))[:25]]
        pictures, bursts = bursts_of(scenes, 6, seed)
        old = bursts < 24
        called.append(Reference(split_of(pictures[old], bursts[old])).far(pictures[~old]).mean())
        naive.append(Reference(split_of(pictures[old])).far(pictures[~old]).mean())
    assert np.mean(called) < 0.15
    assert np.mean(naive) > 0.9, "without that, nearly every picture of a new burst"
    alone = Reference(split_of(pictures[:6], bursts[:6])).novelty(pictures[-1])
    assert (alone.p, alone.far, alone.decidable) == (1, False, False), "one burst says nothing of new ones"


def test_many_pictures_are_called_as_one_is_and_the_words_say_how_many_were_asked() -> None:
    dataset = faces.load()
    reference = Reference(dataset.train)
    one_by_one = [reference.novelty(image) for image in dataset.test.images]
    assert reference.far(dataset.test.images).tolist() == [found.far for found in one_by_one]
    assert reference.far(dataset.test.images[:0]).tolist() == []
    grey = reference.novelty(np.full(dataset.image_shape, 99, np.uint8))
    assert grey.words() == "0 of 150 training images are at least as unusual (p = 0.0066)."
    assert grey.decidable
    few = Reference(dataset.train.take(np.arange(18)))
    assert not few.novelty(dataset.test.images[0]).decidable
    assert "Novelty needs 19 training images" in few.novelty(dataset.test.images[0]).words()
    assert Reference(dataset.train.take(np.arange(19))).novelty(np.zeros(dataset.image_shape, np.uint8)).far
    assert not Reference(dataset.train.take(np.arange(1))).novelty(dataset.test.images[0]).far
    with pytest.raises(ArgumentError, match="same size"):
        reference.novelty(dataset.test.images[0, :3])


def test_of_a_large_set_some_images_stand_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    images = np.random.default_rng(0).integers(0, 256, (1500, 4, 4, 1), dtype=np.uint8)
    some = Reference(split_of(images))
    assert "of 250 training images, drawn from 1,500, are at least as unusual (p = " in some.novelty(images[0]).words()
    monkeypatch.setattr(novelty, "MAX_LOOKED_AT", 16 * 700)
    fewer = Reference(split_of(images))
    assert len(set(fewer.looked_at.tolist())) == 700
    known = int(fewer.looked_at[123])
    assert fewer.novelty(images[known]).same == known
