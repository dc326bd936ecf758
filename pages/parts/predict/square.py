"""The picture in hand with the part that is used, which mouse and finger can drag to another place."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from PIL import Image

from logreg_core.photo import fit
from pages.shared.pictures import LONGEST_TILE, data_uri
from pages.visit.photos import Photo

LONGEST_SIDE = 640  # pixels that are sent to the browser, which needs no more to show the picture

_CSS = """
.picture { position: relative; overflow: hidden; border-radius: 6px; user-select: none; }
.picture.movable { cursor: grab; }
.picture.movable:active { cursor: grabbing; }
img { display: block; width: 100%; height: auto; pointer-events: none; }
img.small { image-rendering: pixelated; }
.part { position: absolute; box-sizing: border-box; box-shadow: 0 0 0 100vmax rgba(150, 150, 150, 0.6);
  outline: 2px solid white; }
.movable .part { touch-action: none; }
"""

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  let picture = parentElement.querySelector(".picture");
  if (!picture) {
    picture = document.createElement("div");
    picture.className = "picture";
    const part = document.createElement("div");
    part.className = "part";
    picture.append(document.createElement("img"), part);
    parentElement.appendChild(picture);
  }
  const [image, part] = picture.children;
  if (image.src !== data.source) image.src = data.source;
  image.alt = data.words;
  image.className = data.small ? "small" : "";
  part.hidden = !data.box;
  picture.onpointerdown = picture.onpointermove = picture.onpointerup = picture.onpointercancel = null;
  picture.classList.remove("movable");
  if (!data.box) return;

  const [width, height] = data.size;  // of the picture
  let [left, top, right, bottom] = data.box;
  const room = [width - (right - left), height - (bottom - top)];
  const draw = () => Object.assign(part.style, {
    left: `${100 * left / width}%`, top: `${100 * top / height}%`,
    width: `${100 * (right - left) / width}%`, height: `${100 * (bottom - top) / height}%`,
  });
  const move = (x, y) => {
    const [wide, high] = [right - left, bottom - top];
    left = Math.min(Math.max(x, 0), room[0]);
    top = Math.min(Math.max(y, 0), room[1]);
    [right, bottom] = [left + wide, top + high];
    draw();
  };
  draw();
  if (!room[0] && !room[1]) return;

  picture.classList.add("movable");
  let grip = null;  // where the finger holds the part, in pixels of the picture
  const place = (event) => {
    const edge = picture.getBoundingClientRect();
    return [(event.clientX - edge.left) * width / edge.width, (event.clientY - edge.top) * height / edge.height];
  };
  picture.onpointerdown = (event) => {
    const [x, y] = place(event);
    const inside = left <= x && x <= right && top <= y && y <= bottom;
    if (!inside && event.pointerType === "touch") return;  // a finger beside the part scrolls the page
    grip = inside ? [x - left, y - top] : [(right - left) / 2, (bottom - top) / 2];
    picture.setPointerCapture(event.pointerId);
    move(x - grip[0], y - grip[1]);
  };
  picture.onpointermove = (event) => {
    if (!grip) return;
    const [x, y] = place(event);
    move(x - grip[0], y - grip[1]);
  };
  picture.onpointerup = picture.onpointercancel = () => {
    if (!grip) return;
    grip = null;
    setTriggerValue("moved", [room[0] ? left / room[0] : 0.5, room[1] ? top / room[1] : 0.5]);
  };
}
"""

_mount = st.components.v2.component("square", html="", css=_CSS, js=_JS)


def drag_square(photo: Photo, box: tuple[int, int, int, int] | None, *, key: str) -> tuple[float, float] | None:
    """Show the picture, faded outside of ``box`` (left, top, right, bottom, in its pixels); without a box, as it is.

    Returns, in the run after the visitor has dragged the box, how far across and how far down it lies now: shares of
    the room, from 0 to 1, to the nearest hundredth, as the sliders show them.
    """
    height, width = photo.pixels.shape[:2]
    data = {
        "source": _address(photo.pixels),
        "small": max(height, width) <= LONGEST_TILE,
        "size": [width, height],
        "box": box,
        "words": f"{photo.title}; what is not used of it is faded",
    }
    moved = _mount(key=key, data=data, on_moved_change=lambda: None).moved
    if not isinstance(moved, list) or not all(isinstance(share, int | float) and 0 <= share <= 1 for share in moved):
        return None
    return tuple(round(share, 2) for share in moved) if len(moved) == 2 else None


def _address(pixels: NDArray[np.uint8]) -> str:
    """The picture for the browser: as it is where it is small, otherwise reduced and as a JPEG."""
    height, width = pixels.shape[:2]
    if max(height, width) <= LONGEST_TILE:
        return data_uri(pixels)
    shrink = min(1.0, LONGEST_SIDE / max(height, width))
    reduced = fit(pixels, max(1, round(height * shrink)), max(1, round(width * shrink)), 3, how="stretch")
    buffer = BytesIO()
    Image.fromarray(reduced).save(buffer, "JPEG", quality=90)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
