"""What a step of a lesson may name is what the pages really have."""

from __future__ import annotations

import re

import pytest

from classroom.lessons import NO_STEP, PLACES

from .conftest import ROOT, Open


def test_a_step_may_name_every_page_of_the_menu_but_those_about_lessons() -> None:
    scripts = re.findall(r'Page\("[\w ]+", "(\w+)\.py", "[\w ]+"', (ROOT / "pages" / "menu.py").read_text())
    addresses = {script.removesuffix("_") for script in scripts} - {"film", *NO_STEP}
    assert addresses == set(PLACES), (
        "classroom/lessons/places.py must name each page of the menu."
        f" Add to PLACES, or to NO_STEP where no lesson may lead there: {sorted(addresses - set(PLACES))}."
        f" Delete from PLACES: {sorted(set(PLACES) - addresses)}."
    )


@pytest.mark.parametrize("page", [page for page in PLACES if PLACES[page] and page != "train"])
def test_the_controls_of_a_page_have_these_labels(open_page: Open, page: str) -> None:
    app = open_page(page, trained=10)
    choices = [[option.content for option in each.proto.options] for each in app.get("button_group")]
    assert list(PLACES[page].values()) in choices
