"""What strangers bring: names that would be links, clicks in a hurry, and files that nothing may be left of."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page, expect
from skimage import data
from starlette.formparsers import MultiPartParser

from logreg_core import split_dataset
from logreg_core.sources import hdf5
from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import choose, main, open_page, press, settle
from tests.files import encoded
from tests.until import until

NAMES = ("www.evil.com a@b.co :smile:", ":material/home: https://e.com --> <b>x</b>")


def test_class_names_stay_text_on_every_page(server: Server, page: Page) -> None:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (20, 8, 8, 3), dtype=np.uint8)
    files = hdf5.save(split_dataset("names", NAMES, images, np.arange(20) % 2, test_share=0.4, seed=0))
    visitor.arrive(page, server.url, "Explore")
    main(page).get_by_text("Bring your own data").click()
    name = "[x](http://evil.com).h5"
    given = [{"name": name, "mimeType": "application/x-hdf5", "buffer": content} for content in files]
    main(page).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(given)
    settle(page)
    press(page, "Use it")
    expect(main(page).get_by_role("radio", name="My data")).to_be_checked()
    settle(page)
    for name in ("Explore", "Home", "Train", "Weights", "Evaluate", "Calibration", "Card", "Predict", "Many"):
        if name != "Explore":
            open_page(page, name)
        if name == "Train":
            press(page, "Train")
            expect(visitor.scores(page)).to_be_visible()
            settle(page)
        if name == "Predict":
            choose(page, "Test images")
            main(page).get_by_role("button", name=re.compile("^Test image 0")).click()
            expect(main(page).get_by_role("heading", name=re.compile("The neuron says"))).to_be_visible()
            settle(page)
        if name == "Many":
            file = {"name": "[x](http://evil.com).png", "mimeType": "image/png", "buffer": b"broken"}
            main(page).get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(file)
            main(page).get_by_text("could not be read").click()
            settle(page)
        assert page.locator("a[href*=evil], a[href*='e.com'], a[href^=mailto], main b:text-is('x')").count() == 0
        text = main(page).inner_text().replace("\u200b", "")
        assert "😄" not in text
        if name not in ("Train", "Many"):
            assert "https://e.com" in text


def test_a_double_click_on_train_starts_the_run_and_does_not_hold_it(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/train")
    main(page).get_by_role("button", name=re.compile("^Train")).dblclick(delay=20)
    expect(visitor.scores(page)).to_be_visible()
    page.wait_for_function(f"{visitor.PLAYED} === 2000")


def test_the_server_keeps_no_copy_of_a_photo_and_never_puts_one_on_a_disk(fresh_server: Server, page: Page) -> None:
    import streamlit_app  # noqa: F401

    assert MultiPartParser.spool_max_size > 64 * 2**20, "Starlette would put a larger upload into a temporary file"
    photo = encoded(np.kron(data.astronaut(), np.ones((4, 4, 1), np.uint8)), "BMP")
    visitor.train(page, fresh_server.url)
    open_page(page, "Predict")
    choose(page, "Upload")
    field = main(page).get_by_test_id("stFileUploaderDropzoneInput")
    field.set_input_files({"name": "big.bmp", "mimeType": "image/bmp", "buffer": photo})
    expect(main(page).get_by_role("heading", name=re.compile("The neuron says"))).to_be_visible()
    settle(page)
    until(lambda: fresh_server.counts("logreg_waiting_bytes") == 0)
    press(page, "Forget my pictures")
    expect(main(page).get_by_role("heading", name=re.compile("The neuron says"))).to_have_count(0)
