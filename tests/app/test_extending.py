"""What docs/extending.md says is true: its code adds one of each, and a broken plug-in is named."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from logreg_core.plugins import OF_VISITORS
from logreg_core.representation import REPRESENTATIONS, size_of
from logreg_core.sources.catalog import CATALOG
from pages.server import plugged
from pages.visit import data

from ..conftest import Write
from .conftest import ROOT, Open, go_to, press, sidebar, words

GUIDE = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
Start = Callable[[str], None]
FILE = re.compile(r"`(my_course/\w+\.py)`:\n\n```python\n|```python\n")


def files_of_the_guide() -> dict[str, str]:
    """The code blocks by the file that the sentence before them names; without one, the file before goes on."""
    files: dict[str, str] = {}
    name = ""
    for start in FILE.finditer(GUIDE):
        name = start[1] or name
        files[name] = files.get(name, "") + GUIDE[start.end() : GUIDE.index("```", start.end())]
    return files


@pytest.fixture
def start(write_plugin: Write, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the app with plug-ins, the files of the guide among those that Python finds."""
    for name, text in files_of_the_guide().items():
        write_plugin(name, text)

    def start_it(names: str) -> None:
        monkeypatch.setenv("LOGREG_PLUGINS", names)
        plugged.plugins.cache_clear()

    yield start_it
    plugged.plugins.cache_clear()


def page_of(app: AppTest, path: str) -> AppTest:
    """Open the page of a plug-in, whose script lies in another folder."""
    return go_to(app, os.path.relpath(path, ROOT / "pages").removesuffix(".py"))


def test_the_guide_adds_one_of_each_in_under_forty_lines(start: Start, open_page: Open) -> None:
    files = files_of_the_guide()
    assert sum(len(text.splitlines()) for text in files.values()) < 40
    start("my_course.pictures")
    app = open_page("home")
    assert not app.warning
    (added,) = plugged.plugins().pages
    text = words(page_of(app, str(added.script)))
    assert app.title[0].value in files["my_course/spread.py"]
    assert "Stripes" not in text, "the current dataset is another one"
    (chart,) = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert "columns" in chart.proto.spec


def test_the_dataset_of_the_guide_is_chosen_by_a_link_and_on_explore(start: Start, open_page: Open) -> None:
    start("my_course.pictures")
    app = open_page("explore")
    (group,) = [each for each in app.segmented_control if each.label == "Dataset"]
    assert group.options[-1] == "Stripes"
    group.set_value("stripes").run()
    assert "(150, 16, 16, 1)" in words(app)
    linked = open_page("explore", link={"data": "stripes"})
    assert not linked.warning
    assert "(150, 16, 16, 1)" in words(linked)


def test_a_neuron_on_the_representation_of_the_guide_needs_two_weights(start: Start, open_page: Open) -> None:
    start("my_course.pictures")
    app = press(open_page("features", link={"data": "stripes"}), "Compare them")
    (table,) = app.table
    assert [name.strip("*") for name in table.value["Shown"]] == list(REPRESENTATIONS)
    assert size_of("spread", (16, 16, 1)) == 2
    shown = table.value.iloc[-1]
    assert shown["Numbers"] == "2"
    assert shown["Test right"].startswith("100 %"), "it is just what the stripes differ in"
    (group,) = [each for each in app.segmented_control if each.label == "Look at"]
    group.set_value("spread").run()
    press(app, "Use this one")
    for page in ("home", "weights", "predict", "why", "keep", "card", "experiments"):
        go_to(app, page)
        assert "on the spread" in sidebar(app)


def test_the_guide_says_something_above_every_page(start: Start, open_page: Open) -> None:
    start("my_course.pictures")
    for page in ("home", "words", "sweep"):
        assert "Course of stripes" in words(open_page(page))


def test_what_stands_around_a_page_is_nested_and_its_faults_stay_in_the_log(
    start: Start, open_page: Open, write_plugin: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write_plugin(
        "around.py",
        "import streamlit as st\nfrom logreg_core.plugins import Around\n"
        "def say(words): return lambda: st.caption(words)\n"
        "def fail(): raise ValueError\n"
        "AROUND = [Around(say('first in'), say('last out')), Around(fail, fail), Around(say('in'), say('out'))]",
    )
    start("around")
    app = open_page("explore")
    caplog.clear()
    said = [each.value for each in app.run().caption]
    assert [each for each in said if each.split()[-1] in ("in", "out")] == ["first in", "in", "out", "last out"]
    assert said.index("in") + 1 < said.index("out"), "the page is between them"
    assert not app.exception
    assert caplog.text.count("A plug-in fails around a page.") == 2


def test_without_its_plugin_a_link_names_what_is_there(open_page: Open) -> None:
    app = open_page("train", link={"data": "stripes"})
    said = app.warning[0].value.replace("\\", "").replace("\u200b", "")
    assert "data must be one of faces, cats, drawings, digits. Got 'stripes'." in said


def test_a_broken_plugin_is_named_on_home_and_in_the_log_and_the_others_are_there(
    start: Start, open_page: Open, write_plugin: Write, caplog: pytest.LogCaptureFixture
) -> None:
    write_plugin(
        "taken.py", "from logreg_core.plugins import Page\ndef explore(): pass\nPAGES = [Page('Mine', explore)]"
    )
    write_plugin(
        "iconless.py", "from logreg_core.plugins import Page\ndef x(): pass\nPAGES = [Page('X', x, icon='nix')]"
    )
    start(" taken, my_course.pictures,,missing.module,iconless ")
    app = open_page("home")
    said = [each.value.replace("\\", "").replace("\u200b", "") for each in app.warning]
    assert len(said) == 3
    assert "The plug-in 'taken' is left out." in said[0]
    assert "'explore' is taken" in said[0]
    assert "The plug-in 'missing.module' is left out. It raised ModuleNotFoundError." in said[1]
    assert "The plug-in 'iconless' is left out. It raised StreamlitAPIException." in said[2]
    assert "No module named 'missing'" in caplog.text
    assert "stripes" in CATALOG
    assert len(app.title) == 1
    assert not go_to(app, "explore").warning, "only Home speaks of it"


def test_a_page_may_be_a_function(start: Start, open_page: Open, write_plugin: Write) -> None:
    write_plugin(
        "mine.py",
        "import streamlit as st\nfrom logreg_core.plugins import Page\n"
        "def hello(): st.title('A page of mine')\nPAGES = [Page('Hello', hello, 'Ours')]",
    )
    start("mine")
    app = open_page("home")
    app._page_hash = calc_hash("hello")  # as `switch_page` does it, which only knows files
    assert [title.value for title in app.run().title] == ["A page of mine"]


def test_no_plugin_takes_the_keys_of_a_visitors_own_datasets() -> None:
    assert set(OF_VISITORS) == {data.UPLOADED, data.EDITED}
