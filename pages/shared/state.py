"""The one home of what a visitor has in hand. Every key of the session's state is spelled here.

Nothing in here outlives the visitor's session, and no other session can see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from logreg_core import Classifier, Dataset, LogregError, Record, UploadError
from logreg_core.card import LIMITS, PURPOSE
from logreg_core.descent import Combination
from logreg_core.edits import Edits
from logreg_core.settings import RUN_SETTINGS, Setting
from logreg_core.sources.archive import Contents
from logreg_core.sources.catalog import CATALOG

from . import kept
from .collecting import Collecting
from .data import built_in
from .judged import Judged
from .kept import Runs
from .training import Training

if TYPE_CHECKING:
    from .photo_table import Row

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
    "in_hand.built": None,
    "in_hand.collecting": None,
    "in_hand.coping": None,
    "in_hand.difficulties_set": 0,
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
    "in_hand.film": (None, None),
    "in_hand.sweep": (None, None),
    "in_hand.runs": (),
    "in_hand.runs_begun": 0,
    "in_hand.link_is_read": False,
    "in_hand.link_refusal": "",
    "in_hand.model_refusal": "",
    "in_hand.greyed": ("", ()),
    "in_hand.found": None,
    "in_hand.begun": "",
    "in_hand.photo": None,
    "in_hand.photo_refusal": "",
    "in_hand.photo_rows": (),
    "in_hand.fields_renewed": 0,
    "in_hand.choice_is_stale": True,
    "in_hand.gallery_page": 0,
    "in_hand.picked_image": None,
    "in_hand.judged": None,
    "in_hand.open_cell": None,
    "in_hand.cell_image": None,
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


def has_own_dataset() -> bool:
    """Whether the dataset in hand is one that the visitor brought, built or changed."""
    return dataset_key() in (UPLOADED, EDITED)


def choose_dataset(key: str, uploaded_dataset: Dataset | None = None) -> None:
    """Take another dataset in hand, and let go of everything that was made from the old one.

    A loaded model that was trained on the new one stays.

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
        _set("photo", None)
    look_afresh()
    model = taken_classifier()
    forget_training()
    if model is not None and model.dataset_digest == dataset().digest:
        take_classifier(model)


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


# What the visitor builds

BUILD_WAY = "build.way"
BUILD_SEED = "build.seed"
BUILD_GALLERY = "build.gallery"
COLLECT_NAMES = ("build.name_0", "build.name_1")
COLLECT_SIDE = "build.side"
COLLECT_CHANNELS = "build.channels"
COLLECT_SHARE = "build.share"
COPING_RESPECT = "build.respect"
DIGIT = "build.digit"
OTHER_DIGIT = "build.other_digit"
_COLLECTOR = "build.collector"


def difficulty_slider(name: str, start: float) -> str:
    """The widget key of the slider for a difficulty of the drawings, which starts there."""
    key = f"build.difficulty.{name}.{_get('difficulties_set')}"
    st.session_state.setdefault(key, start)
    return key


def set_difficulty(levels: Mapping[str, float]) -> None:
    """Put the sliders where a level of difficulty has them.

    They get new keys: a browser that has not heard of it yet would bring the old values back with the next click.
    """
    _set("difficulties_set", _get("difficulties_set") + 1)
    for name, value in levels.items():
        difficulty_slider(name, value)


def asked_coping() -> object:
    """What the visitor wanted to find out about the drawings, if anything."""
    return _get("coping")


def ask_coping(question: object) -> None:
    """Remember it: the answer is shown until something else is asked."""
    _set("coping", question)


def take_built(made: Dataset) -> None:
    """Take a dataset in hand that was built here. It stands where an uploaded one would."""
    choose_dataset(UPLOADED, made)
    _set("built", made)


def built() -> Dataset | None:
    """The dataset in hand, if it was built here."""
    made = _get("built")
    return made if made is not None and dataset_key() == UPLOADED and uploaded() is made else None


def collecting() -> Collecting:
    """What the visitor collects with the camera."""
    if _get("collecting") is None:
        _set("collecting", Collecting())
    return _get("collecting")


def forget_collection() -> None:
    """Let go of the pictures, and of those that are still on their way."""
    _set("collecting", None)


