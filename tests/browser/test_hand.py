"""What a visitor has in hand is there again after a reload and a new start of the server, in each of her tabs; and
whatever her browser keeps or forbids, there is a page.
"""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from classroom.lessons import Lesson, Step, pack
from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server, free_port, running_server
from tests.browser.visitor import LAST_X, main, press, settle

IN_STORES = """(work) => new Promise((resolve, reject) => {
    const opened = indexedDB.open("one-neuron");
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
        const transaction = opened.result.transaction(["shared", "hands", "bytes"], "readwrite");
        const store = (name) => transaction.objectStore(name);
        const asked = work(store);
        transaction.oncomplete = () => resolve(asked?.result, opened.result.close());
    };
})"""
BACK = re.compile("^Go on where you were")
NOTHING_KEPT = re.compile(r"[?&]keeps=no(&|$)")
PLAYING = re.compile("rp-playing")


def in_stores(page: Page, work: str) -> Any:
    """What a piece of JavaScript gives that is given the stores by name, in one transaction."""
    return page.evaluate(f"({IN_STORES})((store) => {{ {work} }})")


def hands(page: Page) -> list[dict[str, Any]]:
    """The hands that the browser keeps."""
    return list(in_stores(page, 'return store("hands").getAll();'))


def wait_for_another_mark(page: Page, of: str, than: str) -> str:
    """Wait until the browser keeps something of this name with another mark."""
    for _ in range(visitor.PATIENCE // visitor.A_MOMENT):
        marks = [each["stored"][of]["mark"] for each in hands(page) if of in each["stored"]]
        if marks and marks[0] != than:
            return str(marks[0])
        page.wait_for_timeout(visitor.A_MOMENT)
    raise AssertionError(f"The browser does not keep {of}")


def wait_for_words(page: Page, words: str) -> None:
    """Wait until the browser keeps a hand in whose text these stand."""
    for _ in range(visitor.PATIENCE // visitor.A_MOMENT):
        if any(words in each["text"] for each in hands(page)):
            return
        page.wait_for_timeout(visitor.A_MOMENT)
    raise AssertionError(f"The browser does not keep {words}")


def rate(page: Page) -> Any:
    """The field of the learning rate on Train."""
    return visitor.number_field(page, "Learning rate")


def test_a_run_goes_on_after_a_reload_and_under_a_page_whose_server_was_killed(
    page: Page, tmp_path: Path, console_errors: list[str]
) -> None:
    port = free_port()
    with running_server(port=str(port)) as server:
        page.goto(f"{server.url}/explore?num_iterations=100000")
        visitor.expect_page(page, "Explore")
        visitor.bring_much(page, tmp_path)
        visitor.open_page(page, "Train")
        press(page, "Train")
        page.wait_for_function(f"{LAST_X} > 4")
        before = visitor.costs(page)
        mark = wait_for_another_mark(page, "run", "")
        mark = wait_for_another_mark(page, "run", mark)  # it is kept while it is on its way
        watched = page.evaluate(visitor.PLAYED)
        page.reload()
        expect(main(page).get_by_text(BACK)).to_be_visible()
        expect(visitor.player(page)).to_have_class(PLAYING)
        page.wait_for_function(f"{visitor.PLAYED} > {watched}")
        page.wait_for_function(f"{LAST_X} > {before['x'][-1]}")
        again = visitor.costs(page)
        common = sorted({*before["x"]} & {*again["x"]})
        assert len(common) > 3
        for x in common:
            assert again["y"][again["x"].index(x)] == before["y"][before["x"].index(x)], "it is the same run, exactly"
        wait_for_another_mark(page, "run", mark)
        os.kill(server.pid, signal.SIGKILL)
        gone = page.locator(".server-gone")
        expect(gone).to_have_text(re.compile("^There is no connection to the server. .* go on where you are.$"))
        expect(page.get_by_test_id("stSidebarNav")).to_have_js_property("inert", True)
        assert not visitor.player(page).evaluate("each => each.closest('[inert]') !== null")
        expect(page.get_by_role("dialog")).to_have_count(0)
    with running_server(port=str(port)) as server:
        expect(gone).to_have_count(0)
        expect(main(page).get_by_text(BACK)).to_be_visible()
        expect(page.get_by_test_id("stSidebarNav")).to_have_js_property("inert", False)
        expect(visitor.player(page)).to_have_class(PLAYING)
        page.wait_for_function(f"{LAST_X} > {before['x'][-1]}")
        expect(page.get_by_test_id("stSidebar")).to_contain_text("in training")
        press(page, "Pause")
        stands = page.evaluate(visitor.PLAYED)
        wait_for_words(page, f'"hand_place":{stands}')
        page.reload()
        expect(visitor.player(page)).not_to_have_class(PLAYING)
        page.wait_for_function(f"{visitor.PLAYED} === {stands}")
        press(page, "Stop")
        expect(visitor.scores(page)).to_be_visible()
        settle(page)
        page.close()  # before its server goes
        assert "Traceback" not in server.log()
        console_errors.clear()  # a server that does not answer is one


def test_each_tab_has_its_own_hand_and_a_link_goes_before_it(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    visitor.type_number(page, "Learning rate", "0.01")
    wait_for_another_mark(page, "run", "")
    other = page.context.new_page()
    visitor.arrive(other, server.url, "Train")
    expect(rate(other)).to_have_value("0.01")
    visitor.type_number(other, "Learning rate", "0.02")
    expect(other).to_have_url(re.compile("learning_rate=0.02"))
    settle(other)
    for tab, value in ((page, "0.01"), (other, "0.02")):
        tab.reload()
        expect(rate(tab)).to_have_value(value)
        expect(main(tab).get_by_text(BACK)).to_be_visible()

    other.goto(f"{server.url}/train?learning_rate=0.03")
    expect(rate(other)).to_have_value("0.03")
    press(other, "Go back to what you had")
    expect(rate(other)).to_have_value("0.02")

    press(page, "Begin anew")
    expect(rate(page)).to_have_value("0.005")
    expect(page).to_have_url(f"{server.url}/train")
    expect(main(page).get_by_text(BACK)).to_have_count(0)
    settle(page)
    page.reload()
    expect(rate(page)).to_have_value("0.005")
    other.close()
    sweep_and_reload(page)
    forget_all(page)


def sweep_and_reload(page: Page) -> None:
    """What a sweep has found is there after a reload, and what it was asked to try."""
    visitor.open_page(page, "Sweep")
    visitor.choose(page, "3")
    lowest = main(page).get_by_role("slider", name="Learning rates").first
    lowest.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(lowest).to_have_attribute("aria-valuetext", "0.003")
    settle(page)
    press(page, "Sweep")
    best = main(page).get_by_text(re.compile("^Lowest held-out cost"))
    expect(best).to_be_visible()
    wait_for_another_mark(page, "sweep", "")
    said = best.inner_text()
    settle(page)
    page.reload()
    expect(main(page).get_by_text(BACK)).to_be_visible()
    expect(best).to_have_text(said)
    expect(lowest).to_have_attribute("aria-valuetext", "0.003")
    expect(main(page).get_by_role("button", name="Sweep")).to_have_count(0)


def forget_all(page: Page) -> None:
    """Keep says how much is kept, and forgets it, with what the sweep has found."""
    assert sum(each["size"] for hand in hands(page) for each in hand["stored"].values()) > 2000
    visitor.open_page(page, "Keep")
    expect(main(page).get_by_text(re.compile(r"^Kept here now: \d+ kB"))).to_be_visible()
    main(page).get_by_role("button", name="Forget everything").click()
    page.get_by_role("button", name="Forget everything in this browser").click()
    expect(main(page).get_by_text("Nothing is kept here yet.")).to_be_visible()
    assert (hands(page), in_stores(page, 'return store("bytes").count();')) == ([], 0)
    visitor.open_page(page, "Sweep")
    expect(main(page).get_by_role("button", name="Sweep")).to_be_visible()


def test_what_is_done_where_nothing_is_kept_is_kept_by_no_tab_that_comes_of_it(server: Server, page: Page) -> None:
    visitor.arrive(page, server.url, "Train")
    visitor.type_number(page, "Learning rate", "0.01")
    wait_for_words(page, "0.01")
    before = hands(page), page.evaluate(visitor.SHARED)
    shared = pack(Lesson("Shared", "Everybody", 5, (Step("explore", "Look."),), keeps=False))
    page.goto(f"{server.url}/?lesson={shared}")
    visitor.expect_page(page, "Explore")
    press(page, "Leave")
    visitor.open_page(page, "Weights")
    visitor.open_page(page, "Train")
    expect(rate(page)).to_have_value("0.005")
    visitor.type_number(page, "Learning rate", "0.02")
    expect(page).to_have_url(NOTHING_KEPT)
    page.reload()
    visitor.expect_page(page, "Train")
    other = page.context.new_page()
    other.goto(f"{server.url}/keep", referer=page.url)  # as a link in a new tab
    visitor.expect_page(other, "Keep")
    expect(other).to_have_url(NOTHING_KEPT)
    expect(main(other)).to_contain_text("nothing more is kept")
    other.close()
    page.go_back()
    visitor.expect_page(page, "Weights")
    expect(page).to_have_url(NOTHING_KEPT)
    for each in (BACK, "0.01"):
        expect(main(page).get_by_text(each)).to_have_count(0)
    assert (hands(page), page.evaluate(visitor.SHARED)) == before


EVIL: list[tuple[dict[str, Any], str, str]] = [
    *(({"version": old, "text": "x", "stored": {}}, "", "could not be read") for old in (0, 1)),
    (
        {"version": 2, "text": '{"x":1}', "stored": {"run": {"mark": "m", "digest": "d", "size": 2**30}}},
        "",
        "not be read",
    ),
    (
        {"version": 2, "text": "<img src=x onerror=\"document.title='hacked'\">", "stored": {}},
        "",
        "Go on where you were",
    ),
    ({"version": 2, "text": '{"hand_settings":{"learning_rate":NaN},"hand_place":1e999}'}, "", "Go on where you were"),
    ({"version": 2, "text": "", "stored": {"run": {"mark": "m", "digest": "d", "size": 4}}}, "", "the run could not"),
    *(
        (
            {"version": 2, "text": "", "stored": {name: {"mark": "m", "digest": "d", "size": 9}}},
            content,
            "could not be read",
        )
        for name, content in (("uploaded", "<script>alert(1)</script>"), ("neuron", "\u0000nan"), ("runs", "[" * 9000))
    ),
]


OF_VERSION_1 = """() => new Promise((resolve) => {
    document.cookie = "one-neuron-kept=1; path=/";
    const opened = indexedDB.open("one-neuron", 1);
    opened.onupgradeneeded = () => {
        const store = (name) => opened.result.createObjectStore(name);
        store("shared").put({ version: 1, text: '{"road":["explore"]}' }, "values");
        store("hands").put({ version: 1, tab: "old", at: 1, text: '{"hand_place":3}', link: "", stored: {} }, "old");
        store("aside").put({ version: 1, tab: "older" }, "hand");
        store("bytes");
    };
    opened.onsuccess = () => resolve(opened.result.close());
})"""


def test_what_an_older_version_had_in_hand_is_dropped_with_a_sentence_and_what_all_tabs_share_stays(
    server: Server, page: Page
) -> None:
    page.goto(f"{server.url}/_stcore/health")
    page.evaluate(OF_VERSION_1)
    visitor.arrive(page, server.url, "Train")
    expect(main(page).get_by_text("another version of the app kept it, and was dropped.")).to_be_visible()
    assert "explore" in page.evaluate(visitor.SHARED)
    page.reload()
    visitor.expect_page(page, "Train")
    expect(main(page).get_by_text("was dropped")).to_have_count(0)
    assert not hands(page) or hands(page)[0]["version"] == 2


def test_whatever_a_record_holds_it_is_dropped_with_a_sentence_and_there_is_a_page(server: Server, page: Page) -> None:
    page.add_init_script("sessionStorage.clear()")  # each time it is a new tab
    visitor.arrive(page, server.url, "Explore")
    visitor.wait_until_kept(page, "explore")
    for number, (record, content, expected) in enumerate(EVIL):
        kept = {"tab": f"evil{number}", "at": 1, "link": "", "stored": {}, **record}
        in_stores(
            page,
            f"""for (const each of ["hands", "bytes"]) store(each).clear();
                store("hands").put({kept!r}, "evil{number}");
                if ({content!r}) store("bytes").put(new TextEncoder().encode({content!r}).buffer, "d");""".replace(
                "None", "null"
            ),
        )
        page.reload()
        visitor.expect_page(page, "Explore")
        expect(main(page).get_by_text(expected).first).to_be_visible()
        assert page.title().startswith("Explore")
    visitor.open_page(page, "Train")
    press(page, "Train")
    expect(visitor.scores(page)).to_be_visible()


FULL = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (...all) {
    if (all[0] instanceof ArrayBuffer) throw new DOMException("full", "QuotaExceededError");
    return put.apply(this, all);
};
"""
FORBIDDEN = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });"
SILENT = "IDBFactory.prototype.open = () => ({});"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (FULL, "This browser cannot keep all: the run"),
        (FORBIDDEN, "This browser keeps nothing"),
        (SILENT, "This browser keeps nothing"),
    ],
    ids=["full", "forbidden", "silent"],
)
def test_a_browser_that_keeps_nothing_is_said_to_and_waited_for_by_nobody(
    server: Server, page: Page, script: str, expected: str
) -> None:
    page.add_init_script(script)
    page.context.add_cookies([{"name": "one-neuron-kept", "value": "1", "url": server.url}])
    visitor.train(page, server.url)
    expect(page.get_by_test_id("stSidebar").get_by_text(expected)).to_be_visible()


def test_who_will_not_wait_goes_on_without(server: Server, page: Page, console_errors: list[str]) -> None:
    page.route(re.compile(r"persistence\.[^/]*js|persistence[^/]*\.js"), lambda route: route.abort())
    page.context.add_cookies([{"name": "one-neuron-kept", "value": "1", "url": server.url}])
    page.goto(server.url)
    expect(main(page).get_by_text("Bringing back what this browser kept")).to_be_visible()
    press(page, "Go on without it")
    visitor.expect_page(page, "Home")
    page.goto("about:blank")  # so that the script is not asked for once more
    console_errors.clear()


def test_on_a_phone_what_came_back_is_said_on_one_line(server: Server, new_page: NewPage, phone: Any) -> None:
    page = new_page(**phone)
    visitor.train(page, server.url)
    page.reload()
    line = page.locator(".st-key-persistence-back")
    expect(line.get_by_role("button", name="Begin anew")).to_be_visible()
    settle(page)
    box, screen = line.bounding_box(), page.viewport_size
    assert box is not None
    assert screen is not None
    assert box["height"] < screen["height"] / 12
