"""A visitor brings photos, changes what they show, saves the result, and gets the very same dataset back from it."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect
from skimage import data

from tests.browser import visitor
from tests.browser.server import Server
from tests.browser.visitor import main, open_page, press, settle

NAME = "<img src=x onerror=document.title='hacked'>"


def fingerprint(page: Page) -> str:
    """What the Edit page says of the current dataset."""
    return main(page).get_by_text(re.compile("^Fingerprint of this dataset")).locator("code").inner_text()


def test_a_folder_is_edited_saved_and_brought_back(server: Server, page: Page, tmp_path: Path) -> None:
    for kind, photo in {"cat": data.chelsea(), "coffee": data.coffee()}.items():
        for number in range(4):
            file = tmp_path / "pets" / kind / f"{number}.jpg"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(photo[number * 20 : 200 + number * 20, :300]).save(file)
    visitor.arrive(page, server.url, "Explore")
    main(page).get_by_text("Bring your own data").click()
    visitor.choose(page, "A folder of photos")
    expect(main(page).get_by_text("Upload directories")).to_be_visible()
    expect(main(page).get_by_test_id("stFileUploaderDropzoneInput")).to_have_count(1)
    main(page).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tmp_path / "pets")
    expect(main(page).get_by_text("cat (4), coffee (4)")).to_be_visible()
    settle(page)
    press(page, "Use it")
    expect(main(page).get_by_role("radio", name="My data")).to_be_checked()
    settle(page)

    open_page(page, "Edit")
    before = fingerprint(page)
    for number in (0, 1):
        tile = main(page).get_by_role("button", name=re.compile(f"^Training image {number},"))
        tile.click()
        expect(tile).to_have_attribute("aria-pressed", "true")
    press(page, "Move 2 images to test")
    expect(main(page).get_by_text("Moved 2 training images (0, 1) to the test images.")).to_be_visible()
    settle(page)
    field = main(page).get_by_role("textbox", name="Name of class 1")
    field.fill(NAME)
    press(page, "Rename")
    expect(main(page).get_by_text(re.compile("^Renamed class 1"))).to_contain_text("<img src=x")
    settle(page)
    after = fingerprint(page)
    assert after != before
    assert page.title() != "hacked"

    saved = []
    for name in ("ZIP of PNGs and a table", "HDF5, training images", "HDF5, test images"):
        with page.expect_download() as download:
            press(page, name)
        saved.append(tmp_path / download.value.suggested_filename)
        download.value.save_as(saved[-1])
    for files in (saved[:1], saved[1:]):
        visitor.arrive(page, server.url, "Explore")  # a new visit
        visitor.bring(page, *files)
        open_page(page, "Edit")
        assert fingerprint(page) == after
    assert page.title() != "hacked"
