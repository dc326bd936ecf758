import assert from "node:assert/strict";
import { test } from "node:test";
import { neighbour } from "../../pages/shared/roving.js";

/** Boxes in rows of so many columns, ten pixels apart; the last row may be shorter. */
const grid = (count, columns) =>
  Array.from({ length: count }, (_, i) => ({
    left: 10 * (i % columns),
    top: 10 * Math.floor(i / columns) + (i % 2), // never quite level
    width: 8,
    height: 8,
  }));

test("arrows go through the boxes in their order, and up and down by rows", () => {
  const boxes = grid(11, 4);
  assert.equal(neighbour(boxes, 3, "ArrowRight"), 4);
  assert.equal(neighbour(boxes, 4, "ArrowLeft"), 3);
  assert.equal(neighbour(boxes, 1, "ArrowDown"), 5);
  assert.equal(neighbour(boxes, 5, "ArrowUp"), 1);
  assert.equal(neighbour(boxes, 7, "ArrowDown"), 10, "the nearest where the row is shorter");
});

test("at the edges nothing moves, Home and End lead to the ends, other keys to nothing", () => {
  const boxes = grid(11, 4);
  for (const [from, key] of [
    [0, "ArrowLeft"],
    [10, "ArrowRight"],
    [2, "ArrowUp"],
    [9, "ArrowDown"],
    [5, "Enter"],
    [5, "a"],
  ])
    assert.equal(neighbour(boxes, from, key), -1, key);
  assert.deepEqual([neighbour(boxes, 5, "Home"), neighbour(boxes, 5, "End")], [0, 10]);
});

test("every box of a grid of any width can be reached from every other one", () => {
  for (const columns of [1, 3, 7]) {
    const boxes = grid(20, columns);
    const reached = new Set([0]);
    for (const from of reached)
      for (const key of ["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"]) {
        const to = neighbour(boxes, from, key);
        if (to >= 0) reached.add(to);
      }
    assert.equal(reached.size, 20);
  }
});
