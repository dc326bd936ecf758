"""The page Code: what is written is kept, checked and explained, whatever a browser sends."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from classroom.exercise.checks import USES
from classroom.exercise.functions import EXERCISES, NAMES
from classroom.exercise.race import LOOPS, VECTORS
from classroom.exercise.results import Failure, Result
from logreg_core import ArgumentError
from pages.parts.code import trace
from pages.visit import code

from .conftest import Open, button, charts, given, go_to, press, set_state, slots, trigger, unfold, words
from .test_persistence import bring

WAYS = {exercise.name: exercise.way for exercise in EXERCISES}


def send(app: AppTest, written: object) -> AppTest:
    """What a browser sends when the visitor stops typing."""
    return set_state(app, "editor", written=written)


def write(app: AppTest, text: str, **instead: Any) -> AppTest:
    """Type a text into the field."""
    now = given(app, "editor")
    return send(app, {"name": now["name"], "revision": now["revision"], "text": text} | instead)


def ask(app: AppTest, text: str) -> AppTest:
    """Press Ctrl and Enter in the field, with this text in it."""
    now = given(app, "editor")
    return trigger(app, "editor", "check", {"name": now["name"], "revision": now["revision"], "text": text})


def turn_to(app: AppTest, name: str) -> AppTest:
    """Choose another function."""
    app.segmented_control(key="code.which").set_value(name).run()
    assert given(app, "editor")["name"] == name
    return app


def test_each_function_begins_with_its_signature_and_what_it_should_do(open_page: Open) -> None:
    app = open_page("code")
    for exercise in EXERCISES:
        turn_to(app, exercise.name)
        assert given(app, "editor")["text"] == exercise.start
        assert given(app, "editor")["notes"] == []
        assert given(app, "editor")["bad"] is None


@pytest.mark.parametrize("name", NAMES)
def test_one_way_to_write_a_function_passes_and_its_lines_have_their_shapes(open_page: Open, name: str) -> None:
    app = turn_to(open_page("code"), name)
    write(app, WAYS[name])
    press(app, "Check")
    assert f"Passed all checks: `{name}`." in words(app)
    assert "checks passed." in app.success[0].value
    assert given(app, "editor")["bad"] is None
    assigned = [i for i, line in enumerate(WAYS[name].split("\n"), 1) if " = " in line and not line.startswith("     ")]
    body = WAYS[name].count("\n", 0, WAYS[name].rindex('"""')) + 1  # where the docstring ends
    noted = [line for line, _ in given(app, "editor")["notes"]]
    assert [line for line in noted if line > body][:1] == [line for line in assigned if line > body][:1]


def test_ctrl_enter_checks_what_is_in_the_field(open_page: Open) -> None:
    app = ask(open_page("code"), WAYS["sigmoid"])
    assert "Passed all checks: `sigmoid`." in words(app)
    assert given(app, "editor")["text"] == WAYS["sigmoid"]


def test_what_a_function_prints_is_shown_bounded_also_when_a_check_fails(open_page: Open) -> None:
    app = turn_to(open_page("code"), "sigmoid")
    write(app, "def sigmoid(z):\n    print('<b>z</b> is', z)\n    return 1 / (1 + np.exp(z))\n")
    press(app, "Check")
    assert app.warning[0].value.endswith("checks passed.")
    facts = "\n".join(each.proto.body for each in app.main.get("html"))
    assert "&lt;b&gt;z&lt;/b&gt; is [[-1.09861229" in facts
    assert "Only the first" not in words(app)
    write(app, "def sigmoid(z):\n    print('y' * 3000)\n    return 1 / (1 + np.exp(-z))\n")
    press(app, "Check")
    facts = "\n".join(each.proto.body for each in app.main.get("html"))
    assert "y" * 2000 in facts
    assert "y" * 2001 not in facts
    assert "Only the first 2,000 characters are shown." in words(app)


def test_a_wrong_function_says_what_went_in_what_came_out_and_what_should_have(open_page: Open) -> None:
    app = turn_to(open_page("code"), "propagate")
    write(app, WAYS["propagate"].replace("X @ (A - Y).T / m", "(A - Y) @ X.T / m"))
    press(app, "Check")
    said = words(app)
    assert "checks passed." in app.warning[0].value
    assert "dw" in said
    facts = "\n".join(each.proto.body for each in app.main.get("html"))
    for part in ("went in", "came out", "should be"):
        assert part in facts, part
    assert "Passed all checks" not in said


def test_a_line_that_fails_is_marked_in_the_words_of_a_teacher(open_page: Open) -> None:
    app = turn_to(open_page("code"), "propagate")
    text = WAYS["propagate"].replace("w.T @ X", "w @ X")
    write(app, text)
    press(app, "Check")
    bad = given(app, "editor")["bad"]
    assert text.split("\n")[bad["line"] - 1].strip() == "A = sigmoid(w @ X + b)"
    assert re.match(
        r"`w` is \((\d), 1\) and `X` is \(\1, \d\): for `w @ X` the inner dimensions must agree", bad["words"]
    )


