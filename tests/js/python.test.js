// What Python writes, the browser reads: the files that `tests/core/test_recording.py` holds Python to.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readCurve, readPicture, readRun } from "../../pages/parts/train/recording.js";

const { NaN: none, POSITIVE_INFINITY: infinite } = Number;
const file = (name) => new Uint8Array(readFileSync(new URL(`../data/${name}.bin`, import.meta.url)));

test("a run, with what is not finite and counts of more than two bytes", () => {
  const run = readRun(file("run"));
  assert.deepEqual([run.goal, run.end, run.last], [2000, "stopped", 3]);
  assert.deepEqual(run.changes, [[2, "learning_rate", 0.1]]);
  assert.deepEqual([...run.records.iteration], [0, 3]);
  assert.deepEqual([...run.records.cost], [0.875, 0.25]);
  assert.deepEqual([...run.records.test_cost], [0.7, infinite]);
  assert.deepEqual([...run.records.validation_accuracy], [none, 1]);
  assert.deepEqual([...run.records.penalty], [0, 0.125]);
  assert.deepEqual([...run.points.iteration], [0, 1, 2, 3]);
  assert.deepEqual([...run.points.cost], [0.875, 5.5, none, 0.25]);
  assert.deepEqual([run.maps.height, run.maps.width, run.maps.scale], [1, 3, 2.54]);
  assert.deepEqual([...run.maps.values], [0, 0, 0, -127, 64, 1]);
  assert.deepEqual([...run.slope], [1.5, none]);
  assert.deepEqual([run.scores.edges[0], run.scores.edges[30], run.scores.bins], [-4, 4, 30]);
  assert.deepEqual([run.scores.counts[30], run.scores.counts[89]], [70_000, 3]);
});

test("a picture on the way", () => {
  const picture = readPicture(file("picture"));
  assert.deepEqual([picture.title, picture.truth], ["é", null]);
  assert.deepEqual([...picture.frames], [0, 7]);
  assert.deepEqual([...picture.z], [0, -1.5]);
  assert.deepEqual([...picture.pushes.values], [0, 0, -127, 3]);
  assert.deepEqual([picture.pushes.height, picture.pushes.width, picture.pushes.scale], [1, 2, 0.5]);
  assert.deepEqual([...picture.pixels.values], [0, 128, 255, 7, 8, 9]);
  assert.deepEqual(picture.pixels.shape, [1, 2, 3]);
});

test("a curve beside it", () => {
  const curve = readCurve(file("curve"));
  assert.equal(curve.name, "rate 0.1");
  assert.deepEqual([...curve.records.iteration], [0, 3]);
  assert.deepEqual([...curve.records.test_accuracy], [0.25, 0.5]);
  assert.deepEqual(
    [curve.points.iteration, curve.points.cost],
    [
      [0, 2, 3],
      [0.875, 5.5, 0.25],
    ],
  );
});
