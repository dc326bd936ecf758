"""Many photos at once: every file gets a row, and no file ends the table."""

from __future__ import annotations

import csv
from io import StringIO
from types import SimpleNamespace

import numpy as np
import pytest
from skimage import data
from streamlit.testing.v1 import AppTest

from logreg_core import Classifier
from logreg_core.explain import Reference
from logreg_core.sources import faces
from logreg_core.untrusted.photo import fit, open_photo
from pages.parts.many import photo_table
from pages.parts.many.photo_table import table_as_csv
from pages.shared import work
from pages.shared.novelty import CANNOT_TELL, FAR
from pages.shared.words import csv_text
from pages.visit import data as datasets
from pages.visit.photos import Photo
from pages.visit.rows import Row
from tests.files import encoded

from .conftest import Open, go_to, press, slots, upload, words
from .test_predict import by_hand

FILES = {
    "astronaut.png": encoded(data.astronaut()),
    "folder/coffee.jpg": encoded(data.coffee(), "JPEG"),
    "=HYPERLINK(1).png": encoded(data.chelsea()),
    "broken.png": b"this is no picture",
}


def copies(number: int) -> list[tuple[str, bytes]]:
    """The same photo under so many names."""
    return [(f"{each}.png", FILES["astronaut.png"]) for each in range(number)]


def table(app: AppTest) -> dict[str, dict[str, object]]:
    """The rows of the table by the name of the file."""
    (shown,) = app.dataframe
    return {row["file"]: row for row in shown.value.to_dict("records")}


def test_every_photo_is_judged_as_on_predict_and_a_broken_one_says_why(open_page: Open) -> None:
    app = upload(open_page("many", trained=100), *FILES.items())
    rows = table(app)
    assert list(rows) == ["astronaut.png", "folder/coffee.jpg", "'=HYPERLINK(1).png", "broken.png"]
    for name in ("astronaut.png", "folder/coffee.jpg"):
        expected = by_hand(fit(open_photo(FILES[name]), 25, 25, 1))
        assert rows[name]["probability"] == pytest.approx(expected, abs=1e-9)
        assert rows[name]["answer"] == ("face" if expected > 0.5 else "no face")
        assert str(rows[name]["picture"]).startswith("data:image/png;base64,")
    assert np.isnan(rows["broken.png"]["probability"])
    assert "not a picture" in str(rows["broken.png"]["note"])
    assert "4 files" in words(app)
    assert "1 not read" in words(app)


def test_the_table_grows_stays_for_the_session_and_is_forgotten_with_all_pictures(open_page: Open) -> None:
    app = upload(open_page("many", trained=20), ("one.png", FILES["astronaut.png"]))
    upload(
        app, ("trip/two.png", FILES["astronaut.png"]), ("trip/.DS_Store", b"system"), ("Thumbs.db", b"system"), field=1
    )
    assert list(table(go_to(go_to(app, "home"), "many"))) == ["one.png", "trip/two.png"]
    press(go_to(app, "predict"), "Forget my pictures")
    assert not go_to(app, "many").dataframe


def test_photos_beyond_what_the_table_holds_are_not_read(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_table, "MAX_PHOTOS", 2)
    app = upload(open_page("many", trained=5), *copies(3))
    assert "at most 2 photos" in str(table(app)["2.png"]["note"])
    press(app, "Forget my pictures")
    monkeypatch.setattr(photo_table, "MAX_BYTES", len(FILES["astronaut.png"]) + 1)
    upload(app, *copies(2))
    assert [bool(row["note"]) for row in table(app).values()] == [False, True]


