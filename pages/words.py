"""Words: the glossary, with a search."""

from collections.abc import Sequence

import streamlit as st

from pages.base.glossary import GLOSSARY, Term
from pages.visit.store import Field

ASKED = "term"  # the parameter in links from terms on other pages
search: Field[str] = Field("words.search", "")


def found(search: str) -> list[Term]:
    """Return the terms that contain these letters: first in the name, then in the meaning."""
    wanted = search.strip().casefold()
    named = [each for each in GLOSSARY.values() if wanted in f"{each.name} {each.course}".casefold()]
    named.sort(key=lambda each: not each.name.casefold().startswith(wanted))
    names = {each.name for each in named}
    return named + [each for each in GLOSSARY.values() if each.name not in names and wanted in each.says.casefold()]


def show_terms(terms: Sequence[Term]) -> None:
    """Show each term with its symbol, its meaning, and its name in the course."""
    if not terms:
        st.info("No word has these letters. Try fewer.")
    st.markdown(
        "\n\n".join(f"**{each.name[0].upper()}{each.name[1:]}**{_symbol(each)}  \n{_said(each)}" for each in terms)
    )


def _symbol(term: Term) -> str:
    return f" `{term.symbol}`" if term.symbol else ""


def _said(term: Term) -> str:
    return f"{term.says} :gray[In the course: {term.course}.]" if term.course else term.says


st.title("What do the words mean?")
asked = st.query_params.get(ASKED, "")
st.text_input("Search", key=search.shown(asked if asked in GLOSSARY else ""), placeholder="A word, or what it is about")
show_terms(found(search.get()))
