"""What several rooms of tests share: the course's cats."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from logreg_core import Dataset, DownloadError
from logreg_core.sources import cats as cats_source


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
