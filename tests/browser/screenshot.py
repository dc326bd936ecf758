"""The README shows the app in one picture, so this takes it anew from the real app: `make screenshot`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import ViewportSize, expect, sync_playwright

from tests.browser import chromium, visitor, waiting
from tests.browser.server import running_server

PICTURE = Path(__file__).with_suffix(".png")
SIZE: ViewportSize = {"width": 1280, "height": 840}


def main() -> int:
    """Train on the faces, and photograph what the neuron learned. Returns the exit code."""
    path = chromium.find()
    if path is None:
        print(chromium.missing())
        return 1
    expect.set_options(timeout=visitor.PATIENCE)
    waiting.install()
    with running_server() as server, sync_playwright() as playwright:
        browser = chromium.launch(playwright, path)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        visitor.train(page, server.url)
        visitor.open_page(page, "Weights")
        visitor.chart(page)
        page.mouse.move(SIZE["width"] - 1, SIZE["height"] - 1)  # away from the menu, which lights up under it
        page.screenshot(path=PICTURE, animations="disabled")
        browser.close()
    print(f"{PICTURE.name}: {PICTURE.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
