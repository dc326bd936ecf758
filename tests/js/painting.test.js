import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  cutOf,
  Easel,
  fromText,
  Painting,
  recallStrokes,
  rememberStrokes,
  STROKES,
  toText,
} from "../../pages/parts/paint/painting.js";
import { unpack } from "../../pages/shared/container.js";

/** Numbers that look like chance and are always the same. */
function draws(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

function easelOf(rows, columns, train, testing, draw = draws(1)) {
  const images = (m, most) => Uint16Array.from({ length: rows * columns * m }, () => draw(most));
  const labels = (m) => Uint8Array.from({ length: m }, (_, i) => i % 2);
  return new Easel({
    header: { rows, columns },
    arrays: {
      train: images(train, 62000),
      test: images(testing, 766),
      train_labels: labels(train),
      test_labels: labels(testing),
    },
  });
}

/** S of each image, worked out from nothing. */
function products({ parts }, levels) {
  return parts.map(({ cells, labels }) =>
    Array.from(labels, (_, i) => levels.reduce((sum, level, cell) => sum + level * cells[cell * labels.length + i], 0)),
  );
}

test("after many strokes, undone and done again, the scores are the products", () => {
  const easel = easelOf(9, 13, 40, 11);
  const painting = new Painting(easel, null, 20);
  const draw = draws(7);
  for (let stroke = 0; stroke < 60; stroke++) {
    painting.begin();
    const level = [64, -64, 0, 127, -127][draw(5)];
    painting.line([draw(9), draw(13)], [draw(9), draw(13)], [0.5, 1.5, 3][draw(3)], level, draw(2) === 1);
    painting.end();
    if (draw(4) === 0) painting.undo();
    if (draw(6) === 0) painting.redo();
    assert.deepEqual(
      painting.sums.map((sums) => [...sums]),
      products(easel, painting.levels),
    );
  }
  const { cut } = painting;
  const expected = products(easel, painting.levels).map(
    (sums, k) => sums.filter((sum, i) => sum > cut === (easel.parts[k].labels[i] === 1)).length,
  );
  assert.deepEqual(painting.right, expected);
  assert.equal(painting.answered, 20);
});

test("a dab is round, ends at the edge, and its mirror image is alike", () => {
  const painting = new Painting(easelOf(5, 6, 2, 1), null, 1);
  painting.dab(0, 1, 1, 64, true);
  const rows = [...Array(5)].map((_, r) => [...painting.levels.slice(6 * r, 6 * r + 6)]);
  assert.deepEqual(rows.slice(0, 3), [
    [64, 64, 64, 64, 64, 64],
    [0, 64, 0, 0, 64, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
});

test("a stroke that changes nothing cannot be undone, and a new one forgets what was undone", () => {
  const painting = new Painting(easelOf(3, 3, 2, 1), null, 1);
  painting.begin();
  painting.dab(1, 1, 0.5, 0);
  assert.equal(painting.end(), false);
  assert.equal(painting.undo(), false);
  for (const level of [64, -64]) {
    painting.begin();
    painting.dab(1, 1, 0.5, level);
    assert.equal(painting.end(), true);
  }
  painting.undo();
  assert.equal(painting.levels[4], 64);
  painting.redo();
  assert.equal(painting.levels[4], -64);
  painting.undo();
  painting.begin();
  painting.dab(0, 0, 0.5, 64);
  painting.end();
  assert.equal(painting.redo(), false);
});

test("the cut lies between scores, and equal ones get the same answer", () => {
  assert.equal(cutOf(Float64Array.of(3, 1, 8), 1), 5.5);
  assert.equal(cutOf(Float64Array.of(3, 1, 8), 0), 8.5);
  assert.equal(cutOf(Float64Array.of(3, 1, 8), 3), 0.5);
  assert.equal(cutOf(Float64Array.of(3, 3, 8), 2), 3.5);
  assert.equal(cutOf(new Float64Array(4), 2), 0.5);
});

test("levels come back from their text", () => {
  const levels = Int8Array.from({ length: 4096 }, (_, i) => (i % 255) - 127);
  assert.deepEqual(fromText(toText(levels)), levels);
});

test("what Python packs is read, and scored as Python scores it", () => {
  const file = readFileSync(new URL("../data/easel.bin", import.meta.url));
  const easel = new Easel(unpack(new Uint8Array(file)));
  assert.deepEqual([easel.rows, easel.columns, easel.positives], [2, 3, 2]);
  const painting = new Painting(easel, Int8Array.of(127, -64, 0, 1, 2, -3), 2);
  assert.deepEqual(
    painting.sums.map((sums) => [...sums]),
    [
      [-423, 1278, -19140, 48195],
      [32385, 2],
    ],
  );
  assert.deepEqual(painting.right, [4, 2]);
});

test("after a reload strokes can be taken back and done again, of this painting alone", () => {
  const values = {};
  const storage = () => ({ getItem: (key) => values[key] ?? null, setItem: (key, value) => (values[key] = value) });
  const easel = easelOf(8, 8, 6, 4);
  const painting = new Painting(easel, null, 3);
  for (let stroke = 0; stroke < 30; stroke++) {
    painting.begin();
    painting.dab(stroke % 8, stroke >> 3, 0.5, 64);
    painting.end();
  }
  painting.undo();
  rememberStrokes(storage, "faces", painting);
  const again = () => new Painting(easel, fromText(toText(painting.levels)), 3);
  const [back, other, wrong] = [again(), again(), new Painting(easel, null, 3)];
  recallStrokes(storage, "faces", back);
  assert.deepEqual([back.back.length, back.forth.length], [20, 1]);
  assert.deepEqual([back.undo(), painting.undo()], [true, true]);
  assert.deepEqual(back.levels, painting.levels);
  recallStrokes(storage, "cats", other);
  recallStrokes(storage, "faces", wrong);
  assert.deepEqual([other.back, wrong.back], [[], []]);
  for (const said of [
    "",
    "null",
    "{}",
    '{"of":"faces","levels":"","undo":3}',
    values[STROKES].replace('"undo":["', '"undo":["AAAA'),
  ]) {
    values[STROKES] = said;
    const here = again();
    recallStrokes(storage, "faces", here);
    assert.deepEqual([here.back, here.forth], [[], []], said);
  }
  recallStrokes(() => undefined, "faces", other);
  rememberStrokes(() => undefined, "faces", other);
});
