import assert from "node:assert/strict";
import { test } from "node:test";
import { asNumber, slipOf } from "../../pages/parts/step/sheet.js";

test("a number counts as people write it", () => {
  for (const text of ["0.52", "0,52", " .52 ", "13/25", "+13 / 25"]) {
    assert.equal(asNumber(text), 0.52);
  }
  for (const text of ["−1,5", "–1.5", "-3/2", "−3/2"]) assert.equal(asNumber(text), -1.5);
  for (const text of ["", "x", "1/0", "0/0", "1/", "/2", "1.2.3", "1e5", "1/2/3"])
    assert.ok(Number.isNaN(asNumber(text)));
});

test("the nearest slip is named, as far off as a right answer may be", () => {
  const cell = {
    value: 1,
    low: 0.98,
    high: 1.02,
    slips: [
      [0.7, "Was b forgotten?"],
      [-1, "The sign."],
      [0.69, "Nearer."],
    ],
  };
  assert.equal(slipOf(0.71, cell), "Was b forgotten?");
  assert.equal(slipOf(0.69, cell), "Nearer.");
  assert.equal(slipOf(-1.01, cell), "The sign.");
  assert.equal(slipOf(0.5, cell), "");
  assert.equal(slipOf(0.5, { ...cell, slips: [] }), "");
});
