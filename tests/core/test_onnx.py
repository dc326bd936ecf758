"""A neuron as ONNX, run by another program than ours: onnxruntime."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from skimage import data as photos

from logreg_core import ArgumentError
from logreg_core.export import onnx_file
from logreg_core.export.onnx_file import as_onnx
from logreg_core.representation import REPRESENTATIONS, Representation
from logreg_core.untrusted.photo import fit
from tests.neurons import stranger

SHAPES = [(25, 25, 1), (64, 64, 3), (30, 71, 3), (8, 9, 1), (33, 17, 3)]


def pictures(shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    noise = np.random.default_rng(1).integers(0, 256, (5, *shape), np.uint8)
    flat = [np.full((1, *shape), grey, np.uint8) for grey in (0, 128, 255)]
    seen = [fit(each(), *shape)[np.newaxis] for each in (photos.chelsea, photos.astronaut, photos.coffee)]
    return np.concatenate([noise, *flat, *seen])


def session(content: bytes) -> InferenceSession:
    return InferenceSession(content, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", list(REPRESENTATIONS))
def test_another_runtime_gives_the_same_scores_probabilities_and_answers(
    name: str, shape: tuple[int, int, int]
) -> None:
    classifier, images = stranger(name, shape), pictures(shape)
    score, probability, answer = session(as_onnx(classifier)).run(None, {"images": images})
    tolerance = 1e-6 if "edges" in REPRESENTATIONS[name].elsewhere else 1e-12  # which sums in single precision
    assert np.allclose(score, classifier.scores(images), rtol=0, atol=tolerance)
    assert np.allclose(probability, classifier.probabilities(images), rtol=0, atol=tolerance)
    assert answer.tolist() == classifier.answers(images).tolist()
    assert session(as_onnx(classifier)).run(None, {"images": images[:0]})[0].shape == (0,)


def test_the_file_says_what_it_is_and_names_from_strangers_are_text() -> None:
    evil = "</script>\ud800\0"
    meta = session(as_onnx(stranger("pixels", (8, 8, 1), (evil, "yes")))).get_modelmeta().custom_metadata_map
    assert meta["class_0"] == "</script>?\0"
    assert (meta["class_1"], meta["threshold"], meta["representation"]) == ("yes", "0.6", "pixels")
    assert "not inside: reading a photo" in meta["preprocessing"]


def test_what_cannot_be_written_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    own = Representation("means", "its mean", "the mean", (lambda images: images.mean(axis=(1, 2, 3))[None] / 255,))
    monkeypatch.setitem(REPRESENTATIONS, "means", own)
    with pytest.raises(ArgumentError, match="'means', which only Python"):
        as_onnx(stranger("means", (8, 8, 1)))
    monkeypatch.setattr(onnx_file, "find_spec", lambda name: None)
    with pytest.raises(ArgumentError, match="requirements-onnx.txt"):
        as_onnx(stranger("pixels", (8, 8, 1)))
