"""What only a browser can show of Why and Keep: patches under the keyboard, and a model that leaves and comes back."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
from onnxruntime import InferenceSession
from playwright.sync_api import Page, expect

from logreg_core import Classifier, Dataset
from logreg_core.export import load_classifier
from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main, open_page, settle


def save(page: Page, button: str, folder: Path) -> Path:
    """Press a download button. Returns the file that arrives."""
    with page.expect_download() as arriving:
        main(page).get_by_role("button", name=button).click()
    path = folder / arriving.value.suggested_filename
    arriving.value.save_as(path)
    return path


def test_a_patch_is_greyed_out_and_a_model_survives_the_visit(
    server: Server, page: Page, new_page: NewPage, textbook: Classifier, faces: Dataset, tmp_path: Path
) -> None:
    visitor.train(page, server.url)
    open_page(page, "Why")
    patch = main(page).get_by_role("button", name=re.compile("^Row 1, column 1:"))
    patch.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    second = main(page).get_by_role("button", name=re.compile("^Row 2, column 2:"))
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(second).to_have_attribute("aria-pressed", "true")
    expect(second).to_be_focused()
    settle(page)
    image = faces.test.images[int(np.argmax(faces.test.labels))].copy()
    image[3:6, 3:6] = 128  # 25 pixels in 8 parts begin at 0, 3, 6, 9, ...
    after = 100 * textbook.probabilities(image[None])[0]
    expect(main(page).get_by_text(re.compile("^With 1 patch grey"))).to_contain_text(f"{after:.1f}".removesuffix(".0"))
    main(page).locator(".grid").evaluate("grid => [0, 1, 2, 3, 0].forEach(n => grid.children[n].click())")
    expect(main(page).get_by_text(re.compile("^With 4 patches grey"))).to_be_visible()
    settle(page)
    patch.click()
    expect(main(page).get_by_text(re.compile("^With 5 patches grey"))).to_be_visible()

    open_page(page, "Keep")
    saved = load_classifier(save(page, "Save the model", tmp_path).read_bytes())
    np.testing.assert_allclose(saved.w, textbook.w, atol=1e-9)
    with zipfile.ZipFile(save(page, "Take the pack", tmp_path)) as archive:
        assert {"model.npz", "predict.py", "notebook.ipynb", "train.h5"} <= set(archive.namelist())
    home = save(page, "Take it home as one page", tmp_path).read_text("utf-8")
    assert '<article class="card">' in home
    assert home.count('"shows": "face"') == home.count('"shows": "no face"') == 3, "test images"
    images = faces.test.images
    score = InferenceSession(save(page, "Save as ONNX", tmp_path).read_bytes()).run(["score"], {"images": images})[0]
    np.testing.assert_allclose(score, textbook.scores(images), atol=1e-6)

    other = new_page()
    visitor.arrive(other, server.url, "Keep")
    other.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tmp_path / "neuron-face.npz")
    expect(other.get_by_test_id("stSidebar")).to_contain_text("loaded after 2,000 iterations")
    open_page(other, "Why")
    visitor.choose(other, "Who wrote this?")
    expect(main(other)).to_contain_text("does not remember its training images")