def collector_field() -> str:
    """The key of the part of the page that takes pictures."""
    return _COLLECTOR


def hear_collector() -> None:
    """Take what the browser brings."""
    collecting().hear(st.session_state[_COLLECTOR].message)


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
STEP_BUTTON = "train.step"


def training() -> Training | None:
    """The run in hand, if any."""
    return _get("training")


def begin_training() -> Training:
    """Start a run from zero on the dataset in hand with the settings in hand, in the place of the old one."""
    run = Training.begin(dataset(), run_settings(), training())
    _take_run(run)
    return run


def train_at_once() -> None:
    """A whole run from zero. A slower click that has been overtaken by a newer one changes nothing."""
    run = Training.begin(dataset(), run_settings(), training())
    run.finish()
    if run.settings == run_settings() and run.dataset.digest == dataset().digest:
        _take_run(run)
        keep_run(run)


def _take_run(run: Training) -> None:
    _set("runs_begun", _get("runs_begun") + 1)
    run.number = _get("runs_begun")
    _set("training", run)
    _set("taken_classifier", None)


def forget_training() -> None:
    """Let go of the run and of the model in hand."""
    _set("training", None)
    _set("taken_classifier", None)
    _set("judged", None)
    close_cell()


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


def film(mark: tuple[int, int]) -> tuple[tuple[Record, ...], NDArray] | None:
    """The film of the run with this number and iteration, if it was made."""
    kept_mark, frames = _get("film")
    return frames if kept_mark == mark else None


def keep_film(mark: tuple[int, int], frames: tuple[tuple[Record, ...], NDArray]) -> None:
    """Keep the film of a run, in the place of the old one."""
    _set("film", (mark, frames))


# Finished runs


def runs() -> Runs:
    """The finished runs that are kept, the oldest first."""
    return _get("runs")


def keep_run(run: Training) -> None:
    """Keep a finished run for a comparison."""
    _set("runs", kept.keep(runs(), run))


def runs_field(name: str) -> str:
    """The widget key of a field about the kept runs. It is another one when the runs have changed."""
    mark = hash(tuple((run.number, run.name, run.pinned) for run in runs()))
    return f"compare.{name}.{mark}"


def change_run(number: int, *, name: str | None = None, pinned: bool | None = None) -> None:
    """Give a kept run another name, or pin it, or not."""
    _set("runs", kept.change(runs(), number, name=name, pinned=pinned))


def forget_runs(numbers: Iterable[int]) -> None:
    """Let go of these kept runs."""
    gone = set(numbers)
    _set("runs", tuple(run for run in runs() if run.number not in gone))


# The sweep

SWEEP_RATES = "sweep.rates"
SWEEP_PENALTIES = "sweep.penalties"
SWEEP_CHART = "sweep.chart"


def found_by_sweep() -> list[Combination] | None:
    """What the last sweep over the dataset in hand found, if there was one."""
    digest, found = _get("sweep")
    return found if digest == dataset().digest else None


def keep_sweep(found: list[Combination]) -> None:
    """Keep what a sweep over the dataset in hand found, in the place of the old one."""
    _set("sweep", (dataset().digest, found))


def clicked_square() -> int | None:
    """The place of the combination whose square was clicked, in the order of the sweep; None without a click."""
    points = st.session_state.get(SWEEP_CHART, {}).get("selection", {}).get("points", [])
    return points[0]["point_index"] if points else None


def model_refusal() -> str:
    """Why the last file that was given as a model was refused; empty when it was not."""
    return _get("model_refusal")


def refuse_model(reason: str) -> None:
    """Remember why; empty for a file that was taken. The model in hand stays."""
    _set("model_refusal", reason)


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
LIVE_CAMERA = "predict.live_camera"
HOW_TO_FIT = "predict.how"
ZOOM = "predict.zoom"
ACROSS = "predict.across"
DOWN = "predict.down"
LIVE_ZOOM = "predict.live_zoom"
SQUARE = "predict.square"
_CENTRED = {ZOOM: 1.0, ACROSS: 0.5, DOWN: 0.5}
_DEFAULTS = {**_CENTRED, HOW_TO_FIT: "crop", LIVE_ZOOM: 1.0}
SAMPLE_GALLERY = "predict.samples"
TEST_GALLERY = "predict.tests"


