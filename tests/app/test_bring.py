"""Explore's own-data part: every way in, the choices, what was left out, refusals, and the budget of a session."""

from __future__ import annotations

import io
from typing import Any

import h5py
import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from logreg_core import Dataset
from logreg_core.sources import archive, faces, hdf5
from pages.visit import data
from tests.files import one_colour, zipped

from .conftest import Open, button, press, sidebar, slots, upload, words

SIZE = (30, 20)  # of the pictures, width and height
HOSTILE = ("<img src=x onerror=alert(1)>", "[x](javascript:alert(1))")


def folders(**counts: int) -> dict[str, bytes]:
    return {f"pets/{name}/{n}.png": one_colour((n, 9, 9), SIZE) for name, count in counts.items() for n in range(count)}


def pick(app: AppTest, label: str, option: Any) -> AppTest:
    (box,) = [each for each in [*app.selectbox, *app.segmented_control] if each.label == label]
    box.set_value(option).run()
    assert not app.exception
    return app


def in_hand(app: AppTest) -> Dataset:
    return slots(app)["uploaded"]


def test_a_zip_of_two_folders_needs_one_click_after_the_upload(open_page: Open) -> None:
    app = upload(open_page("explore", trained=3), ("pets.zip", zipped(folders(cat=5, dog=5))))
    assert "2 classes: cat (5), dog (5)" in words(app)
    assert "none yet" not in sidebar(app), "nothing changes before it is used"
    press(app, "Use it")
    assert in_hand(app).class_names == ("cat", "dog")
    assert in_hand(app).image_shape == (64, 64, 3)
    assert "pets\\.zip" in sidebar(app)
    assert "none yet" in sidebar(app)
    assert not app.file_uploader[0].value, "the server lets go of the file"


def test_classes_size_colours_and_division_are_chosen(open_page: Open) -> None:
    files = folders(cat=10, dog=10, horse=10)
    app = upload(open_page("explore"), ("pets.zip", zipped(files)))
    pick(app, "Class 1, which the neuron looks for", "horse")
    pick(app, "Class 0", "cat")
    pick(app, "Size of the images", 16)
    pick(app, "Colours", 1)
    pick(app, "Photos that are not square", "pad")
    app.number_input(key="explore.upload_share").set_value(0.4)
    app.number_input(key="explore.upload_seed").set_value(3)
    press(app, "Use it")
    asked = {"height": 16, "width": 16, "channels": 1, "test_share": 0.4, "seed": 3, "how": "pad"}
    assert in_hand(app).digest == archive.read(files, **asked, zero="cat", one="horse").dataset.digest


def test_one_class_against_all_the_others(open_page: Open) -> None:
    app = upload(open_page("explore"), ("pets.zip", zipped(folders(cat=4, dog=4, horse=4))))
    pick(app, "Class 1, which the neuron looks for", "dog")
    press(app, "Use it")
    assert in_hand(app).class_names == ("not dog", "dog")
    assert in_hand(app).train.count(0) == 6


def test_choices_for_one_file_do_not_stand_in_the_way_of_the_next(open_page: Open) -> None:
    app = upload(open_page("explore"), ("pets.zip", zipped(folders(cat=4, dog=4, horse=4))))
    pick(app, "Class 1, which the neuron looks for", "horse")
    pick(app, "Class 0", "cat")
    pick(app, "Class 1, which the neuron looks for", "cat")
    press(app, "Use it")
    assert in_hand(app).class_names == ("not cat", "cat"), "class 0 cannot be class 1 as well"
    app = upload(app, ("fruit.zip", zipped(folders(apple=4, kiwi=4, pear=4))))
    pick(app, "Class 1, which the neuron looks for", "kiwi")
    press(app, "Use it")
    assert in_hand(app).class_names == ("not kiwi", "kiwi")


def test_what_was_left_out_is_counted_and_broken_photos_are_named(open_page: Open) -> None:
    files = {
        **folders(cat=3, dog=3),
        "pets/cat/[x](y).jpg": b"\xff\xd8\xff..",
        "pets/.DS_Store": b"",
        "pets/a.txt": b"",
    }
    app = press(upload(open_page("explore"), ("pets.zip", zipped(files))), "Use it")
    text = words(app)
    assert "hidden files of the system (1), files that are no photos (1)" in text
    assert "\\[x\\]\\(y\\)" in text
    assert "damaged" in text
    assert "1 photo could not be read" in [each.label for each in app.expander]


def test_a_folder_is_read_by_its_paths(open_page: Open) -> None:
    app = pick(open_page("explore"), "What do you bring?", "folder")
    upload(app, *folders(cat=4, dog=4).items())
    press(app, "Use it")
    assert in_hand(app).class_names == ("cat", "dog")
    assert "pets" in sidebar(app)


def test_photos_class_by_class_keep_any_name_as_text(open_page: Open) -> None:
    app = pick(open_page("explore"), "What do you bring?", "classes")
    assert button(app, "Use it").disabled
    for label, name in enumerate(HOSTILE):
        app.text_input(key=f"explore.upload_name_{label}").set_value(name)
    for field, colour in zip(app.file_uploader, ("red", "blue"), strict=True):  # class 1 stands first
        field.set_value([(f"{n}.png", one_colour(colour, SIZE), "image/png") for n in range(3)])
    press(app.run(), "Use it")
    dataset = in_hand(app)
    assert dataset.class_names == HOSTILE
    assert dataset.train.images[dataset.train.labels == 1][0, 0, 0].tolist() == [255, 0, 0]
    assert "<img src=x" not in words(app)
    assert "[x](javascript" not in words(app)


