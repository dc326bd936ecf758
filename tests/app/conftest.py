"""The app inside the test process: opened on any page, with or without a model in hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from logreg_core import Classifier
from logreg_core.container import unpack_arrays
from logreg_core.descent import Recording
from pages.visit import road, watched
from pages.visit.background import Background
from pages.visit.store import VISIT

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def one_server() -> Iterator[None]:
    """As on a server, installed components are looked for and each script is compiled once, not for every visitor.

    The look through all installed packages would be most of the time that it takes to open a page.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        patch.setattr(local_script_runner, "ScriptCache", one := cache(ScriptCache))
        patch.setattr(app_test, "ScriptCache", one)
        yield


@pytest.fixture(autouse=True)
def background(monkeypatch: pytest.MonkeyPatch) -> Background:
    """What the server computes in its threads waits here until a test takes a turn."""
    by_hand = Background(threads=0, clock=lambda: 0.0)
    monkeypatch.setattr(watched, "of_the_server", by_hand)
    return by_hand


@pytest.fixture
def open_page() -> Open:
    """Open a page as a new visitor; with ``trained=N`` after a run of N iterations; with ``link`` in the address."""

    def open_it(page: str = "home", *, trained: int = 0, link: dict[str, str] | None = None) -> AppTest:
        app = AppTest.from_file(str(ROOT / "pages" / "menu.py"), default_timeout=300)
        app.query_params.update(link or {})
        app.run()
        if trained:
            go_to(app, "train")
            app.number_input(key="field.num_iterations.0").set_value(trained).run()
            assert not button(app, "Reset").disabled, "a run of a blink is done as soon as its length is chosen"
            assert not [each for each in app.button if each.label == "Stop"]
        return go_to(app, page)

    return open_it


def go_to(app: AppTest, page: str) -> AppTest:
    """Follow the menu to another page."""
    app.switch_page(road.script(page)).run()
    assert not app.exception
    return app


def unfold(app: AppTest, key: str, *, is_open: bool = True) -> AppTest:
    """Open, or close, what is made only while it is open: a fold, or what lies behind a button."""
    app.session_state[key] = is_open
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str) -> Any:
    """The button with this label."""
    (found,) = [each for each in app.button if each.label == label]
    return found


def press(app: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    button(app, label).click().run()
    assert not app.exception
    return app


def upload(app: AppTest, *files: tuple[str, bytes], field: int = 0) -> AppTest:
    """Give files, each a name and its content, to a file field of the page."""
    app.file_uploader[field].set_value([(*each, "application/octet-stream") for each in files]).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """All text in the main part of the page, with a plain space where no line may end."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error", "metric", "code")
    texts = []
    for kind in kinds:
        for element in app.main.get(kind):
            texts += [getattr(element, "label", None) or "", str(element.value)]
    return without_meanings("\n".join(texts)).replace("\u00a0", " ")


def without_meanings(text: str) -> str:
    """The text as it is read: a term of the field without the meaning that lies behind it."""
    return re.sub(r'\[([^\]]+)\]\(words\?[^"\s]* "[^"]*"\)', r"\1", text)


def components(app: AppTest, name: str) -> list[Any]:
    """What the page gives to each component with this name; values that go as JSON in bytes as ``json`` too."""
    found = [each.proto for each in app.get("bidi_component") if each.proto.component_name == name]
    for each in found:
        if each.bytes.startswith(b"\x1e"):
            each.json = each.bytes[1:].decode()
    return found


def slots(app: AppTest) -> dict[str, Any]:
    """The values of the visit's slots, by their names, to read and to change."""
    if VISIT not in app.session_state:
        app.session_state[VISIT] = {}
    found: dict[str, Any] = app.session_state[VISIT]
    return found


def held(app: AppTest) -> dict[str, Any]:
    """The whole state of a session, with ``in_hand.`` before the names of slots."""
    return flat(app.session_state.to_dict())


def flat(state: Mapping[str, Any]) -> dict[str, Any]:
    """The same state with slots and widgets side by side."""
    others = {name: value for name, value in state.items() if name != VISIT}
    return others | {f"in_hand.{name}": value for name, value in state.get(VISIT, {}).items()}


def hold(app: AppTest, state: Mapping[str, Any]) -> AppTest:
    """Put a state that `flat` made into a session."""
    for name, value in state.items():
        if name.startswith("in_hand."):
            slots(app)[name.removeprefix("in_hand.")] = value
        else:
            app.session_state[name] = value
    return app


def given(app: AppTest, name: str) -> dict[str, Any]:
    """The values that the page gives to its one component with this name."""
    (found,) = components(app, name)
    return dict(json.loads(found.json))


def set_state(app: AppTest, name: str, **values: object) -> AppTest:
    """Set the state of a component, as its script does in a browser."""
    (found,) = components(app, name)
    return _run_with(app, id=found.id, json_value=json.dumps(values))


def trigger(app: AppTest, name: str, event: str, value: object) -> AppTest:
    """Send one event of a component, as its script does in a browser."""
    (found,) = components(app, name)
    events = json.dumps([{"event": event, "value": value}])
    return _run_with(app, id=f"$$STREAMLIT_INTERNAL_KEY_{found.id}__events", json_trigger_value=events)


def _run_with(app: AppTest, **widget: Any) -> AppTest:
    states = app._tree.get_widget_states()
    states.widgets.add(**widget)
    app._run(states)
    assert not app.exception
    return app


def sidebar(app: AppTest) -> str:
    """All text in the sidebar."""
    return " ".join(each.value for each in app.sidebar.markdown)


def charts(app: AppTest) -> list[dict[str, Any]]:
    """The charts of the page, as Plotly reads them in the browser, each with its words as ``alt``."""
    return [json.loads(each.bytes) for each in components(app, "chart")]


def tiles(app: AppTest) -> list[dict[str, Any]]:
    """The tiles of the gallery."""
    return list(given(app, "gallery")["tiles"])


def player(app: AppTest) -> Any:
    """What the page gives to its player."""
    (found,) = components(app, "player")
    return found


def told(app: AppTest) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What the player is told: values, and the bytes of what it shows, by their names."""
    header, arrays = unpack_arrays(player(app).bytes)
    return header, {name: array.tobytes() for name, array in arrays.items()}


def recording(app: AppTest, of: str = "run") -> Recording:
    """The run that is played; ``of="here"``: as it is at the place, exactly."""
    return Recording.from_bytes(told(app)[1][of])


def model(app: AppTest) -> Classifier:
    """The neuron of the current run, at the place where the visitor stands."""
    return slots(app)["run"].here.classifier


def iteration(app: AppTest) -> int:
    """The place in the run at which the visitor stands."""
    return int(told(app)[0]["place"])


def costs(app: AppTest) -> list[float]:
    """The training costs of the run that is played."""
    return [record.cost for record in recording(app).records]


def stand(app: AppTest, iteration: int, version: str = "") -> AppTest:
    """Stand at another iteration of the run, as the player in a browser says it; of the run that it shows."""
    place = {"version": version or told(app)[0]["version"], "iteration": iteration}
    return set_state(app, "player", place=place)


def pick(app: AppTest, step: int) -> AppTest:
    """Press the player's button to the next picture, 1, or to the one before, -1."""
    return trigger(app, "player", "pick", step)
