"""Words: every term of the field that the pages use, listed and searched."""

import streamlit as st

from logreg_core.glossary import GLOSSARY
from pages.parts.words.terms import found, show_terms
from pages.visit.store import Field

ASKED = "term"  # in the link that stands behind a term on another page
search: Field[str] = Field("words.search", "")

st.title("What do the words mean?")
asked = st.query_params.get(ASKED, "")
st.text_input("Search", key=search.shown(asked if asked in GLOSSARY else ""), placeholder="A word, or what it is about")
show_terms(found(search.get()))
