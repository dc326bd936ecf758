"""The visitor's progress along the pages in learning order."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from .persistence import Plain
from .store import Slot

PAGES = Path(__file__).parents[1]
MAX_PAGES = 50  # finished pages from a browser

ROAD = {
    "home": "Start",
    "explore": "Explore the data",
    "step": "Work out one iteration by hand",
    "train": "Train a neuron on it",
    "weights": "See what it learned",
    "evaluate": "See how good it is",
    "break_it": "Break a line of it, and guess",
    "code": "Write the neuron yourself",
    "predict": "Try it on a picture of your own",
}  # the address of each page, and the text of the link to it
BESIDE = "step"  # offered beside the page that follows it, and asked for last


def _join(mine: list[str], brought: list[str]) -> list[str]:
    return [each for each in ROAD if each in mine or each in brought]


_keep = Plain(Annotated[list[str], Meta(max_length=MAX_PAGES)], partial(_join, []), join=_join)
_done: Slot[list[str]] = Slot("road", [], keep=_keep)
_here = Slot("road_here", "")
_leads_to = Slot("road_leads_to", "")


def enter(address: str) -> None:
    """Record that the visitor is on this page."""
    _here.set(address)


def here() -> str:
    """Return the address of the visitor's page."""
    return _here.get()


def lead_to(address: str) -> None:
    """Open this page with the next rerun: a Streamlit callback cannot."""
    _leads_to.set(address)


def follow() -> str:
    """Return the page to open now, once; empty without one."""
    target = _leads_to.get()
    _leads_to.clear()
    return target


def finish() -> None:
    """Mark the visitor's page as done, because it has shown the way on."""
    page = _here.get()
    if page in ROAD and page not in done():
        _done.set([*done(), page])


def done() -> list[str]:
    """Return the addresses of the pages that are done."""
    return _done.get()


def following() -> str:
    """Return the next page of the road, except the one that is offered beside it. After the first and the last page,
    and from a page beside the road: the first page that is not done, if any.
    """
    page, rest = _here.get(), list(ROAD)[1:]
    if page in rest[:-1]:
        after = rest[rest.index(page) + 1 :]
        return next(each for each in after if each != BESIDE)
    in_turn = [*(each for each in rest if each != BESIDE), BESIDE]
    return next((each for each in in_turn if each not in done()), rest[-1])


@cache  # reads the disk
def script(address: str) -> str:
    """Return the script of the page at this address. A name that would hide a Python module ends in an underscore."""
    return next(name for name in (f"{address}.py", f"{address}_.py") if (PAGES / name).exists())
