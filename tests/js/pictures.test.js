import assert from "node:assert/strict";
import { test } from "node:test";
import { paintMap, paintPixels, paletteOf, sideFor } from "../../logreg_core/export/page/heatmap.js";
import { onItsSide } from "../../pages/parts/train/scores.js";

const STOPS = [
  [0, "#000080"],
  [0.5, "#ffffff"],
  [1, "#800000"],
];

/** What a canvas is asked for, without a screen. */
function canvas() {
  const made = { width: 0, height: 0, painted: null };
  made.getContext = () => ({
    createImageData: (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    putImageData: (image) => {
      made.painted = [...image.data];
    },
  });
  return made;
}

test("weights are blue below zero, red above, and as the page at zero", () => {
  const one = canvas();
  paintMap(one, { values: Int8Array.of(9, 9, -127, 0, 127), height: 1, width: 3 }, 0, paletteOf(STOPS));
  const two = canvas();
  paintMap(two, { values: Int8Array.of(9, 9, 9, -127, 0, 127), height: 1, width: 3 }, 1, paletteOf(STOPS));
  assert.deepEqual(two.painted, [0, 0, 128, 255, 255, 255, 255, 255, 128, 0, 0, 255]);
  assert.deepEqual([one.width, one.height], [3, 1]);
});

test("a map with a scale of its own is shown on that of the whole run, and never beyond it", () => {
  const map = { values: Int8Array.of(127, -127), height: 1, width: 2 };
  const half = canvas();
  paintMap(half, map, 0, paletteOf(STOPS), 0.5);
  const strong = canvas();
  paintMap(strong, map, 0, paletteOf(STOPS), 3);
  assert.deepEqual(strong.painted, [128, 0, 0, 255, 0, 0, 128, 255]);
  assert.ok(half.painted[1] === half.painted[2] && Math.abs(half.painted[1] - 127) <= 1, "half way to white");
});

test("pixels are painted as they are, grey and in colour", () => {
  const grey = canvas();
  paintPixels(grey, { values: Uint8Array.of(3, 250), shape: [2, 1, 1] });
  assert.deepEqual(grey.painted, [3, 3, 3, 255, 250, 250, 250, 255]);
  const colour = canvas();
  paintPixels(colour, { values: Uint8Array.of(1, 2, 3), shape: [1, 1, 3] });
  assert.deepEqual(colour.painted, [1, 2, 3, 255]);
});

test("a pixel of a picture takes whole pixels of the screen where there is room", () => {
  assert.equal(sideFor(150, 64), 128);
  assert.equal(sideFor(150, 25), 150);
  assert.equal(sideFor(150, 64, 2), 128);
  assert.equal(sideFor(160, 64, 2), 160);
  assert.equal(sideFor(50, 64), 50);
});

test("scores on their own side of zero are counted, if zero is an edge", () => {
  const counts = Uint16Array.of(5, 2, 1, 4); // one frame: class 0 below and above, then class 1
  assert.deepEqual(onItsSide({ edges: [-1, 0, 1], counts, bins: 2 }, 0, 0), [5, 7]);
  assert.deepEqual(onItsSide({ edges: [-1, 0, 1], counts, bins: 2 }, 0, 1), [4, 5]);
  assert.equal(onItsSide({ edges: [-1, 0.5, 1], counts, bins: 2 }, 0, 1), null);
});
