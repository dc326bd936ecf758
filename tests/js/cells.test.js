import assert from "node:assert/strict";
import { test } from "node:test";
import { cellsOf, layCells } from "../../pages/shared/cells.js";

const across = (value) => 100 + 50 * value;
const down = (value) => 200 - 30 * value; // upwards, as axes go

test("cells lie where their points do, in reading order, each with its number", () => {
  const cells = cellsOf({ x: [1, 0, 1, 0], y: [0, 0, 1, 1] }, across, down);
  assert.deepEqual(
    cells.map(({ number }) => number),
    [3, 2, 1, 0],
  );
  assert.deepEqual(cells[0], { number: 3, left: 75, top: 155, width: 50, height: 30 });
});

test("a cell is never too small to be touched", () => {
  const [cell] = cellsOf({ x: [0], y: [0] }, (value) => 10 * value, down);
  assert.deepEqual([cell.left, cell.width], [-12, 24]);
});

test("where Plotly's private names are missing there are no cells", () => {
  const trace = { type: "scatter", x: [0, 1], y: [0, 0] };
  for (const plot of [{}, { data: [trace], layout: { xaxis: {}, yaxis: {} } }, { _fullData: [trace] }]) {
    const layer = { replaceChildren: (...children) => Object.assign(layer, { children }) };
    layCells(layer, plot, ["one", "two"], () => {});
    assert.deepEqual(layer.children, []);
  }
});
