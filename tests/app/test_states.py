"""Every page in every state that a visitor can bring it into, and its sentences held to facts computed beside them."""

from __future__ import annotations

import pytest

from .states import PAGES, STATES, visit


@pytest.mark.parametrize("name", STATES)
def test_every_page_opens_without_an_error_box(name: str) -> None:
    boxes = {page: seen.errors for page, seen in visit(name).items() if seen.errors}
    assert set(visit(name)) == set(PAGES)
    assert list(boxes) == (["train"] if name == "diverged" else [])
