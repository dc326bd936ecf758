"""Receipts: what is written comes back, what is forged is found, and a run is confirmed against the textbook's own."""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from classroom.exercise import run as sandboxed
from classroom.exercise.functions import EXERCISES
from classroom.receipts import (
    Confirmation,
    Function,
    Goal,
    Guess,
    Handed,
    Lesson,
    Mistakes,
    Receipt,
    Run,
    Signed,
    Step,
    as_json,
    confirm,
    confirm_all,
    confirmation,
    handed_of,
    line,
    pack_handed,
    page,
    read,
    server_key,
    sign,
    whose,
)
from classroom.receipts import verify_code as verify_code
from classroom.receipts.plain import canonical, made_of, plain
from classroom.untrusted import read as read_value
from logreg_core import ArgumentError, Dataset, DownloadError, Minimum, ReceiptError, Recipe, Unrepeatable, model
from logreg_core.experiments.features import compare
from logreg_core.sources import faces
from tests.core.elements import Elements

KEY = b"a key that nobody guesses"
DATA = Path(__file__).parents[1] / "data"
WHEN = "2026-03-01 09:30 UTC"
HALF = "\ud800"  # half of a pair of surrogates
MARKUP = "</script><script>alert(1)</script><b onclick='x'>&amp;"
WAYS = {exercise.name: exercise.way for exercise in EXERCISES}
BRIGHT = EXERCISES[0].way.replace("np.exp(-z)", "np.exp(z)")  # a sigmoid with the wrong sign


def by_the_textbook(**instead: Any) -> Run:
    """A run of 200 iterations on the faces as `logistic.model` does it, its checksum worked out here."""
    data = faces.load()
    X, X_test = (part.images.reshape(len(part), -1).T / 255.0 for part in (data.train, data.test))
    learned = model(X, data.train.Y, X_test, data.test.Y, num_iterations=200, learning_rate=0.005)
    numbers = np.append(learned["w"][:, 0], learned["b"])
    rounded = np.round(numbers / np.abs(numbers).max() * 10_000).astype("<i2")
    run = Run(
        made=Recipe(learning_rate=0.005, num_iterations=200),
        iteration=200,
        trained_here=True,
        dataset="faces",
        dataset_name=data.name,
        dataset_digest=data.digest,
        learned_from=150,
        tested_on=50,
        cut_bursts=0,
        checksum=hashlib.blake2b(rounded.tobytes(), digest_size=4).hexdigest(),
        threshold=0.5,
        train_accuracy=float((learned["Y_pred_train"] == data.train.Y).mean()),
        test_accuracy=float((learned["Y_pred_test"] == data.test.Y).mean()),
    )
    return replace(run, **instead)


def full(**instead: Any) -> Receipt:
    """A receipt with something in each of its parts, and markup wherever text can stand."""
    receipt = Receipt(
        WHEN,
        "</script><b>Ada",
        True,
        Lesson(MARKUP, (Step(MARKUP, True), Step("Train it.", False))),
        (Guess("zero_weights", MARKUP, MARKUP, True), Guess("background", "70 %", "58 %", False)),
        by_the_textbook(dataset_name=MARKUP),
        (Function("sigmoid", f"# {MARKUP}\n{WAYS['sigmoid']}", True), Function("predict", "\u202e\x00\ud800", False)),
        (Goal("low_cost", 0.07),),
        Mistakes(5, 2, 4, 3),
    )
    return replace(receipt, **instead)


def load(key: str) -> Dataset:
    assert key == "faces"
    return faces.load()


# Files


@pytest.mark.parametrize("write", [as_json, page])
@pytest.mark.parametrize("key", [KEY, None])
def test_what_is_written_comes_back_from_both_files(write: Any, key: bytes | None) -> None:
    for receipt in (full(), Receipt(WHEN), full(run=replace(full().run, made=Minimum(0.01, "edges"), iteration=None))):
        signed = sign(receipt, key)
        assert read(write(signed).encode("utf-8", "replace")) == signed


