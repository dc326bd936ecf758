"""Calls a learner's `model` on a dataset and records the cost of each call of `propagate`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from logreg_core.data.preprocess import normalize

from .runner import Running, TimeUp, failed
from .wire import MAX_WHOLE, STEPS, Packer, Unsendable

ROOM = 2**24  # bytes of the arrays in what `model` returns: four times the largest weights


def run(
    running: Running,
    pixels: Mapping[str, NDArray[np.uint8]],
    labels: Mapping[str, NDArray[np.int64]],
    settings: Mapping[str, Any],
    report: Callable[[], object],
) -> dict[str, Any]:
    """The packed result: ``w``, ``b``, ``costs`` at each call of `propagate`, ``returned``, ``failure``.

    pixels: ``(n_x, m)`` of "train" and "test". labels: ``(1, m)``. settings: ``learning_rate``, ``num_iterations``.
    report: called STEPS times in a whole run, at equal intervals.
    """
    X = {part: normalize(flat) for part, flat in pixels.items()}
    costs: list[float] = []
    _watch(running, costs, settings["num_iterations"], report)
    failure, returned = running.failure, None
    if failure is None:
        try:
            returned = running.call("model", [X["train"], labels["train"], X["test"], labels["test"]], settings)
        except (Exception, TimeUp) as error:  # noqa: BLE001  # a learner's program may raise anything
            failure = running.why(error)
    packer = Packer(ROOM)
    outcome = {"costs": packer.pack(np.array(costs)), "returned": {}, "w": None, "b": None, "failure": failure}
    if failure is None:
        return outcome | _neuron(returned, len(X["train"]), packer)
    return outcome


def _watch(running: Running, costs: list[float], most: int, report: Callable[[], object]) -> None:
    """Wrap the program's `propagate` to record each cost."""
    propagate = running.names.get("propagate")
    if not callable(propagate):
        return

    def watched(*values: Any, **named: Any) -> Any:
        answer = propagate(*values, **named)
        if len(costs) < 2 * most + 1000:
            costs.append(_cost_in(answer))
            if len(costs) * STEPS // most > (len(costs) - 1) * STEPS // most:
                report()
        return answer

    running.names["propagate"] = watched


def _number(value: Any) -> float | None:
    """A real number, or an array of one, as a float; else None."""
    if isinstance(value, np.ndarray):
        value = value.ravel()[0] if value.size == 1 else None
    real = isinstance(value, float | np.floating | np.integer) or (type(value) is int and abs(value) < MAX_WHOLE)
    return float(value) if real else None


def _cost_in(answer: Any) -> float:
    cost = _number(answer[1]) if type(answer) is tuple and len(answer) == 2 else None
    return math.nan if cost is None else cost


def _neuron(returned: Any, n_x: int, packer: Packer) -> dict[str, Any]:
    """The weights and bias in the result of `model`, or the failure."""
    if type(returned) is not dict or not {"w", "b"} <= returned.keys():
        return {"failure": failed("output", 'model must return a dict with "w" and "b".')}
    w, b = returned["w"], _number(returned["b"])
    if type(w) is not np.ndarray or w.shape != (n_x, 1) or w.dtype.kind not in "biuf":
        what = f"shape {w.shape} and dtype {w.dtype}" if type(w) is np.ndarray else f"type {type(w).__name__}"
        return {"failure": failed("output", f'model returned a "w" of {what}; it must be real and ({n_x}, 1).')}
    if b is None:
        kind = type(returned["b"]).__name__
        return {"failure": failed("output", f'model returned a "b" of type {kind}; it must be one real number.')}
    neuron: dict[str, Any] = {"w": packer.pack(w.astype(np.float64)), "b": b}
    if not (np.isfinite(w).all() and math.isfinite(b)):
        text = "The weights are NaN or infinite. Were the steps too long, or was the logarithm of 0 taken?"
        return neuron | {"failure": failed("output", text)}
    kept: dict[str, Any] = {}
    for key, value in returned.items():
        if type(key) is str and len(key) < 100 and len(kept) < 50:
            try:
                kept[key] = packer.pack(value)
            except Unsendable:
                continue
    return neuron | {"returned": kept}
