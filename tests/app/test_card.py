"""Card: the model on one page, with what the visitor adds, and two files to take away."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from .conftest import Open, go_to


@pytest.fixture
def ready(open_page: Open) -> AppTest:
    return open_page("card", trained=100)


def shown(app: AppTest) -> str:
    """The card on the page."""
    (card,) = [element.proto.body for element in app.get("html") if 'class="card"' in element.proto.body]
    return card


def test_the_card_has_the_numbers_of_the_run_and_offers_both_files(ready: AppTest) -> None:
    card = shown(ready)
    for words in ("Faces", "Iterations", "100", "150: 75 face, 75 no face", "Known failures", "Always “face”"):
        assert words in card
    assert "<dt>Batch size</dt><dd>all</dd>" in card
    assert "<dt>Patience</dt><dd>no early stopping</dd>" in card
    assert "Validation set" not in card
    assert "Seed" not in card
    assert card.count("<img") == card.count("<figure") <= 6
    assert [each.label for each in ready.get("download_button")] == ["Download HTML", "Download Markdown"]


def test_what_the_visitor_writes_is_on_it_as_text_and_stays_for_the_session(ready: AppTest) -> None:
    ready.text_input(key="card.author").set_value("<b>Ada</b>").run()
    assert "&lt;b&gt;Ada&lt;/b&gt;" in shown(ready)
    go_to(go_to(ready, "home"), "card")
    assert "&lt;b&gt;Ada&lt;/b&gt;" in shown(ready)


def test_the_card_follows_the_threshold(ready: AppTest) -> None:
    go_to(ready, "evaluate").slider[0].set_value(0.9).run()
    assert "0.90" in shown(go_to(ready, "card"))
