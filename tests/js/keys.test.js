import assert from "node:assert/strict";
import { test } from "node:test";
import { backspace, indent, newLine, outdent } from "../../pages/parts/code/keys.js";

// A text with its selection between two bars, or its caret at one; and the same after a key.
function after(key, marked) {
  const [before, middle = "", rest] = marked.includes("|") ? marked.split("|") : [marked];
  const text = before + middle + (rest ?? "");
  const [start, end] = rest === undefined ? [before.length, before.length] : [before.length, (before + middle).length];
  const whole = rest === undefined ? before + middle : text;
  const edit = key(whole, start, end);
  if (!edit) return null;
  const made = whole.slice(0, edit.from) + edit.text + whole.slice(edit.to);
  const bars = edit.start === edit.end ? [edit.start] : [edit.end, edit.start];
  return bars.reduce((marks, at) => `${marks.slice(0, at)}|${marks.slice(at)}`, made);
}

const CASES = [
  [indent, "|x", "    |x"],
  [indent, "a|b", "a   |b"],
  [indent, "abcd|", "abcd    |"],
  [indent, "|a\nb|\nc", "    |a\n    b|\nc"],
  [indent, "a|\n|b", "    a|\n|b"],
  [indent, "|a\n\nb|", "    |a\n\n    b|"],
  [indent, "a|b|c", "    a|b|c"],
  [outdent, "    x|", "x|"],
  [outdent, "  |  x", "|x"],
  [outdent, "\tx|", "x|"],
  [outdent, "x|", "x|"],
  [outdent, "    |a\n  b\n        c|", "|a\nb\n    c|"],
  [newLine, "    x = 1|", "    x = 1\n    |"],
  [newLine, "for i in x:|", "for i in x:\n    |"],
  [newLine, "if a:  # why|", "if a:  # why\n    |"],
  [newLine, "x[1:|]", "x[1:\n|]"],
  [newLine, "'a:|'", "'a:\n|'"],
  [newLine, "# a:|", "# a:\n|"],
  [newLine, "  |  x", "  \n  |  x"],
  [newLine, "    a|b|", "    a\n    |"],
  [newLine, "\tx|", "\tx\n\t|"],
  [backspace, "        |x", "    |x"],
  [backspace, "a\n      |", "a\n    |"],
  [backspace, "    x|", null],
  [backspace, "a\n|", null],
  [backspace, "  | |", null],
  [backspace, "\t|", null],
];

for (const [key, given, wanted] of CASES) {
  test(`${key.name} of ${JSON.stringify(given)}`, () => assert.equal(after(key, given), wanted));
}

test("what Tab moves in, Shift-Tab moves out again", () => {
  const text = "def f(x):\n    if x:\n        return 1\n\n    return 2\n";
  const { text: moved, start, end } = indent(text, 0, text.length);
  const back = outdent(moved, start, end);
  assert.equal(moved.slice(0, back.from) + back.text + moved.slice(back.to), text.trimEnd());
});
