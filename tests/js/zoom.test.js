import assert from "node:assert/strict";
import { test } from "node:test";
import { Zoom, zoomed } from "../../pages/shared/zoom.js";

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

/** A zoom of a chart without a document: what a press asks Plotly for. */
async function pressed(plot, share) {
  const zoom = Object.assign(Object.create(Zoom.prototype), { plot, tapped: {}, farther: button(), all: button() });
  plot.getBoundingClientRect = () => ({ left: 10, top: 20 });
  zoom.tap({ clientX: 10 + 70, clientY: 20 + 5 });
  const asked = {};
  globalThis.window = { Plotly: { relayout: async (_, wanted) => Object.assign(asked, wanted) } };
  await zoom.to(share);
  return asked;
}

const button = () => ({ setAttribute() {} });
const axis = { type: "linear", range: [0, 8] };

test("a press zooms to the tap, and around the middle where Plotly's private names are missing", async () => {
  const drawn = { ...axis, _offset: 50, _length: 160, p2r: (pixel) => pixel / 20 };
  assert.deepEqual(await pressed({ _fullLayout: { xaxis: drawn } }, 0.5), { "xaxis.range": [0, 4] });
  assert.deepEqual(await pressed({ _fullLayout: { xaxis: axis } }, 0.5), { "xaxis.range": [2, 6] });
  assert.deepEqual(await pressed({ layout: { xaxis: axis } }, 0.5), { "xaxis.range": [2, 6] });
  assert.deepEqual(await pressed({}, 0.5), {});
});
