"""What a visit moves over the line, and what a visitor with a slow one waits for."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import visitor
from tests.browser.conftest import NewPage
from tests.browser.server import Server
from tests.browser.visitor import main

MEGABYTE = 10**6
FAST_3G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}  # bytes/s
PLOT = ".js-plotly-plot .main-svg"


def weigh(page: Page, *, slow: bool = False, needs: str = "nothing") -> Callable[[], dict[str, int]]:
    """Listens to a page. What it gives says how many bytes each address has brought since, headers included; those that
    were asked for ahead are not among them, but for what the page ``needs``.
    """
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    if slow:
        line.send("Network.emulateNetworkConditions", FAST_3G)
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def begin(event: dict[str, object]) -> None:
        request = event["request"]
        assert isinstance(request, dict)
        is_ahead = event.get("type") == "Prefetch" or "prefetch" in str(request["headers"]).lower()
        if not is_ahead or needs in str(request["url"]):
            addresses[str(event["requestId"])] = request["url"]

    def end(event: dict[str, object]) -> None:
        if address := addresses.get(str(event["requestId"])):
            sizes[address] = sizes.get(address, 0) + int(str(event["encodedDataLength"]))

    def hear(event: dict[str, object]) -> None:
        response = event["response"]
        assert isinstance(response, dict)
        sizes["socket"] = sizes.get("socket", 0) + len(response["payloadData"]) * 3 // 4  # it is base64

    line.on("Network.requestWillBeSent", begin)
    line.on("Network.loadingFinished", end)
    line.on("Network.webSocketFrameReceived", hear)
    return lambda: dict(sizes)


def total(sizes: dict[str, int], name: str, since: float) -> int:
    """All bytes together, printed with the largest."""
    *_, largest = sorted(sizes, key=lambda address: sizes[address])
    print(f"{name}: {sum(sizes.values()):,} bytes in {len(sizes)} answers, after {time.monotonic() - since:.1f} s;")
    print(f"the largest: {largest}, {sizes[largest]:,}")
    return sum(sizes.values())


def test_a_first_visit_is_small_and_the_next_page_is_there_before_it_is_asked_for(
    server: Server, new_page: NewPage
) -> None:
    page, start = new_page(), time.monotonic()
    sizes = weigh(page, slow=True)
    visitor.arrive(page, server.url, "Home")
    page.evaluate("document.fonts.ready")
    assert total(sizes(), "Home on Fast 3G", start) <= 1.3 * MEGABYTE
    page.wait_for_function("performance.getEntriesByType('resource').some(({ name }) => name.includes('/plotly-'))")
    start = time.monotonic()
    visitor.open_page(page, "Explore")
    expect(page.locator(PLOT).first).to_be_visible()
    print(f"From there the first chart of Explore came after {time.monotonic() - start:.1f} s.")
    assert not [address for address in sizes() if "SyntaxHighlighter" in address]
    plotly = [size for address, size in sizes().items() if "/plotly-" in address]
    assert sum(plotly) == 0, "it had come ahead"
    again = page.context.new_page()
    sizes, start = weigh(again), time.monotonic()
    visitor.arrive(again, server.url, "Explore")
    expect(again.locator(PLOT).first).to_be_visible()
    assert total(sizes(), "Explore, a second visit", start) <= 0.3 * MEGABYTE


def test_explore_as_a_first_page_is_small_and_a_script_that_did_not_come_is_asked_for_again(
    server: Server, page: Page, console_errors: list[str]
) -> None:
    page.route("**/one-neuron/chart.*.js", lambda route: route.abort(), times=1)
    sizes, start = weigh(page, needs="/plotly-"), time.monotonic()
    visitor.arrive(page, server.url, "Explore")
    expect(page.locator(PLOT).first).to_be_visible()
    page.evaluate("document.fonts.ready")
    expect(main(page).get_by_test_id("stException")).to_have_count(0)
    assert any("/plotly-" in address for address in sizes())
    assert total(sizes(), "Explore", start) <= 2.9 * MEGABYTE
    console_errors[:] = [line for line in console_errors if "one-neuron/chart" not in line]
