"""Every page, opened by a new visitor and by one who has trained a model."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import Classifier, Minimum, Recipe
from logreg_core.representation import size_of
from logreg_core.settings import ITERATIONS, LEARNING_RATE
from logreg_core.sources import faces
from pages.visit import watched
from pages.visit.photos import Photo
from pages.visit.road import ROAD
from tests.browser.axe import UNCHANGED

from .conftest import ROOT, Open, go_to, press, sidebar, slots, stand, words

PAGES = sorted(page.stem for page in (ROOT / "pages").glob("*.py") if page.stem not in ("menu", "film"))


@pytest.mark.parametrize("page", PAGES)
def test_a_new_visitor_can_open_every_page(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert len(app.title) == 1
    assert "none yet" in sidebar(app)


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_with_a_model_can_open_every_page(open_page: Open, page: str) -> None:
    app = open_page(page, trained=20)
    assert len(app.title) == 1
    assert "20 iterations" in sidebar(app)


@pytest.fixture(scope="module")
def of_features() -> Classifier:
    """A neuron that looks at a thumbnail of the faces."""
    dataset = faces.load()
    w = np.random.default_rng(0).normal(size=(size_of("thumbnail", dataset.image_shape), 1))
    about = (dataset.image_shape, dataset.class_names, dataset.name, dataset.digest)
    return Classifier(w, 0.0, *about, Minimum(0.1, "thumbnail"))


@pytest.mark.parametrize("page", PAGES)
def test_a_model_that_does_not_look_at_pixels_breaks_no_page(
    open_page: Open, of_features: Classifier, page: str
) -> None:
    app = open_page("home")
    slots(app)["taken_classifier"] = of_features
    slots(app)["photo"] = Photo(faces.load().test.images[0], "Test image 0", 0)
    go_to(app, page)
    assert not app.error
    assert "thumbnail" in sidebar(app)


@pytest.mark.parametrize("page", ["weights", "evaluate", "calibration", "why", "card", "predict", "many"])
def test_a_page_that_needs_a_model_says_so_and_points_one_step_back(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert "no trained model yet" in words(app)
    assert [link.proto.page for link in app.get("page_link")] == ["train"]


@pytest.mark.parametrize(
    "page", ["weights", "evaluate", "calibration", "why", "card", "predict", "many", "you", "compare", "keep"]
)
def test_a_page_without_a_model_trains_the_default_neuron_at_a_press(open_page: Open, page: str) -> None:
    app = open_page(page, link={LEARNING_RATE.name: "0.01"})
    press(app, "Train a neuron now")
    assert slots(app)["run"].recipe == Recipe()
    assert "no trained model yet" not in words(app)
    assert not [each for each in app.button if each.label == "Train a neuron now"]
    rate, _ = go_to(app, "train").number_input
    assert rate.value == LEARNING_RATE.default, "the sliders say so"


def test_whoever_stands_at_the_start_of_a_run_goes_to_its_end(open_page: Open) -> None:
    app = stand(open_page("train", trained=200), 0)
    go_to(app, "weights")
    assert "You stand at the start" in words(app)
    press(app, "Go to its end")
    assert "You stand at the start" not in words(app)
    assert slots(app)["run"].place == 200


def test_a_run_that_takes_longer_than_a_blink_is_watched_on_train(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "INSTANT", 0.0)
    app = open_page("weights")
    assert not [each for each in app.button if each.label == "Train a neuron now"]
    assert [link.proto.page for link in app.get("page_link")] == ["train"]


def test_every_page_but_the_last_ends_with_one_link_onward(open_page: Open) -> None:
    app = open_page("home")
    road = []
    pages = [*ROAD, "why", "you", "calibration", "experiments", "card", "many"]
    for page in pages:
        if page == "train":
            app = open_page("train", trained=5)
        links = [each.proto.page for each in go_to(app, page).get("page_link")]
        if page == "explore":
            assert links.pop() == "step", "offered beside it"
        road.append(links[-1])
    assert road == ["explore", "train", *pages[3:], "keep"]


@pytest.mark.parametrize("name", UNCHANGED)
def test_a_page_that_has_nothing_to_do_with_the_model_is_the_same_with_one(open_page: Open, name: str) -> None:
    page = name.lower().replace(" ", "_")
    without, with_one = open_page(page, link={ITERATIONS.name: "20"}), open_page(page, trained=20)
    assert words(without) == words(with_one)
    assert [each.label for each in without.main.get("button")] == [each.label for each in with_one.main.get("button")]
    assert len(without.main.get("bidi_component")) == len(with_one.main.get("bidi_component"))


def test_a_forged_choice_leads_nowhere_and_breaks_nothing(open_page: Open) -> None:
    app = open_page("explore")
    (finds,) = (each for each in app.sidebar.selectbox if each.label == "Find a page")
    parts = [each for each in app.get("button_group") if each.label in ("Images", "Class")]
    assert len(parts) == 2
    states = app._tree.get_widget_states()
    others = [each for each in states.widgets if each.id not in (finds.id, *(part.id for part in parts))]
    del states.widgets[:]
    states.widgets.extend(others)
    states.widgets.add(id=finds.id, string_value="no page")
    for part in parts:
        states.widgets.add(id=part.id).string_array_value.data[:] = []
        states.widgets[-1].string_array_value.SetInParent()
    app._run(states)
    assert not app.exception
    assert app.title[0].value == "Explore the data"


@pytest.mark.parametrize("name", ["lessons", "teach"])
def test_a_field_for_a_lesson_says_how_much_is_read(open_page: Open, name: str) -> None:
    assert "At most 65,536 bytes are read." in words(open_page(name))