def test_npz_and_a_saved_zip_keep_their_size_and_their_digest(open_page: Open) -> None:
    dataset = faces.load(seed=4)
    app = press(upload(open_page("explore"), ("faces.zip", archive.save(dataset))), "Use it")
    assert in_hand(app).digest == dataset.digest
    buffer = io.BytesIO()
    train, test = dataset.train, dataset.test
    np.savez(
        buffer,
        x_train=train.images,
        y_train=train.labels,
        x_test=test.images,
        y_test=test.labels,
        class_names=np.array(dataset.class_names),
    )
    app = press(upload(open_page("explore"), ("faces.npz", buffer.getvalue())), "Use it")
    assert in_hand(app).digest == dataset.digest


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.zip", b"nothing of the kind")], "not a ZIP"),
        ([("a.zip", zipped({"cat/1.png": b"", "cat/inner.zip": b""}))], "archive within"),
        ([("a.npz", zipped({"x.npy": b""}))], "must hold images and labels"),
        ([("a.zip", b"PK"), ("b.h5", b"x")], "at a time"),
        ([("a.h5", b"x"), ("b.h5", b"x"), ("c.h5", b"x")], "at a time"),
    ],
)
def test_a_file_that_is_no_use_says_why_before_it_is_used(open_page: Open, files: Any, said: str) -> None:
    app = upload(open_page("explore", trained=3), *files)
    assert said in app.error[0].value.replace("\\", "")
    assert "Faces" in sidebar(app)
    assert "3 iterations" in sidebar(app)
    assert not [each for each in app.button if each.label == "Use it"]


def test_one_folder_is_not_enough_and_the_button_waits(open_page: Open) -> None:
    app = upload(open_page("explore"), ("a.zip", zipped(folders(cat=3))))
    assert button(app, "Use it").disabled
    assert "at least two" in words(app)


def test_a_refusal_keeps_dataset_model_and_files(open_page: Open) -> None:
    app = upload(open_page("explore", trained=3), ("a.zip", zipped(folders(cat=1, dog=5))))
    press(app, "Use it")
    assert "at least 2 images" in app.error[0].value
    assert "3 iterations" in sidebar(app)
    assert not button(app, "Use it").disabled


def test_a_full_session_says_so_and_keeps_what_it_has(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    first = hdf5.save(faces.load(seed=1))
    app = press(upload(open_page("explore"), ("a.h5", first[0]), ("b.h5", first[1])), "Use it")
    held = in_hand(app).digest
    monkeypatch.setattr(data, "BUDGET_BYTES", 100_000)
    second = hdf5.save(faces.load(seed=2))
    press(upload(app, ("a.h5", second[0]), ("b.h5", second[1])), "Use it")
    assert "A session may keep" in app.error[0].value.replace("\\", "")
    assert in_hand(app).digest == held
    assert slots(app)["dataset"][0] == "uploaded"
    monkeypatch.setattr(data, "MAX_BYTES", 50_000)
    press(app, "Use it")
    assert "one may take 0 MB" in app.error[0].value.replace("\\", "")


def signs(part: str, count: int, images: str = "{}_set_x", labels: str = "{}_set_y") -> bytes:
    """A file as the course's ``train_signs.h5``: six classes without names but numbers, labels ``(1, m)``."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file["list_classes"] = np.arange(6)
        file[images.format(part)] = np.repeat(np.arange(count, dtype=np.uint8), 8 * 8 * 3).reshape(count, 8, 8, 3)
        file[labels.format(part)] = (np.arange(count) % 6)[np.newaxis]
    return buffer.getvalue()


def test_of_six_signs_two_are_chosen(open_page: Open) -> None:
    train, test = signs("train", 36), signs("test", 12)
    app = upload(open_page("explore"), ("train_signs.h5", train), ("test_signs.h5", test))
    assert "6 classes" in words(app)
    pick(app, "Class 1, which the neuron looks for", "class 5")
    pick(app, "Class 0", "class 2")
    assert not [each for each in app.number_input if "kept for testing" in each.label], "the files divide them"
    press(app, "Use it")
    assert in_hand(app).class_names == ("class 2", "class 5")
    assert sorted(in_hand(app).train.images[:, 0, 0, 0].tolist()) == sorted([*range(2, 36, 6), *range(5, 36, 6)])
    assert in_hand(app).train.labels.tolist() == [int(i % 6 == 5) for i in in_hand(app).train.images[:, 0, 0, 0]]
    assert len(in_hand(app).test) == 4


def test_a_sign_against_all_others_from_a_file_with_other_names(open_page: Open) -> None:
    app = upload(open_page("explore"), ("signs.h5", signs("train", 36, "X_{}", "Y_{}")))
    pick(app, "Class 1, which the neuron looks for", "class 4")
    press(app, "Use it")
    assert in_hand(app).class_names[1] == "class 4"
    whole = [*in_hand(app).train.labels.tolist(), *in_hand(app).test.labels.tolist()]
    assert (len(whole), sum(whole)) == (36, 6)
