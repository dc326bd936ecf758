import assert from "node:assert/strict";
import { test } from "node:test";
import { readRun } from "../../pages/parts/train/recording.js";
import { seriesOfRun } from "../../pages/parts/train/tabled.js";
import { mapInWords } from "../../pages/shared/map_words.js";
import { csvOf, tablesOf } from "../../pages/shared/table.js";
import { writtenRun } from "./container.js";

const NAMES = ["no face", "face"];

test("all lines of a run stand in one table, the turn of its cost too, and its maps below", () => {
  const run = readRun(writtenRun());
  const maps = [{ title: "Weights after 10 iterations", maps: run.maps, frame: 1 }];
  const [lines, weights, ...others] = tablesOf(seriesOfRun(run, { maps }));
  assert.deepEqual(others, []);
  const titles = lines.columns.map(({ title }) => title);
  assert.deepEqual(titles.slice(0, 3), ["iteration", "Training cost", "Test cost"]);
  assert.equal(titles.at(-1), "Length of the gradient");
  assert.deepEqual(
    lines.rows.map(([iteration, cost]) => [iteration, cost]),
    [
      [0, 0.7],
      [1, 0.6],
      [2, 0.5],
      [5, 0.9],
      [10, 0.25],
    ],
  );
  assert.equal(weights.title, "Weights after 10 iterations, in steps of 0.020");
  assert.deepEqual(weights.rows[0].slice(0, 2), [0, -2.5]);
  assert.match(csvOf([lines, weights]), /^iteration,Training cost,.*\r\n0,0.7,/);
});

test("a run beside it has columns of its own name", () => {
  const run = readRun(writtenRun());
  const [table] = tablesOf(seriesOfRun(run, { beside: [{ ...run, name: "rate 5" }] }));
  assert.ok(table.columns.some(({ title }) => title === "rate 5, training cost"));
});

test("how many images have which score at a frame stands below the score at which each bar begins", () => {
  const run = readRun(writtenRun());
  const [, table] = tablesOf(seriesOfRun(run, { scores: { frame: 1, names: NAMES } }));
  assert.deepEqual(
    table.columns.map(({ title }) => title),
    ["score, from", "face, training images", "no face, training images"],
  );
  assert.deepEqual(table.rows[0], [-15, 90 % 7, 60 % 7]);
  assert.equal(table.rows.length, 30);
});

test("a map says its ends and where each class has the most, and nothing of a side that it has not", () => {
  const values = new Int8Array(2 * 81);
  values[81 + 2 * 9 + 8] = 127; // the second map: row 2, column 8
  values[81 + 4 * 9 + 4] = 30;
  values[81 + 8 * 9] = -64;
  const maps = { values, height: 9, width: 9, scale: 2.54 };
  assert.equal(mapInWords(maps, 0, NAMES), "all 0");
  assert.equal(
    mapInWords(maps, 1, NAMES),
    "from −1.3 to +2.5, most towards face in the upper right, most towards no face in the lower left",
  );
  const flat = { values: Int8Array.of(0, 127), height: 1, width: 2, scale: 1 };
  assert.equal(mapInWords(flat, 0, NAMES), "from 0 to +1.0");
});
