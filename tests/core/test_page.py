"""The page to take home, as a text: what is in it, what it may do, and what it refuses. What it does: tests/browser."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256

import numpy as np
import pytest

from logreg_core import ArgumentError, Classifier
from logreg_core.export.card import Card, Section
from logreg_core.export.page import MAX_SAMPLE_BYTES, Sample, page
from logreg_core.recipe import Unrepeatable
from logreg_core.representation import REPRESENTATIONS, Representation, combined
from tests.core.elements import Elements

EVIL = "</script><!--<script>{{policy}}"
CARD = Card("Card", (Section(EVIL, (EVIL,)),))


def neuron(representation: str = "pixels", n: int = 48, names: tuple[str, str] = (EVIL, "{{data}}")) -> Classifier:
    w = np.random.default_rng(0).normal(size=(n, 1)) * 10.0 ** np.arange(-9, 3).repeat(n // 12)[:, np.newaxis]
    made = Unrepeatable("it was drawn from a seed", representation=representation)
    return Classifier(w, 1 / 3, (4, 4, 3), names, EVIL, "00" * 32, made, threshold=0.1 + 0.2)


def test_all_digits_and_all_foreign_words_arrive_as_they_are() -> None:
    classifier = neuron()
    reader = Elements(page(classifier, [Sample(EVIL, b"\x00\xff", EVIL)], CARD))
    given = json.loads(next(text for kind, text in reader.texts if kind == "application/json"))
    assert np.frombuffer(b64decode(given["weights"])).tolist() == classifier.w[:, 0].tolist()
    assert (given["bias"], given["threshold"]) == (classifier.b, classifier.threshold)
    assert given["names"] == list(classifier.class_names)
    assert given["samples"] == [{"title": EVIL, "file": b64encode(b"\x00\xff").decode(), "shows": EVIL}]
    assert [tag for tag, _ in reader.found].count("script") == 2


def test_the_policy_lets_nothing_run_but_what_is_in_the_page_and_nothing_be_asked_for() -> None:
    reader = Elements(page(neuron(), (), CARD))
    policy = next(each["content"] for tag, each in reader.found if "http-equiv" in each) or ""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert not re.search(r"unsafe|http|\*|'self'", policy)
    for rule, kind in (("script-src", "module"), ("style-src", "style")):
        hashes = [b64encode(sha256(text.encode()).digest()).decode() for each, text in reader.texts if each == kind]
        assert [f"'sha256-{each}'" for each in hashes] == rules[rule].split()
    assert not [each for _, each in reader.found if {"src", "href", "style", "action"} & set(each)]


def test_half_a_sign_in_a_name_does_not_keep_the_file_from_being_written() -> None:
    text = page(neuron(names=("a\ud800", "b")))
    assert "b or a?" in text.encode().decode()
    assert '"names": ["a\\ud800", "b"]' in text


def test_without_a_card_and_samples_there_is_the_neuron_all_the_same() -> None:
    assert page(neuron()) == page(neuron())
    assert "Model card" not in page(neuron())


def test_what_a_page_cannot_hold_or_calculate_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArgumentError, match="at most 4,194,304 bytes together. Got 4,194,305"):
        page(neuron(), [Sample("a", bytes(MAX_SAMPLE_BYTES)), Sample("b", b"1")])
    own = Representation("own", "its own", "own", REPRESENTATIONS["pixels"].blocks)
    monkeypatch.setitem(REPRESENTATIONS, "own", own)
    with pytest.raises(ArgumentError, match="Got one on 'own', which only Python can calculate"):
        page(neuron("own"))
    both = combined("both", "both", "both", REPRESENTATIONS["pixels"], own)
    assert both.elsewhere == (), "where one cannot be calculated, both cannot"
    assert REPRESENTATIONS["together"].elsewhere == ("edges", "colours", "thumbnail")
