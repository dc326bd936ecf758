"""What visitors may have in hand: datasets that nobody wishes for, neurons from elsewhere, runs that go wrong."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from logreg_core import Classifier, Dataset, Recipe, Split, Unrepeatable, train
from logreg_core.data.dataset import split_dataset
from logreg_core.descent import Recording
from logreg_core.export import load_classifier, save_classifier
from logreg_core.recipe import PAINTED
from logreg_core.sources import digits, drawings, faces
from pages.visit import runs
from pages.visit.background import Background
from pages.visit.photos import Photo
from pages.visit.watched import WatchedRun

from .conftest import ROOT, charts, components, go_to, hold, recording, words

PAGES = sorted(page.stem for page in (ROOT / "pages").glob("*.py") if page.stem not in ("menu", "film"))


@dataclass(frozen=True, eq=False)
class State:
    """What a visitor has in hand: a dataset, at the most one of a finished run and a model without one, and perhaps a
    lesson, by its name.
    """

    dataset: Dataset
    run: WatchedRun | None = None
    taken: Classifier | None = None
    lesson: str = ""

    @property
    def classifier(self) -> Classifier | None:
        """The current model."""
        here = self.run.here if self.run else None
        return self.taken or (here.classifier if here else None)


@dataclass(frozen=True)
class Seen:
    """A page that was opened: its text with tables, labels and what charts say to those who cannot see them; what is in
    its sidebar; its error boxes; its buttons; and the run that is played on it.
    """

    text: str
    sidebar: str
    errors: tuple[str, ...]
    buttons: tuple[str, ...]
    played: Recording | None


def trained(dataset: Dataset, *, start: Classifier | None = None, **settings: Any) -> State:
    """A run that has ended."""
    background = Background(threads=0)
    run = WatchedRun(dataset, Recipe(**settings), background=background, start=start)
    run.compute()
    while background.turn():
        pass
    run.number = 1
    return State(dataset, run)


def halfway(dataset: Dataset, place: int, **change: float) -> State:
    """A run of 2,000 iterations in the middle of which the visitor stands. change: what was set there anew."""
    held = trained(dataset)
    run = held.run
    assert run is not None
    run.stand(place)
    if change:
        run.change(**{"learning_rate": 0.005, "l2": 0.0, "momentum": 0.0} | change)
        run.compute()
        run.stand(None)
    return held


def under_way(dataset: Dataset, slices: int) -> State:
    """A long run of which so many slices are computed, and that waits for a thread."""
    background = Background(threads=0, clock=lambda: 0.0)
    run = WatchedRun(dataset, Recipe(num_iterations=100_000), background=background)
    run.compute()
    for _ in range(slices):
        background.turn()
    run.number = 1
    return State(dataset, run)


def in_bursts(*, cut: bool) -> Dataset:
    """Bright and dark pictures in colour, in six bursts of a class, two of which are for testing.

    Those of a burst are nearly the same. cut: whether one picture of a tested burst is learned from.
    """
    draws = np.random.default_rng(5)
    bursts = np.repeat(np.arange(12), 6)
    scenes = draws.integers(40, 200, (12, 10, 10, 3)) + 20 * (np.arange(12) % 2)[:, None, None, None]
    images = (scenes[bursts] + draws.integers(-8, 9, (72, 10, 10, 3))).clip(0, 255).astype(np.uint8)
    whole = Split(images, bursts % 2, bursts)
    tested = np.isin(bursts, (0, 1, 2, 3))
    if cut:
        tested[0] = False
    return Dataset("Bursts", ("hat", "cup"), whole.take(np.flatnonzero(~tested)), whole.take(np.flatnonzero(tested)))


def without_a_class() -> Dataset:
    """Faces of which only those of class 1 are tested."""
    whole = faces.load()
    tested = whole.test.take(whole.test.indices(1))
    return Dataset("Faces only", whole.class_names, whole.train, tested)


def twelve() -> Dataset:
    """Twelve grey pictures of noise: eight to learn from, four for the test."""
    images = np.random.default_rng(12).integers(0, 256, (12, 8, 8, 1)).astype(np.uint8)
    return split_dataset("Twelve", ("a", "b"), images, np.arange(12) % 2, test_share=1 / 3, seed=0)


def loaded() -> State:
    """A neuron that was saved and brought back."""
    run = trained(faces.load(), num_iterations=200).run
    assert run is not None
    assert run.here is not None
    assert run.here.classifier is not None
    return State(faces.load(), taken=load_classifier(save_classifier(run.here.classifier)))


def painted(dataset: Dataset) -> Classifier:
    """A neuron whose weights nobody trained."""
    w = np.random.default_rng(8).normal(0, 0.02, (dataset.n_x, 1))
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    return Classifier(w, 0.1, *about, Unrepeatable(PAINTED))


def of_another_division() -> State:
    """A neuron that learned from the same pictures, divided otherwise."""
    here = faces.load()
    stack = [np.concatenate([getattr(part, of) for part in (here.train, here.test)]) for of in ("images", "labels")]
    other = split_dataset("Faces, divided anew", here.class_names, *stack, test_share=0.25, seed=9)
    return State(here, taken=train(other, Recipe(num_iterations=200)))


STATES: dict[str, Callable[[], State]] = {
    "untrained": lambda: State(faces.load()),
    "trained": lambda: trained(faces.load()),
    "loaded": loaded,
    "another dataset": lambda: State(faces.load(), taken=train(drawings.load(), Recipe(num_iterations=50))),
    "another division": of_another_division,
    "bursts": lambda: trained(in_bursts(cut=False), num_iterations=200),
    "cut bursts": lambda: trained(in_bursts(cut=True), num_iterations=200),
    "digits": lambda: trained(digits.load(3, 8)),
    "rare": lambda: trained(digits.load(3), num_iterations=100),
    "missing class": lambda: trained(without_a_class(), num_iterations=200),
    "twelve": lambda: trained(twelve()),
    "penalty": lambda: trained(faces.load(), l2=1.0),
    "batches": lambda: trained(faces.load(), batch_size=16, num_iterations=200),
    "momentum": lambda: trained(faces.load(), momentum=0.9, num_iterations=200),
    "patience": lambda: trained(digits.load(3, 8), patience=1, learning_rate=0.5),
    "patience, cut bursts": lambda: trained(in_bursts(cut=True), patience=2, num_iterations=200),
    "halfway": lambda: halfway(faces.load(), 300),
    "changed on the way": lambda: halfway(faces.load(), 300, learning_rate=0.02, l2=0.1),
    "set up": lambda: under_way(faces.load(), 0),
    "under way": lambda: under_way(faces.load(), 3),
    "at the start": lambda: halfway(faces.load(), 0),
    "rises": lambda: trained(faces.load(), learning_rate=0.5),
    "painted": lambda: State(faces.load(), taken=painted(faces.load())),
    "painted start": lambda: trained(faces.load(), start=painted(faces.load()), num_iterations=200),
    "in a lesson": lambda: replace(trained(faces.load()), lesson="one_neuron"),
    "diverged": lambda: trained(faces.load(), learning_rate=5.0, num_iterations=6),
}


WITHOUT = ("untrained", "set up", "at the start")  # no model yet
TRAINED = [name for name in STATES if name not in (*WITHOUT, "another dataset", "under way")]  # one that fits


@cache
def state(name: str) -> State:
    """What a visitor in this state has in hand, made once."""
    return STATES[name]()


@cache
def visit(name: str) -> dict[str, Seen]:
    """All pages, by their names, as one visitor in this state sees them, with a test image in hand."""
    app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=300)
    hold(app, in_hand(state(name))).run()
    return {page: seen(go_to(app, page)) for page in PAGES}


def in_hand(held: State) -> dict[str, Any]:
    """The state of the session of a visitor who has this in hand, and a test image."""
    found: dict[str, Any] = {
        "dataset": ("uploaded", held.dataset),
        "uploaded": held.dataset,
        "test_image": Photo(held.dataset.test.images[0], "Test image 0", 0),
        "lesson": held.lesson,
    }
    if held.taken is not None:
        found["taken_classifier"] = held.taken
    if held.run is not None:
        found |= {f"setting.{name}": value for name, value in held.run.recipe.settings.items()}
        found["run"] = held.run
        if held.run.whole is not None and held.run.whole.finished:
            found["runs"] = runs.compared_with((), held.run.number, held.run.whole)
    return {f"in_hand.{name}": value for name, value in found.items()}


def seen(app: AppTest) -> Seen:
    """What is on the page that is open."""
    labels = [str(getattr(each, "label", "")) for kind in ("expander", "button", "slider") for each in app.get(kind)]
    tables = [each.value.to_string() for kind in ("table", "dataframe") for each in app.get(kind)]
    drawn = [words_of(chart) for chart in charts(app)]
    pieces = [each.proto.body for each in app.main.get("html")]
    helps = [each.help or "" for each in app.button]
    text = "\n".join([words(app), *labels, *helps, *tables, *drawn, *map(plain, pieces)])
    sidebar = "\n".join(each.value for each in app.sidebar.markdown)
    errors, buttons = tuple(each.value for each in app.error), tuple(each.label for each in app.button)
    return Seen(text, sidebar, errors, buttons, recording(app) if components(app, "player") else None)


def words_of(chart: dict[str, Any]) -> str:
    """The titles, names and notes of a chart, and its words for those who cannot see it."""
    layout = chart["layout"]
    notes = [str(each.get("text", "")) for each in layout.get("annotations", [])]
    axes = [str(value.get("title", {}).get("text", "")) for key, value in layout.items() if "axis" in key]
    return "\n".join(
        [chart["alt"], *chart["told"], *notes, *axes, *(str(each.get("name", "")) for each in chart["data"])]
    )


def plain(piece: str) -> str:
    """The text in a piece of HTML."""
    bare = re.sub(r"<(style|script)>.*?</\1>", "", piece, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", bare)).replace("\u00a0", " ")
