"""The one home of what a visitor has in hand. Every key of the session's state is spelled here.

Nothing in here outlives the visitor's session, and no other session can see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, LogregError, UploadError
from logreg_core.edits import Edits
from logreg_core.settings import THRESHOLD, Setting
from logreg_core.sources.archive import Contents
from logreg_core.sources.catalog import CATALOG

from .data import built_in
from .training import Training

DEFAULT_DATASET = next(iter(CATALOG))
UPLOADED = "uploaded"
EDITED = "edited"
LARGEST_BYTES = 60 * 2**20  # of pictures in one dataset, so that what is saved can be brought back as a file of 64 MB
BUDGET_BYTES = 80 * 2**20  # of pictures that a session keeps; thirty full ones stay below 2.7 GB
MOST_UNDOS = 30


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
    "in_hand.upload_report": ("", ()),
    "in_hand.looked_at": ((), ""),
    "in_hand.edited": None,
    "in_hand.edits": (),
    "in_hand.edited_from": DEFAULT_DATASET,
    "in_hand.edit_refusal": "",
    "in_hand.edit_news": "",
    "in_hand.picked_images": frozenset(),
    "in_hand.training": None,
    "in_hand.taken_classifier": None,
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
    if dataset_key() in (UPLOADED, EDITED):
        return _get(dataset_key())
    try:
        return built_in(dataset_key())
    except LogregError:
        if dataset_key() == DEFAULT_DATASET:
            raise
        choose_dataset(DEFAULT_DATASET)
        return built_in(DEFAULT_DATASET)


def dataset_key() -> str:
    """The key of a built-in dataset, or ``UPLOADED``, or ``EDITED``."""
    return _get("dataset_key")


def uploaded() -> Dataset | None:
    """The dataset that the visitor brought, if any."""
    return _get("uploaded")


def edited() -> Dataset | None:
    """The dataset that the visitor changed, if any."""
    return _get("edited")


def choose_dataset(key: str, uploaded_dataset: Dataset | None = None) -> None:
    """Take another dataset in hand, and let go of everything that was made from the old one.

    uploaded_dataset: one that the visitor brought, with the key ``UPLOADED``. It replaces the one before.

    Raises DownloadError or Hdf5Error when a built-in one cannot be read, and UploadError when there is no room for one
    that the visitor brought; the dataset in hand then stays.
    """
    if uploaded_dataset is not None:
        same_origin = _get("edited_from") == UPLOADED
        _need_room(uploaded_dataset, None if same_origin else edited())
        if same_origin:
            _forget_edits()
        _set("uploaded", uploaded_dataset)
        _set("upload_refusal", "")
        _set("upload_report", ("", ()))
    elif key == dataset_key():
        return
    elif key not in (UPLOADED, EDITED):
        built_in(key)
    _set("dataset_key", key)
    _set("choice_is_stale", True)
    if (picture := photo()) and picture.test_image is not None:
        forget_photo()
    look_afresh()
    forget_training()


def _need_room(wanted: Dataset, beside: Dataset | None) -> None:
    """Raises UploadError when a dataset does not fit into what a session may keep, beside another one."""
    size, taken = (_bytes_of(dataset) for dataset in (wanted, beside))
    if size > LARGEST_BYTES:
        raise UploadError(
            f"This dataset takes {size / 2**20:.0f} MB, and one may take {LARGEST_BYTES // 2**20} MB."
            " Choose a smaller size, or use fewer images."
        )
    if size + taken > BUDGET_BYTES:
        held = f", and {taken / 2**20:.0f} MB are taken by your other dataset" if taken else ""
        raise UploadError(
            f"This dataset takes {size / 2**20:.0f} MB. A session may keep {BUDGET_BYTES // 2**20} MB{held}."
            " Choose a smaller size, or use fewer images."
        )


def _bytes_of(dataset: Dataset | None) -> int:
    return 0 if dataset is None else dataset.train.images.nbytes + dataset.test.images.nbytes


def upload_refusal() -> str:
    """Why the last upload of a dataset was refused; empty when it was not."""
    return _get("upload_refusal")


def refuse_upload(reason: str) -> None:
    """Remember why. The dataset in hand stays."""
    _set("upload_refusal", reason)


def upload_report() -> tuple[str, tuple[tuple[str, str], ...]]:
    """What the uploaded dataset was not made of: a sentence, and each broken photo with the reason."""
    return _get("upload_report")


def report_upload(sentence: str, broken: tuple[tuple[str, str], ...]) -> None:
    """Remember what the uploaded dataset was not made of."""
    _set("upload_report", (sentence, broken))


def looked_at(files: tuple[str, ...]) -> Contents | str | None:
    """What is in the files with these numbers, or why they are refused; None before they were looked at."""
    known, contents = _get("looked_at")
    return contents if known == files else None


def remember_look(files: tuple[str, ...], contents: Contents | str) -> None:
    """Remember what is in the files with these numbers, or why they are refused; an old refusal is no longer true."""
    _set("looked_at", (files, contents))
    _set("upload_refusal", "")


# What the visitor changes on Edit

EDIT_GALLERY = "edit.gallery"
RENAME_FORM = "edit.rename"
EDIT_SHARE = "edit.share"
EDIT_SEED = "edit.seed"


def edits() -> Edits:
    """The changes to the dataset in hand so far."""
    return _get("edits")[-1] if dataset_key() == EDITED else Edits.of(dataset())


def edit(changed: Edits) -> None:
    """Take the dataset in hand that these changes describe. They replace changes to another dataset.

    Raises DatasetError when they describe none, and UploadError when there is no room for it; all then stays.
    """
    wanted = changed.dataset()
    _need_room(wanted, uploaded())
    if dataset_key() != EDITED:
        _set("edited_from", dataset_key())
        _set("edits", (Edits.of(dataset()),))
    _set("edits", (*_get("edits"), changed)[-MOST_UNDOS - 1 :])
    page = gallery_page()
    _take_edited(wanted)
    open_gallery_page(page)
    _set("edit_news", changed.history[-1])


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return dataset_key() == EDITED and len(_get("edits")) > 1


def undo_edit() -> None:
    """Take the last change back."""
    if can_undo():
        _set("edits", _get("edits")[:-1])
        if edits().history:
            _take_edited(edits().dataset())
        else:
            undo_all_edits()


def undo_all_edits() -> None:
    """Go back to the dataset that the changes began with."""
    if dataset_key() == EDITED:
        try:
            choose_dataset(_get("edited_from"))
        except LogregError as error:  # a built-in one that is no longer there
            refuse_edit(str(error))
        else:
            _forget_edits()


def _take_edited(changed: Dataset) -> None:
    _set("edited", changed)
    _set("edit_refusal", "")
    _set("dataset_key", "")  # so that it is taken anew
    choose_dataset(EDITED)


def _forget_edits() -> None:
    _set("edited", None)
    _set("edits", ())
    _set("edited_from", DEFAULT_DATASET)
    _set("edit_refusal", "")


def edit_refusal() -> str:
    """Why the last change was refused; empty when it was not."""
    return _get("edit_refusal")


def refuse_edit(reason: str) -> None:
    """Remember why. The dataset in hand stays."""
    _set("edit_refusal", reason)
    _set("edit_news", reason)


def take_edit_news() -> str:
    """What the last change did, or why it was refused, to be said once."""
    news = _get("edit_news")
    _set("edit_news", "")
    return news


def picked_images() -> frozenset[int]:
    """The positions of the images that are picked to be changed, in the part that is looked at."""
    return _get("picked_images")


def pick_images(positions: frozenset[int]) -> None:
    """Pick these images, and no others."""
    _set("picked_images", positions)


def name_field(label: int) -> str:
    """The widget key of the name of a class, which shows the name in hand when it was changed elsewhere."""
    return f"edit.name.{label}.{dataset().digest[:16]}"


# What the visitor looks at on Explore

EXPLORED_SPLIT = "explore.split"
GALLERY = "explore.gallery"
UPLOAD_SHARE = "explore.upload_share"
UPLOAD_SEED = "explore.upload_seed"
UPLOAD_WAY = "explore.upload_way"
UPLOAD_ZERO = "explore.upload_zero"
UPLOAD_ONE = "explore.upload_one"
UPLOAD_HOW = "explore.upload_how"
UPLOAD_COLOURS = "explore.upload_colours"
UPLOAD_CANCEL = "explore.upload_cancel"
UPLOAD_NAMES = ("explore.upload_name_0", "explore.upload_name_1")
EXPLORED_CLASS = "explore.class"
EXPLORED_CHANNEL = "explore.channel"
WEIGHTS_CHANNEL = "weights.channel"


def size_field(as_they_are: bool) -> str:
    """The widget key of the size of uploaded images, one for those that have a size of their own."""
    return f"explore.upload_size.{as_they_are}"


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
    _set("picked_images", frozenset())


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
