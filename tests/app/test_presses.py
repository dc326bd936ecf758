"""No press is lost: a real Streamlit runtime, a page that waits where the test says, and what a browser sends."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, RuntimeConfig, app_session, websocket_session_manager
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.session_manager import SessionClient

from pages.server import streamlit_private as presses

PATIENCE = 60  # seconds until a test has failed that waits for what does not come
SCRIPT = """
import streamlit as st
import the_test

def one():
    st.write("first on the page")
    the_test.here("top")
    st.write("later on the page")
    for name in ("A", "B"):
        if st.button(name, key=name):
            the_test.done(name)
    if st.button("Other page", key="other"):
        st.switch_page(second)
    if st.button("Work", key="work"):
        the_test.may_be_left()
        the_test.here("work")
        st.write("at work")
        the_test.done("work")
    st.slider("Slider", 0, 100, key="slider")
    st.text_input("Field", key="field", on_change=the_test.heard)
    the_test.drawn(f"one {st.session_state.slider}")

def two():
    st.write("the second page")
    the_test.may_be_left()
    the_test.drawn("two")
    the_test.here("two")
    st.write("its end")

first, second = st.Page(one, default=True, url_path="one"), st.Page(two, url_path="two")
st.navigation([first, second]).run()
"""


class Page(ModuleType):
    """What the script tells the test, and where it waits for it."""

    def __init__(self) -> None:
        super().__init__("the_test")
        self.acts: list[str] = []
        self.drawings: list[str] = []
        self.at: dict[str, threading.Semaphore] = {}
        self.gates: dict[str, threading.Semaphore] = {}
        self.may_be_left = presses.may_be_left

    def stops_at(self, place: str) -> None:
        """From now on each run waits here until it is let on."""
        self.at[place], self.gates[place] = threading.Semaphore(0), threading.Semaphore(0)

    def here(self, place: str) -> None:
        if place in self.gates:
            self.at[place].release()
            assert self.gates[place].acquire(timeout=PATIENCE)

    def let_on(self, place: str) -> None:
        """All that wait here, and all that come."""
        self.gates.pop(place).release(100)

    def done(self, act: str) -> None:
        self.acts.append(act)

    def drawn(self, what: str) -> None:
        self.drawings.append(what)

    def heard(self) -> None:
        import streamlit as st

        self.here("callback")
        self.acts.append(f"heard {st.session_state.field}")


class Browser(SessionClient):
    """One tab: what it has heard, and what it says."""

    client_context = None

    def __init__(self, runtime: Runtime, page: Page) -> None:
        self.runtime, self.page = runtime, page
        self.ids: dict[str, str] = {}
        self.at = ""  # the page, as Streamlit calls it
        self.pages: dict[str, str] = {}
        self.url = "http://here/one"
        self.values: dict[str, int | str] = {}
        self.session_id = runtime.connect_session(client=self, user_info={})

    @property
    def session(self) -> AppSession:
        found = self.runtime._session_mgr.get_active_session_info(self.session_id)  # as all versions have it
        assert found is not None
        return found.session

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if msg.HasField("navigation"):
            self.at = msg.navigation.page_script_hash
            self.pages |= {each.url_pathname or "one": each.page_script_hash for each in msg.navigation.app_pages}
        elif msg.HasField("delta"):
            element = msg.delta.new_element
            for kind in ("button", "slider", "text_input"):
                if element.HasField(kind):
                    self.ids[getattr(element, kind).label] = getattr(element, kind).id

    def say(
        self, *, press: str = "", triggers: str = "", to: str = "", at: str | None = None, **values: int | str
    ) -> None:
        """Send what a browser sends: with a press, on the way to a page, or as what stands on the page now says."""
        said = ClientState(page_script_hash=self.pages[to] if to else self.at if at is None else at)
        said.context_info.url = self.url
        self.values |= values
        for label, value in self.values.items():
            if not to:
                its = said.widget_states.widgets.add(id=self.ids[label])
                if isinstance(value, int):
                    its.double_array_value.data.append(value)
                else:
                    its.string_value = value
        if press:
            said.widget_states.widgets.add(id=self.ids[press], trigger_value=True)
        if triggers:  # a component, by itself
            said.widget_states.widgets.add(id=triggers, json_trigger_value='{"event": 1}')
        self.runtime.handle_backmsg(self.session_id, BackMsg(rerun_script=said))

    async def rest(self) -> None:
        """Until nothing runs and nothing waits."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(3):  # what is no longer in the queue may still be on its way to `write_forward_msg`
                while self.session._scriptrunner is not None or not self.session._browser_queue.is_empty():
                    await asyncio.sleep(0.005)
                await asyncio.sleep(0.005)
        await all_runs_are_over()  # one that was stopped may still be on its way out

    async def comes_to(self, place: str) -> None:
        """Until a run has come to where it waits."""
        assert await asyncio.to_thread(self.page.at[place].acquire, timeout=PATIENCE)


