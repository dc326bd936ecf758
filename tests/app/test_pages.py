"""Every page, opened by a new visitor and by one who has trained a model."""

from __future__ import annotations

import pytest

from .conftest import Open, go_to, words

PAGES = ["home", "explore", "train", "features", "weights", "experiments", "predict"]


@pytest.mark.parametrize("page", PAGES)
def test_a_new_visitor_can_open_every_page(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert len(app.title) == 1
    assert "none yet" in " ".join(element.value for element in app.sidebar.markdown)


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_with_a_model_can_open_every_page(open_page: Open, page: str) -> None:
    app = open_page(page, trained=20)
    assert len(app.title) == 1
    assert "20 iterations" in " ".join(element.value for element in app.sidebar.markdown)


@pytest.mark.parametrize("page", ["weights", "predict"])
def test_a_page_that_needs_a_model_says_so_and_points_one_step_back(open_page: Open, page: str) -> None:
    app = open_page(page)
    assert "no trained model yet" in words(app)
    assert [link.proto.page for link in app.get("page_link")] == ["train"]


def test_every_page_but_the_last_ends_with_one_link_onward(open_page: Open) -> None:
    app = open_page("home")
    road = []
    for page in ("home", "explore", "train", "weights"):
        if page == "train":
            app = open_page("train", trained=5)
        road += [link.proto.page for link in go_to(app, page).get("page_link")]
    assert road == ["explore", "train", "weights", "predict"]