def test_the_table_of_a_class_comes_back_and_nothing_else_is_one() -> None:
    rows = (Handed("a.html", sign(Receipt(WHEN), KEY)), Handed("b.json", None, "A receipt is JSON."))
    assert handed_of(pack_handed(rows)) == rows
    whole = json.loads(pack_handed(rows))
    forged = [whole[0][0], whole[0][1].replace(WHEN, "2026-03-01 09:31 UTC"), ""]
    (row,) = handed_of(json.dumps([forged]).encode())
    assert row.signed is not None
    assert whose(row.signed, KEY) == "forged"
    for wrong in ([], "x", [[1, "", ""]], [["a", "{}", ""]], [["a", "", "x" * 501]], 41 * whole[1:], [["a", ""]]):
        content = b"[" * 9_000 if wrong == [] else json.dumps(wrong).encode()
        with pytest.raises(ReceiptError):
            handed_of(content)


def test_the_file_stays_below_its_limit_with_the_longest_texts_of_the_longest_signs() -> None:
    rare, quote = "\U0001d54f" * 400, '"' * 50_000
    guesses = tuple(Guess(f"question_{i}", rare, rare, True) for i in range(100))
    lesson = Lesson(rare[:120], tuple(Step(rare[:240], False) for _ in range(40)))
    for code in (quote, "\x01" * 50_000, "<" * 50_000):
        signed = sign(full(guesses=guesses, lesson=lesson, functions=(Function("model", code, False),)), KEY)
        assert read(page(signed).encode()) == signed


LINES = st.text(max_size=30).map(lambda text: line(text, 24))
NUMBERS = st.floats(0, 1) | st.just(-0.0)
RECEIPTS = st.builds(
    Receipt,
    st.datetimes().filter(lambda day: day.year > 999).map(lambda day: f"{day:%Y-%m-%d %H:%M} UTC"),
    LINES,
    st.booleans(),
    st.none() | st.builds(Lesson, LINES, st.lists(st.builds(Step, LINES, st.booleans()), max_size=3).map(tuple)),
    st.lists(
        st.builds(Guess, st.sampled_from(["a", "b", "c"]), LINES, LINES, st.booleans()),
        max_size=3,
        unique_by=lambda guess: guess.question,
    ).map(tuple),
    st.none() | st.builds(by_the_textbook, threshold=NUMBERS, test_accuracy=NUMBERS, dataset_name=LINES),
    st.tuples(st.builds(Function, st.just("model"), st.text(st.characters(), max_size=40), st.booleans())),
    st.tuples(st.builds(Goal, st.just("g"), st.floats(-1e300, 1e300))),
)


