"""A grid of pictures, each of which can be picked with mouse, finger or keyboard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from logreg_core import Split
from logreg_core.figures import palette

from .pictures import data_uri, small

_CSS = """
.grid { display: grid; align-items: start; grid-template-columns: repeat(auto-fill, minmax(64px, 1fr)); gap: 10px; }
button { all: unset; cursor: pointer; border-radius: 4px; display: block; box-sizing: border-box; }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
button[aria-pressed="true"] { outline: 3px solid var(--st-text-color); outline-offset: 2px; }
img { width: 100%; aspect-ratio: var(--ratio); image-rendering: pixelated; display: block; border-radius: 4px 4px 0 0; }
.class { display: block; height: 4px; border-radius: 0 0 4px 4px; }
.caption { display: block; font: 12px var(--st-font); color: var(--st-text-color); opacity: 0.75; text-align: center;
  padding-top: 2px; }
"""

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector(".grid");
  if (!grid) {
    grid = document.createElement("div");
    grid.className = "grid";
    grid.setAttribute("role", "group");
    parentElement.appendChild(grid);
  }
  const held = grid.getRootNode().activeElement?.dataset.number;
  grid.replaceChildren(...data.tiles.map((tile) => {
    const button = document.createElement("button");
    button.dataset.number = tile.number;
    button.type = "button";
    button.setAttribute("aria-pressed", String(data.picked.includes(tile.number)));
    button.onclick = () => setTriggerValue("picked", tile.number);
    const image = document.createElement("img");
    image.src = tile.source;
    image.alt = tile.words;
    image.title = tile.words;
    image.style.setProperty("--ratio", data.ratio);
    const line = document.createElement("span");
    line.className = "class";
    line.style.background = tile.colour;
    const caption = document.createElement("span");
    caption.className = "caption";
    caption.textContent = tile.caption;
    button.append(image, line, caption);
    return button;
  }));
  if (held !== undefined) grid.querySelector(`[data-number="${held}"]`)?.focus();
}
"""

_mount = st.components.v2.component("gallery", html="", css=_CSS, js=_JS)


@dataclass(frozen=True)
class Tile:
    """One picture: its number, the address of its pixels, words for those who cannot see it, a caption, a colour."""

    number: int
    source: str
    words: str
    caption: str
    colour: str


def tiles_of(split: Split, positions: Iterable[int], title: str, class_names: tuple[str, str]) -> list[Tile]:
    """A tile for each of these images of a split that is called ``title``, underlined in the colour of its class."""
    return [
        Tile(
            number=int(position),
            source=data_uri(small(split.images[position])),
            words=f"{title} image {position}, class {class_names[split.labels[position]]}",
            caption=str(position),
            colour=palette.CLASS_COLOURS[split.labels[position]],
        )
        for position in positions
    ]


def gallery(
    tiles: Sequence[Tile], *, ratio: float = 1.0, picked: int | Collection[int] | None = None, key: str
) -> int | None:
    """Show the tiles, ``ratio`` (width by height) each. Returns the number of a tile in the run that picks it.

    picked: the numbers of the tiles that are picked already.
    """
    numbers = [] if picked is None else [picked] if isinstance(picked, int) else sorted(picked)
    data = {"tiles": [asdict(tile) for tile in tiles], "ratio": ratio, "picked": numbers}
    return _mount(key=key, data=data, on_picked_change=lambda: None).picked
