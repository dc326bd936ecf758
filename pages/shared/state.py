"""The one home of what a visitor has in hand. Every key of the session's state is spelled here.

Nothing in here outlives the visitor's session, and no other session can see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, LogregError
from logreg_core.settings import THRESHOLD, Setting
from logreg_core.sources.catalog import CATALOG

from .data import built_in
from .training import Training

DEFAULT_DATASET = next(iter(CATALOG))
UPLOADED = "uploaded"


@dataclass(frozen=True)
class Photo:
    """A picture that a visitor brought: uint8 ``(h, w, 3)`` or ``(h, w, 1)``, upright, and what to call it.

    test_image: its position among the test images of the dataset in hand, where it is one of them.
    """

    pixels: NDArray[np.uint8]
    title: str
    test_image: int | None = None


_EMPTY: dict[str, Any] = {
    "in_hand.dataset_key": DEFAULT_DATASET,
    "in_hand.uploaded": None,
    "in_hand.upload_refusal": "",
    "in_hand.training": None,
    "in_hand.taken_classifier": None,
    "in_hand.found": None,
    "in_hand.begun": "",
    "in_hand.photo": None,
    "in_hand.photo_refusal": "",
    "in_hand.fields_renewed": 0,
    "in_hand.choice_is_stale": True,
    "in_hand.gallery_page": 0,
    "in_hand.picked_image": None,
}


def _get(name: str) -> Any:
    return st.session_state.get(f"in_hand.{name}", _EMPTY[f"in_hand.{name}"])


def _set(name: str, value: Any) -> None:
    st.session_state[f"in_hand.{name}"] = value


# The dataset


def dataset() -> Dataset:
    """What the visitor learns from: the default until another one is chosen, or when that cannot be read any more."""
    if dataset_key() == UPLOADED:
        return _get("uploaded")
    try:
        return built_in(dataset_key())
    except LogregError:
        if dataset_key() == DEFAULT_DATASET:
            raise
        choose_dataset(DEFAULT_DATASET)
        return built_in(DEFAULT_DATASET)


def dataset_key() -> str:
    """The key of a built-in dataset, or ``UPLOADED``."""
    return _get("dataset_key")


def uploaded() -> Dataset | None:
    """The dataset that the visitor brought, if any."""
    return _get("uploaded")


def choose_dataset(key: str, uploaded_dataset: Dataset | None = None) -> None:
    """Take another dataset in hand, and let go of everything that was made from the old one.

    Raises DownloadError or Hdf5Error when a built-in one cannot be read; the dataset in hand then stays.
    """
    if uploaded_dataset is not None:
        _set("uploaded", uploaded_dataset)
        _set("upload_refusal", "")
    elif key == dataset_key():
        return
    elif key != UPLOADED:
        built_in(key)
    _set("dataset_key", key)
    _set("choice_is_stale", True)
    if (picture := photo()) and picture.test_image is not None:
        forget_photo()
    look_afresh()
    forget_training()


def upload_refusal() -> str:
    """Why the last upload of a dataset was refused; empty when it was not."""
    return _get("upload_refusal")


def refuse_upload(reason: str) -> None:
    """Remember why. The dataset in hand stays."""
    _set("upload_refusal", reason)


# What the visitor looks at on Explore

EXPLORED_SPLIT = "explore.split"
GALLERY = "explore.gallery"
UPLOAD_SHARE = "explore.upload_share"
UPLOAD_SEED = "explore.upload_seed"
EXPLORED_CLASS = "explore.class"
EXPLORED_CHANNEL = "explore.channel"
WEIGHTS_CHANNEL = "weights.channel"


def dataset_field() -> str:
    """The widget key of the choice of a dataset, which shows the dataset in hand when it was changed elsewhere."""
    if _get("choice_is_stale"):
        st.session_state["explore.dataset"] = dataset_key()
        _set("choice_is_stale", False)
    return "explore.dataset"


def gallery_page() -> int:
    """Which page of the sample images is open, from 0."""
    return _get("gallery_page")


def open_gallery_page(page: int) -> None:
    """Turn to a page of the sample images."""
    _set("gallery_page", page)


def picked_image() -> int | None:
    """The position of the image that is followed through, in the split that is looked at; None until one is picked."""
    return _get("picked_image")


def pick_image(position: int) -> None:
    """Follow this image through."""
    _set("picked_image", position)


def look_afresh() -> None:
    """Go back to the first page and the first image."""
    _set("gallery_page", 0)
    _set("picked_image", None)


# The run and its model

GO_BUTTON = "train.go"


def training() -> Training | None:
    """The run in hand, if any."""
    return _get("training")


def begin_training(iterations: int, learning_rate: float) -> Training:
    """Start a run from zero on the dataset in hand, in the place of the old one."""
    run = Training.begin(dataset(), iterations, learning_rate)
    _set("training", run)
    _set("taken_classifier", None)
    return run


def forget_training() -> None:
    """Let go of the run and of the model in hand."""
    _set("training", None)
    _set("taken_classifier", None)


def classifier() -> Classifier | None:
    """The model in hand: one that was taken, or the run's neuron as it is now, once it has taken a step."""
    if model := taken_classifier():
        return model
    run = training()
    return run.classifier if run and run.iteration else None