@given(RECEIPTS, st.randoms())
def test_equal_receipts_have_equal_bytes_in_whatever_order_a_file_has_their_parts(receipt: Receipt, draws: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            names = list(value)
            draws.shuffle(names)
            return {name: shuffled(value[name]) for name in names}
        return [shuffled(each) for each in value] if isinstance(value, list) else value

    written = canonical(plain(receipt))
    again = read_value(json.loads(json.dumps(shuffled(plain(receipt)), indent=3)), Receipt, "the receipt", made_of)
    assert again == receipt
    assert canonical(plain(again)) == written
    assert written.isascii()
    assert json.loads(written) == plain(receipt)
    assert line(receipt.nickname, 24) == receipt.nickname


@pytest.mark.parametrize("name", ["receipt.html", "receipt-minimum.json", "receipt-unrepeatable.json"])
def test_a_receipt_of_an_earlier_version_is_read_and_its_signature_is_right(name: str) -> None:
    signed = read((DATA / name).read_bytes())
    assert whose(signed, KEY) == "ours"
    run = signed.receipt.run
    assert run is not None
    assert (run.checksum, run.learned_from, run.tested_on, run.test_accuracy) == ("3fdc7cb2", 150, 50, 0.96)
    if name == "receipt.html":
        assert (signed.receipt.nickname, signed.receipt.mistakes) == ("Ada <b>", Mistakes(5, 2, 4, 3))
        assert signed.receipt.lesson == Lesson("One neuron", (Step("Train it.", True), Step("Look at it.", False)))
        assert signed.receipt.guesses[1] == Guess("background", "70 %", "58 %", False)
        (function,) = signed.receipt.functions
        assert (function.name, function.passed) == ("sigmoid", True)
        assert function.code.splitlines()[-1] == WAYS["sigmoid"].splitlines()[-1]  # the docstring above it may change
        assert signed.receipt.goals == (Goal("low_cost", 0.07), Goal("quick", 347.0))
        assert run.made == Recipe(learning_rate=0.005, num_iterations=200)
    elif name == "receipt-minimum.json":
        assert run.made == Minimum(0.01, "edges")
    else:
        assert run.made == Unrepeatable("the weights were painted by hand", {"l2": 0.1, "seed": 3})


def test_in_the_page_no_text_becomes_markup_and_nothing_is_asked_of_a_network() -> None:
    text = page(sign(full(), KEY))
    found = Elements(text).found
    assert [each for tag, each in found if tag == "script"] == [{"type": "application/json", "id": "receipt"}]
    assert not {tag for tag, _ in found} & {"b", "img", "link", "iframe", "a", "base", "object"}
    assert not {name for _, each in found for name in each} & {"src", "href", "onclick", "style"}
    assert "default-src 'none'" in text
    for hidden in ("url(", "@import", "http://", "https://", "\u202e", "\x00"):
        assert hidden not in text, "and no sign that turns others round"
    assert "does not prove who did this" in text
    assert "restored part of it" in text
    assert "not signed" in page(sign(full(), None))
    seen_whole, taken = full(brought=False), full(brought=False, run=by_the_textbook(trained_here=False))
    assert "The server saw all of it, in one visit" in page(sign(seen_whole, KEY))
    assert "All of it" not in page(sign(taken, KEY))
    assert "loaded from a file" in page(sign(taken, KEY))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda all_: all_.update(version=2), "version 1"),
        (lambda all_: all_.update(version=True), "version 1"),
        (lambda all_: all_.update(format="logreg model"), "format"),
        (lambda all_: all_.update(more=1), "must not have the part 'more'"),
        (lambda all_: all_.pop("key_name"), "must have the part 'key_name'"),
        (lambda all_: all_.update(signature="ff"), "signature must be a text"),
        (lambda all_: all_.update(signature=7), "signature must be a text"),
        (lambda all_: all_["receipt"].pop("brought"), "must have the parts when, nickname, brought"),
        (lambda all_: all_["receipt"]["mistakes"].pop("rounds"), "must have the parts seen, rounds"),
        (lambda all_: all_["receipt"]["mistakes"].update(seen=10**4000), "of at most 1000000. Got 1000"),
        (lambda all_: all_["receipt"]["run"].update({HALF: 1}), "whole characters"),
        (lambda all_: all_["receipt"].update(when="yesterday"), "2026-03-01"),
        (lambda all_: all_["receipt"].update(when="2026-02-30 09:30 UTC"), "2026-03-01"),
        (lambda all_: all_["receipt"].update(nickname="x" * 25), "24 printable"),
        (lambda all_: all_["receipt"].update(nickname="a\u202eb"), "24 printable"),
        (lambda all_: all_["receipt"].update(nickname=None), "must be a text"),
        (lambda all_: all_["receipt"].update(nickname=float("nan")), "must be a text"),
        (lambda all_: all_["receipt"].update(brought=1), "true or false"),
        (lambda all_: all_["receipt"]["lesson"].update(steps="x"), "a list"),
        (
            lambda all_: all_["receipt"]["lesson"]["steps"].extend([{"task": "t", "done": True}] * 39),
            "no longer than 40",
        ),
        (lambda all_: all_["receipt"].update(guesses=[0] * 200_000), "no longer than 100"),
        (lambda all_: all_["receipt"]["guesses"].append(all_["receipt"]["guesses"][0]), "once"),
        (
            lambda all_: all_["receipt"]["run"].update(test_accuracy=1.01),
            "test_accuracy must be a finite number of at most 1",
        ),
        (lambda all_: all_["receipt"]["run"].update(test_accuracy="1"), "a finite number"),
        (lambda all_: all_["receipt"]["run"].update(test_accuracy=True), "a finite number"),
        (lambda all_: all_["receipt"]["run"].update(test_accuracy=10**400), "a finite number"),
        (lambda all_: all_["receipt"]["run"].update(learned_from=10**12), "a whole number of at most 10000000"),
        (lambda all_: all_["receipt"]["run"].update(iteration=None), "must have the iteration"),
        (
            lambda all_: all_["receipt"]["run"].update(dataset_digest="0" * 63),
            "dataset_digest must be a text that looks like",
        ),
        (lambda all_: all_["receipt"]["run"].update(dataset="../faces"), "must be a text that looks like"),
        (lambda all_: all_["receipt"]["run"]["made"]["settings"].update(num_iterations=10**9), "between 1 and 100000"),
        (lambda all_: all_["receipt"]["run"]["made"]["settings"].update(num_iterations=1.5), "whole number"),
        (lambda all_: all_["receipt"]["run"]["made"]["settings"].pop("l2"), "all its settings"),
        (lambda all_: all_["receipt"]["run"]["made"].update(kind="Magic"), "all its settings"),
        (lambda all_: all_["receipt"]["run"]["made"].update(representation="dreams"), "representation must be"),
        (lambda all_: all_["receipt"]["functions"][0].update(name="eval"), "The functions are"),
        (lambda all_: all_["receipt"]["functions"][0].update(code="x" * 50_001), "50,000 bytes"),
        (lambda all_: all_["receipt"]["mistakes"].update(came_true=9), "At most 4 guesses can be right"),
        (lambda all_: all_["receipt"]["goals"][0].update(name=MARKUP), "must be a text that looks like"),
    ],
)
def test_a_file_with_one_thing_wrong_is_refused_and_says_which(change: Any, said: str) -> None:
    values = json.loads(as_json(sign(full(), KEY)))
    change(values)
    with pytest.raises(ReceiptError, match=said) as refused:
        read(json.dumps(values).encode())
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"[" * 1_900_000,
        b'{"a":' * 300_000,
        b"9" * 1_000_000,
        b"x" * 2_000_001,
        b"null",
        b"<html>no receipt</html>",
        as_json(Signed(Receipt(WHEN))).replace("null", "NaN").encode(),
        as_json(Signed(Receipt(WHEN))).replace('"brought"', '"when"').encode(),
        (page(Signed(Receipt(WHEN))) * 2).encode(),
        page(Signed(Receipt(WHEN))).partition("</script>")[0].encode()[:-20],
    ],
)
def test_bytes_that_are_no_receipt_are_refused(content: bytes) -> None:
    with pytest.raises(ReceiptError):
        read(content)


