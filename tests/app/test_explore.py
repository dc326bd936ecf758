"""Explore: choose a dataset, look through it, follow one image, bring a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Dataset, Hdf5Error
from logreg_core.sources import cats as cats_source
from logreg_core.sources import faces, hdf5
from logreg_core.sources.catalog import CATALOG
from pages.visit.data import built_in

from .conftest import Open, button, charts, go_to, press, sidebar, slots, tiles, upload, words


def choose(app: AppTest, label: str, option: object) -> AppTest:
    (group,) = [each for each in app.segmented_control if each.label == label]
    group.set_value(option).run()
    assert not app.exception
    return app


def test_the_shapes_are_those_of_the_dataset_in_hand(open_page: Open) -> None:
    text = words(open_page("explore"))
    assert "(150, 25, 25, 1)" in text
    assert "(625, 150)" in text


def test_the_first_numbers_of_the_followed_image_are_its_own(open_page: Open) -> None:
    app = open_page("explore")
    dataset = faces.load()
    picked = next(i for i in range(24) if dataset.train.labels[i] == 1)
    first = dataset.train.images[picked].ravel()[:9]
    assert f"training image {picked} (face)" in words(app)
    bodies = (each.proto.body for each in app.get("html"))
    pixels, flat, unit = (
        found[1] for body in bodies if (found := re.search('<pre class="numbers">(.*?)</pre>', body, re.S))
    )
    assert pixels == " ".join(f"[{number}]" for number in first)
    assert flat.split()[:9] == [str(number) for number in first]
    assert unit.split()[:9] == [f"{number / 255:.4f}" for number in first]


def test_filters_and_pages_show_the_right_images(open_page: Open) -> None:
    app = open_page("explore")
    dataset = faces.load()
    assert [tile["number"] for tile in tiles(app)] == list(range(24))
    assert button(app, "Previous").disabled
    press(app, "Next")
    assert [tile["number"] for tile in tiles(app)] == list(range(24, 48))
    choose(app, "Class", 0)
    assert [tile["number"] for tile in tiles(app)] == dataset.train.indices(0)[:24].tolist(), "back to the first page"
    choose(app, "Images", "test")
    assert [tile["number"] for tile in tiles(app)] == dataset.test.indices(0)[:24].tolist()
    assert all("Test image" in tile["words"] and tile["words"].endswith("no face") for tile in tiles(app))
    press(app, "Next")
    assert len(tiles(app)) == 1
    assert button(app, "Next").disabled


def test_the_balance_of_both_parts_is_drawn_with_its_numbers(open_page: Open) -> None:
    balance, brightness = charts(open_page("explore"))
    assert [trace["text"] for trace in balance["data"]] == [["75 of 150", "25 of 50"]] * 2
    assert [trace["name"] for trace in brightness["data"]] == ["no face", "face"]


def test_the_cats_are_chosen_shown_and_named_lopsided(open_page: Open, cats: Dataset) -> None:
    app = open_page("explore", trained=3)
    choose(app, "Dataset", "cats")
    text = words(app)
    assert "(209, 64, 64, 3)" in text
    assert "(12288, 209)" in text
    assert "not mixed alike" in text
    aside = sidebar(app)
    assert "Cats" in aside
    assert "none yet" in aside, "the model of the faces is let go of"


def test_a_failed_download_says_what_to_do_and_the_app_goes_on(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("LOGREG_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(cats_source, "MIRRORS", ("http://127.0.0.1:1/a/", "http://127.0.0.1:1/b/"))
    app = choose(open_page("explore"), "Dataset", "cats")
    assert "(150, 25, 25, 1)" in words(app), "the faces stay until the cats have arrived"
    press(app, "Download cats")
    assert "internet connection" in app.error[0].value
    assert "(150, 25, 25, 1)" in words(app)


def test_a_download_fetches_and_then_shows_the_dataset(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    arrived: list[str] = []

    def fetch(progress: Callable[[float], object]) -> None:
        for share in (0.0, 0.5, 1.0):
            progress(share)
        arrived.append("cats")

    other = replace(CATALOG["cats"], fetch=fetch, is_local=lambda: bool(arrived), load=lambda: faces.load(seed=5))
    monkeypatch.setitem(CATALOG, "cats", other)
    built_in.clear()
    app = choose(open_page("explore"), "Dataset", "cats")
    press(app, "Download cats")
    assert arrived == ["cats"]
    assert not [each for each in app.button if each.label.startswith("Download")]
    assert slots(app)["dataset"][0] == "cats"
    built_in.clear()


def test_an_uploaded_pair_of_files_is_taken_in_hand(open_page: Open) -> None:
    train, test = hdf5.save(faces.load(seed=9))
    app = press(upload(open_page("explore", trained=3), ("a.h5", train), ("b.h5", test)), "Use it")
    aside = sidebar(app)
    assert "a\\.h5" in aside
    assert "none yet" in aside
    (group,) = [each for each in app.segmented_control if each.label == "Dataset"]
    assert group.value == "uploaded"
    choose(app, "Dataset", "faces")
    assert "Faces" in sidebar(app)


def test_a_refused_file_says_why_and_the_dataset_in_hand_stays(open_page: Open) -> None:
    app = open_page("explore", trained=3)
    upload(app, ("page.h5", b"<!DOCTYPE html><html></html>"))
    assert len(app.error) == 1
    assert "web page" in app.error[0].value
    aside = sidebar(app)
    assert "Faces" in aside
    assert "3 iterations" in aside


def test_a_single_set_is_divided_by_the_share_and_the_seed_that_are_chosen(open_page: Open) -> None:
    train, _ = hdf5.save(faces.load())
    app = upload(open_page("explore"), ("all.h5", train))
    app.number_input(key="explore.upload_share").set_value(0.4)
    app.number_input(key="explore.upload_seed").set_value(7)
    press(app, "Use it")
    expected = hdf5.load(train, test_share=0.4, seed=7)
    assert f"({len(expected.train)}, 25, 25, 1)" in words(app)
    assert slots(app)["uploaded"].digest == expected.digest


def test_a_dataset_that_cannot_be_read_leaves_the_one_in_hand(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> Dataset:
        raise Hdf5Error("Too many files are being read at the moment.")

    monkeypatch.setitem(CATALOG, "cats", replace(CATALOG["cats"], load=busy, is_local=lambda: True))
    built_in.clear()
    app = choose(open_page("explore", trained=3), "Dataset", "cats")
    assert "Too many files" in app.error[0].value
    assert "(150, 25, 25, 1)" in words(app)
    assert "3 iterations" in " ".join(element.value for element in go_to(app, "home").sidebar.markdown)
    built_in.clear()
