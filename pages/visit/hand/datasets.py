"""The datasets and the settings that a tab has in hand. A built-in dataset is kept by its name."""

from __future__ import annotations

from collections.abc import Callable

from logreg_core import ArgumentError, Dataset, UploadError
from logreg_core.keeping import dataset_of, edits_of, pack_dataset, pack_edits
from logreg_core.settings import RUN_SETTINGS, THRESHOLD
from logreg_core.sources.catalog import CATALOG

from .. import data, settings
from ..data import UPLOADED, Edited
from ..kept import Stored, Value, mark, table


def _dataset_key() -> str:
    return "" if data.key() == data.DEFAULT_DATASET else data.key()


def _bring_dataset(key: object) -> None:
    if not isinstance(key, str) or key not in {*CATALOG, *data.own()}:
        raise ArgumentError(f"A dataset that was kept must be one of {', '.join(CATALOG)}. Got {key!r:.40}.")
    data.choose(key)


def _uploaded_mark() -> str:
    held = data.uploaded.get()
    return "" if held is None else held.mark[:18]


def _pack_uploaded() -> Callable[[], bytes]:
    held = data.uploaded.get()
    return lambda: b"" if held is None else pack_dataset(held)


def _take_uploaded(brought: bytes) -> None:
    dataset = dataset_of(brought)
    data.need_room(dataset, None)
    data.uploaded.set(dataset)


def _edited_mark() -> str:
    held = data.edited.get()
    return "" if held is None else mark(held.dataset.mark, held.origin, len(held.steps))


def _pack_edited() -> Callable[[], bytes]:
    held = data.edited.get()
    return lambda: b"" if held is None else pack_edits(held.steps, held.origin)


def _take_edited(brought: bytes) -> None:
    steps, origin = edits_of(brought, _found)
    changed = Edited(steps[-1].dataset(), origin, steps)
    data.need_room(changed.dataset, data.uploaded.get())
    data.edited.set(changed)


def _found(key: str) -> Dataset:
    """The dataset that was changed, by its key."""
    own = data.uploaded.get() if key == UPLOADED else None
    if own is None and key not in CATALOG:
        raise UploadError(f"The dataset that was changed must be there too. There is no {key!r:.40}. Bring it again.")
    return data.built_in(key) if own is None else own


Stored("uploaded", "your dataset", mark=_uploaded_mark, pack=_pack_uploaded, take=_take_uploaded)
Stored("edited", "your changes to the dataset", mark=_edited_mark, pack=_pack_edited, take=_take_edited)
Value("dataset", "", _dataset_key, _bring_dataset)


# The settings.


def _settings() -> dict[str, float]:
    every = {each.name: (each, settings.setting(each)) for each in (*RUN_SETTINGS, THRESHOLD)}
    return {name: value for name, (each, value) in every.items() if value != each.default}


def _bring_settings(value: object) -> None:
    values = table(value)
    for each in (*RUN_SETTINGS, THRESHOLD):
        if each.allows(values.get(each.name)):  # type: ignore[arg-type]
            settings.set_setting(each, values[each.name])  # type: ignore[arg-type]


Value("settings", {}, _settings, _bring_settings)