@pytest.mark.parametrize("wrong", [{"goals": (Goal("a", 1.0),) * 2}, {"nickname": " a"}, {"when": ""}])
def test_a_receipt_with_a_part_that_breaks_its_rule_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError):
        full(**wrong)


# Signature


def test_the_signature_is_that_of_the_standard_over_the_canonical_text() -> None:
    receipt = full()
    said = b"logreg receipt 1\n" + json.dumps(plain(receipt), sort_keys=True, separators=(",", ":")).encode()
    assert sign(receipt, KEY).signature == hmac.new(KEY, said, hashlib.sha256).hexdigest()


def test_every_changed_word_is_forged_and_another_key_is_another() -> None:
    signed = sign(full(), KEY)
    assert whose(signed, KEY) == "ours"
    assert whose(read(as_json(signed).encode()), KEY) == "ours"
    for change in (
        {"nickname": "Eve"},
        {"when": "2026-03-01 09:31 UTC"},
        {"brought": False},
        {"guesses": signed.receipt.guesses[:1]},
        {"run": replace(signed.receipt.run, test_accuracy=1.0)},
        {"lesson": None},
        {"mistakes": Mistakes(5, 2, 4, 4)},
    ):
        assert whose(replace(signed, receipt=replace(signed.receipt, **change)), KEY) == "forged"
    assert whose(replace(signed, signature=signed.signature[:-1] + "0g"[signed.signature[-1] == "0"]), KEY) == "forged"
    assert whose(sign(full(), b"another key, as long as it"), KEY) == "another"
    assert whose(signed, None) == "another"
    assert whose(Signed(full()), KEY) == whose(Signed(full()), None) == "none"


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LOGREG_KEY", raising=False)
    assert server_key() is None
    monkeypatch.setenv("LOGREG_KEY", KEY.decode())
    assert server_key() == KEY
    assert KEY.decode() not in page(sign(full(), KEY))


# Confirmed


def test_a_run_of_the_textbook_is_confirmed_and_each_lie_about_it_is_not() -> None:
    true = by_the_textbook()
    assert confirm(full(run=true, functions=()), load).run.verdict == "confirmed"
    lies: list[dict[str, Any]] = [
        {"checksum": "0" * 8},
        {"test_accuracy": true.test_accuracy + 0.02},
        {"train_accuracy": 1.0},
        {"iteration": 199},
        {"learned_from": 151},
        {"dataset_name": "Cats"},
        {"made": Recipe(learning_rate=0.005, num_iterations=201)},
        {"threshold": 0.9},
    ]
    for lie in lies:
        found = confirm(full(run=replace(true, **lie), functions=()), load).run
        assert found.verdict == "not confirmed", lie


