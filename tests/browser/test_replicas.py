"""`make replicas`: one of two replicas is killed, then both are renewed; visitors and a class go on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from playwright.sync_api import Page, expect

from deploy.replicas import NAMES
from pages.server.leaving import FAREWELL
from tests.browser import haproxy, visitor
from tests.browser.conftest import NewPage
from tests.browser.server import PATIENCE, ROOT, free_port
from tests.browser.test_hand import BACK, wait_for_another_mark
from tests.browser.visitor import LAST_X, main
from tests.core import valkey_server

DRAIN = "2"  # seconds
COOKIE = "one-neuron-replica"
GOAL = 10.0  # seconds after which a visitor is back; it is said how many they were, since a test has no clock
# What is told at the top of a page from now on, seen however short it is there.
NOTE_TOASTS = """() => {
  const told = new Set();
  const look = () => {
    for (const each of document.querySelectorAll('[data-testid="stToast"] [data-testid="stMarkdownContainer"] p'))
      told.add(each.textContent);
    window.toasts = [...told];
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@dataclass(frozen=True)
class Replicas:
    """Two replicas behind HAProxy: where they are reached, and the file with all that they say."""

    url: str
    log_file: Path

    def log(self) -> str:
        """All that has been said so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wait_for(self, words: str, times: int = 1) -> list[str]:
        """Wait until something was said so often. Returns what stands in its brackets."""
        until = time.monotonic() + PATIENCE
        while len(found := re.findall(words, self.log())) < times:
            assert time.monotonic() < until, f"{words!r} is not said:\n{self.log()}"
            time.sleep(0.1)
        return found

    def process(self, name: str) -> psutil.Process:
        """The process of the replica with this name, which a shell starts again when it ends."""
        (shell,) = self.wait_for(rf"{name} started \(pid=(\d+)\)")
        (process,) = psutil.Process(int(shell)).children()
        return process


@pytest.fixture
def replicas(tmp_path: Path) -> Iterator[Replicas]:
    """What `make replicas` starts."""
    for is_here, missing in ((haproxy.is_here(), haproxy.missing()), (valkey_server.find(), valkey_server.missing())):
        if not is_here:
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "deploy.replicas", "--address", "127.0.0.1", "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name != "LOGREG_SHARED"}
    with log.open("wb") as file:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**environment, "LOGREG_DRAIN": DRAIN}, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        running = Replicas(f"http://127.0.0.1:{port}", log)
        for name in NAMES:
            running.wait_for(is_up(name))
        yield running
    finally:
        process.terminate()
        assert process.wait(timeout=60) == 0, "all of it ends"


def is_up(name: str) -> str:
    """What HAProxy says when it leads visitors to a replica again."""
    return f"Server replicas/{name} is UP"


def at(page: Page) -> str:
    """The replica that a browser is at."""
    return next((cookie["value"] for cookie in page.context.cookies() if cookie["name"] == COOKIE), "")


def begin_at(page: Page, replicas: Replicas, name: str) -> Page:
    """The browser was at this replica before."""
    page.context.add_cookies([{"name": COOKIE, "value": name, "url": replicas.url}])
    return page


def wait_until_at(page: Page, name: str) -> None:
    """Wait until a page is connected with the replica with this name."""
    until = time.monotonic() + PATIENCE
    while at(page) != name:
        assert time.monotonic() < until, f"It is at {at(page)}."
        page.wait_for_timeout(visitor.A_MOMENT)
    wait_until_connected(page)


def wait_until_connected(page: Page) -> None:
    """Wait until a page has a server, whichever."""
    expect(page.locator(".server-gone")).to_have_count(0)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED")


def goes_on(page: Page, iteration: float) -> None:
    """Wait until a run goes on in another visit than the one in which it was at this iteration."""
    expect(main(page).get_by_text(BACK)).to_be_visible()
    page.wait_for_function(f"{LAST_X} > {iteration}")


def test_a_replica_is_killed_then_all_are_renewed_and_a_run_and_a_room_go_on(
    replicas: Replicas, new_page: NewPage, tmp_path: Path, console_errors: list[str]
) -> None:
    teacher, student = begin_at(new_page(), replicas, "one"), begin_at(new_page(), replicas, "two")
    visitor.arrive(teacher, replicas.url, "Board")
    visitor.press(teacher, "Open a room")
    code = main(teacher).get_by_role("img", name=re.compile("^A code that leads to")).get_attribute("alt") or ""
    student.goto(f"{replicas.url}/join?room={code[-4:]}&num_iterations=100000")
    visitor.expect_page(student, "Join")
    visitor.press(student, "Join")
    expect(main(teacher).get_by_text(re.compile("1 student"))).to_be_visible()
    assert (at(teacher), at(student)) == ("one", "two")

    visitor.open_page(student, "Explore")
    visitor.bring_much(student, tmp_path)
    visitor.open_page(student, "Train")
    visitor.press(student, "Train")
    student.wait_for_function(f"{LAST_X} > 0")
    mark = wait_for_another_mark(student, "run", wait_for_another_mark(student, "run", ""))
    before = visitor.costs(student)
    since = time.monotonic()
    replicas.process("two").kill()
    wait_until_at(student, "one")
    goes_on(student, before["x"][-1])
    print(f"Her run goes on in the other replica after {time.monotonic() - since:.1f} s; {GOAL:g} s are the goal.")
    after = visitor.costs(student)
    common = sorted({*before["x"]} & {*after["x"]})
    assert len(common) > 3
    assert [before["y"][before["x"].index(x)] for x in common] == [after["y"][after["x"].index(x)] for x in common]

    main(teacher).get_by_role("combobox", name="A question").click()
    teacher.get_by_role("option", name="Train: Ten times the rate", exact=True).click()
    visitor.press(teacher, "Put the question")
    expect(main(student).locator(".st-key-room").get_by_text("Your teacher asks.")).to_be_visible()

    replicas.wait_for(is_up("two"), 2)
    wait_for_another_mark(student, "run", mark)
    student.evaluate(NOTE_TOASTS)
    for name in NAMES:  # one leaves, and when it is there again the other
        before_it, process = replicas.log().count(is_up(name)), replicas.process(name)
        process.terminate()
        while replicas.log().count(is_up(name)) == before_it:
            with urlopen(replicas.url, timeout=20) as answer:
                assert answer.status == 200, "a new visitor always finds one"
            assert time.monotonic() - since < 5 * PATIENCE, replicas.log()
            student.wait_for_timeout(visitor.A_MOMENT)
        assert replicas.process(name) != process
    for page in (student, teacher):  # at either: both are new processes, and which is asked first is chance
        wait_until_connected(page)
    assert FAREWELL in student.evaluate("window.toasts"), "she was told before"
    expect(student.get_by_test_id("stToast")).to_have_count(0)
    goes_on(student, after["x"][-1])
    expect(main(student).locator(".st-key-room").get_by_text("Your teacher asks.")).to_be_visible()
    expect(main(teacher).get_by_text(re.compile(f"Room {code[-4:]}: 1 student"))).to_be_visible()
    assert "Traceback" not in replicas.log()
    console_errors.clear()  # a line that is cut is one
