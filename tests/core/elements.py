"""A page as a parser of HTML sees it."""

from __future__ import annotations

from html.parser import HTMLParser


class Elements(HTMLParser):
    """The elements of a piece of HTML with their attributes, its text, and the texts of its scripts and styles.

    texts: each with its type, or ``"script"`` or ``"style"`` where it has none.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.texts: list[tuple[str, str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.texts.append((dict(attrs).get("type") or tag, ""))

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cdata_elem:
            kind, before = self.texts.pop()
            self.texts.append((kind, before + data))
