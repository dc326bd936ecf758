import assert from "node:assert/strict";
import { test } from "node:test";
import { differAt, indexAt, readCurve, readPicture, readRun, recordAt } from "../../pages/parts/train/recording.js";
import { unpack } from "../../pages/shared/container.js";
import { written, writtenRun } from "./container.js";

test("a container is a header and arrays, each read as it was written", () => {
  const bytes = written({ name: "über" }, [
    ["a", "f8", [2], [0.1, Number.POSITIVE_INFINITY]],
    ["b", "i1", [1, 3], [-127, 0, 5]],
    ["c", "i4", [1], [-7]],
  ]);
  const { header, arrays, shapes } = unpack(bytes);
  assert.equal(header.name, "über");
  assert.deepEqual([...arrays.a], [0.1, Number.POSITIVE_INFINITY]);
  assert.deepEqual([...arrays.b], [-127, 0, 5]);
  assert.deepEqual([...arrays.c], [-7]);
  assert.deepEqual(shapes.b, [1, 3]);
});

test("a container may lie anywhere in what a message brought", () => {
  const bytes = written({}, [["a", "f8", [1], [2.5]]]);
  const message = new Uint8Array(bytes.length + 3);
  message.set(bytes, 3);
  assert.equal(unpack(message.subarray(3)).arrays.a[0], 2.5);
});

test("bytes that are no container are refused in a sentence, wherever they end or differ", () => {
  const bytes = writtenRun();
  for (let length = 0; length < bytes.length; length += 5) {
    assert.throws(() => readRun(bytes.slice(0, length)), /did not arrive whole/);
  }
  assert.throws(() => readRun(new Uint8Array([...bytes, 0])), /did not arrive whole/);
  assert.throws(() => readRun(null), /did not arrive whole/);
  for (let at = 0; at < 12; at++) {
    const damaged = bytes.slice();
    damaged[at] ^= 255;
    assert.throws(() => readRun(damaged), /did not arrive whole/);
  }
});

test("a header that promises what is not there is refused", () => {
  const refused = (type, shape) =>
    assert.throws(() => unpack(written({}, []).length && promising(type, shape)), /did not arrive whole/);
  refused("f8", [1e9]);
  refused("f8", [-1]);
  refused("f8", [0.5]);
  refused("constructor", [0]);
  refused("f8", "1");
});

function promising(type, shape) {
  const text = JSON.stringify({ arrays: [{ name: "a", type, shape }] });
  const padded = text + " ".repeat((8 - (text.length % 8)) % 8);
  const bytes = new TextEncoder().encode(`RUN1....${padded}`);
  new DataView(bytes.buffer).setUint32(4, padded.length, true);
  return bytes;
}

test("a run has its records, its turns among the points of the cost, and its frames", () => {
  const run = readRun(writtenRun());
  assert.equal(run.last, 10);
  assert.deepEqual(run.points.iteration, [0, 1, 2, 5, 10]);
  assert.deepEqual(run.points.cost, [0.7, 0.6, 0.5, 0.9, 0.25]);
  assert.deepEqual(recordAt(run.records, 3).test_accuracy, 0.75);
  assert.deepEqual([...run.frames], [0, 10]);
  assert.deepEqual(run.moments, [0, 10]);
  assert.deepEqual([run.maps.height, run.maps.width, run.maps.scale], [1, 2, 2.5]);
  assert.equal(run.scores.bins, 30);
});

test("a run whose iterations do not rise, or whose columns differ in length, is refused", () => {
  assert.throws(() => readRun(writtenRun({ iteration: ["i4", [4], [0, 2, 2, 10]] })), /did not arrive whole/);
  assert.throws(() => readRun(writtenRun({ cost: ["f8", [3], [1, 2, 3]] })), /did not arrive whole/);
  assert.throws(() => readRun(writtenRun({ slope: ["f8", [1], [1]] })), /did not arrive whole/);
  assert.throws(() => readRun(writtenRun({ iteration: ["i4", [0], []] })), /did not arrive whole/);
});

test("weights that belong to no pixel make no map", () => {
  const run = readRun(writtenRun({ maps: ["i1", [2, 0, 0], []] }));
  assert.deepEqual([run.maps.height, run.maps.width], [0, 0]);
});

test("behind its last frame a run is shown by its records, since its weights are no longer finite there", () => {
  assert.deepEqual(readRun(writtenRun({ frames: ["i4", [2], [0, 1]] })).moments, [0, 1, 2, 10]);
});

test("a picture has its pixels, and its score and pushes at the frames", () => {
  const picture = readPicture(
    written({ title: "test image 3", truth: 1, scale: 0.5 }, [
      ["frames", "i4", [2], [0, 10]],
      ["z", "f8", [2], [0, 1.5]],
      ["pushes", "i1", [2, 1, 2], [0, 0, 127, -3]],
      ["pixels", "u1", [1, 2, 1], [9, 200]],
    ]),
  );
  assert.equal(picture.title, "test image 3");
  assert.equal(picture.truth, 1);
  assert.deepEqual([...picture.z], [0, 1.5]);
  assert.deepEqual(picture.pixels.shape, [1, 2, 1]);
});

test("a curve has a name and four columns", () => {
  const column = (name) => [name, "f8", [2], [1, 2]];
  const names = ["cost", "test_cost", "train_accuracy", "test_accuracy"];
  const curve = readCurve(written({ name: "rate × 10" }, [["iteration", "i4", [2], [0, 5]], ...names.map(column)]));
  assert.equal(curve.name, "rate × 10");
  assert.deepEqual([...curve.records.test_accuracy], [1, 2]);
});

test("where a place lies among rising numbers", () => {
  const numbers = [0, 1, 2, 10, 20];
  const slowly = (place) => Math.max(0, numbers.filter((number) => number <= place).length - 1);
  for (let place = -1; place < 25; place += 0.25) assert.equal(indexAt(numbers, place), slowly(place));
});

test("a run that was computed further has no other records than the shorter one; another run has", () => {
  const whole = readRun(writtenRun());
  const shorter = readRun(
    writtenRun({
      iteration: ["i4", [4], [0, 1, 2, 7]], // the last record is that of the place it had come to
      cost: ["f8", [4], [0.7, 0.6, 0.5, 0.4]],
    }),
  );
  assert.equal(differAt(whole, whole), Number.POSITIVE_INFINITY);
  assert.equal(differAt(shorter, whole), Number.POSITIVE_INFINITY);
  assert.equal(differAt(whole, readRun(writtenRun({ cost: ["f8", [4], [0.7, 0.6, 0.55, 0.3]] }))), 2);
  const nan = readRun(writtenRun({ test_cost: ["f8", [4], Array(4).fill(Number.NaN)] }));
  assert.equal(differAt(nan, nan), Number.POSITIVE_INFINITY);
  assert.equal(differAt(whole, nan), 0);
});
