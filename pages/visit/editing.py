"""What the visitor changes on Edit."""

from __future__ import annotations

from logreg_core import Dataset, LogregError
from logreg_core.edits import Edits

from . import data, exploring, store

MOST_UNDOS = 30
EDIT_GALLERY = "edit.gallery"
RENAME_FORM = "edit.rename"
EDIT_SHARE = "edit.share"
EDIT_SEED = "edit.seed"


def edits() -> Edits:
    """The changes to the dataset in hand so far."""
    return store.get("edits")[-1] if data.key() == data.EDITED else Edits.of(data.dataset())


def edit(changed: Edits) -> None:
    """Take the dataset in hand that these changes describe. They replace changes to another dataset.

    Raises DatasetError when they describe none, and UploadError when there is no room for it; all then stays.
    """
    wanted = changed.dataset()
    data.need_room(wanted, data.uploaded())
    if data.key() != data.EDITED:
        store.put("edited_from", data.key())
        store.put("edits", (Edits.of(data.dataset()),))
    store.put("edits", (*store.get("edits"), changed)[-MOST_UNDOS - 1 :])
    page = exploring.gallery_page()
    take_edited(wanted)
    exploring.open_gallery_page(page)
    store.put("edit_news", changed.history[-1])


def can_undo() -> bool:
    """Whether there is a change to take back."""
    return data.key() == data.EDITED and len(store.get("edits")) > 1


def undo_edit() -> None:
    """Take the last change back, or remember why there is no room for what was before it."""
    if not can_undo():
        return
    before = store.get("edits")[-2]
    if not before.history:
        undo_all_edits()
        return
    wanted = before.dataset()
    try:
        data.need_room(wanted, data.uploaded())
    except LogregError as error:
        refuse_edit(str(error))
    else:
        store.put("edits", store.get("edits")[:-1])
        take_edited(wanted)


def undo_all_edits() -> None:
    """Go back to the dataset that the changes began with."""
    if data.key() == data.EDITED:
        try:
            data.choose(store.get("edited_from"))
        except LogregError as error:  # a built-in one that is no longer there
            refuse_edit(str(error))
        else:
            forget_edits()


def take_edited(changed: Dataset) -> None:
    """Take the changed dataset in hand."""
    store.put("edited", changed)
    store.put("edit_refusal", "")
    store.put("dataset_key", "")  # so that it is taken anew
    data.choose(data.EDITED)


def forget_edits() -> None:
    """Let go of the changed dataset and of its changes."""
    store.put("edited", None)
    store.put("edits", ())
    store.put("edited_from", data.DEFAULT_DATASET)
    store.put("edit_refusal", "")


def edit_refusal() -> str:
    """Why the last change was refused; empty when it was not."""
    return store.get("edit_refusal")


def refuse_edit(reason: str) -> None:
    """Remember why. The dataset in hand stays."""
    store.put("edit_refusal", reason)
    store.put("edit_news", reason)


def take_edit_news() -> str:
    """What the last change did, or why it was refused, to be said once."""
    news = store.get("edit_news")
    store.put("edit_news", "")
    return news


def picked_images() -> frozenset[int]:
    """The positions of the images that are picked to be changed, in the part that is looked at."""
    return store.get("picked_images")


def pick_images(positions: frozenset[int]) -> None:
    """Pick these images, and no others."""
    store.put("picked_images", positions)


def name_field(label: int) -> str:
    """The widget key of the name of a class, which shows the name in hand when it was changed elsewhere."""
    return f"edit.name.{label}.{data.dataset().digest[:16]}"
