// The points of a chart that can be picked, as buttons that only keys and screen readers meet: the mouse has the chart.

import { make } from "./element.js";
import { layoutOf, pixelOf, tracesOf } from "./plotly_private.js";
import { rove } from "./roving.js";

const LEAST = 24; // pixels on a side

/**
 * Where the buttons lie, in reading order: `{ number, left, top, width, height }`, in pixels of the chart.
 *
 * points: `{ x, y }`, a unit apart where they are cells. across, down: the pixel at which a value of each axis lies.
 */
export function cellsOf({ x, y }, across, down) {
  const width = Math.max(LEAST, Math.abs(across(1) - across(0)));
  const height = Math.max(LEAST, Math.abs(down(1) - down(0)));
  const cells = Array.from(x, (value, number) => {
    return { number, left: across(value) - width / 2, top: down(y[number]) - height / 2, width, height };
  });
  return cells.sort((one, other) => one.top - other.top || one.left - other.left);
}

/** Lay the buttons over a chart that Plotly has drawn. words: of each point. pick: is given a point's number. */
export function layCells(layer, plot, words, pick) {
  const points = tracesOf(plot).find(({ type }) => type === "scatter");
  const { xaxis, yaxis } = layoutOf(plot);
  const isKnown = xaxis && yaxis && Number.isFinite(pixelOf(xaxis, 0) + pixelOf(yaxis, 0));
  if (!isKnown || points?.x.length !== words.length) return layer.replaceChildren();
  const cells = cellsOf(
    points,
    (value) => pixelOf(xaxis, value),
    (value) => pixelOf(yaxis, value),
  );
  const held = layer.contains(document.activeElement) ? Number(document.activeElement.dataset.number) : -1;
  const buttons = cells.map(({ number, ...box }) => {
    const named = { "data-number": number, title: words[number], "aria-label": words[number] };
    const button = make("button", { type: "button", ...named });
    for (const [side, pixels] of Object.entries(box)) button.style[side] = `${pixels}px`;
    button.onclick = () => pick(number);
    return button;
  });
  const first = cells.findIndex(({ number }) => number === held);
  rove(layer, buttons, Math.max(0, first));
  layer.replaceChildren(...buttons);
  if (first >= 0) buttons[first].focus({ preventScroll: true });
}
