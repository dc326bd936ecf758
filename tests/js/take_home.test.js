import assert from "node:assert/strict";
import { test } from "node:test";
import { cropBox } from "../../logreg_core/export/page/neuron.js";
import { cellGrid, describe, NUMBERS, thumbnailShape } from "../../logreg_core/export/page/numbers.js";
import { reduced } from "../../logreg_core/export/page/picture.js";
import { showProbability, showThreshold } from "../../logreg_core/export/page/scale.js";
import { explained, extremes, weightMaps } from "../../logreg_core/export/page/sums.js";

const SHAPE = [20, 17, 3];
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} and ${b}`);
const pixels = Uint8Array.from({ length: 20 * 17 * 3 }, (_, i) => (i * 37 + (i % 11) * 5) % 256);
const sumOf = (numbers) => numbers.reduce((sum, each) => sum + each, 0);

test("colours are the roots of the shares of their boxes", () => {
  const numbers = NUMBERS.colours(Uint8Array.of(0, 0, 0, 63, 0, 0, 64, 0, 0, 255, 255, 255), [2, 2, 3]);
  assert.equal(numbers.length, 64);
  assert.deepEqual([numbers[0], numbers[16], numbers[63]], [Math.SQRT1_2, 0.5, 0.5]);
  assert.deepEqual([...NUMBERS.colours(Uint8Array.of(15, 16), [1, 2, 1])].slice(0, 2), [Math.SQRT1_2, Math.SQRT1_2]);
});

test("an upright line has edges of the first direction, a lying one of the middle one", () => {
  const upright = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 200));
  const lying = Uint8Array.from({ length: 64 }, (_, i) => (i < 32 ? 0 : 200));
  const directions = (image) => [...NUMBERS.edges(image, [8, 8, 1])].flatMap((each, i) => (each > 0 ? [i % 9] : []));
  assert.deepEqual([...new Set(directions(upright))], [0]);
  assert.deepEqual([...new Set(directions(lying))], [4]);
  assert.equal(sumOf(NUMBERS.edges(new Uint8Array(64).fill(9), [8, 8, 1])), 0);
});

test("the parts of a score and its bias add up to it, and so do its maps", () => {
  for (const kinds of [["pixels"], ["thumbnail"], ["colours"], ["edges"], ["edges", "colours", "thumbnail"]]) {
    const numbers = describe(kinds, pixels, SHAPE);
    const weights = Float64Array.from(numbers, (_, i) => Math.sin(i));
    const { z, parts, maps } = explained(kinds, numbers, weights, 0.25, SHAPE);
    near(z, sumOf(numbers.map((number, i) => number * weights[i])) + 0.25);
    near(sumOf(parts.map(({ sum }) => sum)) + 0.25, z);
    if (!kinds.includes("colours")) near(sumOf(maps.map(({ values }) => sumOf(values))) + 0.25, z);
    const onPixels = kinds.filter((kind) => kind === "pixels" || kind === "thumbnail").length;
    assert.equal(weightMaps(kinds, weights, SHAPE).length, onPixels);
  }
  const three = explained(["pixels"], NUMBERS.pixels(pixels, SHAPE), new Float64Array(1020).fill(1), 0, SHAPE);
  assert.deepEqual(
    three.parts.map(({ title }) => title),
    ["all red", "all green", "all blue"],
  );
});

test("a number of weights that does not belong to the picture is refused", () => {
  assert.throws(() => weightMaps(["pixels"], new Float64Array(5), [2, 2, 1]), /has 4 weights. Got 5/);
});

test("the least and the greatest have their places", () => {
  const found = extremes({ values: [0, 3, -2, 1, 3, 0], width: 3 });
  assert.deepEqual(found.least, { value: -2, row: 1, column: 3 });
  assert.deepEqual(found.greatest, { value: 3, row: 1, column: 2 });
});

test("sizes of thumbnails and cells follow from that of the picture", () => {
  assert.deepEqual(thumbnailShape([64, 10, 3]), [16, 10, 3]);
  assert.deepEqual(cellGrid([25, 64, 1]), [6, 8]);
});

test("a large picture is averaged in blocks, of which the last may be smaller", () => {
  const image = Uint8ClampedArray.of(0, 10, 0, 255, 2, 10, 0, 255, 9, 200, 1, 255);
  assert.deepEqual([...reduced(image, 1, 3, 2)], [1, 10, 0, 255, 9, 200, 1, 255]);
});

test("the part that is used can lie at either end", () => {
  assert.deepEqual(cropBox(100, 200, 10, 10, 2, [0, 1]), { left: 0, top: 50, width: 50, height: 50 });
  assert.deepEqual(cropBox(100, 200, 10, 10, 1, [1, 0]), { left: 100, top: 0, width: 100, height: 100 });
});

test("a probability that only comes near to certainty is not said to be 100 %, in sight and for a screen reader", () => {
  const parts = { ".bar": element(), ".threshold": element() };
  const scale = { ...element(), querySelector: (selector) => parts[selector] };
  showThreshold(scale, 0.3);
  assert.equal(scale.properties["--threshold"], "30%");
  assert.equal(parts[".threshold"].textContent, "threshold 30 %");
  assert.equal(showProbability(scale, 0.99999, ["dog", "cat"]), "cat over 99.9 %, dog under 0.1 %");
  const { properties, attributes } = parts[".bar"];
  assert.deepEqual(attributes, { "aria-valuenow": 0.99999, "aria-valuetext": "cat over 99.9 %, dog under 0.1 %" });
  near(Number.parseFloat(properties["--probability"]), 99.999);
});

function element() {
  const [properties, attributes] = [{}, {}];
  const style = { setProperty: (name, value) => Object.assign(properties, { [name]: value }) };
  return { properties, attributes, style, setAttribute: (name, value) => Object.assign(attributes, { [name]: value }) };
}
