import assert from "node:assert/strict";
import { test } from "node:test";
import { zoomed } from "../../pages/shared/zoom.js";

test("a chart is zoomed around its middle, or around what was tapped, and never beyond its ends", () => {
  assert.deepEqual(zoomed([0, 8], 0.5, [0, 8]), [2, 6]);
  assert.deepEqual(zoomed([0, 8], 0.5, [0, 8], 3), [1, 5]);
  assert.deepEqual(zoomed([0, 8], 0.5, [0, 8], 0), [0, 4]);
  assert.deepEqual(zoomed([0, 8], 0.5, [0, 8], 99), [4, 8]);
  assert.deepEqual(zoomed([6, 8], 2, [0, 8]), [4, 8]);
  assert.deepEqual(zoomed([2, 6], 2, [0, 8]), [0, 8]);
  assert.deepEqual(zoomed([3, 4], Number.POSITIVE_INFINITY, [0, 8]), [0, 8]);
});

test("an axis that runs the other way keeps its direction", () => {
  assert.deepEqual(zoomed([8, 0], 0.5, [8, 0]), [6, 2]);
  assert.deepEqual(zoomed([8, 0], 0.5, [8, 0], 7.5), [8, 4]);
  assert.deepEqual(zoomed([6, 2], 4, [8, 0]), [8, 0]);
});
