"""The digits of scikit-learn, each with its label, and divided as it was asked for."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_digits

from logreg_core import DatasetError
from logreg_core.sources import digits


@pytest.mark.parametrize(("digit", "other"), [(3, 8), (0, None), (9, 4)])
def test_the_digits_are_those_of_scikit_learn_each_with_its_label(digit: int, other: int | None) -> None:
    dataset = digits.load(digit, other)
    bunch = load_digits()
    wanted = {
        np.rint(image * 255 / 16).astype(np.uint8).tobytes(): int(target == digit)
        for image, target in zip(bunch.images, bunch.target, strict=True)
        if other is None or target in (digit, other)
    }
    found = {
        image.tobytes(): int(label)
        for split in (dataset.train, dataset.test)
        for image, label in zip(split.images, split.labels, strict=True)
    }
    assert found == wanted
    assert len(dataset.train) + len(dataset.test) == len(wanted)
    assert dataset.image_shape == (8, 8, 1)
    assert max(split.images.max() for split in (dataset.train, dataset.test)) == 255


def test_the_classes_are_named_after_what_is_in_them() -> None:
    assert digits.load(3, 8).class_names == ("digit 8", "digit 3")
    assert digits.load(3).class_names == ("any digit but 3", "digit 3")


def test_the_seed_and_the_share_say_how_they_are_divided() -> None:
    assert digits.load(3, 8).digest == digits.load(3, 8).digest != digits.load(3, 8, seed=1).digest
    dataset = digits.load(7, test_share=0.4, seed=2)
    for split in (dataset.train, dataset.test):
        assert split.count(1) / len(split) == pytest.approx(179 / 1797, abs=0.002)
    assert len(dataset.test) == pytest.approx(0.4 * 1797, abs=1)


@pytest.mark.parametrize(("digit", "other", "says"), [(10, 1, "Got 10"), (1, -1, "Got -1"), (4, 4, "different digits")])
def test_what_is_no_pair_of_digits_is_refused(digit: int, other: int, says: str) -> None:
    with pytest.raises(DatasetError, match=says):
        digits.load(digit, other)
