"""Names from files are text, never markup: on every page of the menu, whatever its elements, and in every chart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Dataset, split_dataset
from logreg_core.sources import archive

from .conftest import ROOT, Open, charts, go_to, press, slots, upload

IMAGE = "<img src=x onerror=alert(1)>"
LINK = "[x](javascript:alert(1))"
PAGES = sorted(page.stem for page in (ROOT / "pages").glob("*.py") if page.stem != "menu")
# Fields of elements that Streamlit reads as Markdown. Others, such as the options of a list, are letters to it.
MARKDOWN = ("body", "label", "caption", "content", "help", "text")


def hostile_dataset() -> Dataset:
    images = np.random.default_rng(0).integers(0, 256, (12, 5, 4, 3), dtype=np.uint8)
    return split_dataset("hostile", (IMAGE, LINK), images, np.arange(12) % 2, test_share=0.4, seed=0)


def markdown(message: Any, inside: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an element, however deep, that is read as Markdown, and where it stands."""
    for field, value in message.ListFields():
        where = f"{inside}.{field.name}"
        for each in value if field.is_repeated else [value]:
            if field.message_type is not None and not field.message_type.GetOptions().map_entry:
                yield from markdown(each, where)
            elif isinstance(each, str) and field.name in MARKDOWN:
                yield where, each


def elements(block: Any) -> Iterator[Any]:
    """Every element of a page, and the blocks that hold them."""
    if block.proto is not None:
        yield block
    for child in getattr(block, "children", {}).values():
        yield from elements(child)


def found(app: AppTest) -> list[str]:
    """Where a hostile name stands unescaped. In HTML, a link of Markdown is only letters."""
    wrong = []
    for element in [*elements(app.main), *elements(app.sidebar)]:
        for where, text in markdown(element.proto):
            if IMAGE in text or (LINK in text and element.type != "html"):
                wrong.append(f"{element.type}{where}: {text[:200]}")
    return wrong


def drawn(chart: dict[str, Any]) -> dict[str, Any]:
    """What Plotly draws of a chart, and reads some HTML in; words beside it are put on the page as text."""
    return {name: value for name, value in chart.items() if name not in ("alt", "told", "series")}


@pytest.fixture
def hostile(open_page: Open) -> AppTest:
    """A visitor whose classes, files and photos have hostile names, with a model."""
    app = upload(open_page("explore"), (f"{LINK}{IMAGE}.zip", archive.save(hostile_dataset())))
    assert f"{slots(app)['looked_at'][1].classes}".count("onerror") == 1
    press(app, "Use it")
    press(go_to(app, "train"), "Train")
    return app


def test_hostile_names_are_text_on_every_page(hostile: AppTest) -> None:
    for page in PAGES:
        assert not found(go_to(hostile, page)), page
        assert not [chart for chart in charts(hostile) if IMAGE in str(drawn(chart))], page
    assert "javascript" in hostile.sidebar.markdown[-2].value, "the names are there, as text"


def test_hostile_names_are_text_while_a_visitor_chooses_and_edits(hostile: AppTest) -> None:
    press(go_to(hostile, "edit"), "Swap class 0 and 1")
    upload(go_to(hostile, "explore"), (f"{LINK}.zip", archive.save(hostile_dataset())))
    assert not found(hostile)
