"""A term of the field is said briefly, and in signs that can stand behind a word."""

from __future__ import annotations

import numpy as np
import pytest

from logreg_core import Descent
from logreg_core.descent import infimum
from logreg_core.logistic import sigmoid
from pages.base.glossary import GLOSSARY


@pytest.mark.parametrize("name", GLOSSARY)
def test_a_term_is_one_or_two_sentences_that_fit_behind_a_word(name: str) -> None:
    term = GLOSSARY[name]
    assert term.name == name
    assert 20 < len(term.says) < 200
    assert 1 <= term.says.count(". ") + 1 <= 2
    assert term.says.endswith(".")
    assert not set(term.words()) & set('"[]<>\n'), "it stands between quotation marks in Markdown"


def test_the_penalty_and_the_momentum_are_those_of_the_course_with_the_factors_that_the_terms_name() -> None:
    """The course: cost + λ / (2 m) times the squares; v = β v + (1 − β) gradient, and a step of α v."""
    draws = np.random.default_rng(0)
    X, y = draws.normal(size=(3, 20)), np.arange(20) % 2
    rate, l2, beta, m = 0.2, 0.05, 0.9, 20
    lam, alpha = m * l2, rate / (1 - beta)
    w, b, v_w, v_b = np.zeros(3), 0.0, np.zeros(3), 0.0
    for _ in range(15):
        error = sigmoid(w @ X + b) - y
        v_w = beta * v_w + (1 - beta) * (X @ error / m + lam / m * w)
        v_b = beta * v_b + (1 - beta) * error.mean()
        w, b = w - alpha * v_w, b - alpha * v_b
    run = Descent(X, y[np.newaxis], learning_rate=rate, l2=l2, momentum=beta)
    run.advance(15)
    np.testing.assert_allclose(run.w.ravel(), w, rtol=1e-9)
    assert run.b == pytest.approx(b, rel=1e-9)
    assert "its λ is m times the penalty here" in GLOSSARY["L2"].says
    assert GLOSSARY["L2"].symbol == "λ / m"
    assert "its α is 1 / (1 − β) times the rate here" in GLOSSARY["momentum"].says


def test_what_is_said_of_a_bias_a_baseline_and_a_floor_is_so() -> None:
    assert "score of a black picture" in GLOSSARY["bias"].says, "w x + b at x = 0, and no mean over pictures"
    assert "learns nothing" not in GLOSSARY["baseline"].says, "four of the five baselines learn"
    X, Y = np.array([[0.0, 1.0, 2.0, 3.0]]), np.array([[0, 0, 1, 1]])
    assert infimum(X, Y, l2=0) == 0
    assert infimum(X, Y, l2=0.1) > 0
    assert infimum(X, Y[:, [0, 2, 1, 3]], l2=0) > 0
    assert "Without a penalty it is 0 where some weights answer all images right" in GLOSSARY["floor"].says