async def all_runs_are_over() -> None:
    for thread in threading.enumerate():
        if thread.name == "ScriptRunner.scriptThread":
            await asyncio.to_thread(thread.join, PATIENCE)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Page:
    page = Page()
    monkeypatch.setitem(sys.modules, "the_test", page)
    return page


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket_session_manager, "AppSession", AppSession)
    monkeypatch.setattr(app_session, "ScriptRunner", ScriptRunner)
    presses.lose_no_press()


Visit = Callable[[Browser], Awaitable[None]]
Go = Callable[[Visit], None]


@pytest.fixture
def no_watcher() -> Iterator[None]:
    """Streamlit watches no files: it would look at every file of every library."""
    before = config.get_option("server.fileWatcherType")
    config.set_option("server.fileWatcherType", "none")
    yield
    config.set_option("server.fileWatcherType", before)


@pytest.fixture
def visit(tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch, no_watcher: None) -> Go:
    """What happens in a tab that has the first page open."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    monkeypatch.setattr(Runtime, "_instance", None)

    @asynccontextmanager
    async def running() -> AsyncIterator[Runtime]:
        files = MemoryUploadedFileManager("/upload")
        runtime = Runtime(RuntimeConfig(str(script), MemoryMediaFileStorage("/media"), files))
        await runtime.start()
        try:
            yield runtime
        finally:
            runtime.stop()
            await runtime.stopped

    def go(what: Visit) -> None:
        async def all_of_it() -> None:
            async with running() as runtime:
                browser = Browser(runtime, page)
                browser.say()
                await browser.rest()
                browser.values = {"Slider": 0}
                page.drawings.clear()
                await what(browser)

        asyncio.run(all_of_it())

    return go


@asynccontextmanager
async def meanwhile(browser: Browser, place: str, **said: Any) -> AsyncIterator[None]:
    """What happens while the run of what was said waits at a place; then it goes on until all is done."""
    browser.page.stops_at(place)
    browser.say(**said)
    await browser.comes_to(place)
    yield
    browser.page.let_on(place)
    await browser.rest()


async def press_with_something_behind(browser: Browser) -> None:
    """A button is pressed, and before the page has come to it something on the page says what it has to say."""
    async with meanwhile(browser, "top", press="A"):
        browser.say(Slider=7)


@pytest.mark.parametrize("fast", [True, False])
def test_streamlit_alone_loses_a_press(fast: bool, visit: Go, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once this fails, Streamlit keeps it, and `pages/server/streamlit_private.py` may go."""
    monkeypatch.setattr(websocket_session_manager, "AppSession", AppSession)
    original = config.get_option
    monkeypatch.setattr(config, "get_option", lambda key: fast if key == "runner.fastReruns" else original(key))
    visit(press_with_something_behind)
    assert page.acts == []
    assert page.drawings == ["one 7"]


