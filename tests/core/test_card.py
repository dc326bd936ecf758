"""The model card: it says the numbers, and no word from outside becomes markup in either of its forms."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from logreg_core import Classifier, Dataset, Recipe, Split
from logreg_core.evaluate import baselines, compare, scores_of
from logreg_core.export.card import LIMITS, Card, Section, Table, WrongImage, model_card
from tests.core.elements import Elements

HOSTILE = (
    "<script>alert(1)</script>",
    "[x](http://evil.com) ![y](z) www.evil.com a@b.co",
    "| a | b |\n\n# big\n\n- item\n1. one",
    "`code` *bold* _it_ ~no~ $x$ :smile: &lt; \\",
    "</section></article><img src=x onerror=alert(1)>",
)
PIXEL = "data:image/png;base64,iVBORw0KGgo="


def small_dataset(names: tuple[str, str], name: str = "Small", origin: str = "") -> Dataset:
    images = np.random.default_rng(0).integers(0, 256, (20, 4, 4, 3), dtype=np.uint8)
    return Dataset(
        name, names, Split(images[:12], np.arange(12) % 2), Split(images[12:], np.arange(8) % 2), origin=origin
    )


def card_of(dataset: Dataset, digest: str = "", **options: object) -> Card:
    w = np.random.default_rng(1).normal(size=(48, 1))
    neuron = Classifier(w, 0.1, (4, 4, 3), dataset.class_names, dataset.name, digest or dataset.digest, Recipe(), 2000)
    scores = [
        scores_of(neuron.scores(part.images), part.labels, threshold=0.4) for part in (dataset.test, dataset.train)
    ]
    given = {"failures": [], **options}
    others = baselines(dataset)
    right = (neuron.scores(dataset.test.images) > np.log(0.4 / 0.6)) == dataset.test.labels
    compared = compare(right, [(each.title, each.right) for each in others])
    return model_card(
        neuron, dataset, test=scores[0], train=scores[1], threshold=0.4, baselines=others, compared=compared, **given
    )


def test_the_card_says_data_settings_scores_with_intervals_baselines_failures_and_people() -> None:
    dataset = small_dataset(("dog", "cat"), origin="Made for a test.")
    failure = WrongImage("Test image 3", "cat", "dog", 0.9312, PIXEL)
    card = card_of(dataset, author="Ada", purpose="A lesson", date="2026-01-02", failures=[failure])
    page, text = Elements(card.page), card.markdown
    for said in ("Ada", "A lesson", "2026-01-02", "Small", "Made for a test.", "Iterations", "2,000", "0.005", "0.40"):
        assert said in page.text
        assert said in text
    neuron = card_of(dataset).sections[4].table
    assert neuron is not None
    assert [row[0] for row in neuron.rows][:2] == ["Accuracy", "Balanced accuracy"]
    assert re.search(r"\| Accuracy \| \d+\.\d % \(\d+\.\d to \d+\.\d %\) \|", text)
    assert "4 cat, 4 dog" in page.text
    assert "Always “cat”" in page.text
    assert "8 × 8" not in page.text, "no image is so large"
    assert "Test image 3 shows cat. It says dog, with a probability of 93.1 %." in page.text
    assert ("img", {"src": PIXEL, "alt": "Test image 3"}) in page.found
    sure = card_of(dataset, failures=[replace(failure, probability=0.99999)])
    assert "with a probability of over 99.9 %." in sure.markdown
    assert LIMITS in page.text
    assert dataset.digest[:16] in text
    assert "The threshold was moved to 0.40" in text


def test_limits_are_never_left_out() -> None:
    card = card_of(small_dataset(("dog", "cat")), limits="  ")
    assert LIMITS in Elements(card.page).text
    assert "Made by" not in card.markdown


def test_a_model_of_another_dataset_says_so() -> None:
    card = card_of(small_dataset(("dog", "cat")), digest="f" * 64)
    assert "which is another dataset" in Elements(card.page).text
    assert "which of these images are new to it is not known" in card.markdown


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_from_outside_becomes_an_element_of_the_html(hostile: str) -> None:
    tame = card_of(small_dataset(("dog", "cat"), origin="o"), author="a", purpose="p", limits="l", date="d")
    name = " ".join(hostile.split())[:60]
    failure = WrongImage(hostile, hostile, hostile, 0.5, f'x" onerror="{hostile}')
    wild = card_of(
        small_dataset(("dog", name), hostile, hostile),
        author=hostile,
        purpose=hostile,
        limits=hostile,
        date=hostile,
        failures=[failure],
    )
    expected, found = Elements(tame.page).found, Elements(wild.page)
    extra = [element for element in found.found if element[0] not in ("figure", "figcaption", "div")]
    assert extra == [element for element in expected if element[0] != "div"]
    assert " ".join(hostile.split()) in " ".join(found.text.split())


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_word_from_outside_becomes_markup_in_the_markdown(hostile: str) -> None:
    section = Section(hostile, (hostile,), ((hostile, hostile),), Table((hostile, "b"), ((hostile, "c"),)))
    lines = Card(hostile, (section,)).markdown.splitlines()
    assert [line.split()[0] for line in lines if line and not line[0].isalnum() and line[0] != "&"] == [
        "#",
        "##",
        "-",
        "|",
        "|",
        "|",
    ]
    for line in lines:
        bare = re.sub(r"&#\d+;\u200b?", "", line)
        assert not re.search(r"[\[\]<>`$~@\\]|https?:|www\.|:smile", bare), line
        assert line.count("|") == (3 if line.startswith("|") else 0)
        assert bare.count("*") == (4 if line.startswith("- **") else 0)


def test_common_names_stay_readable_in_the_source() -> None:
    card = Card("non-cat or cat?", (Section("Or both (rarely): 2 + 2 = 4. Fine", ("2026-01-02",)),))
    assert card.markdown.startswith("# non-cat or cat?\n\n## Or both (rarely): 2 + 2 = 4. Fine\n\n2026-01-02")
    assert "&#49;. one" in Card("x", (Section("y", ("1. one",)),)).markdown


def test_the_page_asks_no_other_host_and_runs_nothing() -> None:
    page = card_of(small_dataset(("dog", "cat"))).page
    assert "default-src 'none'" in page
    assert not re.search(r"https?://|<script|<link", page)
