import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords, moved } from "../../pages/parts/predict/crop.js";
import { heir } from "../../pages/shared/focus.js";
import { letterOf } from "../../pages/shared/keyboard.js";

const FREE = { on: true, letters: false, covered: false };
const letter = (key, event = {}, state = {}) => letterOf({ key, ...event }, { ...FREE, ...state });

test("a letter counts, with or without the shift lock, and nothing else does", () => {
  assert.deepEqual([letter("t"), letter("T"), letter("?", { shiftKey: true })], ["T", "T", "?"]);
  for (const key of ["Enter", "ArrowLeft", "F5", undefined]) assert.equal(letter(key), "");
});

test("nothing counts while one types, a menu is open, another key is held, or keys are switched off", () => {
  for (const key of ["t", "?"]) {
    for (const held of ["ctrlKey", "altKey", "metaKey", "repeat", "isComposing", "defaultPrevented"])
      assert.equal(letter(key, { [held]: true }), "", held);
    assert.equal(letter(key, {}, { letters: true }), "");
    assert.equal(letter(key, {}, { covered: true }), "");
    assert.equal(letter(key, {}, { on: false }), "");
  }
  assert.equal(letter("T", { shiftKey: true }), "", "somebody writes a capital");
});

const there = (...all) => all.map(([name, key = "", tag = "BUTTON"]) => ({ tag, name, key }));
const lost = (name, { key = "", nth = 0, tag = "BUTTON" } = {}) => ({ tag, name, key, nth });

test("the same button takes the keys, and of many alike the one at the same place", () => {
  assert.equal(heir(lost("Pin"), there(["Train"], ["Pin"])), 1);
  assert.equal(heir(lost("Delete", { nth: 1 }), there(["Delete"], ["x"], ["Delete"], ["Delete"])), 2);
  assert.equal(heir(lost("Delete", { nth: 5 }), there(["Delete"], ["Delete"])), 1);
});

test("a widget's key is stronger than its words, and its words may change", () => {
  assert.equal(heir(lost("Go", { key: "b" }), there(["Go", "a"], ["Go", "b"])), 1);
  assert.equal(heir(lost("Freeze", { key: "b" }), there(["Freeze", "a"], ["Unfreeze", "b"])), 1);
  assert.equal(heir(lost("Help", { key: "b" }), there(["Help", "b"], ["", "b", "INPUT"])), 0);
});

test("nothing takes them where nothing is like it", () => {
  assert.equal(heir(lost("Sweep"), there(["Train"], ["Reset"])), -1);
  assert.equal(heir(lost(""), there([""], [""])), -1);
});

test("keys move the part of a picture by hundredths of its room, with Shift by tenths", () => {
  assert.deepEqual(moved([10, 20], [200, 100], { key: "ArrowRight" }), [12, 20]);
  assert.deepEqual(moved([10, 20], [200, 100], { key: "ArrowUp", shiftKey: true }), [10, 10]);
  assert.equal(moved([10, 20], [200, 100], { key: "Enter" }), null);
  assert.equal(moved([10, 20], [200, 100], { key: "ArrowUp", ctrlKey: true }), null);
  assert.equal(
    inWords([100, 0], [200, 0]),
    "The part that is used: 50 % across. Arrow keys move it, with Shift further",
  );
});