def test_a_function_that_passed_and_was_changed_since_says_so(open_page: Open) -> None:
    app = turn_to(write(open_page("code"), WAYS["sigmoid"]), "propagate")
    write(app, WAYS["propagate"])
    press(app, "Check")
    assert "Passed all checks: `propagate`. Written, and not passed: `sigmoid`." in words(app)
    turn_to(app, "sigmoid")
    write(app, WAYS["sigmoid"].replace("-z", "-1 * z"))
    turn_to(app, "propagate")
    assert "Passed, and it or a function that it calls has changed since: `propagate`." in words(app)
    assert not app.success


def test_hints_come_one_by_one(open_page: Open) -> None:
    app = open_page("code")
    for number, hint in enumerate(EXERCISES[0].hints, 1):
        press(app, "Hint")
        assert len(app.info) == number
        assert hint in app.info[-1].value
    assert button(app, "No more hints").disabled
    turn_to(app, "model")
    assert not app.info


def test_one_way_to_write_it_is_sent_when_it_is_asked_for(open_page: Open) -> None:
    app = open_page("code")
    assert WAYS["sigmoid"] not in [each.value for each in app.main.get("code")]
    (way,) = [each for each in app.main.get("expander") if each.label == "Show one way"]
    assert not way.proto.expanded


def test_who_starts_again_can_have_it_back_until_she_writes(open_page: Open) -> None:
    app = write(open_page("code"), "def sigmoid(z): return 7")
    before = given(app, "editor")["revision"]
    press(app, "Start again")
    assert given(app, "editor")["text"] == EXERCISES[0].start
    assert given(app, "editor")["revision"] != before
    press(app, "Bring mine back")
    assert given(app, "editor")["text"] == "def sigmoid(z): return 7"
    assert [each.label for each in app.button if each.label == "Start again"]


def test_what_was_written_is_there_after_other_pages(open_page: Open) -> None:
    app = turn_to(write(open_page("code"), "x = 1"), "model")
    write(app, "y = 2")
    go_to(app, "home")
    go_to(app, "code")
    assert (given(app, "editor")["name"], given(app, "editor")["text"]) == ("model", "y = 2")
    turn_to(app, "sigmoid")
    assert given(app, "editor")["text"] == "x = 1"


def test_a_message_that_the_page_overtook_or_that_is_none_changes_nothing(open_page: Open) -> None:
    app = write(open_page("code"), "x = 1")
    now = {"name": "sigmoid", "revision": given(app, "editor")["revision"]}
    for odd in (
        None,
        5,
        [],
        {},
        {**now},
        {**now, "text": 5},
        {**now, "text": ["a"]},
        {**now, "text": "late", "revision": "0.0"},
        {**now, "text": "other", "name": "eval"},
        {**now, "text": "long" * 20_000},
        {**now, "text": "ü" * 25_001},
    ):
        send(app, odd)
        assert given(app, "editor")["text"] == "x = 1", odd


BAD = {
    "def sigmoid(z):\n    return (1 / 2": (2, None),
    "def sigmoid(z):\r\n    return 1 / (1 + np.exp(-z)\r\n": (2, None),
    "def sigmoid(z):\n    x = 1\n\treturn x": (3, "tab"),
    "def sigmoid(z):\n    return '\x00'": (None, None),
    "\ufeffdef sigmoid(z):\n    return z": (1, None),
    "def sigmoid(z):\n    return \ud800": (None, None),
    "x = 1": (None, "sigmoid"),
    "def sigmoid(z):\n    while True:\n        z = z": (None, None),
    "(" * 20_000: (None, None),
    "x = " + "-" * 40_000 + "1": (None, None),
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: repr(text[:30]))
def test_whatever_is_written_gets_a_sentence_and_is_not_lost(open_page: Open, text: str) -> None:
    line, word = BAD[text]
    app = write(open_page("code"), text)
    press(app, "Check")
    assert given(app, "editor")["text"] == text
    said = words(app)
    assert "Passed all checks" not in said
    assert app.warning or app.info
    if line is not None:
        assert given(app, "editor")["bad"]["line"] == line
    if word is not None:
        assert word in said.lower()


