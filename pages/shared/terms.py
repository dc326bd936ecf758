"""A glossary term at its first use on a page: the meaning on hover, with a link."""

from __future__ import annotations

from urllib.parse import quote

from pages.base.glossary import GLOSSARY


def term(name: str, said: str = "") -> str:
    """The term, or ``said`` in its place, as Markdown. Its link opens its meaning, so that nothing here is lost.

    name: as the glossary has it.
    """
    return f'[{said or name}](words?term={quote(name)} "{GLOSSARY[name].words()}")'
