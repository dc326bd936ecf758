"""What work has found on the dataset in hand, and the choices that it was found with, as a tab keeps them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from logreg_core import ArgumentError
from logreg_core.keeping import finding_of, pack_finding

from .. import data
from ..findings import CHOICES, FINDINGS, Finding, interrupted, under_way
from ..kept import Stored, Value, table


def _declare(finding: Finding[Any]) -> None:
    """A finding is kept while the dataset is in hand on which it was made."""

    def mark() -> str:
        held = finding.held()
        return "" if held is None or held[0] != data.dataset().digest else held[1]

    def pack() -> Callable[[], bytes]:
        held, dataset = finding.held(), data.dataset()
        return lambda: b"" if held is None else pack_finding(finding.name, held[2], dataset, held[1])

    def take(brought: bytes) -> None:
        dataset = data.dataset()
        found, inputs = finding_of(finding.name, brought, dataset)
        finding.bring(dataset, inputs, found)

    Stored(finding.name, finding.what, mark=mark, pack=pack, take=take)


for _finding in FINDINGS:
    _declare(_finding)


def _choices() -> dict[str, Any]:
    return {each.name: each.get() for each in CHOICES if each.get() != each.empty}


def _bring_choices(value: object) -> None:
    brought = table(value)
    for each in CHOICES:
        if each.name in brought:
            try:
                each.bring(brought[each.name])
            except ArgumentError:
                continue  # an older version of the app offered it


Value("choices", {}, _choices, _bring_choices)


def _bring_interrupted(value: object) -> None:
    if value not in [each.name for each in FINDINGS]:
        raise ArgumentError(f"A work that was interrupted must be one of the findings. Got {value!r:.40}.")
    interrupted.set(str(value))


Value("under_way", "", under_way.get, _bring_interrupted)
