"""A picture under a grid of patches, each of which can be switched off with mouse, finger or keyboard."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

_CSS = """
.picture { position: relative; max-width: 26rem; }
img { display: block; width: 100%; image-rendering: pixelated; border-radius: 4px; }
.grid { position: absolute; inset: 0; display: grid; }
button { all: unset; cursor: pointer; box-sizing: border-box; border: 1px solid rgba(128, 128, 128, 0.35); }
button:hover { background: rgba(255, 255, 255, 0.25); border-color: #fff; }
button[aria-pressed="true"] {
  background: repeating-linear-gradient(45deg, transparent 0 4px, rgba(0, 0, 0, 0.35) 4px 6px);
}
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: -2px; }
"""

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  let picture = parentElement.querySelector(".picture");
  if (!picture) {
    picture = document.createElement("div");
    picture.className = "picture";
    picture.append(document.createElement("img"), document.createElement("div"));
    picture.lastChild.className = "grid";
    picture.lastChild.setAttribute("role", "group");
    parentElement.appendChild(picture);
  }
  const [image, grid] = picture.children;
  image.src = data.source;
  image.alt = data.words;
  grid.setAttribute("aria-label", data.help);
  grid.style.gridTemplateRows = data.heights.map((part) => part + "fr").join(" ");
  grid.style.gridTemplateColumns = data.widths.map((part) => part + "fr").join(" ");
  const held = grid.getRootNode().activeElement?.dataset.number;
  const columns = data.widths.length;
  const buttons = data.patches.map((words, number) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.number = number;
    button.title = words;
    button.setAttribute("aria-label", words);
    button.setAttribute("aria-pressed", String(data.pressed.includes(number)));
    button.tabIndex = String(number) === (held ?? "0") ? 0 : -1;
    button.onclick = () => setTriggerValue("toggled", number);
    return button;
  });
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  grid.onkeydown = (event) => {
    const step = steps[event.key];
    const from = buttons.indexOf(event.target);
    if (!step || from < 0) return;
    event.preventDefault();
    const to = from + step;
    const sideways = Math.abs(step) === 1;
    if (!buttons[to] || (sideways && Math.floor(to / columns) !== Math.floor(from / columns))) return;
    buttons[from].tabIndex = -1;
    buttons[to].tabIndex = 0;
    buttons[to].focus();
  };
  grid.replaceChildren(...buttons);
  if (held !== undefined) buttons[held]?.focus();
}
"""

_mount = st.components.v2.component("patches", html="", css=_CSS, js=_JS)


def patches(
    source: str,
    sizes: tuple[Sequence[int], Sequence[int]],
    words: Sequence[str],
    pressed: Sequence[int],
    *,
    alt: str,
    help: str,  # noqa: A002
    key: str,
) -> int | None:
    """Show a picture with its patches, numbered row by row. Returns the number of a patch in the run that clicks it.

    source: the picture's address. sizes: the heights of the rows and the widths of the columns, in pixels.
    words: for each patch. pressed: the numbers of those that are switched off. help: what a click does.
    """
    data = {
        "source": source,
        "heights": [int(size) for size in sizes[0]],
        "widths": [int(size) for size in sizes[1]],
        "patches": list(words),
        "pressed": list(pressed),
        "words": alt,
        "help": help,
    }
    return _mount(key=key, data=data, on_toggled_change=lambda: None).toggled