def take_classifier(model: Classifier) -> None:
    """Take a model in hand that did not come from a run on Train. It gives way to the next run."""
    forget_training()
    _set("taken_classifier", model)


def taken_classifier() -> Classifier | None:
    """The model that was taken in hand without a run, if any."""
    return _get("taken_classifier")


# What slow work found

FEATURES_CHOICE = "features.choice"
EXPERIMENT = "experiments.which"
EXPERIMENT_SPLITS = "experiments.splits"
EXPERIMENT_SHUFFLES = "experiments.shuffles"
LEAKS_ALIKE = "experiments.alike"


def found(name: str, settings: tuple[Any, ...]) -> Any:
    """The last result of the work of this name, when it was on the dataset in hand and at these settings; or None."""
    held = (_get("found") or {}).get(name)
    return held[1] if held and held[0] == (dataset().digest, settings) else None


def keep_found(name: str, settings: tuple[Any, ...], result: Any) -> None:
    """Keep the result of a work, in the place of the last one of its name."""
    _set("found", {**(_get("found") or {}), name: ((dataset().digest, settings), result)})


def begin_work(name: str) -> None:
    """Ask for a work of this name to be done in the next run of the page."""
    _set("begun", name)


def take_begun(name: str) -> bool:
    """Whether it was asked for; once."""
    asked = _get("begun") == name
    if asked:
        _set("begun", "")
    return asked


def work_button(name: str) -> str:
    """The widget key of the button that begins a work."""
    return f"work.{name}"


def cancel_button(name: str) -> str:
    """The widget key of the button that ends it."""
    return f"cancel.{name}"


# The photo

PHOTO_SOURCE = "predict.source"
HOW_TO_FIT = "predict.how"
SAMPLE_GALLERY = "predict.samples"
TEST_GALLERY = "predict.tests"
THRESHOLD_SLIDER = "slider.threshold"


def photo() -> Photo | None:
    """The picture that the visitor brought or chose, if any."""
    return _get("photo")


def take_photo(picture: Photo) -> None:
    """Take a picture in hand; it replaces the old one."""
    _set("photo", picture)
    _set("photo_refusal", "")


def photo_refusal() -> str:
    """Why the last file that was given as a photo was refused; empty when it was not."""
    return _get("photo_refusal")


def refuse_photo(reason: str) -> None:
    """Remember why. The picture in hand stays."""
    _set("photo_refusal", reason)


def forget_photo() -> None:
    """Let go of the picture."""
    _set("photo", None)
    _set("photo_refusal", "")
    renew_fields()


# Fields for files


def file_field(kind: str) -> str:
    """The widget key of an upload or camera field, until the fields are renewed."""
    return f"{kind}.{_get('fields_renewed')}"


def renew_fields() -> None:
    """Give the fields new keys, so that they are empty and let go of their files."""
    _set("fields_renewed", _get("fields_renewed") + 1)


# Settings


def setting(of: Setting) -> float:
    """The visitor's value of a setting: its default until another one is chosen."""
    return st.session_state.get(f"setting.{of.name}", of.default)


def set_setting(of: Setting, value: float, *, by: str = "") -> None:
    """Choose a value. Raises ArgumentError when it is out of range.

    by: the key of the widget that chose it. The others get new keys. An old one whose browser has not heard of the
    value yet would bring its own one back with the next click, as if the visitor had chosen that.
    """
    st.session_state[f"setting.{of.name}"] = of.check(value)
    keys = tuple(key if key == by else _renewed(key) for key in setting_keys(of))
    st.session_state[f"setting_keys.{of.name}"] = keys


def _renewed(key: str) -> str:
    name, _, number = key.rpartition(".")
    return f"{name}.{int(number) + 1}"


def take_threshold() -> None:
    """Take over what the threshold slider says."""
    set_setting(THRESHOLD, st.session_state[THRESHOLD_SLIDER])


def setting_keys(of: Setting) -> tuple[str, str]:
    """The widget keys of the slider and of the number field that show a setting."""
    return st.session_state.get(f"setting_keys.{of.name}", (f"slider.{of.name}.0", f"field.{of.name}.0"))
