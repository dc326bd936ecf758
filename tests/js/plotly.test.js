// Charts on a page that turns dark while they are seen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { figureOf, inTheLight, loadPlotly } from "../../pages/shared/plotly.js";

test("a map that fades into the page does so by night too, and the others stay as they are", () => {
  const day = [[0, "white"]];
  const night = [[0, "black"]];
  const line = { type: "scatter", meta: { of: "cost" } };
  const map = { type: "heatmap", colorscale: day, meta: { by_night: night } };
  assert.deepEqual(inTheLight([line, map], false), [line, map]);
  assert.deepEqual(inTheLight([line, map], true), [line, { ...map, colorscale: night }]);
  assert.equal(map.colorscale, day);
});

test("shares are written by a format whose sign stands after a space, and nothing else is changed", () => {
  const axis = { tickformat: ".0%", title: { text: "96% of .0%" } };
  const line = { hovertemplate: "%{y:.1%} at %{x:,} of 2%", text: ["5%"], meta: { format: ".1%" } };
  const { data, layout } = figureOf(
    JSON.stringify({ data: [line], layout: { yaxis: axis, xaxis: { tickformat: ",d" } } }),
  );
  assert.deepEqual(data, [{ ...line, hovertemplate: "%{y:$.1%} at %{x:,} of 2%" }]);
  assert.deepEqual(layout, { yaxis: { ...axis, tickformat: "$.0%" }, xaxis: { tickformat: ",d" } });
});

test("what each chart does with Plotly is a task of its own, so that the browser can answer between two", async () => {
  globalThis.window = { plotlyOnItsWay: Promise.resolve("Plotly") };
  const order = [];
  const draw = async (name) => {
    order.push(`${name} begins with ${await loadPlotly()}`);
    await null;
    order.push(`${name} ends`);
  };
  await Promise.all([draw("one"), draw("two")]);
  assert.deepEqual(order, ["one begins with Plotly", "one ends", "two begins with Plotly", "two ends"]);
});
