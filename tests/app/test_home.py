"""Home: the neuron with real numbers, and where the visitor is."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

from .conftest import Open, button, go_to, press, slots, told, words


def test_an_untrained_neuron_says_fifty_fifty(open_page: Open) -> None:
    app = open_page("home")
    (picture,) = [html.proto.body for html in app.main.get("html") if "neuron" in html.proto.body]
    assert "50 %" in picture
    assert "625 numbers" in picture
    assert picture.count("<img") == picture.count("alt=") == 2
    assert 'role="img" aria-label="On the sigmoid curve, a score of 0 gives 50 %"' in picture
    curve = base64.b64decode(re.findall(r"mask-image: url\(data:image/svg\+xml;base64,([^)]+)\)", picture)[0]).decode()
    assert 'stroke="black"' in curve, "a mask has no ink of its own: that of the text is right by day and by night"
    assert "every picture gets 50 %" in words(app)


def test_after_training_it_shows_the_model_in_hand(open_page: Open) -> None:
    app = go_to(open_page("train", trained=200), "home")
    (picture,) = [html.proto.body for html in app.main.get("html") if "neuron" in html.proto.body]
    assert ">50 %<" not in picture
    assert "after 200 iterations" in words(app)


def test_an_image_is_called_new_to_the_model_only_where_it_is(open_page: Open) -> None:
    app = go_to(open_page("train", trained=5), "home")
    assert "a test image that it has not learned from" in words(app)
    model = slots(app)["run"].here.classifier
    slots(app)["taken_classifier"] = replace(model, dataset_digest="of another division")
    app.run()
    assert "looking at an image of the current dataset" in words(app)
    assert "not learned" not in words(app)


def test_the_first_button_trains_and_plays_on_train(open_page: Open) -> None:
    app = open_page("home")
    assert next(each.label for each in app.button) == "Watch it learn"
    assert button(app, "Watch it learn").proto.type == "primary"
    press(app, "Watch it learn")
    assert app.title[0].value == "Train a neuron"
    assert told(app)[0]["play"] == 1
    assert told(app)[0]["place"] == 2000
    number = slots(app)["run"].number
    press(go_to(app, "home"), "Watch it learn")
    assert told(app)[0]["play"] == 2
    assert slots(app)["run"].number == number, "the current run is played, and not made anew"
    assert go_to(app, "home").title[0].value != "Train a neuron", "it leads there once"
