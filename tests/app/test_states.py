"""Every page in every state that a visitor can bring it into, and its sentences held to facts computed beside them."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binomtest, chi2

from logreg_core import Classifier, Split

from .states import PAGES, STATES, TRAINED, WITHOUT, State, state, visit

PLAIN = ["trained", "bursts", "cut bursts", "digits", "rare", "missing class", "twelve", "penalty", "rises", "diverged"]
NO_THEOREM = (
    "proves",
    "no accident",
    "it learned something",
    "pure guessing",
    "is luck",
    "beyond all numbers",
    "left all numbers",
    "guarantee",
    "certainly",
    "infallib",
)
CUT = "1 burst has pictures for training and for testing"


def scores(classifier: Classifier, split: Split) -> NDArray[np.float64]:
    """``w.T x + b`` of each image: ``(m,)``."""
    return split.images.reshape(len(split), -1) / 255 @ classifier.w[:, 0] + float(classifier.b)


def mean_cost(z: NDArray, labels: NDArray) -> float:
    return float(np.logaddexp(0, np.where(labels == 1, -z, z)).mean())


def held(name: str) -> tuple[Classifier, Split]:
    """The model and the test images of a state that has a model which fits."""
    classifier = state(name).classifier
    assert classifier is not None
    return classifier, state(name).dataset.test


def right(name: str) -> NDArray[np.bool_]:
    """Which test images are answered right, ``(m,)``."""
    classifier, test = held(name)
    return np.asarray((scores(classifier, test) > 0) == (test.labels == 1))


def said(share: float) -> str:
    """A share that was counted, as pages say it."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def wilson(k: int, n: int) -> tuple[float, float]:
    """E. B. Wilson (1927), as textbooks print it, at 95 %; an end beside 1 to 3 answers by a Poisson count."""
    q = 1.959963984540054
    centre, half = k + q * q / 2, q * np.sqrt(k * (n - k) / n + q * q / 4)
    low, high = (centre - half) / (n + q * q), (centre + half) / (n + q * q)
    few = [chi2(2 * some).ppf(0.05) / 2 / n if 0 < some <= 3 else 1 for some in (k, n - k)]
    return min(low, few[0]), max(high, 1 - few[1])


@cache
def path(name: str) -> NDArray[np.float64]:
    """Training cost, penalty and test cost after 0, 1, 2, ... steps of plain descent, as the textbook takes them."""
    given: State = state(name)
    assert given.run is not None
    recipe, (train, test) = given.run.recipe, (given.dataset.train, given.dataset.test)
    X, X_test = (split.images.reshape(len(split), -1) / 255 for split in (train, test))
    w, b, rows = np.zeros(X.shape[1]), 0.0, []
    for _ in range(recipe.num_iterations + 1):
        z = X @ w + b
        rows.append((mean_cost(z, train.labels), recipe.l2 / 2 * w @ w, mean_cost(X_test @ w + b, test.labels)))
        error = (1 / (1 + np.exp(-np.clip(z, -700, 700))) - train.labels) / len(train)
        w, b = w - recipe.learning_rate * (error @ X + recipe.l2 * w), b - recipe.learning_rate * error.sum()
    return np.array(rows)


# A state and its visit are made once: with this scope all tests of one state follow each other.
@pytest.mark.parametrize("name", STATES, scope="module")
def test_every_page_opens_and_says_no_more_than_it_knows(name: str) -> None:
    boxes = {page: seen.errors for page, seen in visit(name).items() if seen.errors}
    assert set(visit(name)) == set(PAGES)
    assert list(boxes) == (["train"] if name == "diverged" else [])
    for page, seen in visit(name).items():
        assert not re.search(r"(?<![\w-])(nan|inf)(?![\w-])", seen.text), page
        for words in NO_THEOREM:
            assert words not in seen.text, (page, words)
        for sentence in re.split(r"[.:;\n] ?", seen.text):
            assert "by heart" not in sentence or "may" in sentence, (page, sentence)
            assert "exact" not in sentence or "McNemar's exact test" in sentence


