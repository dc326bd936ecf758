"""The current dataset, the visitor's own datasets, and how much memory a session may use."""

from __future__ import annotations

from dataclasses import dataclass

from logreg_core import ArgumentError, Dataset, UploadError
from logreg_core.data.edits import Edits
from logreg_core.settings import THRESHOLD
from logreg_core.sources.catalog import CATALOG
from logreg_core.words import listed
from pages.base import limits
from pages.persistence import dataset_of, edits_of, pack_dataset, pack_edits

from . import model, settings, store
from .persistence import Held, Packed, Plain, mark
from .shared import once
from .store import Slot

DEFAULT_DATASET = next(iter(CATALOG))
UPLOADED = "uploaded"
EDITED = "edited"
MAX_BYTES = (limits.upload.value - 4) * limits.MB  # of pictures in one dataset: a saved file can be uploaded again
BUDGET_BYTES = (
    limits.session.value * limits.MB
)  # of pictures in a session, see `room_bytes`; thirty full sessions take less than 2.7 GB


@dataclass(frozen=True, eq=False)
class Edited:
    """A dataset that the visitor changed. origin: the key of the original. steps: the changes since."""

    dataset: Dataset
    origin: str
    steps: tuple[Edits, ...]


def _take_uploaded(brought: bytes) -> None:
    dataset = dataset_of(brought)
    need_room(dataset, None)
    uploaded.set(dataset)


def _take_edited(brought: bytes) -> None:
    steps, origin = edits_of(brought, _found)
    changed = Edited(steps[-1].dataset(), origin, steps)
    need_room(changed.dataset, uploaded.get())
    edited.set(changed)


def _found(key: str) -> Dataset:
    """Return the original dataset."""
    own = uploaded.get() if key == UPLOADED else None
    if own is None and key not in CATALOG:
        raise UploadError(f"The dataset that was changed must be there too. There is no {key!r:.40}. Bring it again.")
    return built_in(key) if own is None else own


uploaded: Slot[Dataset | None] = Slot(
    "uploaded",
    None,
    keep=Packed(
        "your dataset",
        mark=lambda dataset: dataset.mark[:18],
        pack=pack_dataset,
        take=_take_uploaded,
        brings="dataset",
    ),
)
edited: Slot[Edited | None] = Slot(
    "edited",
    None,
    keep=Packed(
        "your changes to the dataset",
        mark=lambda held: mark(held.dataset.mark, held.origin, len(held.steps)),
        pack=lambda held: pack_edits(held.steps, held.origin),
        take=_take_edited,
        brings="dataset",
    ),
)
_in_hand: Slot[tuple[str, Dataset] | None] = Slot("dataset", None)


@once(100)
def built_in(key: str) -> Dataset:
    """A built-in dataset by its key, read-only and the same for all visitors.

    Raises DownloadError when it is not here and cannot be fetched.
    """
    return CATALOG[key].load()


def dataset() -> Dataset:
    """Return the current dataset; the default until another one is chosen."""
    held = _in_hand.get()
    return built_in(DEFAULT_DATASET) if held is None else held[1]


def key() -> str:
    """Return the key of a built-in dataset, ``UPLOADED`` or ``EDITED``."""
    held = _in_hand.get()
    return DEFAULT_DATASET if held is None else held[0]


def _choose_again(wanted: str) -> None:
    if wanted not in {*CATALOG, *own()}:
        raise ArgumentError(f"A dataset that was kept must be one of {', '.join(CATALOG)}. Got {wanted!r:.40}.")
    choose(wanted)


# A built-in dataset is stored by its name.
Held("hand_dataset", DEFAULT_DATASET, key, _choose_again, keep=Plain(str, of="tab", brings="dataset"))


def own() -> dict[str, Dataset]:
    """Return the visitor's own datasets by key."""
    changed = edited.get()
    both = {UPLOADED: uploaded.get(), EDITED: None if changed is None else changed.dataset}
    return {key: dataset for key, dataset in both.items() if dataset is not None}


def is_own() -> bool:
    """Return whether the current dataset is the visitor's own."""
    return key() in (UPLOADED, EDITED)


def choose(wanted: str) -> None:
    """Make a built-in dataset, or one of the visitor's own, the current one.

    Raises DownloadError or Hdf5Error when a built-in one cannot be read; the current dataset then stays.
    """
    if wanted != key():
        _take(wanted, own()[wanted] if wanted in (UPLOADED, EDITED) else built_in(wanted))


def bring(brought: Dataset) -> None:
    """Make a dataset of the visitor's own the current one; it replaces the one that was brought before.

    Raises UploadError when there is no room for it; the current dataset then stays.
    """
    changed = edited.get()
    if changed is not None and changed.origin != UPLOADED:
        need_room(brought, changed.dataset)
    else:
        need_room(brought, None)
        edited.clear()
    uploaded.set(brought)
    _take(UPLOADED, brought)


def take_edited(changed: Edited) -> None:
    """Make a changed dataset the current one; it replaces the one that was changed before.

    Raises UploadError when there is no room for it; the current dataset then stays.
    """
    need_room(changed.dataset, uploaded.get())
    edited.set(changed)
    _take(EDITED, changed.dataset)


def _take(key: str, taken: Dataset) -> None:
    """Make it the current dataset. Everything made from the old one is discarded, except a model that was loaded in
    advance for the new one, with its threshold.
    """
    loaded = model.taken_classifier()
    _in_hand.set((key, taken))
    model.forget_training()
    store.clear("dataset")
    if loaded is not None and loaded.dataset_digest == taken.digest:
        model.take_classifier(loaded)
        settings.set_setting(THRESHOLD, loaded.threshold)


def need_room(wanted: Dataset, beside: Dataset | None) -> None:
    """Raise UploadError if a dataset exceeds the memory of a session.

    beside: another dataset that stays, as do the pictures of the camera and the rows of Many.
    """
    size = bytes_of(wanted)
    others = {"your other dataset": bytes_of(beside), **store.picture_bytes()}
    taken = sum(others.values())
    if size > MAX_BYTES:
        raise UploadError(
            f"This dataset takes {size / 2**20:.0f} MB, and one may take {MAX_BYTES // 2**20} MB."
            " Choose a smaller size, or use fewer images."
        )
    if size + taken > BUDGET_BYTES:
        names = listed([name for name, held in others.items() if held])
        held = f", and {taken / 2**20:.0f} MB are taken by {names}" if taken else ""
        raise UploadError(
            f"This dataset takes {size / 2**20:.0f} MB. A session may keep {BUDGET_BYTES // 2**20} MB{held}."
            f" Choose a smaller size, or use fewer images{', or delete some of these' if taken else ''}."
        )


def bytes_of(dataset: Dataset | None) -> int:
    """Return the memory of its pictures in bytes."""
    return 0 if dataset is None else dataset.train.images.nbytes + dataset.test.images.nbytes


def room_bytes() -> int:
    """Return the bytes of BUDGET_BYTES that the visitor's datasets, camera pictures and rows of Many leave."""
    return BUDGET_BYTES - sum(map(bytes_of, own().values())) - sum(store.picture_bytes().values())
