"""What a visitor does on the pages, in few words, so that a test reads like the visit that it stands for."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, ViewportSize, WebSocket, expect
from playwright.sync_api import TimeoutError as Late

from logreg_core.settings import ITERATIONS
from tests.browser import waiting
from tests.browser.server import ROOT

PLAYER = "document.querySelector('.run-player')"
PLAYED = f"Number.parseInt({PLAYER}?.querySelector('[data-part=iteration]').textContent.replaceAll(',', ''))"
COSTS = f"{PLAYER}?.querySelector('.js-plotly-plot')?.data?.find(({{ name }}) => name === 'Training cost')"
LAST_X = f"{COSTS}?.x.at(-1)"
A_MOMENT = 100  # milliseconds
PATIENCE = 60_000  # milliseconds until something that was expected is missing
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


def _title(file: Path) -> str:
    """What the page calls itself: the text of its `st.title`."""
    calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return next(ast.literal_eval(call.args[0]) for call in calls if ast.unparse(call.func) == "st.title")


# The name in the menu, the file and the title of every page that the menu shows.
FILES = {
    name: ROOT / "pages" / file
    for name, file in re.findall(r'^    Page\("([\w ]+)", "(\w+\.py)"', (ROOT / "pages" / "menu.py").read_text(), re.M)
}
TITLES = {name: _title(file) for name, file in FILES.items()}


def path_of(name: str) -> str:
    """The path of a page's link: the first page has none."""
    return "/" if name == "Home" else f"/{FILES[name].stem.removesuffix('_')}"


def arrive(page: Page, address: str, name: str) -> None:
    """Come to a page by its link, with the address of a server."""
    page.goto(address + path_of(name))
    expect_page(page, name)


def expect_page(page: Page, name: str) -> None:
    """Wait until the page with this name in the menu is there, and complete."""
    expect(main(page).get_by_role("heading", level=1)).to_have_text(TITLES[name])
    settle(page)


def settle(page: Page) -> None:
    """Wait until the server has answered all that it was asked, the browser keeps what it was told to keep, and every
    picture has arrived; and until what is told the server a moment later is told it too.
    """
    try:
        page.wait_for_function(waiting.AT_REST)
    except Late:
        raise Late(f"The page does not come to rest: {page.evaluate(waiting.UNREST)}") from None


def let_pass(page: Page, milliseconds: int) -> None:
    """Let so much time pass in the page: what its own timers are to do meanwhile is done then, however slow it is."""
    page.evaluate("most => new Promise((done) => setTimeout(done, most))", milliseconds)


