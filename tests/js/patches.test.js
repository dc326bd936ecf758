import assert from "node:assert/strict";
import { test } from "node:test";
import { logged } from "../../pages/shared/patches.js";

test("all presses in a picture stay in its log, in their order, and a log that was sent is not changed", () => {
  const first = logged(undefined, "a", 3);
  const second = logged(first, "a", 0);
  assert.deepEqual(first.numbers, [3]);
  assert.deepEqual(logged(second, "a", 3), { of: "a", mount: first.mount, numbers: [3, 0, 3] });
});

test("another picture, and one that is shown anew, begins a log of its own", () => {
  const first = logged(undefined, "a", 3);
  const other = logged(first, "b", 1);
  const again = logged(other, "a", 2);
  assert.deepEqual([other.of, other.numbers], ["b", [1]]);
  assert.deepEqual([again.of, again.numbers], ["a", [2]]);
  assert.equal(new Set([first.mount, other.mount, again.mount, logged(undefined, "a", 3).mount]).size, 4);
});
