import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn, inWords, pathOf, pressed } from "../../pages/shared/guess_heights.js";

const FLAT = [0.5, 0.5, 0.5, 0.5, 0.5];

test("a stroke moves all places that it passes, however fast it is", () => {
  assert.deepEqual(drawn(FLAT, { x: 0, y: 0 }, { x: 1, y: 1 }), [0, 0.25, 0.5, 0.75, 1]);
  assert.deepEqual(drawn(FLAT, { x: 1, y: 1 }, { x: 0, y: 0 }), [0, 0.25, 0.5, 0.75, 1], "from right to left too");
  assert.deepEqual(drawn(FLAT, { x: 0.4, y: 0.2 }, { x: 0.8, y: 0.6 }), [0.5, 0.5, 0.3, 0.55, 0.5]);
});

test("a tap moves the nearest place", () => {
  assert.deepEqual(drawn(FLAT, { x: 0.3, y: 0.9 }, { x: 0.3, y: 0.9 }), [0.5, 0.9, 0.5, 0.5, 0.5]);
  assert.deepEqual(drawn(FLAT, { x: 0.5, y: 0.1 }, { x: 0.5, y: 0.1 }), [0.5, 0.5, 0.1, 0.5, 0.5]);
});

test("no height leaves the plot", () => {
  assert.deepEqual(drawn(FLAT, { x: 0, y: -3 }, { x: 1, y: 4 }).map(Math.sign), [0, 0, 1, 1, 1]);
  assert.deepEqual(pressed([1, 0], 0, "PageUp").heights, [1, 0]);
  assert.deepEqual(pressed([1, 0], 1, "ArrowDown").heights, [1, 0]);
});

test("up and down move a point and are each other's way back; left and right go to the next", () => {
  const up = pressed(FLAT, 2, "ArrowUp");
  assert.deepEqual(up, { heights: [0.5, 0.5, 0.52, 0.5, 0.5], place: 2 });
  assert.deepEqual(pressed(up.heights, 2, "ArrowDown").heights, FLAT);
  assert.deepEqual(pressed(FLAT, 0, "End").heights, [1, 0.5, 0.5, 0.5, 0.5]);
  assert.deepEqual(pressed(FLAT, 0, "Home").heights, [0, 0.5, 0.5, 0.5, 0.5]);
  assert.equal(pressed(FLAT, 3, "ArrowRight").place, 4);
  assert.equal(pressed(FLAT, 4, "ArrowRight").place, 4);
  assert.equal(pressed(FLAT, 0, "ArrowLeft").place, 0);
  assert.equal(pressed(FLAT, 3, "ArrowRight").heights, FLAT, "nothing is moved");
  assert.equal(pressed(FLAT, 3, "Tab"), undefined);
});

test("the path and the words of an axis", () => {
  assert.equal(pathOf([0, 1, 0.5], 200, 100), "M0.0 100.0 L100.0 0.0 L200.0 50.0");
  assert.equal(inWords(0.5, { low: 0, high: 100, unit: "%", digits: 0 }), "50 %");
  assert.equal(inWords(1, { low: 0, high: 1.386, unit: "", digits: 2 }), "1.39");
});