def photo() -> Photo | None:
    """The picture that the visitor brought or chose, if any."""
    return _get("photo")


def take_photo(picture: Photo) -> None:
    """Take a picture in hand; it replaces the old one. The part of it that is used is the largest, in the centre."""
    _set("photo", picture)
    _set("photo_refusal", "")
    for name, value in _CENTRED.items():
        st.session_state[name] = value


def take_live_photo(picture: Photo) -> None:
    """Take a picture of the live camera in hand. The part of it that is used is the one that the camera showed."""
    take_photo(picture)
    st.session_state[HOW_TO_FIT] = "crop"
    st.session_state[ZOOM] = live_zoom()


def move_part(across: float, down: float) -> None:
    """Use the part of the picture that lies there: shares from 0 to 1, as in `photo.crop_box`."""
    st.session_state[ACROSS], st.session_state[DOWN] = across, down


def way_to_fit() -> dict[str, Any]:
    """How the visitor wants the picture in hand to be brought to the model's size: arguments of `photo.fit`."""
    how, zoom, across, down = (st.session_state.get(name, _DEFAULTS[name]) for name in (HOW_TO_FIT, ZOOM, ACROSS, DOWN))
    return {"how": how, "zoom": zoom, "position": (across, down)}


def fit_field(name: str) -> str:
    """The widget key of HOW_TO_FIT, ZOOM, ACROSS, DOWN or LIVE_ZOOM, which shows the value that holds."""
    st.session_state.setdefault(name, _DEFAULTS[name])
    return name


def live_zoom() -> float:
    """How small a part of the live camera's picture is used: 1 for the largest."""
    return st.session_state.get(LIVE_ZOOM, 1.0)


def photo_refusal() -> str:
    """Why the last file that was given as a photo was refused; empty when it was not."""
    return _get("photo_refusal")


def refuse_photo(reason: str) -> None:
    """Remember why. The picture in hand stays."""
    _set("photo_refusal", reason)


def forget_pictures() -> None:
    """Let go of all that the visitor brought as photos."""
    _set("photo", None)
    _set("photo_refusal", "")
    _set("photo_rows", ())
    renew_fields()


def photo_rows() -> tuple[Row, ...]:
    """The rows of the table of many photos, in the order in which they came."""
    return _get("photo_rows")


def add_photo_row(row: Row) -> None:
    """Put one more row at the end."""
    _set("photo_rows", (*photo_rows(), row))


def let_go_of_rows_of_another_size(image_shape: tuple[int, int, int]) -> bool:
    """Empty the table when its photos were brought to another size than this. Returns whether they were."""
    fits = all(row.seen is None or row.seen.shape == image_shape for row in photo_rows())
    if not fits:
        _set("photo_rows", ())
    return not fits


# How the model is judged

EVALUATED_PART = "evaluate.part"
CONFUSION = "evaluate.confusion"
CELL_GALLERY = "evaluate.cell"
FALSE_ALARM_COST = "evaluate.false_alarm_cost"
MISS_COST = "evaluate.miss_cost"
CALIBRATED_PART = "calibration.part"
USED_SHARE = "calibration.used_share"
SHIFTED_CHART = "calibration.shifted"
CARD_AUTHOR = "card.author"
CARD_PURPOSE = "card.purpose"
CARD_LIMITS = "card.limits"


def said_on_card() -> dict[str, str]:
    """What the visitor says of the model: who made it, what it is for, and what it must not be used for."""
    fields = {"author": (CARD_AUTHOR, ""), "purpose": (CARD_PURPOSE, PURPOSE), "limits": (CARD_LIMITS, LIMITS)}
    return {name: st.session_state.get(key, default) for name, (key, default) in fields.items()}


def judged() -> Judged | None:
    """What the model in hand says about the dataset in hand; None without a model that can read its images."""
    model, data = classifier(), dataset()
    if model is None or model.image_shape != data.image_shape:
        return None
    held: Judged | None = _get("judged")
    if held is None or held.classifier is not model or held.dataset is not data:
        held = Judged(model, data)
        _set("judged", held)
    return held