def test_what_cannot_be_trained_again_says_why() -> None:
    def gone(key: str) -> Dataset:
        raise DownloadError("It could not be fetched.")

    true = by_the_textbook()
    for run, said in (
        (replace(true, made=Unrepeatable("the weights were painted by hand"), iteration=None), "painted by hand"),
        (replace(true, dataset=""), "visitor's own"),
        (replace(true, dataset="dogs"), "no dataset 'dogs'"),
        (replace(true, dataset_digest="0" * 64), "different images or labels"),
        (replace(true, made=Recipe(learning_rate=5.0, num_iterations=200)), "two computers may differ"),
    ):
        found = confirm(full(run=run, functions=()), load).run
        assert found.verdict == "cannot be"
        assert said in found.why
    assert confirm(full(run=true, functions=()), gone).run.why == "It could not be fetched."
    assert confirm(Receipt(WHEN), load) == Confirmation(None, None)


def test_an_exact_minimum_is_confirmed_too() -> None:
    neuron = compare(faces.load(), ["pixels"])[0].classifier
    run = Run.of(neuron, faces.load(), "faces")
    assert isinstance(run.made, Minimum)
    assert confirm(full(run=run, functions=()), load).run.verdict == "confirmed"


def test_a_run_that_takes_longer_than_its_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirmation, "SECONDS_EACH", -1.0)
    receipts = (full(run=by_the_textbook()),)
    (found,) = confirm_all(receipts, load, lambda share: None)
    assert found.run.verdict == found.code.verdict == "cannot be"
    assert "too long" in found.run.why
    (none,) = confirm_all(receipts, load, lambda share: None, seconds=-1.0)
    assert none == found


def test_what_is_equal_is_done_once_and_the_progress_can_end_it() -> None:
    asked: list[str] = []

    def counted(key: str) -> Dataset:
        asked.append(key)
        return faces.load()

    class Ended(BaseException):
        pass

    def end(share: float) -> None:
        raise Ended

    receipts = tuple(full(nickname=name, run=by_the_textbook(), functions=()) for name in ("a", "b", "c"))
    shares: list[float] = []
    found = confirm_all(receipts, counted, shares.append)
    assert [each.run.verdict for each in found] == ["confirmed"] * 3
    assert asked == ["faces"]
    assert shares == sorted(shares)
    assert max(shares) <= 1
    with pytest.raises(Ended):
        confirm_all(receipts, load, end)


def code(*passed: str, **instead: str) -> Receipt:
    """A receipt with these functions by the ways, or by another text."""
    texts = {name: WAYS[name] for name in passed} | instead
    return full(run=None, functions=tuple(Function(name, text, name in passed) for name, text in texts.items()))


@pytest.mark.skipif(bool(sandboxed.available()), reason="code does not run here")
def test_code_that_passes_is_confirmed_and_code_that_does_not_is_not() -> None:
    right = confirm(code(*WAYS), load).code
    assert (right.verdict, right.why) == ("confirmed", "Checked again: 6 functions passed.")
    unfinished = confirm(code("sigmoid", predict="def predict(w, b, X:"), load).code
    assert unfinished.verdict == "confirmed", "what did not pass and is not needed is not looked at"
    wrong = confirm(code("initialize", "predict", sigmoid=BRIGHT), load).code
    assert (wrong.verdict, wrong.why) == ("not confirmed", "Checked again, predict does not pass.")
    blank = confirm(code("sigmoid", "initialize", sigmoid="# nothing"), load).code
    assert (blank.verdict, blank.why) == ("not confirmed", "sigmoid: no code.")
    evil = "import os\ndef sigmoid(z):\n    return os.environ"
    assert confirm(code("sigmoid", sigmoid=evil), load).code.verdict == "not confirmed"


@pytest.mark.skipif(bool(sandboxed.available()), reason="code does not run here")
def test_a_loop_without_an_end_is_stopped_and_where_no_code_runs_none_is_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(verify_code, "SECONDS", 0.5)
    found = confirm(code("sigmoid", sigmoid="def sigmoid(z):\n    while True:\n        pass"), load).code
    assert found.verdict == "cannot be"
    assert "longer than 0.5 seconds" in found.why
    monkeypatch.setattr(verify_code, "available", lambda: "Code of visitors does not run on this server: no filter.")
    found = confirm(code(*WAYS), load).code
    assert (found.verdict, found.why) == ("cannot be", "Code of visitors does not run on this server: no filter.")
