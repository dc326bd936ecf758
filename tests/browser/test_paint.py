"""Painted by mouse, by keyboard and by finger: scored at every stroke, and the server counts the same."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect

from logreg_core import Dataset, prepare
from logreg_core.export import palette
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import arrive, expect_page, main, open_page, press, settle

SAME = "The server counts the same."
CLASS_0, CLASS_1 = ([int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in palette.CLASS_COLOURS)


def part(page: Page, name: str) -> Locator:
    return main(page).locator(f"[data-part={name}]")


def right(page: Page, name: str) -> int:
    return int(re.match(r"\d+", part(page, f"{name}_count").inner_text())[0])  # type: ignore[index]


def ready(page: Page, server: Server) -> Locator:
    arrive(page, server.url, "Paint")
    expect(part(page, "train_count")).not_to_be_empty()
    expect(part(page, "server")).to_be_empty()  # nothing is painted that could be counted
    return part(page, "canvas")


def colours(page: Page) -> np.ndarray:
    """The pixels of the map, ``(25, 25, 3)``."""
    data = part(page, "canvas").evaluate("it => [...it.getContext('2d').getImageData(0, 0, 25, 25).data]")
    return np.array(data).reshape(25, 25, 4)[:, :, :3]


def counted(faces: Dataset, levels: np.ndarray, yes: int) -> list[int]:
    """How many images a neuron with these weights answers right, that says yes to so many training images."""
    w = levels.reshape(1, -1).astype(float)
    cut = np.sort(w @ prepare(faces.train.images))[0, ::-1][yes - 1 : yes + 1].mean()
    return [
        int(((w @ prepare(part.images))[0] > cut).__eq__(part.labels == 1).sum()) for part in (faces.train, faces.test)
    ]


def test_strokes_of_the_mouse_are_scored_undone_and_begin_a_descent(page: Page, server: Server, faces: Dataset) -> None:
    canvas = ready(page, server)
    box: Any = canvas.bounding_box()
    cell = box["width"] / 25

    def stroke(row: int, columns: tuple[int, int]) -> None:
        y = box["y"] + (row + 0.5) * cell
        page.mouse.move(box["x"] + (columns[0] + 0.5) * cell, y)
        page.mouse.down()
        page.mouse.move(box["x"] + (columns[1] + 0.5) * cell, y, steps=4)
        page.mouse.up()

    press(page, "Small")
    press(page, "Shadow")
    stroke(3, (5, 20))
    press(page, "Blue: no face")
    stroke(10, (4, 9))
    expect(part(page, "server")).to_have_text(SAME)
    levels = np.zeros((25, 25), int)
    levels[3, 5:21], levels[10, 4:10] = 64, -64
    assert [right(page, "train"), right(page, "test")] == counted(faces, levels, 75)
    shown = colours(page)
    assert np.abs(shown[levels > 0] - CLASS_1).max() < 4
    assert np.abs(shown[levels < 0] - CLASS_0).max() < 4
    assert (shown[levels == 0] == 255).all()

    press(page, "Undo")
    levels[10] = 0
    expect(part(page, "server")).to_have_text(SAME)
    assert [right(page, "train"), right(page, "test")] == counted(faces, levels, 75)
    press(page, "Redo")
    settle(page)
    open_page(page, "Explore")
    open_page(page, "Paint")
    expect(part(page, "server")).to_have_text(SAME)
    assert np.abs(colours(page)[10, 4:10] - CLASS_0).max() < 90, "another page forgets nothing"

    press(page, "Descend from here")
    expect_page(page, "Train")
    expect(main(page)).to_contain_text("Begun from painted weights")


def test_the_keyboard_paints_too_and_what_it_scores_is_said(page: Page, server: Server, faces: Dataset) -> None:
    canvas = ready(page, server)
    canvas.focus()
    for key in ("1", "ArrowUp", "Shift+ArrowLeft", "r"):
        page.keyboard.press(key)
    heard = page.locator(".aloud")
    expect(heard).to_have_text("Row 12, column 8: empty")
    page.keyboard.down(" ")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.up(" ")
    expect(part(page, "server")).to_have_text(SAME)
    levels = np.zeros((25, 25), int)
    levels[11, 7:11] = 64
    expected = counted(faces, levels, 75)
    assert [right(page, "train"), right(page, "test")] == expected
    expect(heard).to_contain_text("of the training images right")
    page.keyboard.press("u")
    expect(part(page, "undo")).to_be_disabled()
    slider = part(page, "yes")
    page.keyboard.press("y")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(part(page, "yes_words")).to_have_text("Says “face” to 80 of 150 training images")
    expect(part(page, "server")).to_have_text(SAME)
    assert [right(page, "train"), right(page, "test")] == counted(faces, levels, 80)


def test_a_finger_paints_and_the_page_stays_where_it_is(
    new_page: NewPage, phone: dict[str, Any], server: Server
) -> None:
    page = new_page(**phone)
    canvas = ready(page, server)
    canvas.scroll_into_view_if_needed()
    top = main(page).evaluate("it => it.scrollTop")
    box: Any = canvas.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    finger = page.context.new_cdp_session(page)
    places = [{"x": box["x"] + 60, "y": box["y"] + 300 - 40 * k} for k in range(7)]
    for kind, places_ in (
        ("touchStart", places[:1]),
        *(("touchMove", [place]) for place in places[1:]),
        ("touchEnd", []),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places_})
    expect(part(page, "undo")).to_be_enabled()
    expect(part(page, "server")).to_have_text(SAME)
    assert main(page).evaluate("it => it.scrollTop") == top
