"""The glossary and the pages agree: no term without a place, and no place without its term."""

from __future__ import annotations

import ast

import pytest

from pages.base.glossary import GLOSSARY

from .conftest import ROOT, Open, words


def said_on_pages() -> set[str]:
    """The terms that carry their meaning somewhere."""
    calls = (
        node
        for path in (ROOT / "pages").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "term"
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_each_term_stands_on_a_page_and_each_term_of_a_page_is_in_the_glossary() -> None:
    assert said_on_pages() == set(GLOSSARY)


def test_a_term_on_a_page_leads_to_its_meaning(open_page: Open) -> None:
    (line,) = [each.value for each in open_page("train").markdown if "Press **Train**" in each.value]
    assert f'[cost](words?term=cost "{GLOSSARY["cost"].words()}")' in line


def test_the_page_lists_all_and_finds_one(open_page: Open) -> None:
    app = open_page("words")
    assert all(term.says in words(app) for term in GLOSSARY.values())
    app.text_input(key="words.search").set_value("WEIGHT").run()
    assert words(app).index("**Weight**") < words(app).index("**Neuron**"), "a name comes before what is said of others"
    assert GLOSSARY["pixel"].says not in words(app)
    app.text_input(key="words.search").set_value("no such thing").run()
    assert "No word has these letters" in words(app)


@pytest.mark.parametrize(("asked", "is_known"), [("bias", True), ("<b>nonsense", False)])
def test_a_link_opens_its_term_and_nonsense_opens_all(open_page: Open, asked: str, is_known: bool) -> None:
    said = words(open_page("words", link={"term": asked}))
    assert GLOSSARY["bias"].says in said
    assert (GLOSSARY["pixel"].says in said) != is_known
