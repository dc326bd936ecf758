"""axe-core on the page that is open: what a program can find of all that keeps people from using it.

axe-core comes by npm (`make node_modules/made`). What Streamlit itself causes stands in `streamlits_faults.toml`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.server import ROOT

SCRIPT = ROOT / "node_modules" / "axe-core" / "axe.min.js"
MISSING = "axe-core is missing: run `make node_modules/made`, which needs npm."

# What says the same with a model in hand as without one, as tests/app/test_pages.py knows, is looked at once; and so is
# the one sentence that all say that need one.
UNCHANGED = tuple("Explore|Break it|Sweep|Features|Experiments|Words|Paint|Lessons|Join|Board|Teach".split("|"))
NEED_A_MODEL = ("Weights", "Evaluate", "Calibration", "Why", "Card", "Predict", "Many")

# Each violation as [rule, selector, words of axe, number of the known fault that it is, or -1].
FIND = """async ({ rules, known }) => {
    const only = rules.length ? { runOnly: { type: 'rule', values: rules } } : {};
    const { violations } = await axe.run(document, { resultTypes: ['violations'], elementRef: true, ...only });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, element, any, all, none }) => [
        id,
        `${target.flat(3).join(' >> ').slice(-120)}: ${element.textContent.trim().slice(0, 40)}`,
        [...any, ...all, ...none][0]?.message ?? '',
        known.findIndex(([rule, selector]) => rule === id && element.matches(selector)),
    ]));
}"""


@dataclass(frozen=True)
class Known:
    """A fault that Streamlit causes on its own: axe's rule, the elements that it is found in, and who knows of it."""

    rule: str
    selector: str
    why: str
    upstream: str


KNOWN = tuple(
    Known(**each) for each in tomllib.loads(Path(__file__).with_name("streamlits_faults.toml").read_text())["fault"]
)


def load(page: Page) -> None:
    """Bring axe-core into the page that is open, where it stays until another address is loaded."""
    if not SCRIPT.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))


def violations(page: Page, rules: Sequence[str] = ()) -> tuple[list[str], set[Known]]:
    """What axe finds on the page that is open that is ours, in words; and which of the known faults it met.

    rules: the only ones that are asked; all of them where none is named, best practices too.
    """
    known = [(each.rule, each.selector) for each in KNOWN]
    found = page.evaluate(FIND, {"rules": list(rules), "known": known})
    ours = [f"{rule}: {where}: {words}" for rule, where, words, number in found if number < 0]
    return ours, {KNOWN[number] for *_, number in found if number >= 0}