def test_the_photos_count_as_what_a_session_keeps(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = open_page("many")
    shape = (300, 200, 3)
    slots(app)["taken_classifier"] = Classifier(np.zeros((180_000, 1)), 0.0, shape, ("a", "b"), "large", "digest")
    monkeypatch.setattr(datasets, "BUDGET_BYTES", 500_000)  # of 180,000 for the pixels of each, and a thumbnail
    upload(app.run(), *copies(4))
    notes = [str(row["note"]) for row in table(app).values()]
    assert [bool(note) for note in notes] == [False, False, True, True]
    assert "Not kept: a session may keep" in notes[2]
    pixels = [row.seen for row in slots(app)["photo_rows"] if row.seen is not None]
    assert [each.shape for each in pixels] == [shape] * 2
    press(go_to(app, "edit"), "Swap class 0 and 1")
    assert "are taken by your photos on Many" in app.error[0].value
    press(go_to(app, "many"), "Forget my pictures")
    press(go_to(app, "edit"), "Swap class 0 and 1")
    assert not app.error


def test_a_model_for_another_size_empties_the_table_and_says_so(open_page: Open) -> None:
    app = upload(open_page("many", trained=5), ("one.png", FILES["astronaut.png"]))
    slots(app)["taken_classifier"] = Classifier(np.zeros((12, 1)), 0.0, (2, 2, 3), ("a", "b"), "other", "digest")
    app.run()
    assert "another size" in words(app)
    assert not app.dataframe


def test_the_file_for_a_spreadsheet_holds_the_numbers_and_no_formula() -> None:
    image = faces.load().train.images[0]
    classifier = Classifier(np.full((625, 1), 0.01), -2.0, (25, 25, 1), ("no", "=SUM(A1)"), "faces", "digest")
    rows = [Row(csv_text('@evil, "quoted".png'), "", image, ""), Row("bad.png", "", None, "+ is no picture")]
    header, good, bad = csv.reader(StringIO(table_as_csv(rows, classifier, [True, None]).decode("utf-8-sig")))
    assert header == ["file", "answer", "probability of =SUM(A1)", "pixels far from all training images", "note"]
    assert float(good[2]) == pytest.approx(classifier.probabilities(image[np.newaxis])[0], abs=1e-6)
    assert good[3] == "yes"
    assert bad[1:4] == ["", "", ""]
    for cell in (*header, *good, *bad):
        assert not cell.startswith(("=", "+", "-", "@"))
    assert good[0] == '\'@evil, "quoted".png'


def test_the_table_says_which_photos_are_unlike_the_training_images_as_predict_does(open_page: Open) -> None:
    train = faces.load().train.images
    noise = np.random.default_rng(0).integers(0, 256, (25, 25, 1), dtype=np.uint8)
    photos = {"noise.png": noise, "known.png": train[7], "coffee.png": data.coffee()}
    files = {name: encoded(pixels.squeeze()) for name, pixels in photos.items()}
    app = upload(open_page("many", trained=20), *files.items(), ("broken.png", b"none"))
    rows = table(app)
    assert [rows[name]["unlike"] for name in ("noise.png", "known.png", "broken.png")] == ["yes", "no", ""]
    far = Reference(faces.load().train).novelty(fit(data.coffee(), 25, 25, 1)).far
    assert rows["coffee.png"]["unlike"] == ("yes" if far else "no")
    assert f"{1 + far} photo{'s' if far else ''}: pixels far from all training images" in words(app)
    assert "cannot be told here" not in words(app)
    upload(app, ("more.png", files["noise.png"]))
    assert [row["unlike"] for row in table(app).values()].count("yes") == 2 + far, "new rows are compared too"


@pytest.mark.parametrize("digest", ["another", faces.load().digest])
def test_without_its_training_images_no_page_can_tell_and_each_says_so(open_page: Open, digest: str) -> None:
    shape = (25, 25, 1) if digest == "another" else (25, 24, 1)  # the second one lies about what it was trained on
    foreign = Classifier(np.zeros((np.prod(shape), 1)), 0.0, shape, ("no face", "face"), "theirs", digest)
    app = open_page("many")
    slots(app)["taken_classifier"] = foreign
    upload(app.run(), ("one.png", FILES["astronaut.png"]))
    assert table(app)["one.png"]["unlike"] == ""
    assert words(app).count(CANNOT_TELL) == 1
    slots(app)["photo"] = Photo(data.astronaut(), "An astronaut")
    for page in ("predict", "why"):
        assert words(go_to(app, page)).count(CANNOT_TELL) == 1
        assert FAR not in words(app)


@pytest.mark.parametrize("text", ["=1", " =1", "+1", "-1", "@A", "\t=1", "\r1"])
def test_what_a_spreadsheet_would_calculate_becomes_text(text: str) -> None:
    assert csv_text(text) == f"'{text}"
    assert csv_text(f"a{text}") == f"a{text}"


def test_when_reading_is_stopped_the_rows_stay_and_every_file_is_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(BaseException):
        pass

    class Bar:
        steps = 0

        def progress(self, *_: object) -> None:
            Bar.steps += 1
            if Bar.steps == 3:
                raise Stopped

    rows, taken = [], []
    monkeypatch.setattr(photo_table.st, "progress", lambda *_: Bar())
    monkeypatch.setattr(photo_table.st, "button", lambda *_, **__: None)
    monkeypatch.setattr(work, "POLL_SECONDS", -1.0)
    monkeypatch.setattr(photo_table, "take", lambda *files: taken.extend(files) or [file.content for file in files])
    monkeypatch.setattr(photo_table.photo_rows, "get", lambda: tuple(rows))
    monkeypatch.setattr(photo_table.photo_rows, "set", lambda value: rows.append(value[-1]))
    files = [SimpleNamespace(name=f"{n}.png", size=1, content=FILES["broken.png"]) for n in range(5)]
    classifier = Classifier(np.zeros((12, 1)), 0.0, (2, 2, 3), ("a", "b"), "other", "digest")
    with pytest.raises(Stopped):
        photo_table.read_photos(files, classifier)  # type: ignore[arg-type]
    assert [row.name for row in rows] == ["0.png", "1.png"]
    assert all(file in taken for file in files)
