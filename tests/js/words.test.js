import assert from "node:assert/strict";
import { test } from "node:test";
import {
  chanceWords,
  costWords,
  counted,
  grouped,
  percent,
  plain,
  shareWords,
  signed,
  squeezed,
  twoDigits,
} from "../../logreg_core/words.js";

const table = (words, pairs) => {
  for (const [number, expected] of pairs) assert.equal(words(number), expected);
};

test("numbers read as on the rest of the pages", () => {
  table(grouped, [
    [0, "0"],
    [1584, "1,584"],
    [100000, "100,000"],
  ]);
  table(costWords, [
    [0, "0.0000"],
    [0.16589, "0.1659"],
    [2.1e-5, "2.1e-05"],
    [3.2e-12, "3.2e-12"],
    [3701.4, "3,701"],
    [Number.POSITIVE_INFINITY, "not finite"],
    [Number.NaN, "not finite"],
  ]);
  table(percent, [
    [0, "0 %"],
    [1, "100 %"],
    [0.96, "96 %"],
    [0.99431, "99.4 %"],
    [0.9999, "over 99.9 %"],
    [0.0001, "under 0.1 %"],
    [Number.NaN, "none"],
  ]);
  table(signed, [
    [3.216, "+3.22"],
    [-0.43, "−0.43"],
    [-0.001, "+0.00"],
    [Number.NaN, "not finite"],
  ]);
  table(twoDigits, [
    [0.01234, "0.012"],
    [0.2, "0.20"],
    [0.00063, "6.3e-04"],
    [120.4, "120"],
  ]);
  table(squeezed, [
    [0.96181, "0.9618"],
    [0.99999812, "0.999998"],
    [0.0000012, "0.000001"],
    [3e-8, "3e-08"],
    [1 - 3e-8, "1 − 3e-08"],
    [1, "nearly 1"],
    [0, "nearly 0"],
  ]);
  assert.equal(counted(1, "iteration"), "1 iteration");
  assert.equal(counted(2000, "iteration"), "2,000 iterations");
});

test("a share that moves keeps its width, and a probability is never certain", () => {
  table(shareWords, [
    [0.96, "96.0 %"],
    [0.965, "96.5 %"],
    [1, "100 %"],
    [Number.NaN, "none"],
  ]);
  table(chanceWords, [
    [0, "under 0.1 %"],
    [1, "over 99.9 %"],
    [0.5, "50.0 %"],
    [Number.NaN, "none"],
  ]);
});

test("foreign text is no markup of a chart", () => {
  assert.equal(plain("<b>a & b</b> %{x}"), "&lt;b&gt;a &amp; b&lt;/b&gt; %\u200b{x}");
});
