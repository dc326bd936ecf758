"""Edit: every change gives the dataset that the core describes, can be undone, and can be saved."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Dataset
from logreg_core.data.edits import Edits
from logreg_core.sources import faces
from logreg_core.sources.catalog import CATALOG
from pages.parts.edit import steps
from pages.visit import data

from .conftest import Open, button, go_to, press, sidebar, slots, tiles, unfold, words

FACES = Edits.of(faces.load())


def in_hand(app: AppTest) -> Dataset:
    return slots(app)["edited"].dataset


def pick(app: AppTest, positions: Iterable[int]) -> AppTest:
    """What clicks on these images lead to; the clicks themselves need a browser."""
    slots(app)["picked_images"] = frozenset(positions)
    return app.run()


def test_nothing_is_changed_by_looking(open_page: Open) -> None:
    app = open_page("edit")
    assert "Nothing is changed yet" in words(app)
    assert FACES.original.digest[:12] in words(app)
    for label in ("Undo", "Undo all", "Bring images back", "Move images to test", "Leave images out", "Pick none"):
        assert button(app, label).disabled
    assert button(app, "Balance the classes").disabled, "the faces are balanced"


def test_picked_images_are_left_out_moved_and_brought_back(open_page: Open) -> None:
    app = pick(open_page("edit"), {3, 7})
    press(app, "Leave 2 images out")
    expected = FACES.leave_out("train", [3, 7])
    assert in_hand(app).digest == expected.dataset().digest
    assert "148 + 50 images" in sidebar(app)
    assert "Left out 2 training images (3, 7)" in words(app).replace("\\", "")
    assert button(app, "Leave images out").disabled, "nothing is picked any more"
    press(pick(app, {0}), "Move 1 image to test")
    expected = expected.move("train", [0])
    assert in_hand(app).digest == expected.dataset().digest
    press(app, "Bring 2 images back")
    assert in_hand(app).digest == expected.restore().dataset().digest


def test_test_images_move_to_the_training_images(open_page: Open) -> None:
    app = open_page("edit")
    app.segmented_control(key="browse.part").set_value("test").run()
    assert all("Test image" in tile["words"] for tile in tiles(app))
    press(pick(app, {5}), "Move 1 image to training")
    assert in_hand(app).digest == FACES.move("test", [5]).dataset().digest


def test_classes_are_renamed_and_swapped_as_text(open_page: Open) -> None:
    app = open_page("edit")
    name = "<img src=x onerror=alert(1)>"
    [field] = [each for each in app.text_input if each.label == "Name of class 1"]
    field.set_value(name)
    press(app, "Rename")
    assert in_hand(app).class_names == ("no face", name)
    assert "<img src=x" not in words(app)
    press(app, "Swap class 0 and 1")
    assert in_hand(app).digest == FACES.rename("no face", name).swap().dataset().digest
    assert [each.value for each in app.text_input] == ["no face", name], "class 1 stands first"


def test_a_new_division_and_balance_follow_share_and_seed(open_page: Open) -> None:
    app = open_page("edit")
    app.number_input(key="edit.share").set_value(0.4)
    app.number_input(key="edit.seed").set_value(7)
    press(app, "Divide again")
    divided = FACES.redivide(test_share=0.4, seed=7)
    assert in_hand(app).digest == divided.dataset().digest
    press(pick(app, {0, 1, 2}), "Leave 3 images out")
    press(app, "Balance the classes")
    assert in_hand(app).digest == divided.leave_out("train", [0, 1, 2]).balance(seed=7).dataset().digest


def test_undo_goes_back_step_by_step_to_the_dataset_itself(open_page: Open) -> None:
    app = press(open_page("edit"), "Swap class 0 and 1")
    swapped = in_hand(app).digest
    press(app, "Divide again")
    press(app, "Undo")
    assert in_hand(app).digest == swapped
    press(app, "Undo")
    assert slots(app)["dataset"][0] == "faces"
    assert "Nothing is changed yet" in words(app)
    press(press(app, "Swap class 0 and 1"), "Divide again")
    press(app, "Undo all")
    assert slots(app)["dataset"][0] == "faces"
    assert "edited" not in slots(app)


def test_a_change_that_leaves_no_dataset_says_why_and_changes_nothing(open_page: Open) -> None:
    app = open_page("edit", trained=3)
    assert "The next change discards your model" in words(app)
    press(pick(app, FACES.original.train.indices(1).tolist()), "Leave 75 images out")
    assert "at least one training image" in app.error[0].value.casefold()
    assert "3 iterations" in sidebar(app)
    for field in app.text_input:
        field.set_value("the same")
    press(app, "Rename")
    assert "two different class names" in app.error[0].value
    assert "3 iterations" in sidebar(app), "the model is kept"
    press(app, "Swap class 0 and 1")
    assert not app.error
    assert "none yet" in sidebar(app)


def test_renaming_to_the_same_names_is_no_change(open_page: Open) -> None:
    app = press(open_page("edit", trained=3), "Rename")
    assert "Nothing is changed yet" in words(app)
    assert "3 iterations" in sidebar(app)


def test_the_original_and_the_edited_dataset_are_both_to_be_chosen(open_page: Open) -> None:
    app = go_to(press(open_page("edit"), "Swap class 0 and 1"), "explore")
    (group,) = [each for each in app.segmented_control if each.label == "Dataset"]
    assert group.options == [*(entry.title for entry in CATALOG.values()), "Edited"]
    assert group.value == "edited"
    group.set_value("faces").run()
    assert "Faces" in sidebar(app)
    assert "edited" not in sidebar(app)
    app.segmented_control(key="explore.dataset").set_value("edited").run()
    assert "Faces, edited" in sidebar(app)
    press(go_to(app, "edit"), "Undo")
    assert "Nothing is changed yet" in words(app)


def test_many_changes_keep_the_last_thirty_undos_and_all_sentences(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MAX_UNDOS", 2)
    app = open_page("edit")
    for _ in range(3):
        press(app, "Swap class 0 and 1")
    assert words(app).count("Swapped the classes") == 3
    press(press(app, "Undo"), "Undo")
    assert button(app, "Undo").disabled
    assert words(app).count("Swapped the classes") == 1
    press(app, "Undo all")
    assert "Nothing is changed yet" in words(app)


def test_no_room_for_the_changed_dataset_is_said(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "BUDGET_BYTES", 1000)
    app = press(open_page("edit"), "Swap class 0 and 1")
    assert "A session may keep" in app.error[0].value
    assert "Nothing is changed yet" in words(app)


def test_an_undo_for_which_there_is_no_room_is_refused_and_all_stays(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = press(press(open_page("edit"), "Swap class 0 and 1"), "Swap class 0 and 1")
    monkeypatch.setattr(data, "BUDGET_BYTES", 1000)
    press(app, "Undo")
    assert "A session may keep" in app.error[0].value
    assert words(app).count("Swapped the classes") == 2
    press(app, "Undo all")
    assert "Nothing is changed yet" in words(app)


def test_the_dataset_can_be_saved_in_both_ways(open_page: Open) -> None:
    app = open_page("edit")
    assert [each.label for each in app.get("download_button")] == [
        "ZIP of PNGs and a table",
        "HDF5, training images",
        "HDF5, test images",
    ]


def test_mirrored_copies_are_added_and_taken_back(open_page: Open) -> None:
    app = press(open_page("edit"), "Add mirrored copies")
    assert in_hand(app).digest == FACES.mirror().dataset().digest
    assert "half of them mirrored copies" in words(app)
    assert "Added mirrored copies of 150 training images" in words(app)
    assert button(app, "Add mirrored copies").disabled
    press(pick(app, {153}), "Move 1 image to test")
    assert in_hand(app).digest == FACES.mirror().move("train", [3]).dataset().digest
    press(app, "Undo")
    press(app, "Undo")
    assert not button(app, "Add mirrored copies").disabled
    assert "mirrored copies of" not in words(app)


def test_the_guess_on_mirrored_copies_is_told_before_and_after_they_are_added(open_page: Open) -> None:
    app = unfold(open_page("edit"), "edit.guesses")
    app.button(key="guess.mirrored_copies.see").click().run()
    told = "With mirrored copies 49 of 50 test images are right, without them 49."
    assert told in words(app).replace("\\", "")
    assert told in words(press(app, "Add mirrored copies")).replace("\\", "")
