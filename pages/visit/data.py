"""The dataset in hand, and what is let go of when another one is taken."""

from __future__ import annotations

from logreg_core import Dataset, LogregError, UploadError
from logreg_core.sources.listing import Contents
from pages.shared.data import built_in

from . import editing, exploring, model, photos, store
from .store import DEFAULT_DATASET

UPLOADED = "uploaded"
EDITED = "edited"
LARGEST_BYTES = 60 * 2**20  # of pictures in one dataset, so that what is saved can be brought back as a file of 64 MB
BUDGET_BYTES = 80 * 2**20  # of pictures that a session keeps, as `room_bytes` counts; thirty full ones: below 2.7 GB


def dataset() -> Dataset:
    """What the visitor learns from: the default until another one is chosen, or when that cannot be read any more."""
    if key() in (UPLOADED, EDITED):
        return store.get(key())
    try:
        return built_in(key())
    except LogregError:
        if key() == DEFAULT_DATASET:
            raise
        choose(DEFAULT_DATASET)
        return built_in(DEFAULT_DATASET)


def key() -> str:
    """The key of a built-in dataset, or ``UPLOADED``, or ``EDITED``."""
    return store.get("dataset_key")


def uploaded() -> Dataset | None:
    """The dataset that the visitor brought, if any."""
    return store.get("uploaded")


def edited() -> Dataset | None:
    """The dataset that the visitor changed, if any."""
    return store.get("edited")


def is_own() -> bool:
    """Whether the dataset in hand is one that the visitor brought, built or changed."""
    return key() in (UPLOADED, EDITED)


def choose(wanted: str, uploaded_dataset: Dataset | None = None) -> None:
    """Take another dataset in hand, and let go of everything that was made from the old one.

    A loaded model that was trained on the new one stays.

    uploaded_dataset: one that the visitor brought, with the key ``UPLOADED``. It replaces the one before.

    Raises DownloadError or Hdf5Error when a built-in one cannot be read, and UploadError when there is no room for one
    that the visitor brought; the dataset in hand then stays.
    """
    if uploaded_dataset is not None:
        same_origin = store.get("edited_from") == UPLOADED
        need_room(uploaded_dataset, None if same_origin else edited())
        if same_origin:
            editing.forget_edits()
        store.put("uploaded", uploaded_dataset)
        store.put("is_built", False)
        store.put("upload_refusal", "")
        store.put("upload_report", ("", ()))
    elif wanted == key():
        return
    elif wanted not in (UPLOADED, EDITED):
        built_in(wanted)
    store.put("dataset_key", wanted)
    store.put("choice_is_stale", True)
    if (picture := photos.photo()) and picture.test_image is not None:
        store.put("photo", None)
    exploring.look_afresh()
    loaded = model.taken_classifier()
    model.forget_training()
    if loaded is not None and loaded.dataset_digest == dataset().digest:
        model.take_classifier(loaded)


def need_room(wanted: Dataset, beside: Dataset | None) -> None:
    """Raises UploadError when a dataset does not fit into what a session may keep.

    beside: another one that stays. So do the pictures of the camera and the rows of Many.
    """
    size = bytes_of(wanted)
    others = {"your other dataset": bytes_of(beside), **_pictures_bytes()}
    taken = sum(others.values())
    if size > LARGEST_BYTES:
        raise UploadError(
            f"This dataset takes {size / 2**20:.0f} MB, and one may take {LARGEST_BYTES // 2**20} MB."
            " Choose a smaller size, or use fewer images."
        )
    if size + taken > BUDGET_BYTES:
        names = " and ".join(name for name, held in others.items() if held)
        held = f", and {taken / 2**20:.0f} MB are taken by {names}" if taken else ""
        raise UploadError(
            f"This dataset takes {size / 2**20:.0f} MB. A session may keep {BUDGET_BYTES // 2**20} MB{held}."
            f" Choose a smaller size, or use fewer images{', or let go of some of these' if taken else ''}."
        )


def bytes_of(dataset: Dataset | None) -> int:
    """How much memory its pictures take."""
    return 0 if dataset is None else dataset.train.images.nbytes + dataset.test.images.nbytes


def room_bytes() -> int:
    """How much of BUDGET_BYTES the visitor's own datasets, the pictures of the camera and the rows of Many leave."""
    return BUDGET_BYTES - bytes_of(uploaded()) - bytes_of(edited()) - sum(_pictures_bytes().values())


def _pictures_bytes() -> dict[str, int]:
    """How much memory the pictures take that are in no dataset, by what a page calls them."""
    collecting = store.get("collecting")
    return {
        "your pictures on Build": 0 if collecting is None else collecting.nbytes,
        "your photos on Many": sum(row.nbytes for row in photos.photo_rows()),
    }


def upload_refusal() -> str:
    """Why the last upload of a dataset was refused; empty when it was not."""
    return store.get("upload_refusal")


def refuse_upload(reason: str) -> None:
    """Remember why. The dataset in hand stays."""
    store.put("upload_refusal", reason)


def upload_report() -> tuple[str, tuple[tuple[str, str], ...]]:
    """What the uploaded dataset was not made of: a sentence, and each broken photo with the reason."""
    return store.get("upload_report")


def report_upload(sentence: str, broken: tuple[tuple[str, str], ...]) -> None:
    """Remember what the uploaded dataset was not made of."""
    store.put("upload_report", (sentence, broken))


def looked_at(files: tuple[str, ...]) -> Contents | str | None:
    """What is in the files with these numbers, or why they are refused; None before they were looked at."""
    known, contents = store.get("looked_at")
    return contents if known == files else None


def remember_look(files: tuple[str, ...], contents: Contents | str) -> None:
    """Remember what is in the files with these numbers, or why they are refused; an old refusal is no longer true."""
    store.put("looked_at", (files, contents))
    store.put("upload_refusal", "")