class Line:
    """What goes over the wire between a page and the server."""

    def __init__(self, page: Page) -> None:
        self.sent = self.received = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda _: self._count("sent"))
        socket.on("framereceived", lambda _: self._count("received"))

    def _count(self, way: str) -> None:
        setattr(self, way, getattr(self, way) + 1)

    @property
    def messages(self) -> tuple[int, int]:
        return self.sent, self.received

    def wait_until_quiet(self, page: Page) -> None:
        """Wait until nothing more is said: what the browser keeps, for one, is told a while after a run."""
        for _ in range(PATIENCE // 1000):
            before = self.messages
            let_pass(page, 1000)
            settle(page)
            if before == self.messages:
                return
        raise AssertionError("There is no end of it.")

    def wait_for_sent(self, page: Page, count: int) -> None:
        """Wait until so much was sent in all, and no more than that."""
        for _ in range(PATIENCE // A_MOMENT):
            if self.sent >= count:
                break
            page.wait_for_timeout(A_MOMENT)
        self.wait_until_quiet(page)
        assert self.sent == count


def main(page: Page) -> Locator:
    """The page without the sidebar."""
    return page.get_by_test_id("stMain")


def menu(page: Page) -> Locator:
    """The links of the menu, in their order."""
    return page.get_by_test_id("stSidebarNav").get_by_role("link")


def unfold(page: Page) -> None:
    """Show the pages of the menu that are not on the road, which a page of the road folds away."""
    more = page.get_by_test_id("stSidebarNavViewButton").filter(has_text="more")
    if more.is_visible():
        more.click()


def open_page(page: Page, name: str) -> None:
    """Go to a page through the menu, which a narrow screen hides behind a button, and which moves as a page loads."""
    settle(page)
    button = page.get_by_test_id("stExpandSidebarButton")
    if button.is_visible():
        button.click()
    unfold(page)
    menu(page).filter(has_text=name).click()
    expect_page(page, name)


def press(page: Page, name: str) -> None:
    """Press the button with exactly this name.

    While a page is drawn anew, an old one can stand beside the new one for a moment. Streamlit 1.64 reads the icon out.
    """
    button = main(page).get_by_role("button", name=re.compile(rf"^([a-z_]+ )?{re.escape(name)}$"))
    expect(button).to_have_count(1)
    button.click()


def choose(page: Page, name: str) -> None:
    """Choose one of the options that lie side by side."""
    main(page).get_by_role("radio", name=name).click()
    settle(page)


def pick_sample(page: Page, name: str) -> None:
    """Take one of the sample photos. A click on a tile that is just being drawn anew is lost; one clicks once more."""
    taken = main(page).get_by_text(re.compile(rf"^{name}\. [\d,]+ × [\d,]+ pixels"))
    for _ in range(5):
        main(page).get_by_role("button", name=re.compile(rf"^Sample photo: {name}\b")).last.click()
        try:
            expect(taken).to_be_visible(timeout=PATIENCE / 5)
        except AssertionError:
            continue
        break
    expect(taken).to_be_visible()
    settle(page)


def type_number(page: Page, label: str, number: str) -> None:
    """Type a number into the field that stands beside a slider, and confirm it."""
    field = number_field(page, label)
    field.fill(number)
    field.press("Enter")


def number_field(page: Page, label: str) -> Locator:
    """The field for the exact value that stands beside a slider."""
    return main(page).get_by_role("spinbutton", name=re.compile(label))


SHARED = """new Promise((resolve) => {
    const opened = indexedDB.open("one-neuron");
    opened.onupgradeneeded = () => opened.transaction.abort(); // it is not there yet
    opened.onerror = () => resolve("");
    opened.onsuccess = () => {
        const asked = opened.result.transaction("shared").objectStore("shared").get("values");
        asked.onsuccess = () => resolve(asked.result?.text ?? "", opened.result.close());
    };
})"""


def wait_until_kept(page: Page, text: str, *, kept: bool = True) -> str:
    """Wait until the browser keeps a text among what all its tabs share, or no more. Returns all of that."""
    for _ in range(PATIENCE // A_MOMENT):
        if (text in (found := str(page.evaluate(SHARED)))) == kept:
            return found
        page.wait_for_timeout(A_MOMENT)
    raise AssertionError(f"Whether {text!r} is kept is not {kept}: {found}")


def train(page: Page, address: str) -> None:
    """Train on the default dataset with the default settings. A short run is done as soon as its length is chosen."""
    page.goto(f"{address}{path_of('Train')}?{ITERATIONS.name}=1")
    expect_page(page, "Train")
    type_number(page, ITERATIONS.label, str(ITERATIONS.default))
    expect(scores(page)).to_be_visible()
    page.wait_for_function(f"{PLAYED} === {ITERATIONS.default}")
    settle(page)


def bring(page: Page, *files: Path) -> None:
    """Put files into Explore's field and use them."""
    main(page).get_by_text("Bring your own data").click()
    main(page).get_by_test_id("stFileUploaderDropzoneInput").set_input_files(files)
    use = main(page).get_by_role("button", name="Use it", exact=True)
    expect(use).to_be_enabled()
    settle(page)
    use.click()
    expect(main(page).get_by_role("radio", name="My data")).to_be_checked()
    folded = main(page).get_by_text("What do you bring?").filter(visible=True)
    expect(folded).to_have_count(0)
    settle(page)


def bring_much(page: Page, folder: Path) -> None:
    """Bring 3,000 images of 64 x 64 pixels on Explore: on any machine 100,000 iterations on them take minutes."""
    numbers = np.random.default_rng(0)
    labels = np.arange(3_000) % 2
    images = (20 * numbers.integers(0, 4, (3_000, 64, 64, 1)) + 10 * labels[:, None, None, None]).astype(np.uint8)
    file = folder / "many.npz"
    np.savez_compressed(file, x_train=images, y_train=labels, x_test=images[:20], y_test=labels[:20])
    bring(page, file)


def sweep(page: Page, address: str) -> None:
    """Arrive on Sweep, and try all combinations with 100 iterations."""
    arrive(page, address, "Sweep")
    type_number(page, "Iterations", "100")
    settle(page)
    press(page, "Sweep")
    expect(main(page)).to_contain_text("Lowest held-out cost: a learning rate of")
    settle(page)


def scores(page: Page) -> Locator:
    """The heading of the scores, which are there when a run is not going on."""
    return main(page).get_by_role("heading", name=re.compile("how good", re.IGNORECASE))


def iteration(page: Page) -> int:
    """The iteration that the player on Train shows."""
    return int(page.wait_for_function(f"({PLAYED} + 1) || null").json_value()) - 1  # none yet is no number


def costs(page: Page) -> dict[str, list[float]]:
    """The curve of the training cost that the player shows: ``x``, the iterations, and ``y``."""
    line = page.wait_for_function(f"() => {{ const line = {COSTS}; return line && {{ x: line.x, y: line.y }}; }}")
    return dict(line.json_value())


def player(page: Page) -> Locator:
    """The player of the run on Train."""
    return main(page).locator(".run-player")


def walk(page: Page, keys: str, times: int = 1) -> None:
    """Press a key of the player so often, and wait until the server knows where that led."""
    player(page).get_by_role("slider").focus()
    for _ in range(times):
        page.keyboard.press(keys)
    wait_until_told(page)


def wait_until_told(page: Page) -> None:
    """Wait until the player has told the server where it stands, and has its answer.

    It waits for another press before it tells; then the slider that is heard follows the number that is seen.
    """
    settle(page)
    page.wait_for_function(f"{PLAYER}?.querySelector('[data-part=slider]').value === String({PLAYED})")
    settle(page)


def press_letter(page: Page, letter: str) -> None:
    """Press a letter that presses a button, once letters are heard on this page."""
    heard = main(page).locator(f"[aria-keyshortcuts={letter.upper()}]")
    expect(heard).to_have_count(1)
    page.keyboard.press(letter)


def chart(page: Page) -> Any:
    """The data and the layout of the first chart of the page, once it is drawn."""
    return page.wait_for_function(
        """() => {
            const plot = document.querySelector('.js-plotly-plot');
            return plot?.layout && { data: plot.data, layout: plot.layout };
        }"""
    ).json_value()


def probability(page: Page, name: str) -> float:
    """How likely the Predict page's chart says the class with this name is."""
    return next(trace["x"][0] for trace in chart(page)["data"] if trace["name"] == name)