def test_streamlit_stays_as_it_is_where_it_has_not_what_is_asked_for(
    visit: Go, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(presses.KNOWN, "AppSession", f"{presses.KNOWN['AppSession']} _of_another_version")
    monkeypatch.setattr(websocket_session_manager, "AppSession", AppSession)
    presses.lose_no_press()
    assert websocket_session_manager.AppSession is AppSession

    async def press(browser: Browser) -> None:
        browser.say(press="Work")
        await browser.rest()

    visit(press)
    assert page.acts == ["work"], "what may be left is done too"


@pytest.mark.usefixtures("patient")
def test_a_press_is_done_and_what_came_behind_it_is_heard_then(visit: Go, page: Page) -> None:
    visit(press_with_something_behind)
    assert page.acts == ["A"]
    assert page.drawings == ["one 0", "one 7"]


@pytest.mark.usefixtures("patient")
def test_each_press_is_done_in_its_turn(visit: Go, page: Page) -> None:
    async def press_four_times(browser: Browser) -> None:
        async with meanwhile(browser, "top", press="A"):
            for name in ("B", "A", "A"):
                browser.say(press=name)

    visit(press_four_times)
    assert page.acts == ["A", "B", "A", "A"]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("press", ["", "A"])
def test_of_a_slider_that_is_dragged_the_last_value_is_drawn(press: str, visit: Go, page: Page) -> None:
    async def drag(browser: Browser) -> None:
        async with meanwhile(browser, "top", press=press):
            for value in range(1, 10):
                browser.say(Slider=value)

    visit(drag)
    assert page.drawings == (["one 0", "one 9"] if press else ["one 9"]), "without a press nothing is held up"


@pytest.mark.usefixtures("patient")
def test_the_way_to_another_page_waits_for_a_press_and_nothing_calls_back(visit: Go, page: Page) -> None:
    async def press_and_go(browser: Browser) -> None:
        async with meanwhile(browser, "top", press="A"):
            browser.say(to="two")
            browser.say(Slider=5)

    visit(press_and_go)
    assert page.acts == ["A"]
    assert page.drawings == ["one 0", "two"]


@pytest.mark.usefixtures("patient")
def test_a_press_that_leads_to_another_page_is_not_undone_by_the_one_before(visit: Go, page: Page) -> None:
    async def press(browser: Browser) -> None:
        async with meanwhile(browser, "top", press="Other page"):
            browser.say(Field="written")
            browser.say(press="A")
        assert browser.at == browser.pages["two"]

    visit(press)
    assert set(page.drawings) == {"two"}
    assert page.acts == [], "both had gone"


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("said", [{"Slider": 5}, {"triggers": "$$ID-player-player__events"}])
def test_the_page_that_was_left_does_not_call_back(said: dict[str, Any], visit: Go, page: Page) -> None:
    async def go(browser: Browser) -> None:
        before = browser.at
        async with meanwhile(browser, "two", to="two"):
            browser.say(at=before, **said)
        assert browser.at == browser.pages["two"]

    visit(go)
    assert page.drawings == ["two"] * (1 + ("triggers" in said)), "a trigger is heard there"


def test_a_trigger_that_moves_to_another_page_brings_its_component_only() -> None:
    said, player = ClientState(page_script_hash="one", fragment_id="part"), "$$ID-1-player"
    for name in ("$$ID-2-slider", player):
        said.widget_states.widgets.add(id=name, json_value="{}")
    said.widget_states.widgets.add(id=f"$$KEY_{player}__events", json_trigger_value="{}")
    moved = presses._only_presses(said, "two")
    assert (moved.page_script_hash, moved.fragment_id) == ("two", "")
    assert [each.id for each in moved.widget_states.widgets] == [player, f"$$KEY_{player}__events"]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("way", [{"to": "one"}, {"press": "A"}])
def test_the_visitor_may_go_back_before_the_other_page_is_there(way: dict[str, str], visit: Go, page: Page) -> None:
    async def go_and_come_back(browser: Browser) -> None:
        before = browser.at
        async with meanwhile(browser, "two", to="two"):
            browser.say(at=before, **way)  # type: ignore[arg-type]
        browser.say(Slider=3)
        await browser.rest()

    visit(go_and_come_back)
    assert page.drawings[-2:] == ["one 0", "one 3"]
    assert page.acts == [*way.get("press", "")]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("at_end", [True, False])
@pytest.mark.parametrize("said", [{"Slider": 5}, {"triggers": "$$ID-player-player__events"}])
def test_the_page_that_a_press_left_does_not_call_back(
    said: dict[str, Any], at_end: bool, visit: Go, page: Page
) -> None:
    """The press is done. The new page, which a click may interrupt, is complete or not."""

    async def press(browser: Browser) -> None:
        before = browser.at
        page.stops_at("two")
        browser.say(press="Other page")
        await browser.comes_to("two")
        if at_end:
            page.let_on("two")
            await browser.rest()
        browser.say(at=before, **said)
        if not at_end:
            page.let_on("two")
        await browser.rest()
        assert browser.at == browser.pages["two"]

    visit(press)
    assert page.drawings == ["two"] * (1 + ("triggers" in said)), "a trigger is heard there"


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("way", [{"to": "one"}, {"press": "A"}, {"values": "of the click"}])
def test_the_visitor_may_go_back_to_the_page_that_a_press_left(way: dict[str, str], visit: Go, page: Page) -> None:
    async def go_and_come_back(browser: Browser) -> None:
        before = browser.at
        browser.say(press="Other page")
        await browser.rest()
        browser.say(at=before, **{key: value for key, value in way.items() if key != "values"})  # type: ignore[arg-type]
        await browser.rest()

    visit(go_and_come_back)
    assert page.drawings == ["two", "one 0"]
    assert page.acts == [*way.get("press", "")]


@pytest.mark.usefixtures("patient")
def test_a_click_ends_work_that_may_be_left(visit: Go, page: Page) -> None:
    async def work_and_go(browser: Browser) -> None:
        async with meanwhile(browser, "work", press="Work"):
            browser.say(to="two")

    visit(work_and_go)
    assert page.acts == []
    assert page.drawings == ["two"]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("behind", "acts"), [({"Slider": 7}, ["work"]), ({"press": "A"}, ["A"])])
