"""What several rooms of tests share: the course's cats, plug-ins that are gone after the test, patience, and chance."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from logreg_core import Dataset, DownloadError, representation
from logreg_core.sources import catalog
from logreg_core.sources import cats as cats_source
from tests.tiers import EVERYTHING, QUICK, tier_of

Write = Callable[[str, str], Path]

# Hypothesis: no example fails for being slow, and CI tries the same examples every time.
IN_CI = os.environ.get("CI") == "true"
for tier, examples in ((QUICK, 30), (EVERYTHING, 200)):
    settings.register_profile(
        tier,
        max_examples=examples,
        deadline=None,
        derandomize=IN_CI,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(QUICK)  # `--hypothesis-profile=everything` loads the other one

_at_first: dict[int, Any] = {}  # what each generator of a module would draw first, by its id


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its tier. A test without one stops the run."""
    for item in items:
        tier = tier_of(item.nodeid)
        if tier is None:
            raise pytest.UsageError(f"{item.nodeid} has no tier. Give it one in tests/tiers.py.")
        item.add_marker(tier)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test draws the same numbers whichever ran before it: the generators of its module begin anew."""
    module = getattr(item, "module", None)
    for value in vars(module).values() if module else ():
        if isinstance(value, np.random.Generator):
            value.bit_generator.state = _at_first.setdefault(id(value), value.bit_generator.state)
        elif isinstance(value, random.Random):
            value.setstate(_at_first.setdefault(id(value), value.getstate()))


@pytest.fixture(scope="session")
def cats_dir() -> Path:
    """The folder of the course's files. In CI they must be there; elsewhere they are fetched, or the test skips."""
    if not cats_source.is_local():
        try:
            cats_source.fetch()
        except DownloadError as error:
            if os.environ.get("CI") == "true":
                pytest.fail(f"CI needs the course's cats. {error}")
            pytest.skip(str(error))
    return cats_source.folder()


@pytest.fixture(scope="session")
def cats(cats_dir: Path) -> Dataset:
    """The course's cats."""
    return cats_source.load()


@pytest.fixture
def write_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write a file into a folder that Python imports from. What plug-ins add is taken away again."""
    tables = (catalog.CATALOG, representation.REPRESENTATIONS, representation.TITLES)
    before, modules = [dict(table) for table in tables], set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    yield write
    for table, old in zip(tables, before, strict=True):
        table.clear()
        table.update(old)
    for name in set(sys.modules) - modules:
        if str(getattr(sys.modules[name], "__file__", None) or "").startswith(str(tmp_path)):
            del sys.modules[name]
