"""`make engines`: every page in Firefox and in WebKit, by the menu and by its link, wide and narrow, with a model.

It fails where a page does not come, says that something went wrong, is wider than its window, or where the browser
complains. The other tests have Chromium.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator

from tests.bench.report import lasts, say
from tests.browser.engines.engine import Engine
from tests.browser.engines.firefox import Firefox
from tests.browser.engines.webkit import WebKit
from tests.browser.server import running_server
from tests.browser.visitor import TITLES, path_of

ENGINES: tuple[type[Engine], ...] = (Firefox, WebKit)
WIDE, NARROW = (1280, 900), (390, 844)
PATIENCE = 60_000  # milliseconds
SECONDS = 120  # of one engine, on two cores
SPEAK = 10  # visits of a page between two lines that say how far the walk is

SETTLE = """const end = Date.now() + %d, title = %s;
    let heading = "", calm = 0;
    while (calm < 4 && Date.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        heading = document.querySelector("[data-testid=stMain] h1")?.textContent;
        const state = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
        const areShown = [...document.images].every((each) => each.complete);
        calm = heading === title && state === "notRunning" && areShown ? calm + 1 : 0;
    }
    if (calm < 4) return [`It does not come. What is there: ${document.body.innerText.slice(0, 300)}`];
    const said = window.complaints?.splice(0) ?? ["Nobody listened."];
    const excess = document.documentElement.scrollWidth - innerWidth;
    if (excess > 0) said.push(`It is ${excess} pixels wider than its window.`);
    for (const each of document.querySelectorAll("[data-testid=stException], .stException")) said.push(each.innerText);
    return said;"""
PRESS = """const end = Date.now() + %d, words = new RegExp(%s);
    const find = () => [...document.querySelectorAll(%s)].find((each) => words.test(each.textContent.trim()));
    while (!find() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
    const found = find();
    found?.click();
    return Boolean(found);"""
TRAINED = """const end = Date.now() + %d;
    const isThere = () => [...document.querySelectorAll("main h2")].some((each) => /how good/i.test(each.textContent));
    while (!isThere() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
    return isThere();"""
KEPT = "return document.querySelector('main').innerText.includes('Continue where you left off');"


def main() -> int:
    """Walk in all engines, and say what was found. Returns how many faults there are, at most 1."""
    faults, visits = 0, 2 * len(TITLES) + 2
    say(f"All of it takes about {lasts(len(ENGINES) * SECONDS)}.")
    with running_server() as server:
        for start in ENGINES:
            say(f"Now: {start.__name__} starts.")
            engine, began = start(), time.monotonic()
            try:
                for done, (page, said) in enumerate(walked(engine, server.url)):
                    if done % SPEAK == 0:
                        say(f"Now: {engine.name}, {page}; {done} of {visits} visits are done.")
                    faults += len(said)
                    for each in said:
                        print(f"{engine.name}, {page}: {each}", flush=True)
            finally:
                engine.close()
            print(f"{engine.name}: {len(TITLES)} pages, twice, in {time.monotonic() - began:.0f} s", flush=True)
        if "Traceback" in server.log():
            faults += 1
            print(server.log())
    return min(faults, 1)


def walked(engine: Engine, address: str) -> Iterator[tuple[str, list[str]]]:
    """Each page and what is wrong with it: first by the menu, in one visit, then by its link, with what was kept."""

    def settled(name: str) -> list[str]:
        return list(engine.run(SETTLE % (PATIENCE, json.dumps(TITLES[name]))))

    def press(selector: str, words: str, patience: int = PATIENCE) -> bool:
        return bool(engine.run(PRESS % (patience, json.dumps(words), json.dumps(selector))))

    engine.resize(*WIDE)
    engine.go(f"{address}/train?num_iterations=100")
    yield "Train", settled("Train")
    pressed = press("main button", "TrainT?$")  # the key T may stand in it
    yield "Train", [] if pressed and engine.run(TRAINED % PATIENCE) else ["No neuron is trained."]
    for name in TITLES:
        press("[data-testid=stSidebarNavViewButton]", "more$", 0)
        found = press("[data-testid=stSidebarNavLink]", f"{name}$")
        yield f"{name} by the menu", settled(name) if found else ["The menu has no such page."]
    engine.resize(*NARROW)
    for name in TITLES:
        engine.go(address + path_of(name))
        yield f"{name} by its link", settled(name)
    yield "the browser", [] if engine.run(KEPT) else ["It has not kept what was in hand."]


if __name__ == "__main__":
    sys.exit(main())