def test_of_what_came_behind_the_press_only_a_click_ends_work(
    behind: dict[str, str | int], acts: list[str], visit: Go, page: Page
) -> None:
    async def work(browser: Browser) -> None:
        page.stops_at("top")
        page.stops_at("work")
        browser.say(press="Work")
        await browser.comes_to("top")
        browser.say(**behind)  # type: ignore[arg-type]
        page.let_on("top")
        await browser.comes_to("work")
        page.let_on("work")
        await browser.rest()

    visit(work)
    assert page.acts == acts
    assert page.drawings[-1] == f"one {behind.get('Slider', 0)}"


@pytest.mark.parametrize("alone", [True, False])
def test_no_callback_is_left_halfway(alone: bool, visit: Go, page: Page, request: pytest.FixtureRequest) -> None:
    """Streamlit alone leaves it."""
    if not alone:
        request.getfixturevalue("patient")

    async def write(browser: Browser) -> None:
        async with meanwhile(browser, "callback", Field="written"):
            browser.say(Slider=4)

    visit(write)
    assert page.acts == ([] if alone else ["heard written"])
    assert page.drawings == ["one 4"]


@pytest.mark.usefixtures("patient")
def test_what_is_in_hand_is_not_changed_by_two_runs_at_once(visit: Go, page: Page) -> None:
    """With a lock for each of them the second sometimes met a dictionary that changed its size: its press was lost."""

    async def write_and_press(browser: Browser) -> None:
        async with meanwhile(browser, "callback", Field="written"):
            writes = browser.session._scriptrunner
            browser.say(press="A")
            presses_a = browser.session._scriptrunner
            assert writes is not None
            assert presses_a is not None
            assert writes is not presses_a
            lock = presses_a._session_state._lock
            assert lock is writes._session_state._lock
            assert not lock.acquire(blocking=False), "the first is in its callback"

    visit(write_and_press)
    assert page.acts == ["heard written", "A"]


@pytest.mark.usefixtures("patient")
def test_a_press_is_done_although_the_line_is_cut(visit: Go, page: Page) -> None:
    async def press_and_leave(browser: Browser) -> None:
        page.stops_at("top")
        browser.say(press="A")
        await browser.comes_to("top")
        browser.runtime.disconnect_session(browser.session_id)
        page.let_on("top")
        await all_runs_are_over()

    visit(press_and_leave)
    assert page.acts == ["A"]


@pytest.mark.usefixtures("patient")
def test_only_so_much_waits(visit: Go, page: Page) -> None:
    async def press_without_end(browser: Browser) -> None:
        async with meanwhile(browser, "top", press="A"):
            for _ in range(10 * presses.MAX_QUEUED):
                browser.say(press="A")

    visit(press_without_end)
    assert page.acts == ["A"] * (1 + presses.MAX_QUEUED)


@pytest.mark.usefixtures("patient")
def test_what_is_no_text_is_not_taken_from_a_field_of_text(visit: Go, page: Page) -> None:
    async def forged(browser: Browser) -> None:
        browser.say(Field=5)
        await browser.rest()
        browser.say(Slider=7, Field="typed")
        await browser.rest()

    visit(forged)
    assert page.acts == ["heard typed"]
    assert page.drawings == ["one 0", "one 7"]
