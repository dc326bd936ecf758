"""A sweep is many textbook runs, and scikit-learn's cross-validation where both solve the same problem."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import PredefinedSplit, cross_val_score

from logreg_core import ArgumentError, Cancelled, initialize, optimize, predict, propagate
from logreg_core.data.division import folds_of
from logreg_core.descent import Combination, best_of, sweep, winner_of

generator = np.random.default_rng(8)
X = generator.normal(size=(5, 60))
Y = np.zeros((1, 60), dtype=int)
Y[0, np.argsort(X[0] + generator.normal(size=60))[-24:]] = 1  # 24 and 36: three folds of exactly one size


def test_folds_are_a_seeded_division_with_equal_shares_of_each_class() -> None:
    fold = folds_of(Y, 4, seed=3)
    assert fold.shape == (60,)
    for label in (0, 1):
        sizes = [np.sum((fold == k) & (Y[0] == label)) for k in range(4)]
        assert max(sizes) - min(sizes) <= 1
    np.testing.assert_array_equal(fold, folds_of(Y, 4, seed=3))
    assert not np.array_equal(fold, folds_of(Y, 4, seed=4))


def test_every_combination_is_a_textbook_run_for_each_fold_judged_on_the_images_it_did_not_see() -> None:
    found = sweep(X, Y, learning_rates=[0.05, 0.5], l2s=[0.0], folds=3, iterations=120, seed=6)
    fold = folds_of(Y, 3, seed=6)
    assert [c.learning_rate for c in found] == [0.05, 0.5]
    for c in found:
        whole, _, _ = optimize(*initialize(5), X, Y, 120, c.learning_rate)
        assert c.train_cost == pytest.approx(propagate(whole["w"], whole["b"], X, Y)[1], abs=1e-12)
        assert c.train_accuracy == np.mean(predict(whole["w"], whole["b"], X) == Y)
        for k in range(3):
            kept, out = fold != k, fold == k
            params, _, _ = optimize(*initialize(5), X[:, kept], Y[:, kept], 120, c.learning_rate)
            w, b = params["w"], params["b"]
            assert c.fold_costs[k] == pytest.approx(propagate(w, b, X[:, out], Y[:, out])[1], abs=1e-12)
            assert c.fold_accuracies[k] == np.mean(predict(w, b, X[:, out]) == Y[:, out])
        assert c.cost == pytest.approx(np.mean(c.fold_costs))
        assert c.accuracy == pytest.approx(np.mean(c.fold_accuracies))
        assert c.spread == pytest.approx(np.std(c.fold_accuracies, ddof=1))


def test_at_the_bottom_it_is_scikit_learns_cross_validation_at_the_same_folds() -> None:
    l2s, fold = [0.03, 0.3], folds_of(Y, 3, seed=1)
    found = sweep(X, Y, learning_rates=1.0, l2s=l2s, folds=3, iterations=3000, seed=1)
    assert [c.l2 for c in found] == l2s
    for c in found:
        for k in range(3):
            kept, out = fold != k, fold == k
            model = LogisticRegression(C=1 / (c.l2 * kept.sum()), tol=1e-10, max_iter=10_000)
            model.fit(X.T[kept], Y[0, kept])
            assert c.fold_costs[k] == pytest.approx(log_loss(Y[0, out], model.predict_proba(X.T[out])), abs=1e-6)
    model = LogisticRegression(C=1 / (0.3 * 40), tol=1e-10, max_iter=10_000)
    np.testing.assert_allclose(found[1].fold_accuracies, cross_val_score(model, X.T, Y[0], cv=PredefinedSplit(fold)))


def test_it_reports_its_progress_and_ends_when_told_to() -> None:
    shares: list[float] = []
    sweep(X, Y, learning_rates=[0.1], iterations=120, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) > 1
    assert shares[-1] == 1
    with pytest.raises(Cancelled, match="after 50 of 1,000 iterations"):
        sweep(X, Y, learning_rates=[0.1], iterations=1000, progress=lambda share: False)


def test_a_large_one_reports_after_fewer_iterations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("logreg_core.descent.sweep"), "MAX_AT_ONCE", 3 * X.size * 6 * 2)
    with pytest.raises(Cancelled, match="after 3 of 1,000 iterations"):
        sweep(X, Y, learning_rates=[0.1, 0.2], iterations=1000, progress=lambda share: False)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"learning_rates": []}, "at least one learning rate"),
        ({"learning_rates": [0.1], "folds": 1}, "folds must be from 2"),
        ({"learning_rates": [0.1], "folds": 40}, "of the smaller class, 24"),
        ({"learning_rates": [-0.1]}, "learning_rate must be a number greater than 0"),
        ({"learning_rates": [0.1], "l2s": [-1.0]}, "l2 must be a number of at least 0"),
        ({"learning_rates": [0.1], "iterations": 0}, "iterations must be a whole number of at least 1"),
        ({"learning_rates": [0.1], "seed": -1}, "seed must be a whole number of at least 0"),
    ],
)
def test_a_wrong_argument_raises_our_error(settings: dict, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        sweep(X, Y, **settings)


def test_the_held_out_scores_are_those_that_the_folds_were_judged_by() -> None:
    found = sweep(X, Y, learning_rates=[0.05, 0.5], l2s=[0.0, 0.1], folds=3, iterations=60, seed=6)
    fold = folds_of(Y, 3, seed=6)
    for c in found:
        right = (c.held_out > 0) == Y[0]
        assert [right[fold == k].mean() for k in range(3)] == pytest.approx(list(c.fold_accuracies))
        costs = [log_loss(Y[0, fold == k], 1 / (1 + np.exp(-c.held_out[fold == k]))) for k in range(3)]
        assert costs == pytest.approx(list(c.fold_costs))


def test_a_fold_has_whole_bursts_where_they_are_known() -> None:
    bursts = np.where(Y[0] == 1, np.cumsum(Y[0]) // 6, 100 + np.cumsum(1 - Y[0]) // 6)
    by_burst, plain = (sweep(X, Y, learning_rates=0.1, folds=3, iterations=5, bursts=b) for b in (bursts, None))
    assert by_burst[0].held_out.tolist() != plain[0].held_out.tolist()
    assert by_burst[0].fold_costs[0] == pytest.approx(
        float(
            np.mean(np.logaddexp(0, np.where(Y[0] == 1, -1, 1) * by_burst[0].held_out)[folds_of(Y, 3, 0, bursts) == 0])
        )
    )


def test_the_best_is_the_cheapest_and_of_equal_ones_that_with_the_larger_penalty() -> None:
    def made(rate: float, l2: float, cost: float) -> Combination:
        return Combination(rate, l2, 0.1, 0.9, (cost, cost), (0.5, 0.5))

    found = [made(0.1, 0.0, 0.4), made(0.2, 0.1, 0.4), made(0.1, 0.1, 0.4), made(0.5, 0.0, np.nan), made(1, 1, 0.5)]
    assert best_of(found) is found[2]
    with pytest.raises(ArgumentError, match="at least one"):
        best_of([])


def test_the_corrected_score_of_the_best_of_many_that_know_nothing_is_a_half() -> None:
    """Twenty-four constant guessers on 60 images: the best by accuracy has 60 %, and is worth 50 %."""
    noise, labels = np.random.default_rng(3), np.arange(60) % 2
    naive, corrected = [], []
    for seed in range(40):
        found = []
        for _ in range(24):
            z = noise.normal(size=60)
            right = float(((z > 0) == labels).mean())
            cost = log_loss(labels, 1 / (1 + np.exp(-z)))
            found.append(Combination(0.1, 0.0, 0, 0, (cost,), (right,), z))
        winner = winner_of(found, labels[np.newaxis], seed=seed)
        assert winner.combination is best_of(found)
        naive.append(winner.combination.accuracy)
        corrected.append(winner.accuracy)
    assert np.mean(naive) > 0.56
    assert np.mean(corrected) == pytest.approx(0.5, abs=0.02)
    low, high = winner.interval
    assert low < winner.accuracy < high