@pytest.mark.parametrize("name", ["untrained", "another dataset"], scope="module")
def test_without_a_model_that_fits_no_page_has_a_score(name: str) -> None:
    for page, seen in visit(name).items():
        assert not re.search(r"\d test images are right|95 % interval: \d|Brier score\*\* is", seen.text), page
    for page in ("evaluate", "calibration", "card"):
        why = "There is no trained model yet" if name == "untrained" else "does not fit the current dataset"
        assert why in visit(name)[page].text


@pytest.mark.parametrize("name", TRAINED, scope="module")
def test_the_test_score_is_what_was_counted_with_its_number_and_interval(name: str) -> None:
    k, n = int(right(name).sum()), len(right(name))
    evaluate, train = visit(name)["evaluate"].text, visit(name)["train"].text
    assert f"**{k} of {n} test images are right: {said(k / n)}.**" in evaluate
    ends = re.search(r"plausibly lies between \*\*(.*?) and (.*?)\*\*", evaluate)
    assert ends
    bursts = state(name).dataset.test.bursts
    if bursts is None:
        assert ends.groups() == tuple(map(said, wilson(k, n)))
    else:
        assert f"Other such {n} images from {len(np.unique(bursts))} bursts" in evaluate
        low, high = (float(end.removesuffix(" %")) / 100 for end in ends.groups())
        assert low < wilson(k, n)[0] - 0.05, "a few bursts say less than as many single images"
        assert high > wilson(k, n)[1] + 0.05
    if state(name).run is not None:
        new = "" if bursts is None else ", of new bursts"
        assert f"{k} of {n}. 95 % interval{new}: {ends[1]} to {ends[2]}." in train, "both pages say the same"
    assert f"{100 * k / n:.1f} %" in visit(name)["card"].text


@pytest.mark.parametrize("name", TRAINED, scope="module")
def test_no_value_lies_outside_its_interval(name: str) -> None:
    table = visit(name)["evaluate"].text.partition("At a threshold of")[2]
    found = re.findall(r"([\d.]+)(?: %)? +([\d.]+) to ([\d.]+)", table)
    assert len(found) >= 2
    for value, low, high in found:
        assert float(low) <= float(value) <= float(high)
    assert len(found) <= 7, "no interval for images that the neuron may have learned from"


@pytest.mark.parametrize("name", [name for name in TRAINED if "bursts" not in name], scope="module")
def test_better_and_worse_are_said_where_mcnemars_test_says_so(name: str) -> None:
    verdict_and_p = r"(better|worse|no clear difference) \(p (?:= ([\d.]+)|below 0\.001)\)"
    counts = r": only this neuron (\d+), only the other (\d+)"
    rows = re.findall(verdict_and_p + counts, visit(name)["evaluate"].text)
    assert len(rows) >= 4
    raw = np.array([1.0 if a == b == "0" else binomtest(int(a), int(a) + int(b)).pvalue for *_, a, b in rows])
    order, adjusted = np.argsort(raw, kind="stable"), np.empty(len(raw))
    adjusted[order] = np.minimum(1, np.maximum.accumulate((len(raw) - np.arange(len(raw))) * raw[order]))  # Holm
    for (verdict, p, ahead, behind), true in zip(rows, adjusted, strict=True):
        assert float(p or 0) == pytest.approx(true, rel=0.05, abs=0.001)
        way = "better" if int(ahead) > int(behind) else "worse"
        assert verdict == (way if true < 0.05 else "no clear difference")


@pytest.mark.parametrize("name", STATES, scope="module")
def test_bursts_that_are_cut_are_told_wherever_a_score_is(name: str) -> None:
    cut = "cut bursts" in name
    for page in ("train", "compare", "evaluate", "calibration", "features"):
        assert (CUT in visit(name)[page].text) == cut, page
    assert ("1 of the bursts has pictures for training and for testing" in visit(name)["card"].text) == cut
    assert all(("too good" in seen.sidebar) == cut for seen in visit(name).values())
    known = "bursts" in name
    assert ("about pictures of new bursts" in visit(name)["card"].text) == known
    assert ("Pictures of a burst are nearly one" in visit(name)["calibration"].text) == known


