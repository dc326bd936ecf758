"""The steppers: what is carried along is what the weights say, and all ways to take a step are the same."""

from __future__ import annotations

from itertools import cycle
from typing import Any

import numpy as np
import pytest

from logreg_core.descent import FeatureSpace, SampleSpace, spaces
from logreg_core.descent.choice import stepper_of
from logreg_core.descent.sample_stepper import SampleStepper
from logreg_core.descent.stepper import Stepper
from logreg_core.descent.weights_stepper import FeatureStepper

generator = np.random.default_rng(6)
X, X_TEST = generator.random((40, 25)), generator.random((40, 6))
Y = generator.integers(0, 2, (25, 1)).astype(float)
BATCHES = [np.array([7, 0, 21, 3]), np.array([24, 1]), np.array([5, 6, 8, 9, 2])]
both = pytest.mark.parametrize("kind", [SampleSpace, FeatureSpace])


def stepper(
    kind: type, k: int = 1, *, shares: np.ndarray | None = None, start: bool = False, **settings: Any
) -> Stepper:
    w = generator.normal(size=(40, k)) if start else np.zeros((40, 0))
    made = stepper_of(
        kind(X, X_TEST, 2.0), Y, np.full((1, 1), 1 / 25) if shares is None else shares, w, np.full(k, 0.3)
    )
    given = {"rate": 0.5, "l2": 0.0, "momentum": 0.0} | settings
    made.set(*(np.broadcast_to(given[name], (k,)).astype(float) for name in ("rate", "l2", "momentum")))
    return made


def weights(one: Stepper) -> np.ndarray:
    return one.weights(one.coefficients)


SETTINGS: dict[str, dict[str, Any]] = {
    "plain": {},
    "penalty": {"l2": 0.2},
    "momentum": {"momentum": 0.8},
    "both": {"l2": 0.2, "momentum": 0.8, "start": True},
    "start": {"start": True, "l2": 0.1},
    "weighted": {"shares": generator.random((25, 1)) / 12, "l2": 0.2},
    "weighted, moving": {"shares": generator.random((25, 1)) / 12, "momentum": 0.5},
}
every_setting = pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)


@both
@every_setting
@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("dealt", [False, True])
def test_what_is_carried_is_what_the_weights_say(
    kind: type, settings: dict[str, Any], k: int, dealt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spaces, "BLOCK", 3 * 8 * 40)  # three images at a time, so that blocks have seams
    one, deck = stepper(kind, k, **settings), cycle(BATCHES)
    one.take(37, (lambda: next(deck)) if dealt else None)
    np.testing.assert_allclose(one.z, (X / 2).T @ weights(one) + one.b, rtol=0, atol=1e-13)
    np.testing.assert_allclose(one.z_test, (X_TEST / 2).T @ weights(one) + one.b, rtol=0, atol=1e-13)
    np.testing.assert_allclose(one.squares(one.coefficients, one.z, one.b), (weights(one) ** 2).sum(axis=0))
    before = one.z.copy()
    one.refresh()
    np.testing.assert_allclose(one.z, before, rtol=0, atol=1e-13)


@both
@every_setting
@pytest.mark.parametrize("k", [1, 3])
def test_steps_in_place_are_the_general_ones(kind: type, settings: dict[str, Any], k: int) -> None:
    one = stepper(kind, k, **settings)
    other, watched = one.fork(), one.fork()
    heard: list[np.ndarray] = []
    one.take(50)
    watched.take(50, watch=lambda error: heard.append(error.copy()))
    for _ in range(50):
        Stepper.take(other, 1)
    np.testing.assert_array_equal(one.coefficients, watched.coefficients)
    np.testing.assert_allclose(weights(one), weights(other), rtol=0, atol=1e-13)
    np.testing.assert_allclose(one.b, other.b, rtol=0, atol=1e-13)
    assert len(heard) == 50
    if not settings.get("start"):
        shares = settings.get("shares", np.full((1, 1), 1 / 25))
        np.testing.assert_allclose(heard[0], np.broadcast_to(shares * (1 / (1 + np.exp(-0.3)) - Y), (25, k)))


@both
@every_setting
def test_a_direction_is_what_the_next_step_takes_away(kind: type, settings: dict[str, Any]) -> None:
    one = stepper(kind, 3, **settings)
    one.take(9)
    w, z, b = weights(one), one.z.copy(), one.b.copy()
    coefficients, away, away_b = one.direction()
    one.take(1)
    np.testing.assert_allclose(w - weights(one), 0.5 * one.weights(coefficients), rtol=0, atol=1e-13)
    np.testing.assert_allclose(z - one.z, 0.5 * away, rtol=0, atol=1e-13)
    np.testing.assert_allclose(b - one.b, 0.5 * away_b, rtol=0, atol=1e-13)


@both
def test_without_momentum_it_is_the_gradient_by_finite_differences(kind: type) -> None:
    one, h = stepper(kind, l2=0.3, momentum=0.7, start=True), 1e-5
    one.take(4)
    w, b = weights(one), float(one.b[0])

    def objective(w: np.ndarray, b: float) -> float:
        z = (X / 2).T @ w + b
        return float(np.mean(np.logaddexp(0, z) - Y * z) + 0.15 * (w**2).sum())

    coefficients, _, slope_b = one.direction(momentum=False)
    slope = one.weights(coefficients)
    for i in range(40):
        e = h * np.eye(40)[:, [i]]
        assert slope[i, 0] == pytest.approx((objective(w + e, b) - objective(w - e, b)) / (2 * h), abs=1e-9)
    assert slope_b[0] == pytest.approx((objective(w, b + h) - objective(w, b - h)) / (2 * h), abs=1e-9)


@both
def test_runs_are_laid_side_by_side_and_go_on_as_each_alone(kind: type) -> None:
    alone = [stepper(kind, l2=0.1), stepper(kind, momentum=0.5, rate=0.2), stepper(kind, rate=0.9)]
    for steps, each in zip((3, 8, 1), alone, strict=True):
        each.take(steps)
    family = alone[0].beside(alone[1:])
    for each in (family, *alone):
        each.take(20)
    np.testing.assert_allclose(weights(family), np.hstack([weights(each) for each in alone]), rtol=0, atol=1e-13)
    np.testing.assert_allclose(family.b, np.hstack([each.b for each in alone]), rtol=0, atol=1e-13)
    assert family.nbytes > alone[0].nbytes


def test_each_space_has_its_stepper() -> None:
    assert isinstance(stepper(SampleSpace), SampleStepper)
    assert isinstance(stepper(FeatureSpace), FeatureStepper)
