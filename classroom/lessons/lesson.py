"""A lesson and its steps, as values. `files` reads and checks them; nothing here does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Step:
    """One step of a lesson: a page, and a task on it.

    page: its address. task: one sentence. why: more about it, folded away; both are plain text.
    data: the key of a dataset in the catalogue; settings: of a run, by their names; representation: by its name. They
    are set once, when the step begins; what is empty stays as it is.
    show: which controls of the page are shown, by their names in `places`; None: all.
    guess: the name of a question that is asked with it. done: when it is done, as `conditions` reads it.
    """

    page: str
    task: str
    why: str = ""
    data: str = ""
    settings: Mapping[str, float] = field(default_factory=dict, hash=False)
    representation: str = ""
    show: tuple[str, ...] | None = None
    guess: str = ""
    done: str = "seen"

    @property
    def only_shows(self) -> bool:
        """Whether nothing is done in it but to look: it is over when the visitor leaves it."""
        return self.done == "seen"

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    audience: for whom it is. minutes: how long it takes. name: of one that comes with the app; it stands in links.
    keeps: whether the browser may keep what is done; not in a room of shared computers.
    """

    title: str
    audience: str
    minutes: int
    steps: tuple[Step, ...]
    name: str = ""
    keeps: bool = True