def choose_used_share(percentage: int) -> None:
    """Say how many of 100 images are of class 1 where the model is used."""
    st.session_state[USED_SHARE] = percentage


def open_cell() -> tuple[int, int] | None:
    """The cell of the confusion matrix whose photos are shown, as (truth, answer); None until one is opened."""
    return _get("open_cell")


def open_the_cell(truth: int, answer: int) -> None:
    """Show the photos behind this cell."""
    _set("open_cell", (truth, answer))
    _set("cell_image", None)


def close_cell() -> None:
    """Forget which cell was open, and which of its photos was looked at."""
    _set("open_cell", None)
    _set("cell_image", None)


def cell_image() -> int | None:
    """The position of the photo that is looked at, in the part that is judged; None until one is picked."""
    return _get("cell_image")


def pick_cell_image(position: int) -> None:
    """Look at this photo of the open cell."""
    _set("cell_image", position)


# What the visitor asks on Why

WHY_QUESTION = "why.question"
WHY_OTHER_QUESTION = "why.other_question"  # of a model that does not look at pixels
WHY_GALLERY = "why.gallery"
WHY_PATCHES = "why.patches"
WHY_COLUMNS = "why.columns"


def greyed_patches(picture: str) -> tuple[int, ...]:
    """The patches that are greyed out, while the picture with this fingerprint is looked at; none on another one."""
    of, numbers = _get("greyed")
    return numbers if of == picture else ()


def grey_out(picture: str, numbers: tuple[int, ...]) -> None:
    """Grey out these patches of the picture, and no others."""
    _set("greyed", (picture, numbers))


def wobble_field(name: str, value: float) -> str:
    """The widget key of a slider of the wobble bench, which shows ``value`` until it is moved."""
    st.session_state.setdefault(f"why.wobble.{name}", value)
    return f"why.wobble.{name}"


def reset_wobble(values: Mapping[str, float]) -> None:
    """Move all sliders of the wobble bench to these values."""
    for name, value in values.items():
        st.session_state[f"why.wobble.{name}"] = value


# Fields for files


def file_field(kind: str) -> str:
    """The widget key of an upload or camera field, until the fields are renewed."""
    return f"{kind}.{_get('fields_renewed')}"


def renew_fields() -> None:
    """Give the fields new keys, so that they are empty and let go of their files."""
    _set("fields_renewed", _get("fields_renewed") + 1)


# Settings


def run_settings() -> dict[str, float]:
    """The visitor's values of all settings of a run, by their names."""
    return {each.name: setting(each) for each in RUN_SETTINGS}


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


def setting_keys(of: Setting) -> tuple[str, str]:
    """The widget keys of the slider and of the number field that show a setting."""
    return st.session_state.get(f"setting_keys.{of.name}", (f"slider.{of.name}.0", f"field.{of.name}.0"))


# The link: all settings of a run and the dataset, so that another person gets the same run

LINK_DATA = "data"


def link() -> dict[str, str]:
    """The settings that are not at their defaults, and the dataset, as a link spells them.

    A dataset of the visitor's own is in no link.
    """
    values = {each.name: f"{setting(each):.12g}" for each in RUN_SETTINGS if setting(each) != each.default}
    return values | ({} if has_own_dataset() or dataset_key() == DEFAULT_DATASET else {LINK_DATA: dataset_key()})


def write_link() -> None:
    """Put the link into the browser's address."""
    if st.query_params.to_dict() != link():
        st.query_params.from_dict(link())


def read_link() -> None:
    """Take over what the visitor's link says, once; `link_refusal` tells what was wrong with it."""
    if _get("link_is_read"):
        return
    _set("link_is_read", True)
    try:
        if (key := st.query_params.get(LINK_DATA)) in CATALOG:
            choose_dataset(key)
        for each in RUN_SETTINGS:
            if each.name in st.query_params:
                set_setting(each, float(st.query_params[each.name]))
    except (LogregError, ValueError) as problem:
        _set("link_refusal", str(problem))


def link_refusal() -> str:
    """What was wrong with the link with which the visitor arrived; empty when nothing was."""
    return _get("link_refusal")
