"""The run is played in the browser: at the pace of its screen, without a word to the server, and as it was recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from logreg_core import Dataset, Record
from logreg_core.recipe import Recipe
from logreg_core.settings import ITERATIONS
from logreg_core.sources.catalog import CATALOG
from logreg_core.training import Training
from pages.shared.words import cost, count
from tests.browser.conftest import visit as one_visit
from tests.browser.server import Server
from tests.browser.visitor import (
    PHONE,
    PLAYED,
    Line,
    arrive,
    choose,
    expect_page,
    main,
    menu,
    open_page,
    press,
    wait_until_told,
)

# A run is watched for so many milliseconds, and on a slow screen until its numbers have changed so often.
SOME_TIME = {"least": 2500, "enough": 15, "still": 0}
UNTIL_IT_HAS_FLOWED = {"least": 0, "enough": 4, "still": 30}  # and stands still again
SLOW = "0.25"  # of the speed at which it is usually played, so that it is not over before one presses Pause
GOAL = int(ITERATIONS.default)

# What the screen shows at each of its frames: when, where the line stands, two numbers, curves, painted weights;
# and how much was said so far. Until enough of them have passed, and in enough the
# iteration or the curve is another one.
WATCH = """({ least, enough, still }) => new Promise((done) => {
    const player = document.querySelector('.run-player');
    const part = (name) => player.querySelector(`[data-part="${name}"]`);
    const seen = [], begin = performance.now();
    let moved = 0, stood = 0;
    const look = () => {
        const canvas = part('weights_canvas');
        const pixel = canvas.getContext('2d').getImageData(0, 0, 1, 1).data;
        seen.push({
            time: performance.now() - begin,
            place: part('now').style.transform,
            iteration: part('iteration').textContent,
            picture: part('when').textContent,
            cost: part('cost').textContent,
            test_cost: part('test_cost').textContent,
            lines: player.querySelectorAll('path.js-line').length,
            painted: canvas.offsetWidth > 0 && pixel[3] === 255,
            end: part('plot').data.find((trace) => trace.name === 'Training cost').y.at(-1),
            said: `${window.underWay.asked} ${window.underWay.heard}`,
        });
        const [before, now] = [seen.at(-2), seen.at(-1)];
        const moves = before && (before.iteration !== now.iteration || before.end !== now.end);
        stood = moves ? 0 : stood + 1;
        if (moves) moved++;
        if (now.time > 60_000 || (now.time > least && moved >= enough && stood >= still)) done(seen);
        else requestAnimationFrame(look);
    };
    look();
})"""

# Another tab comes before this one, or goes again.
HIDE = """(hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
}"""


def part(page: Page, name: str) -> Locator:
    return page.locator(f".run-player [data-part='{name}']")


def iteration(page: Page) -> int:
    return int(part(page, "iteration").inner_text().replace(",", ""))


def stands_at(page: Page, place: int) -> None:
    """Wait until the player shows this iteration."""
    expect(part(page, "iteration")).to_have_text(f"{place:,}")


def trained(page: Page, server: Server) -> None:
    """A run of the default dataset with the default settings, in the player, at its end."""
    arrive(page, server.url, "Train")
    train_to_the_end(page)


@pytest.fixture(scope="module")
def visit(server: Server, browser: Browser) -> Iterator[tuple[Page, Line]]:
    """The page of one visitor with such a run, for all tests that only walk along it; and what goes over its line."""
    with one_visit(browser) as page:
        line = Line(page)
        trained(page, server)
        yield page, line


@pytest.fixture
def walked(visit: tuple[Page, Line]) -> Page:
    """That page, with the run at its end again."""
    page, _ = visit
    part(page, "slider").press("End")
    stands_at(page, GOAL)
    wait_until_told(page)
    return page


def train_to_the_end(page: Page) -> None:
    """Press Train, and go to the end of the run that plays."""
    press(page, "Train")
    expect(part(page, "plot").locator(".plot-container")).to_be_visible()
    part(page, "slider").press("End")
    stands_at(page, GOAL)
    wait_until_told(page)


def all_records(dataset: Dataset) -> dict[int, Record]:
    """Every iteration of the run with the default settings, from a descent that keeps them all."""
    run = Training.begin(dataset, Recipe(), record_every=1)
    run.step(GOAL)
    return {record.iteration: record for record in [*run.descent.records, run.descent.now]}


def expect_whole(seen: list[dict[str, Any]]) -> None:
    """No frame without its curves, and none without the weights."""
    assert min(frame["lines"] for frame in seen) >= 4
    assert all(frame["painted"] for frame in seen)


def expect_to_play(page: Page, line: Line, name: str) -> None:
    """A run that stands at its end plays from its start at the pace of the screen, and tells the server nothing."""
    line.wait_until_quiet(page)
    part(page, "speed").select_option(SLOW)
    before = line.sent
    part(page, "play").click()
    expect(part(page, "iteration")).not_to_have_text(f"{GOAL:,}")  # it has left its end
    seen = page.evaluate(WATCH, SOME_TIME)
    assert len({frame["said"] for frame in seen}) == 1, "something was said while it played"
    places = [frame["place"] for frame in seen]
    moved = sum(a != b for a, b in pairwise(places))
    longest = max(b["time"] - a["time"] for a, b in pairwise(seen))
    print(f"\n{name}: {1000 * moved / seen[-1]['time']:.0f} frames a second, the longest {longest:.0f} ms")
    assert moved > 10
    expect_whole(seen)
    stood = [int(frame["iteration"].replace(",", "")) for frame in seen]
    assert stood == sorted(stood)
    part(page, "play").click()
    line.wait_for_sent(page, before + 1)
    assert iteration(page) >= stood[-1]


def test_a_run_plays_at_the_pace_of_the_screen_and_tells_the_server_nothing(
    walked: Page, visit: tuple[Page, Line]
) -> None:
    expect_to_play(walked, visit[1], "faces")


@pytest.mark.usefixtures("cats_dir")  # skips where they cannot be had
def test_so_does_one_of_the_cats(page: Page, server: Server) -> None:
    line = Line(page)
    arrive(page, server.url, "Explore")
    choose(page, CATALOG["cats"].title)
    open_page(page, "Train")
    train_to_the_end(page)
    expect_to_play(page, line, "cats")


def test_the_numbers_on_the_screen_are_those_of_the_run(walked: Page, faces: Dataset) -> None:
    page, records = walked, all_records(faces)

    def expect_record(at: int, said: str, said_of_test: str) -> None:
        assert (said, said_of_test) == (cost(records[at].cost), cost(records[at].test_cost))

    part(page, "speed").select_option(SLOW)
    part(page, "play").click()
    seen = page.evaluate(WATCH, SOME_TIME)
    assert len({frame["iteration"] for frame in seen}) > 10
    for frame in seen:
        at = int(frame["iteration"].replace(",", ""))
        expect_record(at, frame["cost"], frame["test_cost"])
        assert frame["picture"] == f"after {count(at, 'iteration')}"
    part(page, "play").click()
    expect(part(page, "when")).to_have_text(f"after {count(iteration(page), 'iteration')}")
    wait_until_told(page)
    for _ in range(3):  # a step of one iteration, to a place that was not recorded
        part(page, "on").click()
    wait_until_told(page)
    expect(part(page, "note")).to_be_empty()
    expect_record(iteration(page), part(page, "cost").inner_text(), part(page, "test_cost").inner_text())


def test_the_player_is_used_by_keyboard_and_keeps_no_keys_of_others(walked: Page) -> None:
    page = walked
    slider = part(page, "slider")
    slider.focus()
    for key, place in (
        ("ArrowLeft", GOAL - 1),
        ("ArrowLeft", GOAL - 2),
        ("ArrowRight", GOAL - 1),
        ("Home", 0),
        ("ArrowRight", 1),
        ("End", GOAL),
    ):
        page.keyboard.press(key)
        stands_at(page, place)
    page.keyboard.press("PageDown")
    assert 0.8 * GOAL < iteration(page) < GOAL
    wait_until_told(page)
    expect(slider).to_have_attribute("aria-valuetext", re.compile(rf"^Iteration {iteration(page):,} of {GOAL:,}, "))
    part(page, "speed").select_option(SLOW)
    slider.press("Home")  # from there it plays for long enough
    page.keyboard.press("Space")
    expect(part(page, "play")).to_have_accessible_name("Pause")
    page.keyboard.press("Space")
    expect(part(page, "play")).to_have_accessible_name("Play")
    wait_until_told(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.part") == "start", "the focus goes on"
    place = iteration(page)
    field = main(page).get_by_role("spinbutton").first
    field.focus()
    for key in ("Home", "ArrowLeft", "Space", "PageDown"):
        page.keyboard.press(key)
    assert iteration(page) == place


def test_who_draws_the_place_along_moves_everything_and_the_server_hears_of_the_end(
    walked: Page, visit: tuple[Page, Line]
) -> None:
    page, line = walked, visit[1]
    box = part(page, "chart").bounding_box()
    assert box
    y = box["y"] + 80
    line.wait_until_quiet(page)
    before = line.sent
    page.mouse.move(box["x"] + 0.9 * box["width"], y)
    page.mouse.down()
    places = []
    for share in (0.8, 0.6, 0.4, 0.3):
        page.mouse.move(box["x"] + share * box["width"], y)
        places.append(iteration(page))
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == len(places)
    assert line.sent == before
    page.mouse.up()
    line.wait_for_sent(page, before + 1)
    assert iteration(page) == places[-1]


def test_a_new_rate_flows_into_the_old_curve_without_a_blank_frame(page: Page, server: Server) -> None:
    trained(page, server)
    slider = main(page).get_by_role("slider", name=re.compile("Learning rate")).first
    page.evaluate(f"how => void (window.watched = ({WATCH})(how))", UNTIL_IT_HAS_FLOWED)
    slider.focus()
    slider.press("ArrowRight")
    seen = page.evaluate("window.watched")
    expect_whole(seen)
    ends = [frame["end"] for frame in seen]
    assert ends[0] != ends[-1], "the run is another one"
    assert len(set(ends)) > 2, "there was something between the two"


def test_where_early_stopping_keeps_an_earlier_neuron_the_player_says_which(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/train?patience=1&learning_rate=1")
    expect_page(page, "Train")
    press(page, "Train")
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar).to_contain_text(re.compile("kept: iteration"))
    part(page, "slider").press("End")
    kept = re.search(r"kept: iteration ([\d,]*\d)", sidebar.inner_text())
    assert kept
    said = f"Stopped early here. Early stopping keeps the neuron of iteration {kept[1]}."
    expect(part(page, "note")).to_have_text(said)
    part(page, "slider").press("ArrowLeft")
    expect(part(page, "note")).to_be_empty()


def play_slowly_from_the_start(page: Page) -> None:
    part(page, "slider").press("Home")
    stands_at(page, 0)
    wait_until_told(page)
    part(page, "speed").select_option(SLOW)
    part(page, "play").click()
    page.wait_for_function(f"{PLAYED} > 5")


@pytest.mark.parametrize("key", [None, "Enter"])
def test_who_leaves_by_the_menu_while_it_plays_from_the_start_keeps_the_place(
    page: Page, server: Server, key: str | None
) -> None:
    trained(page, server)
    play_slowly_from_the_start(page)
    link = menu(page).filter(has_text="Weights")
    if key:
        link.press(key)
    else:
        link.click()
    expect_page(page, "Weights")
    model = page.get_by_test_id("stSidebar").get_by_test_id("stMarkdown").filter(has_text="Model")
    expect(model).to_contain_text(re.compile(r"\d iterations"))
    assert "Train a model" not in main(page).inner_text()
    open_page(page, "Train")
    stood = iteration(page)
    assert 5 < stood < GOAL
    expect(part(page, "play")).to_have_accessible_name("Play")
    expect(model).to_contain_text(f"{stood:,} iterations")


def find_weights(page: Page) -> None:
    page.get_by_role("combobox", name="Find a page").fill("weig")
    page.get_by_role("option", name="Weights").click()


@pytest.mark.parametrize(
    ("leave", "there"),
    [
        (find_weights, "Weights"),
        (lambda page: page.go_back(), "Home"),
        (lambda page: main(page).get_by_role("button", name="To Home").click(), "Home"),
    ],
    ids=["find a page", "back", "lesson"],
)
def test_who_leaves_by_another_way_while_it_plays_keeps_the_place_too(
    page: Page, server: Server, leave: Callable[[Page], object], there: str
) -> None:
    page.goto(f"{server.url}/?lesson=one_neuron")
    expect_page(page, "Home")
    open_page(page, "Train")
    train_to_the_end(page)
    play_slowly_from_the_start(page)
    leave(page)
    expect_page(page, there)
    model = page.get_by_test_id("stSidebar").get_by_test_id("stMarkdown").filter(has_text="Model")
    expect(model).to_contain_text(re.compile(r"\d iterations"))
    open_page(page, "Train")
    assert 5 < iteration(page) < GOAL


def test_a_hidden_tab_pauses(walked: Page) -> None:
    part(walked, "speed").select_option(SLOW)
    part(walked, "play").click()
    expect(part(walked, "play")).to_have_accessible_name("Pause")
    walked.evaluate(HIDE, True)
    expect(part(walked, "play")).to_have_accessible_name("Play")
    assert iteration(walked) < GOAL
    walked.evaluate(HIDE, False)


def test_on_a_phone_the_curve_comes_first_and_the_buttons_suit_a_finger(
    new_page: Callable[..., Page], server: Server, phone: dict[str, Any]
) -> None:
    page = new_page(**phone)
    trained(page, server)
    tops = [part(page, name).bounding_box() for name in ("chart", "slider", "play", "iteration", "weights")]
    assert all(tops)
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    for name in ("start", "back", "play", "on", "end", "speed", "previous", "next"):
        box = part(page, name).bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44, name
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
