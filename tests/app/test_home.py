"""Home: the neuron with real numbers, and where the visitor is."""

from __future__ import annotations

from .conftest import Open, go_to, words


def test_an_untrained_neuron_says_fifty_fifty(open_page: Open) -> None:
    app = open_page("home")
    (picture,) = [html.proto.body for html in app.main.get("html") if "neuron" in html.proto.body]
    assert "50 %" in picture
    assert "625 numbers" in picture
    assert picture.count("<img") == 3
    assert picture.count("alt=") == 3
    assert "every picture gets 50 %" in words(app)


def test_after_training_it_shows_the_model_in_hand(open_page: Open) -> None:
    app = go_to(open_page("train", trained=200), "home")
    (picture,) = [html.proto.body for html in app.main.get("html") if "neuron" in html.proto.body]
    assert ">50 %<" not in picture
    assert "after 200 iterations" in words(app)
