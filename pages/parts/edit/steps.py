"""The changes to the current dataset, one by one, with undo."""

from __future__ import annotations

from collections.abc import Callable

from logreg_core import LogregError
from logreg_core.data.edits import Edits
from pages.shared.browse import gallery_page
from pages.visit import data
from pages.visit.data import EDITED, Edited
from pages.visit.store import Slot

MAX_UNDOS = 30

refusal = Slot("edit_refusal", "", reset_on={"dataset"})  # the reason why the last change was refused
news = Slot("edit_news", "")  # the message about the last change, until it was announced


def edits() -> Edits:
    """Return the changes to the current dataset so far."""
    return _steps()[-1]


def _steps() -> tuple[Edits, ...]:
    changed = data.edited.get()
    return changed.steps if changed is not None and data.key() == EDITED else (Edits.of(data.dataset()),)


def _origin() -> str:
    changed = data.edited.get()
    return changed.origin if changed is not None and data.key() == EDITED else data.key()


def change(make: Callable[[], Edits]) -> None:
    """Make the changed dataset the current one, or remember why it is invalid or too large."""
    try:
        changed = make()
        if changed.history != edits().history:
            page = gallery_page.get()
            _take((*_steps(), changed)[-MAX_UNDOS - 1 :])
            gallery_page.set(page)
            news.set(changed.history[-1])
    except LogregError as error:
        _refuse(str(error))


def _take(steps: tuple[Edits, ...]) -> None:
    """Raises DatasetError and UploadError; then the current dataset stays."""
    data.take_edited(Edited(steps[-1].dataset(), _origin(), steps))


def can_undo() -> bool:
    """Whether there is a change to undo."""
    return len(_steps()) > 1


def undo() -> None:
    """Undo the last change, or remember why there is no room for the dataset before it."""
    if not can_undo():
        return
    before = _steps()[:-1]
    if not before[-1].history:
        undo_all()
        return
    try:
        _take(before)
    except LogregError as error:
        _refuse(str(error))


def undo_all() -> None:
    """Undo all changes."""
    if data.key() != EDITED:
        return
    try:
        data.choose(_origin())
    except LogregError as error:  # a built-in dataset that can no longer be loaded
        _refuse(str(error))
    else:
        data.edited.clear()


def _refuse(reason: str) -> None:
    refusal.set(reason)
    news.set(reason)
