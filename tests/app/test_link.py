"""The link: in the address on every page, and whoever opens it gets the same neuron."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from logreg_core.sources import faces
from pages.visit import lesson
from pages.visit.background import Background
from pages.visit.link import LINK_TRAINED
from tests.neurons import neuron_after

from .conftest import ROOT, Open, go_to, iteration, press, sidebar, slots, stand, unfold, words
from .states import state
from .test_explore import choose
from .test_train import set_number, the


def model_in_hand(app: AppTest) -> str:
    (found,) = [each.value for each in app.sidebar.markdown if each.value.startswith("**Model**")]
    return found


def test_the_same_link_gives_the_same_weights_to_another_visitor(open_page: Open) -> None:
    app = set_number(set_number(open_page("train"), "learning_rate", 0.012), "num_iterations", 321)
    link = {"learning_rate": "0.012", "num_iterations": "321", "trained": "321"}
    assert app.query_params == link
    checksum = f"Checksum of the weights: `{neuron_after(faces.load(), 321, 0.012).checksum}`"
    assert checksum in words(unfold(app, "train.link"))
    (code,) = [each.value for each in app.code if "?" in each.value]
    assert code.endswith("?learning_rate=0.012&num_iterations=321&trained=321")

    other = open_page("weights", link=link)
    assert "321 iterations" in model_in_hand(other), "it is trained on whatever page it is opened"
    assert the(go_to(other, "train").number_input, "learning_rate").value == 0.012
    assert checksum in words(unfold(other, "train.link"))

    del link["trained"]
    older = open_page("train", link=link)
    assert "none yet" in model_in_hand(older), "a link that was given out says nothing of that"
    press(older, "Train")
    assert checksum in words(unfold(older, "train.link"))


def test_who_stands_in_the_middle_of_a_run_hands_out_that_place(open_page: Open) -> None:
    app = stand(open_page("train", trained=30), 7)
    link = {"num_iterations": "30", "trained": "7"}
    assert app.query_params == link
    other = unfold(open_page("train", link=link), "train.link")
    assert iteration(other) == 7
    assert f"`{neuron_after(faces.load(), 7, 0.005).checksum}`" in words(other)
    assert stand(other, 0).query_params == {"num_iterations": "30"}, "there nothing is trained"


def test_the_address_holds_the_link_on_every_page(open_page: Open) -> None:
    app = choose(open_page("explore"), "Dataset", "digits")
    assert app.query_params == {"data": "digits"}
    app.query_params.clear()  # as a click in the menu does it
    assert go_to(app, "weights").query_params == {"data": "digits"}, "where the page ends early too"
    app.query_params.update({"term": "bias", "embedded": ["1", "2"]})
    assert go_to(app, "words").query_params == {"data": "digits", "term": "bias", "embedded": ["1", "2"]}
    choose(go_to(app, "explore"), "Dataset", "faces")
    assert app.query_params == {"term": "bias", "embedded": ["1", "2"]}


def test_a_long_run_of_a_link_is_computed_while_somebody_looks(open_page: Open, background: Background) -> None:
    link = {"num_iterations": "100000", "trained": "2000"}
    app = open_page("home", link=link)
    assert "in training" in model_in_hand(app)
    assert app.query_params == link
    while background.turn():
        pass
    go_to(app, "train")
    assert app.query_params == link
    assert iteration(app) == 2000
    set_number(app, "num_iterations", 100)
    assert app.query_params == {"num_iterations": "100", "trained": "100"}


@pytest.mark.parametrize(
    ("name", "key", "trained"),
    [
        ("trained", "faces", "2000"),
        ("trained", "uploaded", None),
        ("halfway", "faces", "300"),
        ("batches", "faces", "200"),
        ("under way", "faces", "100000"),
        ("set up", "faces", "100000"),
        ("changed on the way", "faces", None),
        ("painted start", "faces", None),
        ("painted", "faces", None),
        ("at the start", "faces", None),
        ("diverged", "faces", "6"),
    ],
)
def test_the_link_says_how_far_to_train_only_where_that_leads_to_the_run_in_hand(
    name: str, key: str, trained: str | None
) -> None:
    app, held = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=300), state(name)
    slots(app)["dataset"] = (key, held.dataset)
    slots(app)["taken_classifier"] = held.taken
    slots(app)["run"] = held.run
    for setting, value in held.run.recipe.settings.items() if held.run else ():
        slots(app)[f"setting.{setting}"] = value
    assert app.run().query_params.get(LINK_TRAINED) == trained
    slots(app)["setting.learning_rate"] = 0.007
    assert LINK_TRAINED not in app.run().query_params, "other settings lead elsewhere"


def test_a_run_that_was_stopped_is_handed_out_as_a_place_on_the_way(open_page: Open, background: Background) -> None:
    app = press(open_page("train", link={"num_iterations": "100000"}), "Train")
    for _ in range(3):
        background.turn()
    press(app, "Stop")
    assert app.query_params == {"num_iterations": "100000", "trained": str(iteration(app))}


@pytest.mark.parametrize(
    "text",
    ["0", "-5", "2001", "1e3", "7.0", "", "abc", "\u0663", "1" * 10_000, "<img src=x onerror=alert(1)>", "nan", "+7"],
)
def test_how_far_to_train_is_one_of_the_iterations(open_page: Open, text: str) -> None:
    app = open_page("evaluate", link={"trained": text, "learning_rate": "0.01"})
    (warning,) = app.warning
    said = warning.value.replace("\\", "").replace("\u200b", "")
    assert "trained must be a whole number from 1 to 2000, the number of iterations. Got" in said
    assert "Nothing was trained." in said
    assert len(said) < 400
    assert "none yet" in model_in_hand(app)
    assert app.query_params == {"learning_rate": "0.01"}


def test_a_link_of_which_something_is_wrong_trains_no_other_neuron(open_page: Open) -> None:
    app = open_page("predict", link={"data": "dogs", "trained": "50"})
    (warning,) = app.warning
    assert "So nothing was trained" in warning.value
    assert "none yet" in model_in_hand(app)
    press(go_to(app, "train"), "Train")
    assert not app.warning, "something else is in hand"


def test_who_leaves_a_lesson_has_its_link_no_longer_in_the_address(open_page: Open) -> None:
    app = open_page("home", link={lesson.LINK: "one_neuron", "term": "bias"})
    app.button(key="lesson_bar.leave").click().run()
    assert app.query_params == {"term": "bias"}


def test_the_checksum_is_promised_to_others_only_where_the_cost_can_never_rise(open_page: Open) -> None:
    app = unfold(set_number(open_page("train"), "num_iterations", 200), "train.link")
    assert "Whoever opens this link gets the same one." in words(app)
    set_number(app, "learning_rate", 5.0)
    text = words(app)
    assert "The training cost rose" in text
    assert "Checksum of the weights" in text
    assert "gets the same one" not in text
    assert "another computer may arrive at other weights" in text


def test_a_link_with_nonsense_is_read_as_far_as_it_makes_sense(open_page: Open) -> None:
    app = open_page("train", link={"learning_rate": "1e99", "data": "<b>nothing</b>", "seed": "x"})
    assert the(app.number_input, "learning_rate").value == 0.005
    assert "learning\\_rate must be between" in app.warning[0].value
    assert "Got '\\<b\\>nothing" in app.warning[0].value


def test_what_is_wrong_in_a_link_is_said_one_by_one_and_the_rest_is_used(open_page: Open) -> None:
    link = {"data": "dogs", "learning_rate": "0.01", "num_iterations": "abc", "l2": "nan", "seed": "3"}
    app = open_page("train", link=link)
    (warning,) = app.warning
    said = warning.value.replace("\\", "").replace("\u200b", "")
    assert "data must be one of faces, cats, drawings, digits. Got 'dogs'." in said
    assert "num_iterations must be a number. Got 'abc'. The default is 2000." in said
    assert "l2 must be between 0 and 10. Got nan." in said
    assert app.query_params == {"learning_rate": "0.01", "seed": "3"}, "the others are used"
    assert "none yet" in sidebar(app)
    assert "Faces" in sidebar(app)
    assert not open_page("train", link={"data": "digits", "seed": "3"}).warning
