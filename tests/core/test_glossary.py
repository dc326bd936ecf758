"""A term of the field is said briefly, and in signs that can stand behind a word."""

from __future__ import annotations

import pytest

from logreg_core.glossary import GLOSSARY


@pytest.mark.parametrize("name", GLOSSARY)
def test_a_term_is_one_or_two_sentences_that_fit_behind_a_word(name: str) -> None:
    term = GLOSSARY[name]
    assert term.name == name
    assert 20 < len(term.says) < 200
    assert 1 <= term.says.count(". ") + 1 <= 2
    assert term.says.endswith(".")
    assert not set(term.words()) & set('"[]<>\n'), "it stands between quotation marks in Markdown"
