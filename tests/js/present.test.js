import assert from "node:assert/strict";
import { test } from "node:test";
import { enlarged } from "../../pages/shared/enlarged.js";
import { meaningOf, partsOf, scaleFor, stepFrom } from "../../pages/shared/present.js";

test("a part begins with a heading that has something under it, and no block is lost", () => {
  assert.deepEqual(partsOf([]), []);
  assert.deepEqual(partsOf([0, 0]), [[0, 2]]);
  assert.deepEqual(partsOf([0, 1, 0, 2, 0, 0, 3, 0]), [
    [0, 3],
    [3, 6],
    [6, 8],
  ]);
  assert.deepEqual(partsOf([1, 2, 0, 2]), [
    [0, 3],
    [3, 4],
  ]);
});

const FREE = { on: true, keys: true, letters: false, arrows: false, opened: false, room: false };
const meant = (key, more = {}, event = {}) => meaningOf({ key, ...event }, { ...FREE, ...more });

test("P presents and leaves, arrows and a clicker turn, Escape leaves", () => {
  assert.equal(meant("p", { on: false }), "enter");
  assert.equal(meant("P"), "leave");
  assert.deepEqual(
    ["ArrowRight", "ArrowLeft", "PageDown", "PageUp", "Escape", "ArrowDown", " "].map((key) => meant(key)),
    ["next", "back", "next", "back", "leave", "", ""],
  );
  assert.equal(meant("PageDown", { room: true }), "", "the page is scrolled to its end first");
  for (const key of ["ArrowRight", "PageDown", "Escape"]) assert.equal(meant(key, { on: false }), "");
});

test("who types, holds a slider, has a menu open or switched the keys off keeps the keys", () => {
  for (const key of ["p", "ArrowRight", "Escape"]) {
    assert.equal(meant(key, { letters: true }), "");
    assert.equal(meant(key, { opened: true }), "");
    for (const held of ["ctrlKey", "altKey", "metaKey", "defaultPrevented", "isComposing"])
      assert.equal(meant(key, {}, { [held]: true }), "", held);
  }
  assert.equal(meant("ArrowRight", { arrows: true }), "");
  assert.equal(meant("p", { on: false, arrows: true }), "enter");
  assert.equal(meant("p", {}, { repeat: true }), "");
  assert.deepEqual(
    ["p", "ArrowRight", "Escape"].map((key) => meant(key, { keys: false })),
    ["", "", "leave"],
  );
});

test("a step leads to the next part, and over the ends of the page", () => {
  assert.deepEqual(
    [stepFrom(0, 3, 1), stepFrom(2, 3, 1), stepFrom(0, 3, -1), stepFrom(0, 0, 1)],
    [1, "onward", "before", "onward"],
  );
});

test("a larger screen makes everything larger, a small one nothing smaller", () => {
  assert.equal(scaleFor(390, 844), 1);
  assert.equal(scaleFor(1280, 800), 1.36);
  assert.ok(scaleFor(1920, 1080) > 1.8);
  assert.equal(scaleFor(8000, 8000), 2.5);
});

test("letters, lines and marks of a figure grow; its data, colours and places stay", () => {
  const x = new Float64Array([1, 2]);
  const figure = {
    data: [
      { x, y: [3, 4], width: 0.5, marker: { size: [6, 8], line: { width: 1 } }, line: { width: 2, dash: "dot" } },
      { type: "bar", textfont: { size: 10, color: "red" } },
    ],
    layout: {
      margin: { l: 60, t: 30 },
      xaxis: { tickfont: { size: 12 }, title: { standoff: 20 }, range: [0, 9] },
      width: 500,
    },
  };
  const before = JSON.stringify(figure);
  const { data, layout } = enlarged(figure, 2);
  assert.equal(data[0].x, x);
  assert.deepEqual(data[0].y, [3, 4]);
  assert.equal(data[0].width, 0.5, "of bars, in the units of the data");
  assert.deepEqual(data[0].marker, { size: [12, 16], line: { width: 2 } });
  assert.deepEqual(data[0].line, { width: 4, dash: "dot" });
  assert.deepEqual(data[1].textfont, { size: 20, color: "red" });
  assert.deepEqual(layout.margin, { l: 120, t: 60 });
  assert.deepEqual(layout.xaxis, { tickfont: { size: 24 }, title: { standoff: 40 }, range: [0, 9] });
  assert.equal(layout.width, 500);
  assert.equal(JSON.stringify(figure), before);
  assert.equal(enlarged(figure, 1), figure);
});