@pytest.mark.parametrize("name", PLAIN, scope="module")
def test_costs_and_their_rises_are_those_of_the_textbook(name: str) -> None:
    costs, penalties, tested = path(name).T
    goal, seen = costs + penalties, visit(name)["train"].text
    told = (
        (lambda cost: f"{cost:.1e}" if cost < 0.001 else f"{cost:.4f}") if costs[-1] < 100 else (lambda c: f"{c:,.0f}")
    )
    assert f"the training cost went from {told(costs[0])} to {told(costs[-1])}" in seen
    played = visit(name)["train"].played
    assert played is not None
    for record in played.records:
        assert record.objective == pytest.approx(goal[record.iteration], rel=1e-9)
        assert record.test_cost == pytest.approx(tested[record.iteration], rel=1e-9)
    assert ("The penalty adds" in seen) == (name == "penalty") == bool(penalties[-1])
    if name == "penalty":
        assert f"The penalty adds {told(penalties[-1])} to it" in seen
        assert "cost + penalty" in visit(name)["compare"].text
    rises = int((goal[1:] > goal[:-1] * (1 + 1e-9)).sum())
    if goal[-1] > 2 * goal[0]:
        assert f"is {told(goal[-1])}, more than twice that of the start" in visit(name)["train"].errors[0]
    elif rises:
        sentence = f"rose {rises} times in {len(goal) - 1:,} steps. It was highest at iteration {goal.argmax()}"
        assert f"{sentence}, {goal.max():.4f}" in seen
    else:
        assert "rose" not in seen
    if "about as low as at any point of the curve" in seen:
        assert tested[-1] <= 1.02 * tested.min() * (1 + 1e-3)
    else:
        lowest = re.search(r"test cost was lowest near iteration ([\d,]+) \((.*?)\) and has risen to (\S+) since", seen)
        assert lowest
        assert tested[int(lowest[1].replace(",", ""))] == pytest.approx(tested.min(), rel=0.02)
        assert lowest[3].rstrip(",") == told(tested[-1])


@pytest.mark.parametrize("name", ["trained", "rises", "batches", "momentum", "penalty"], scope="module")
def test_a_safe_rate_is_offered_for_plain_descent_only(name: str) -> None:
    seen = visit(name)["train"]
    plain = name not in ("batches", "momentum")
    shown = re.search(r"Safe up to ([\d.e-]+): the training cost", seen.text)
    assert bool(shown) == plain
    assert any(each.startswith("Use a learning rate of") for each in seen.buttons) == (name == "rises")
    if shown:
        run = state(name).run
        assert run is not None
        X = np.hstack([run.dataset.train.images.reshape(150, -1) / 255, np.ones((150, 1))])
        bend = np.linalg.eigvalsh(X.T @ X / 150)[-1] / 4 + run.recipe.l2
        assert float(shown[1]) == pytest.approx(2 / bend, rel=0.05), "a quadratic that bends by L stays below 2 / L"
        assert float(shown[1]) <= 2 / bend


@pytest.mark.parametrize("name", TRAINED, scope="module")
def test_home_claims_that_an_image_is_new_only_where_that_is_known(name: str) -> None:
    classifier, test = held(name)
    own = classifier.dataset_digest == state(name).dataset.digest
    home = visit(name)["home"].text
    assert ("a test image that it has not learned from" in home) == own
    first = int(np.argmax(test.labels))
    a = 1 / (1 + np.exp(-scores(classifier, test)[first]))
    assert (said(a) if 0.001 < a < 0.999 else "over 99.9 %") in home
    if not own:
        assert "may be new to it" in visit(name)["evaluate"].text
        assert "of which the neuron may have seen some" in visit(name)["evaluate"].text
        assert "on another dataset, which may hold some of these images" in visit(name)["card"].text


@pytest.mark.parametrize("name", TRAINED, scope="module")
def test_an_answer_is_that_of_the_weights_and_never_wholly_sure(name: str) -> None:
    classifier, test = held(name)
    z = scores(classifier, test)[0]
    assert not [page for page in PAGES if re.search(r"sigmoid\S* = [01]\.0000\b", visit(name)[page].text)]
    for page in ("predict", "why"):
        seen = visit(name)[page].text
        assert f"{z:+.2f}".replace("-", "−") in seen
        assert f"The neuron says: {classifier.class_names[int(z > 0)]}" in seen
        assert not re.search(rf"{classifier.class_names[1]}:? (0|100) %", seen)
    assert ("**Right**" in visit(name)["predict"].text) == bool(right(name)[0])
    strongest = abs(classifier.w.reshape(*classifier.image_shape).sum(axis=2)).max()
    assert f"The strongest weight here is {strongest:.3g}" in visit(name)["weights"].text


