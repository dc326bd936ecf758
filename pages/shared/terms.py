"""A glossary term at its first use on a page: the meaning on hover, with a link."""

from __future__ import annotations

from urllib.parse import quote

from pages.base.glossary import GLOSSARY


def term(name: str, said: str = "") -> str:
    """Return the term, or ``said`` instead, as Markdown with a link to its meaning in the glossary.

    name: as in the glossary.
    """
    return f'[{said or name}](words?term={quote(name)} "{GLOSSARY[name].words()}")'
