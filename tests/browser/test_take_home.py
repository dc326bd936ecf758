"""The neuron as one page: opened from a disk, without a network, it says of the same bytes what Python says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect
from skimage import data as photos

from logreg_core import Classifier
from logreg_core.export.card import Card, Section, Table
from logreg_core.export.page import Sample, page
from logreg_core.representation import REPRESENTATIONS
from logreg_core.untrusted.photo import fit, open_photo
from tests.browser import axe, fake_camera
from tests.browser.conftest import NewPage
from tests.files import encoded
from tests.neurons import stranger

EVIL = "</script><img src=x onerror=hit()>{{data}}"
AT_ALL = 1e-6  # in probability, of the same pixels
DECODED = 0.02  # where the browser decodes, or blends, with roundings of its own
LOSS = 0.05  # the film of the camera is JPEG, and its colours are subsampled


def file_of(pixels: NDArray[np.uint8], kind: str = "PNG", mode: str | None = None, **options: Any) -> bytes:
    picture = Image.fromarray(pixels)
    return encoded(picture if mode is None else picture.convert(mode), kind, **options)


def open_file(tab: Page, folder: Path, text: str) -> None:
    """Open the page from the disk, and wait for its first picture."""
    path = folder / "neuron.html"
    path.write_text(text, encoding="utf-8")
    tab.goto(path.as_uri())
    expect(tab.get_by_role("heading", name="The neuron says")).to_be_visible()


def give(tab: Page, name: str, content: bytes) -> float:
    """Choose a file, and read the probability that comes of it."""
    tab.get_by_label("Choose a picture").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    expect(tab.locator("[data-part=size]")).to_contain_text(f"{name}, ")
    return shown(tab)


def shown(tab: Page) -> float:
    return float(tab.get_by_role("meter").get_attribute("aria-valuenow") or "nan")


def pictures() -> dict[str, tuple[bytes, float]]:
    """Files by name, and how far from Python the browser may be."""
    cat, noise = photos.chelsea(), np.random.default_rng(3)
    turned = Image.Exif()
    turned[0x0112] = 6
    glass = np.dstack([cat[:80, :90], noise.integers(0, 256, (80, 90), np.uint8)])
    return {
        "cat.png": (file_of(cat), AT_ALL),
        "noise.png": (file_of(noise.integers(0, 256, (31, 47, 3), np.uint8)), AT_ALL),
        "dot.png": (file_of(noise.integers(0, 256, (1, 1, 3), np.uint8)), AT_ALL),
        "grey.png": (file_of(cat[:, :, 0]), AT_ALL),
        "large.png": (file_of(noise.integers(0, 256, (90, 4101, 3), np.uint8)), AT_ALL),
        "lossless.webp": (file_of(cat, "WebP", lossless=True), AT_ALL),
        "glass.png": (file_of(glass), DECODED),
        "turned.jpg": (file_of(cat, "JPEG", quality=95, exif=turned), DECODED),
    }


def test_the_page_says_what_python_says_and_asks_nobody(
    new_page: NewPage, console_errors: list[str], textbook: Classifier, known_face: NDArray[np.uint8], tmp_path: Path
) -> None:
    tab = new_page(offline=True)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    files = pictures()
    sample = Sample("Cat", files["cat.png"][0])
    shapes = [(25, 25, 1), (64, 64, 3), (30, 51, 3)]
    cases = [(name, shapes[i % 3]) for i, name in enumerate(REPRESENTATIONS)] + [("edges", (64, 64, 3))]
    for name, shape in cases:
        classifier = stranger(name, shape, threshold=0.5)
        open_file(tab, tmp_path, page(classifier, [sample]))
        for file, (content, allowed) in files.items():
            seen = fit(open_photo(content), *shape)
            assert abs(give(tab, file, content) - classifier.probabilities(seen[np.newaxis])[0]) < allowed, (name, file)

    # Another part of the picture, and a threshold that the slider cannot hold.
    classifier = stranger("pixels", (30, 51, 3), threshold=0.123456)
    open_file(tab, tmp_path, page(classifier, [sample]))
    give(tab, "cat.png", files["cat.png"][0])
    for label, value in (("Zoom", "2.5"), ("Left to right", "0.2"), ("Top to bottom", "0.9")):
        tab.get_by_label(label).fill(value)
    seen = fit(photos.chelsea(), 30, 51, 3, zoom=2.5, position=(0.2, 0.9))
    assert abs(shown(tab) - classifier.probabilities(seen[np.newaxis])[0]) < AT_ALL
    expect(tab.get_by_text("the threshold of 0.12")).to_be_visible()

    # Names from strangers are text, and nothing runs but the page's own script.
    table = Table((EVIL,) * 6, ((EVIL,) * 6,))
    card = Card("Card", (Section(EVIL, (EVIL,), ((EVIL, EVIL),), table),))
    hostile = Classifier(textbook.w, textbook.b, textbook.image_shape, (EVIL, "{{script}}"), EVIL, "00" * 32)
    test_image = Sample(EVIL, file_of(known_face[:, :, 0]), EVIL)
    open_file(tab, tmp_path, page(hostile, [Sample("Cat", files["cat.png"][0]), test_image], card))
    assert tab.title() == f"{{{{script}}}} or {EVIL}?"
    assert tab.locator("img, [onerror]").count() == 0
    assert asked == [tab.url] * (len(cases) + 2)
    refused = tab.evaluate("fetch('https://example.org').catch(error => error.name)")
    tab.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'hit = 1' }))")
    assert (refused, tab.evaluate("typeof hit")) == ("TypeError", "undefined")
    assert asked == [tab.url] * (len(cases) + 2)
    assert len(console_errors) >= 2
    expected = ("Content Security Policy", "Failed to fetch", "Against the policy")
    assert all(any(words in line for words in expected) for line in console_errors)
    console_errors.clear()

    # By keyboard: the second sample; what is no picture is refused, and the current picture stays.
    tab.get_by_role("button", name="Cat").focus()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text(f"Wrong: the image shows {EVIL}")).to_be_visible()
    before = shown(tab)
    assert abs(before - textbook.probabilities(known_face[np.newaxis])[0]) < AT_ALL
    tab.get_by_label("Choose a picture").set_input_files(
        {"name": "no.png", "mimeType": "image/png", "buffer": json.dumps(EVIL).encode()}
    )
    expect(tab.get_by_role("alert")).to_contain_text("cannot read this file as a picture")
    assert shown(tab) == before

    # The camera looks at a face; when it stops, its last frame stays.
    tab.get_by_role("button", name="Start the camera").click()
    expected = textbook.probabilities(fit(fake_camera.frame(known_face), *textbook.image_shape)[np.newaxis])[0]
    expect(tab.locator("[data-part=size]")).to_contain_text("the camera, 640 × 480 pixels")
    tab.wait_for_function(f"Math.abs(document.querySelector('[role=meter]').ariaValueNow - {expected}) < {LOSS}")
    tab.get_by_role("button", name="Stop the camera").click()
    assert tab.evaluate("document.querySelector('video').srcObject") is None
    expect(tab.locator("[data-part=size]")).to_contain_text("the camera")

    # On a narrow screen at night nothing is wider than it, and at no time a rule for everybody is broken.
    for fold in tab.locator("summary").all():
        fold.click()
    axe.load(tab)
    assert axe.violations(tab)[0] == []
    tab.emulate_media(color_scheme="dark")
    tab.set_viewport_size({"width": 320, "height": 800})
    assert tab.evaluate("document.documentElement.scrollWidth") == 320
    assert axe.violations(tab)[0] == []