@pytest.mark.parametrize("name", TRAINED, scope="module")
def test_calibration_counts_what_it_says(name: str) -> None:
    classifier, test = held(name)
    a = 1 / (1 + np.exp(-scores(classifier, test)))
    seen = visit(name)["calibration"].text
    assert f"The **Brier score** is {np.mean((a - test.labels) ** 2):.3f}" in seen
    called = int((a > 0.5).sum())
    assert f"{called} of {len(test)} test images are called" in seen, "where the mix stays, nothing moves"
    assert "over 99.9 %  over" not in seen, "all are all"


@pytest.mark.parametrize("name", TRAINED, scope="module")
def test_a_measure_without_a_meaning_has_its_reason(name: str) -> None:
    classifier, test = held(name)
    called, evaluate = scores(classifier, test) > 0, visit(name)["evaluate"].text
    both = 0 < test.count(1) < len(test)
    assert ("One class has no image" in evaluate) == (not both)
    assert ("test: area" in evaluate) == both
    assert ("Another mix needs test images of both classes" in visit(name)["calibration"].text) == (not both)
    assert ("No image is predicted as class 1" in evaluate) == (not called.any())
    height, width, _ = classifier.image_shape
    assert ("A neuron on 8 × 8 pixels" in evaluate) == (max(height, width) > 8), "else that is the whole picture"


@pytest.mark.parametrize("name", STATES, scope="module")
def test_there_are_as_many_folds_as_the_smaller_class_allows(name: str) -> None:
    train = state(name).dataset.train
    groups = np.arange(len(train)) if train.bursts is None else train.bursts
    folds = min(5, *(len(set(groups[train.labels == label].tolist())) for label in (0, 1)))
    assert f"on {folds} parts of the data" in visit(name)["features"].text
    assert f"{27 * (folds + 1)} runs" in visit(name)["sweep"].text, "27 combinations, and each once on all images"
    assert "may cut through the bursts" not in visit(name)["features"].text + visit(name)["sweep"].text


@pytest.mark.parametrize("name", [*WITHOUT, "under way", "halfway", "trained"], scope="module")
def test_the_sidebar_says_where_the_visitor_stands(name: str) -> None:
    told = {
        "untrained": "**Model** none yet",
        "set up": "**Model** in training",
        "at the start": "**Model** none yet",
        "under way": "**Model** in training",
        "halfway": "**Model** 300 iterations, of a run of 2,000  \n",
        "trained": "**Model** 2,000 iterations  \n",
    }
    for seen in visit(name).values():
        assert seen.sidebar.partition("\n**Model**")[2].startswith(told[name].partition("**Model**")[2])
    for page in ("weights", "evaluate", "predict", "why"):
        text = visit(name)[page].text
        assert ("You stand at the start of the current run" in text) == (name == "at the start")
        assert ("The current run has taken no step yet" in text) == (name == "set up")
        assert ("There is no trained model yet" in text) == (name == "untrained")


def test_numbers_above_a_thousand_have_a_comma_in_sentences() -> None:
    for page, seen in visit("rare").items():
        assert "1,347 + 450 images" in seen.sidebar
        assert page == "explore" or not re.search(r"\b1347\b|\b1210\b", seen.text), "but in the shape of an array"


def test_patience_is_told_as_it_went() -> None:
    held = state("patience").run
    assert held is not None
    run = held.here
    assert run is not None
    assert run.validation is not None
    aside, learned = int(run.validation.sum()), int((~run.validation).sum())
    seen = visit("patience")
    end = "Stopped early" if run.iteration < run.recipe.num_iterations else "Patience lasted to the end"
    assert end in seen["train"].text
    assert f"lowest at iteration {run.result.iteration:,}" in seen["train"].text
    assert f"of {learned}." in seen["train"].text
    assert f"of {aside}." in seen["train"].text
    assert "% are the validation set" in seen["card"].text
    assert f"Validation {aside} images" in seen["evaluate"].text
