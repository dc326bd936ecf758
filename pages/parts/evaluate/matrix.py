"""The confusion matrix as four buttons, so that mouse, finger and keyboard can open the photos behind a number."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import streamlit as st

from logreg_core.figures import palette

_CSS = """
table { border-collapse: separate; border-spacing: 6px; width: 100%; table-layout: fixed; font-family: var(--st-font);
  color: var(--st-text-color); }
th { font-weight: 400; font-size: 14px; line-height: 1.3; overflow-wrap: anywhere; padding: 2px; }
th[scope="row"] { text-align: right; width: 26%; }
td { padding: 0; }
button { all: unset; box-sizing: border-box; cursor: pointer; display: block; width: 100%; text-align: center;
  padding: 10px 4px 8px; border-radius: 6px; border: 1px solid var(--st-border-color);
  border-bottom: 4px solid var(--truth); background: var(--st-secondary-background-color); }
button:hover { border-color: var(--st-text-color); border-bottom-color: var(--truth); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
button[aria-pressed="true"] { box-shadow: 0 0 0 2px var(--st-text-color); }
.count { display: block; font-size: 28px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.words { display: block; font-size: 13px; opacity: 0.85; }
.wrong .words { font-weight: 600; opacity: 1; }
"""

_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  let table = parentElement.querySelector("table");
  if (!table) {
    table = document.createElement("table");
    parentElement.appendChild(table);
  }
  const held = table.getRootNode().activeElement?.dataset.cell;
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  table.setAttribute("aria-label", data.words);
  const head = make("tr", "");
  head.append(make("td", ""), ...data.columns.map((column) => make("th", column, { scope: "col" })));
  const rows = data.rows.map((row, i) => {
    const line = make("tr", "");
    line.append(make("th", row, { scope: "row" }));
    for (const cell of data.cells.filter((cell) => cell.row === i)) {
      const button = make("button", "", {
        type: "button", "data-cell": cell.name, "aria-pressed": String(cell.name === data.picked),
        "aria-label": cell.label, class: cell.wrong ? "wrong" : "right",
      });
      button.style.setProperty("--truth", cell.colour);
      button.append(make("span", cell.count, { class: "count" }), make("span", cell.words, { class: "words" }));
      button.onclick = () => setTriggerValue("opened", cell.name);
      const place = make("td", "");
      place.append(button);
      line.append(place);
    }
    return line;
  });
  table.replaceChildren(head, ...rows);
  if (held !== undefined) table.querySelector(`[data-cell="${held}"]`)?.focus();
}
"""

_mount = st.components.v2.component("confusion", html="", css=_CSS, js=_JS)


@dataclass(frozen=True)
class Cell:
    """One button: where it stands, what it is called, what it says, and the colour of the true class."""

    row: int
    name: str
    count: str
    words: str
    label: str
    wrong: bool
    colour: str


def confusion_matrix(
    counts: list[list[int]],
    truths: tuple[str, str],
    answers: tuple[str, str],
    *,
    picked: tuple[int, int] | None,
    key: str,
) -> tuple[int, int] | None:
    """Show how often each answer met each truth. Returns (truth, answer) of a cell in the run that opens it.

    counts: the row is the truth, the column the answer, class 0 first. Class 1 is shown first, as everywhere.
    truths, answers: how the classes are called, by the data and by the neuron; plain text.
    """
    cells = [
        Cell(
            row=1 - truth,
            name=f"{truth}{answer}",
            count=f"{counts[truth][answer]:,}",
            words=f"{'right' if truth == answer else 'wrong'}, of {sum(counts[truth]):,}",
            label=f"{counts[truth][answer]:,} of {sum(counts[truth]):,} images of {truths[truth]} are called"
            f" {answers[answer]}. Show them.",
            wrong=truth != answer,
            colour=palette.CLASS_COLOURS[truth],
        )
        for truth in (1, 0)
        for answer in (1, 0)
    ]
    data = {
        "words": "Confusion matrix",
        "rows": [f"shows {truths[1]}", f"shows {truths[0]}"],
        "columns": [f"it says {answers[1]}", f"it says {answers[0]}"],
        "cells": [asdict(cell) for cell in cells],
        "picked": None if picked is None else f"{picked[0]}{picked[1]}",
    }
    opened = _mount(key=key, data=data, on_opened_change=lambda: None).opened
    return None if opened is None else (int(opened[0]), int(opened[1]))
