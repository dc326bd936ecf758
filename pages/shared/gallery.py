"""A grid of pictures that can be selected by mouse, touch or keyboard."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from logreg_core import Split
from logreg_core.export import palette

from . import browser
from .pictures import thumbnail

_mount = browser.component("gallery", __file__)


@dataclass(frozen=True)
class Tile:
    """A picture: its number, the address of its pixels, a text alternative, a caption, a colour."""

    number: int
    source: str
    words: str
    caption: str
    colour: str


def tiles_of(split: Split, positions: Iterable[int], title: str, class_names: tuple[str, str]) -> list[Tile]:
    """Return a tile for each of these images of a split, underlined in its class colour. title: of the split."""
    return [
        Tile(
            number=int(position),
            source=thumbnail(split, int(position)),
            words=f"{title} image {position}, class {class_names[split.labels[position]]}",
            caption=str(position),
            colour=palette.CLASS_LINES[split.labels[position]],
        )
        for position in positions
    ]


def gallery(
    tiles: Sequence[Tile], *, ratio: float = 1.0, picked: int | Collection[int] | None = None, key: str
) -> int | None:
    """Show the tiles, each with this ``ratio`` of width to height. Returns the number of a tile in the rerun that picks
    it.

    picked: the numbers of the picked tiles.
    """
    numbers = [] if picked is None else [picked] if isinstance(picked, int) else sorted(picked)
    data = {"tiles": [vars(tile) for tile in tiles], "ratio": ratio, "picked": numbers}
    return _mount(key=key, data=data, on_picked_change=lambda: None).picked
