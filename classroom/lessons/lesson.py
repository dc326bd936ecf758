"""A lesson and its steps, as plain values that `files` reads and checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Step:
    """One step of a lesson: a page, and a task on it.

    page: its address. task: one sentence. why: details, collapsed; both are plain text.
    data: a key of the catalogue; settings: of a run, by name; representation: a name. They are set once, when the step
    begins; empty ones change nothing.
    show: the names in `places` of the page's visible controls; None: all.
    guess: the name of a question. done: the end of the step, in the language of `conditions`.
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
        """Whether the visitor only looks: the step ends when they leave it."""
        return self.done == "seen"

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    minutes: its duration. name: of a built-in lesson, used in links. keeps: whether the browser may keep the progress;
    False for shared computers.
    """

    title: str
    audience: str
    minutes: int
    steps: tuple[Step, ...]
    name: str = ""
    keeps: bool = True