def test_the_shapes_are_those_of_the_dataset_in_hand_when_that_is_chosen(open_page: Open) -> None:
    app = turn_to(open_page("code"), "propagate")
    write(app, WAYS["propagate"])
    press(app, "Check")
    notes = dict(given(app, "editor")["notes"])
    assert any(words.startswith("(1, 3)") for words in notes.values())
    app.segmented_control(key="code.trace_on").set_value(trace.IN_HAND).run()
    notes = dict(given(app, "editor")["notes"])
    assert any(words.startswith("(1, 150)  0.5, 0.5") for words in notes.values()), "A, before a step"
    assert any(words.startswith("(625, 1)") for words in notes.values())
    assert any("0.6931" in words for words in notes.values()), "the cost of knowing nothing is log 2"
    assert "Faces" in words(app)


def test_where_no_code_may_run_the_page_says_so_and_offers_the_terminal_and_the_notebook(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = "This server has no filter of system calls."
    monkeypatch.setattr("classroom.exercise.run.available", lambda: missing)
    app = write(open_page("code"), WAYS["sigmoid"])
    assert button(app, "Check").disabled
    assert "no filter of system calls" in app.warning[0].value
    assert "python -m classroom.exercise" in app.warning[0].value
    assert "keep" in [link.proto.page for link in app.get("page_link")]
    ask(app, WAYS["sigmoid"])
    assert "Passed all checks" not in words(app), "nothing is run"


def test_what_a_browser_kept_is_taken_over_only_if_it_is_texts_of_these_functions() -> None:
    assert code.keep.read({"model": "x", "sigmoid": ""}) == {"model": "x", "sigmoid": ""}
    for odd in (None, 5, [], "x", {"eval": "x"}, {"model": 5}, {"model": "x" * 50_001}, {5: "x"}):
        with pytest.raises(ArgumentError):
            code.keep.read(odd)


def test_what_is_written_before_a_browser_brings_the_rest_stays_beside_it(open_page: Open) -> None:
    app = write(open_page("code"), "x = 1")
    bring(app, json.dumps({"code": {"sigmoid": "old", "model": "y = 2"}, "code_passed": {"model": "m"}}))
    assert slots(app)["code"] == {"sigmoid": "x = 1", "model": "y = 2"}
    assert "Passed, and it or a function that it calls has changed since: `model`." in words(app)


def test_what_a_browser_brings_is_left_out_where_all_together_would_be_too_long(open_page: Open) -> None:
    app = write(open_page("code"), "#" * 30_000)
    bring(app, json.dumps({"code": {"model": "#" * 30_000}}))
    assert slots(app)["code"] == {"sigmoid": "#" * 30_000}


def test_a_failure_of_another_function_is_not_marked_in_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {"sigmoid": "def sigmoid(z):\n    return zz\n"}
    text = trace.program(written)[0].split("\n")
    line = text.index("    return zz") + 1
    monkeypatch.setattr(trace, "run_calls", lambda *_, **__: [Result(None, Failure("name", "name 'zz'", line))])
    from logreg_core.sources import faces

    found = trace.trace_on("propagate", written, faces.load())
    assert found.failure is not None
    assert found.failure.line is None
    assert trace.place_of(line, written) == ("sigmoid", 2)


def passed(open_page: Open, **texts: str) -> AppTest:
    """A visitor whose `model` passed, with these other functions."""
    app = open_page("code")
    for name, text in {**texts, "model": WAYS["model"]}.items():
        write(turn_to(app, name), text)
    app = press(app, "Check")
    assert "Passed all checks: `model`." in words(app)
    return app


def test_there_is_a_training_once_model_passes(open_page: Open) -> None:
    app = open_page("code")
    assert "Once `model` passes all its checks" in words(app)
    assert "Train with my code" not in [each.label for each in app.button]


def test_loops_and_vectors_are_timed_after_a_guess_and_the_ratio_is_the_measured_one(open_page: Open) -> None:
    app = unfold(open_page("code"), "code.race")
    assert [each.value for each in app.code][:2] == [LOOPS.strip(), VECTORS.strip()]
    assert not charts(app)
    app.radio(key="guess.loops_or_vectors").set_value("Less than 10 times").run()
    app.button(key="guess.loops_or_vectors.say").click().run()
    lines = {line["name"]: dict(zip(line["x"], line["y"], strict=True)) for line in charts(app)[0]["data"]}
    assert lines.keys() == {f"{way}, more {what}" for way in ("loops", "NumPy") for what in ("images", "pixels")}
    ratio = lines["loops, more pixels"][93_750] / lines["NumPy, more pixels"][93_750]
    other = lines["loops, more images"][93_750] / lines["NumPy, more images"][93_750]
    said = next(each for each in words(app).split("**") if each.endswith(" times"))
    assert said in [f"{float(f'{each:.2g}'):,g} times" for each in (ratio, other)]
    assert "Both gave the same answers." in words(app)
    assert "150 images of 625 numbers took" in words(app)


def test_the_own_neuron_is_taken_in_hand_and_every_page_knows_where_it_comes_from(open_page: Open) -> None:
    app = passed(open_page)
    press(app, "Train with my code")
    said = words(app)
    assert "From the textbook, the costs differ by" in said
    assert "From the engine, the costs differ by" in said
    (chart,) = charts(app)
    assert [trace["name"] for trace in chart["data"]] == ["the engine", "the textbook", "your code"]
    assert chart["alt"].startswith("The training cost of your code, from 0.6931 to 0.1660")
    press(app, "Use this model")
    assert "All pages now use this neuron" in app.success[-1].value
    card = words(go_to(app, "card")) + "".join(each.proto.body for each in app.main.get("html"))
    assert "it was trained by a learner's own code" in card.replace("&#x27;", "'")
    for page in ("weights", "predict", "why", "evaluate", "keep", "train"):
        assert not go_to(app, page).error, page


def test_what_the_six_functions_do_not_have_is_said(open_page: Open) -> None:
    app = passed(open_page)
    slots(app)["setting.momentum"] = 0.9
    slots(app)["setting.num_iterations"] = 300
    app.run()
    assert "Without momentum: the six functions do not have that." in words(app)
    assert "300 iterations" in words(app).replace("[", "")


def test_a_cost_that_is_no_number_is_explained_and_the_neuron_can_be_taken(open_page: Open) -> None:
    app = passed(open_page)
    slots(app)["setting.learning_rate"] = 5.0
    slots(app)["setting.num_iterations"] = 100
    app.run()
    press(app, "Train with my code")
    assert re.search(r"Your cost is no finite number at \d+ of the 100 iterations", app.warning[-1].value)
    assert charts(app)[0]["alt"].endswith("to no number, over the lines of the engine and the textbook")
    assert not button(app, "Use this model").disabled


ALONE = """
    w, b = np.zeros((X_train.shape[0], 1)), 0.0
    for i in range(num_iterations):
        A = sigmoid(w.T @ X_train + b)
        w = w - learning_rate * X_train @ (A - Y_train).T / Y_train.size
        b = b - learning_rate * np.sum(A - Y_train) / Y_train.size
"""


@pytest.mark.parametrize(
    ("code_of_model", "said"),
    [
        (ALONE, "does not call `propagate`, so its costs were not seen"),
        (ALONE.replace("A = ", "A = (np.nan if num_iterations == 100 else 1) * "), ""),
        (ALONE.replace("b = b", "b, w = b, w if num_iterations < 100 else w[:3]\n        b = b"), ""),
    ],
    ids=["no propagate", "nan", "shape"],
)
def test_a_training_that_comes_to_less_is_explained_in_place(open_page: Open, code_of_model: str, said: str) -> None:
    app = passed(open_page)
    slots(app)["setting.num_iterations"] = 100
    head, _, rest = WAYS["model"].partition("    w, b = initialize")
    tail = rest[rest.index("    Y_pred_train") :].replace('"costs": costs', '"costs": []')
    write(app, head + code_of_model.strip("\n") + "\n" + tail)
    slots(app)["code_passed"] = {"model": mark_of(app)}
    app.run()
    press(app, "Train with my code")
    if said:
        assert said in words(app)
        assert not charts(app)
        assert "From the textbook, the weights differ by" in words(app)
    else:
        assert app.error
        assert "Use this model" not in [each.label for each in app.button]


def mark_of(app: AppTest) -> str:
    """What the page knows a function by that passed: of `model` as it is written now."""
    texts = (slots(app)["code"].get(name, "") for name in ("model", *USES["model"]))
    return sha256("\0".join(texts).encode()).hexdigest()


def test_what_another_tab_wrote_at_the_same_time_is_shown_and_can_be_taken(open_page: Open) -> None:
    app = open_page("code")
    text = given(app, "editor")["text"]
    mine, theirs = f"{text}# mine", f"{text}# theirs"
    send(app, {"name": "sigmoid", "text": mine, "revision": given(app, "editor")["revision"]})
    assert "Another tab" not in words(app)
    for nonsense in ("x", {"nothing": "x"}, {"sigmoid": 3}, {"sigmoid": "x" * 60_000}, {"sigmoid": mine}):
        assert "Another tab" not in words(clash(app, nonsense))
    assert "Another tab of this browser wrote this function too" in words(clash(app, {"sigmoid": theirs}))
    assert [each.value for each in app.code if "# theirs" in each.value]
    press(app, "Take this one")
    assert (given(app, "editor")["text"], code_of(app)) == (theirs, mine)
    press(app, "Let it go")
    assert "Another tab" not in words(app)


def code_of(app: AppTest) -> str:
    """The other text, as the page shows it."""
    (found,) = [each.value for each in app.code if "# mine" in each.value]
    return str(found)


def clash(app: AppTest, said: object) -> AppTest:
    """The browser says what another tab wrote."""
    return trigger(app, "persistence", "clash", said)
