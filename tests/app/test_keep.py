"""Keep: a model leaves as a file and comes back, and one that does not fit breaks no page."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from logreg_core import Classifier, Dataset
from logreg_core.export import load_classifier, onnx_file, save_classifier
from logreg_core.representation import REPRESENTATIONS
from logreg_core.sources import faces
from pages.visit.background import Background
from pages.visit.photos import Photo

from .conftest import Open, charts, go_to, press, sidebar, slots, upload, words
from .test_explore import choose
from .test_train import the

HOSTILE = ("**no** `cat`", "<b>cat</b> $x$ [l](javascript:1)")


def stranger(shape: tuple[int, int, int] = (7, 9, 3), names: tuple[str, str] = HOSTILE, **about: object) -> bytes:
    """A saved model that knows nothing of the current dataset."""
    w = np.random.default_rng(0).normal(size=(int(np.prod(shape)), 1))
    return save_classifier(Classifier(w, 0.25, shape, names, "Somebody's data", "00" * 32, **about))


def test_there_is_nothing_to_save_before_training_and_the_page_says_so(open_page: Open) -> None:
    app = open_page("keep")
    assert "There is no trained model yet" in words(app)
    labels = [each.proto.label for each in app.get("download_button")]
    assert labels == ["Take the receipt", "Take it as JSON", "Take the notebook"], "which need no model"
    assert "It needs NumPy only." in words(app)
    assert [link.proto.page for link in app.get("page_link")] == ["train"]


def test_a_model_is_saved_with_the_chosen_threshold_and_comes_back(open_page: Open) -> None:
    app = open_page("predict", trained=30)
    slots(app)["photo"] = Photo(faces.load().test.images[0], "Test image 0", 0)
    app.run()
    before = charts(app)[0]["data"][0]["x"]
    app.slider[0].set_value(0.7).run()
    text = words(go_to(app, "keep"))
    assert "25 × 25 grey pixels" in text
    assert "Iterations: 30; " in text
    assert "Batch size: all; Patience: no early stopping." in text, "and no validation set, and no seed"
    assert "probability of 0.70" in text
    model = slots(app)["run"].here.classifier
    content = save_classifier(Classifier(model.w, model.b, *about_of(model), threshold=0.7))

    other = upload(open_page("keep"), ("model.npz", content))
    assert "loaded after 30 iterations" in sidebar(other)
    assert not other.warning
    slots(other)["photo"] = Photo(faces.load().test.images[0], "Test image 0", 0)
    go_to(other, "predict")
    assert charts(other)[0]["data"][0]["x"] == before
    assert other.slider[0].value == 0.7


def about_of(model: Classifier) -> tuple:
    return model.image_shape, model.class_names, model.dataset_name, model.dataset_digest, model.recipe, model.iteration


def test_a_refused_file_says_why_and_the_model_in_hand_stays(open_page: Open) -> None:
    app = open_page("keep", trained=10)
    upload(app, ("model.npz", b"this is no model"))
    assert "not a saved model" in app.error[0].value
    assert "still there" in app.error[0].value
    assert "10 iterations" in sidebar(app)
    upload(app, ("model.npz", stranger()))
    assert not app.error


@pytest.mark.parametrize("page", ["home", "explore", "train", "weights", "why", "predict", "keep"])
@pytest.mark.parametrize("shape", [(7, 9, 3), (25, 25, 1)])
def test_a_model_that_does_not_fit_the_dataset_breaks_no_page(
    open_page: Open, page: str, shape: tuple[int, int, int]
) -> None:
    app = upload(open_page("keep"), ("model.npz", stranger(shape)))
    slots(app)["photo"] = Photo(faces.load().test.images[0], "Test image 0", 0)
    text = words(go_to(app, page))
    if page in ("home", "weights", "keep"):
        assert "does not fit the current dataset" in text
    assert "**Right**" not in text
    assert "**Wrong**" not in text


def test_a_loaded_model_stays_when_its_own_dataset_is_taken_in_hand(open_page: Open, cats: Dataset) -> None:
    w = np.zeros((cats.n_x, 1))
    content = save_classifier(Classifier(w, 0.0, cats.image_shape, cats.class_names, cats.name, cats.digest))
    app = upload(open_page("keep"), ("model.npz", content))
    assert "does not fit" in words(app)
    choose(go_to(app, "explore"), "Dataset", "cats")
    assert "does not fit" not in words(go_to(app, "keep"))
    choose(go_to(app, "explore"), "Dataset", "faces")
    assert "There is no trained model yet" in words(go_to(app, "keep"))


def test_what_the_download_gives_is_the_model(open_page: Open) -> None:
    app = open_page("keep", trained=10)
    (download,) = [each for each in app.get("download_button") if each.proto.label == "Save the model"]
    assert download.proto.url or download.proto.deferred_file_id
    model = slots(app)["run"].here.classifier
    with np.load(io.BytesIO(save_classifier(model))) as parts:
        assert parts["weights"].tolist() == model.w.tolist()
    assert load_classifier(save_classifier(model)).class_names == model.class_names


def test_the_pack_promises_the_same_weights_only_of_a_plain_run(open_page: Open) -> None:
    app = open_page("keep", trained=10)
    assert "arrives at the same weights" in words(app)
    assert "`weights.png`, its weights as they formed" in words(app)
    run = slots(app)["run"]
    run.stand(5)
    run.change(learning_rate=0.001, l2=0.0, momentum=0.0)
    run.compute()
    assert "arrives at the same weights" in words(app.run()), "to the place at which the change was made"
    run.stand(None)
    assert "arrives at other weights" in words(app.run())
    upload(app, ("model.npz", stranger()))
    assert "For a notebook too, the model must look at pixels" in words(app)
    assert "weights.png" not in words(app), "a model from a file was not seen to form"
    assert [each.proto.label for each in app.get("download_button")] == [
        "Save the model",
        "Take it home as one page",
        "Save as ONNX",
        "Take the pack",
        "Take the receipt",
        "Take it as JSON",
        "Take the notebook",
    ]


def test_a_model_goes_elsewhere_as_one_page_and_as_onnx_or_the_page_says_why_not(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("keep", trained=10)
    assert "Sample photos and a few test images are in it, and its model card." in words(app)
    assert "from pixels, `uint8 (m, 25, 25, 1)`, to score" in words(app)
    assert [each.proto.label for each in go_to(app, "predict").get("download_button")] == ["Take it home as one page"]
    monkeypatch.setattr(onnx_file, "find_spec", lambda name: None)
    assert "pip install -r requirements-onnx.txt" in words(upload(go_to(app, "keep"), ("model.npz", stranger())))
    assert "Sample photos are in it." in words(app), "the current images are not this model's"
    monkeypatch.setitem(REPRESENTATIONS, "pixels", replace(REPRESENTATIONS["pixels"], elsewhere=()))
    text = words(app.run())
    assert "A neuron that is shown pixels has no page to take home: only Python can calculate that" in text
    assert "ONNX" not in text


def test_a_neuron_from_compare_whose_rate_was_changed_on_the_way_is_promised_no_same_weights(
    open_page: Open, background: Background
) -> None:
    app = open_page("train", trained=10)
    the(app.number_input, "num_iterations").set_value(20_000).run()
    the(app.number_input, "learning_rate").set_value(0.01).run()
    background.turn()
    background.turn()
    press(app, "Stop")
    press(go_to(app, "compare"), "Use this model")
    model = slots(app)["taken_classifier"]
    assert "learning_rate" not in model.recipe.settings
    assert "Cannot be trained again: the learning rate was changed on the way" in words(go_to(app, "keep"))
    text = words(go_to(app, "keep"))
    assert "arrives at other weights" in text
    assert "the same weights" not in text


def test_of_steps_too_long_the_pack_promises_nothing_and_of_a_file_only_on_that_condition(open_page: Open) -> None:
    app = open_page("train")
    the(app.number_input, "num_iterations").set_value(200).run()
    the(app.number_input, "learning_rate").set_value(5.0).run()
    assert "The steps overshoot the minimum" in app.warning[0].value
    text = words(go_to(app, "keep"))
    assert "another computer may arrive at other weights" in text
    assert "the same weights" not in text
    content = save_classifier(slots(app)["run"].here.classifier)
    assert "the same weights but for their last digits where the cost can never rise" in words(
        upload(app, ("model.npz", content))
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("pixels", "Learning rate: 0.05; Iterations: 200; "),
        ("rate-changed", "Cannot be trained again: the learning rate was changed on the way"),
        ("patience", "Patience: 2; "),
        ("batches", "Batch size: 16; "),
        ("minimum", "Penalty on large weights (L2): 0.0003."),
    ],
)
def test_a_model_that_was_saved_before_recipes_were_kept_is_taken_and_judged(
    open_page: Open, name: str, said: str
) -> None:
    app = open_page("keep", link={"data": "digits"})
    upload(app, ("model.npz", (Path(__file__).parents[1] / "data" / f"model-{name}.npz").read_bytes()))
    assert not app.error
    assert said in words(app).replace("\\", "")
    for page in ("evaluate", "card", "experiments", "why"):
        go_to(app, page)
        assert not app.exception
