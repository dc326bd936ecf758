"""Receipts: what was done in the app goes out on Keep, and comes back on Teach as a table."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from msgspec.structs import replace
from streamlit.testing.v1 import AppTest

from classroom.exercise.functions import EXERCISES
from classroom.lessons import shipped
from classroom.receipts import Function, Lesson, Receipt, Run, Signed, Step, as_json, page, read, sign
from logreg_core import Recipe, train
from logreg_core.sources import faces
from pages.parts.keep import receipt as handing_out
from pages.parts.teach import receipts as taking_in
from pages.shared.words import count
from pages.visit.store import VISIT

from .conftest import Open, button, flat, go_to, press, slots, words
from .test_hand import after_a_reload, hand_of

KEY = "a key that nobody guesses"
WHEN = "2026-03-01 09:30 UTC"
FORMULA = '=HYPERLINK("http://x")'


@pytest.fixture(autouse=True)
def signing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has a key."""
    monkeypatch.setenv("LOGREG_KEY", KEY)


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The files that the buttons of the last page would give, by their names."""
    files: dict[str, Any] = {}
    plain = handing_out._written

    def watched(so_far: Receipt, write: Any) -> Any:
        made = plain(so_far, write)
        files["html" if write is page else "json"] = made()
        return made

    monkeypatch.setattr(handing_out, "_written", watched)
    return files


def drop(app: AppTest, files: dict[str, bytes]) -> AppTest:
    """Drop files on the field for receipts."""
    (field,) = [each for each in app.file_uploader if "Receipts" in each.label]
    field.set_value([(name, content, "text/html") for name, content in files.items()]).run()
    assert not app.exception
    return app


def table(app: AppTest) -> list[dict[str, Any]]:
    (shown,) = app.dataframe
    return shown.value.to_dict("records")


def test_the_table_is_there_after_a_reload_until_it_is_cleared(open_page: Open) -> None:
    receipt = as_json(sign(Receipt("2026-03-01 09:30 UTC"), KEY.encode())).encode()
    app = drop(open_page("teach"), {"ada.json": receipt, "b.html": b"none"})
    assert "This browser keeps the table until you clear it." in words(app)
    before = repr(table(app))
    text, data, marks = hand_of(flat({VISIT: slots(app)}))
    after = after_a_reload(text, data)
    assert after["lost"] == ()
    assert hand_of(after)[2] == marks, "the browser need not be given it once more"
    back = open_page("teach")
    slots(back)["receipts"] = after["in_hand.receipts"]
    assert repr(table(back.run())) == before
    press(back, "Clear the table")
    assert not back.dataframe
    assert "receipts" not in hand_of({"in_hand.receipts": slots(back)["receipts"]})[2]


def test_a_visit_goes_out_as_a_receipt_and_teach_confirms_it(open_page: Open, taken: dict[str, bytes]) -> None:
    app = open_page("train", trained=30)
    slots(app)["guesses"] = {
        "zero_weights": {"said": "50 %", "happened": "It was\n52 %.\u202e", "true": True},
        "background": {"said": "90 %", "happened": "58 %", "true": False},
        "best_rate": {},
    }
    slots(app)["code"] = {EXERCISES[0].name: EXERCISES[0].way}
    slots(app)["mistakes"] = {"round 1": "true"}
    slots(app)["lessons"] = [{"lesson": "one_neuron", "step": 1, "done": [0]}]
    go_to(app, "keep")
    app.text_input(key="keep.receipt.name").set_value(f"  {FORMULA}\u202e").run()
    tasks = [step.task for step in shipped()["one_neuron"].steps]
    so_far = (
        f"So far: 1 of {count(len(tasks), 'step')} of a lesson, a run, 3 guesses, 0 functions that passed all checks"
    )
    assert f"{so_far} and 0 goals." in words(app)
    assert "does not prove who did this" in words(app)
    signed = read(taken["json"])
    assert read(taken["html"]).receipt == replace(signed.receipt, when=read(taken["html"]).receipt.when)
    receipt = signed.receipt
    assert receipt.nickname == FORMULA.replace("\u202e", "")[:24]
    assert not receipt.brought
    assert [(each.said, each.happened, each.came_true) for each in receipt.guesses] == [
        ("50 %", "It was 52 %.", True),
        ("90 %", "58 %", False),
    ]
    assert receipt.lesson is not None
    assert receipt.lesson.title == shipped()["one_neuron"].title
    assert [(step.task, step.done) for step in receipt.lesson.steps] == [(task, task == tasks[0]) for task in tasks]
    assert receipt.run is not None
    assert receipt.run.dataset == "faces"
    assert receipt.run.trained_here
    model = slots(app)["run"].here.classifier
    assert (receipt.run.checksum, receipt.run.iteration) == (model.checksum, 30)
    assert receipt.run.test_accuracy == model.accuracy(faces.load().test)
    assert [(each.name, each.passed) for each in receipt.functions] == [("sigmoid", False)]

    other = drop(open_page("teach"), {"one.json": taken["json"]})
    (row,) = table(other)
    assert row["Name"] == "'" + FORMULA[:24]
    assert row["Signature"] == "signed by this server"
    assert (row["Guesses right"], row["Guesses"]) == (2, 3)
    assert row["Run confirmed"] == "not yet"
    (row,) = table(press(other, "Confirm runs and code"))
    assert row["Run confirmed"] == "confirmed"
    assert "same weights" in row["Note"]


def test_what_the_browser_brought_and_data_of_ones_own_are_told(open_page: Open, taken: dict[str, bytes]) -> None:
    app = open_page("train", trained=10)
    slots(app)["kept_is_brought"] = True
    slots(app)["dataset"] = ("uploaded", faces.load())
    assert "restored part of it" in words(go_to(app, "keep"))
    receipt = read(taken["json"]).receipt
    assert receipt.brought
    assert receipt.run is not None
    assert receipt.run.dataset == ""


def test_without_a_key_the_page_says_that_nothing_is_signed(
    open_page: Open, taken: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOGREG_KEY")
    app = open_page("keep")
    assert "not signed: its server has no key of 16 characters or more (LOGREG\\_KEY)" in words(app)
    assert "no run" in words(app)
    assert read(taken["json"]) == Signed(replace(read(taken["json"]).receipt))
    drop(
        go_to(app, "teach"),
        {"mine.json": taken["json"], "other.html": page(sign(Receipt(WHEN), KEY.encode())).encode()},
    )
    assert [row["Signature"] for row in table(app)] == ["not signed", "signed with another key"]
    assert "can check no signature" in words(app)
    assert not [each for each in app.button if each.label == "Confirm runs and code"], "there is nothing to confirm"


def receipt(name: str, **parts: Any) -> Signed:
    """A receipt of somebody, signed."""
    return sign(Receipt(WHEN, name, **parts), KEY.encode())


def test_a_class_becomes_a_table_in_which_forged_ones_stand_out(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = faces.load()
    run = Run.of(train(data, Recipe(num_iterations=20)), data, "faces")
    lie = replace(run, checksum="00000000")
    lesson = Lesson("-1+1", (Step("Train it.", True), Step("Look.", False)))
    code = (Function("sigmoid", EXERCISES[0].way, True),)
    honest = receipt("Ada", run=run, lesson=lesson, functions=code)
    forged = replace(honest, receipt=replace(honest.receipt, nickname="Eve"))
    files = {
        "ada.html": page(honest).encode(),
        "again.json": as_json(honest).encode(),
        "eve.json": as_json(forged).encode(),
        "lie.json": as_json(receipt("@Bob", run=lie)).encode(),
        "<b>=1.html": b"<p>no receipt",
    }
    app = drop(open_page("teach"), files)
    assert "1 file left out: the same receipt" in words(app)
    assert "**4 files**: 2 signed by this server, 1 FORGED, 1 not read." in words(app)
    monkeypatch.setattr("classroom.receipts.verify_code.available", lambda: "Code does not run here.")
    press(app, "Confirm runs and code")
    eve, ada, bob, broken = table(app)
    assert (ada["Name"], ada["Lesson"], ada["Steps done"], ada["Steps"]) == ("Ada", "'-1+1", 1, 2)
    assert (ada["Run confirmed"], ada["Code confirmed"]) == ("confirmed", "cannot be")
    assert "Code does not run here." in ada["Note"]
    assert eve["Signature"] == "FORGED"
    assert eve["Run confirmed"] == "confirmed", "the run is a true one, and of somebody else"
    assert (bob["Name"], bob["Run confirmed"]) == ("'@Bob", "not confirmed")
    assert broken["Signature"] == "not read"
    assert "has one receipt. This one" in broken["Note"]
    rows = list(csv.reader(StringIO(app.dataframe[0].value.to_csv(index=False))))
    assert rows[2][:9] == ["Ada", "signed by this server", "confirmed", "cannot be", WHEN, "'-1+1", "1", "2", "0"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    press(app, "Clear the table")
    assert not app.dataframe


def test_the_table_holds_forty_and_says_what_is_left_out(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "MAX_RECEIPTS", 2)
    app = drop(open_page("teach"), {f"{i}.json": as_json(receipt(f"n{i}")).encode() for i in range(4)})
    assert len(table(app)) == 2
    assert "2 files not read: the table holds 2." in words(app)
    assert button(app, "Clear the table")
