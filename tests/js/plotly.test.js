// Charts on a page that turns dark while they are seen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { inTheLight } from "../../pages/shared/plotly.js";

test("a map that fades into the page does so by night too, and the others stay as they are", () => {
  const day = [[0, "white"]];
  const night = [[0, "black"]];
  const line = { type: "scatter", meta: { of: "cost" } };
  const map = { type: "heatmap", colorscale: day, meta: { by_night: night } };
  assert.deepEqual(inTheLight([line, map], false), [line, map]);
  assert.deepEqual(inTheLight([line, map], true), [line, { ...map, colorscale: night }]);
  assert.equal(map.colorscale, day);
});
