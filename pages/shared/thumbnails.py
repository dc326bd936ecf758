"""Small images side by side, with captions."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable

import streamlit as st

from logreg_core import Split
from logreg_core.export import palette

from . import browser
from .pictures import thumbnail


def show_thumbnails(
    split: Split, positions: Iterable[int], words: Callable[[int], str], names: tuple[str, str]
) -> None:
    """Show images of a split side by side, underlined in their class colours, with a caption each.

    words: returns the caption for the image at a position. names: of the classes.
    """
    figures = []
    for i in map(int, positions):
        label = split.labels[i]
        about = html.escape(f"Image {i}, {names[label]}")
        figures.append(
            f'<figure><img src="{thumbnail(split, i)}" alt="{about}">'
            f'<i style="background: {palette.CLASS_LINES[label]}"></i>'
            f"<figcaption>{html.escape(words(i))}<br><small>{about}</small></figcaption></figure>"
        )
    st.html(f'{browser.style(__file__)}<div class="thumbnails">{"".join(figures)}</div>')
