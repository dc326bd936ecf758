// What Python's own tokenizer says of the same texts, `tests/app/test_scanner.py` asks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lines, scan } from "../../pages/parts/code/scanner.js";

test("a piece has a kind, and the name after def is being defined", () => {
  const pieces = scan('def f(x):  # why\n    return "a" + 1.5');
  assert.deepEqual(
    pieces.filter(({ kind }) => kind !== "space").map(({ kind, text }) => `${kind} ${text}`),
    [
      ...["keyword def", "defined f", "operator (", "name x", "operator )", "operator :", "comment # why"],
      ...["keyword return", 'string "a"', "operator +", "number 1.5"],
    ],
  );
});

test("a string without an end colours its line, and one in three quotes the rest", () => {
  assert.deepEqual(
    scan("x = 'abc\ny = 1").filter(({ kind }) => kind === "string"),
    [{ kind: "string", text: "'abc" }],
  );
  assert.deepEqual(scan('"""a\n1\n').at(-1), { kind: "string", text: '"""a\n1\n' });
});

test("a piece over several lines is in each of them, and every line is there", () => {
  const text = '"""a\n\nb"""\n\n';
  assert.deepEqual(
    lines(text).map((line) => line.map(({ text: piece }) => piece).join("")),
    text.split("\n"),
  );
  assert.deepEqual(lines(""), [[]]);
});

test("the longest text that is kept is read in a blink, however odd", () => {
  for (const odd of ["'", '"""', "\\", "(", "0", "rb'", "\ud800", "1_", "#", "\n"]) {
    const text = odd.repeat(50_000 / odd.length);
    const begin = performance.now();
    assert.equal(
      scan(text)
        .map((piece) => piece.text)
        .join(""),
      text,
    );
    assert.ok(performance.now() - begin < 2000, odd);
  }
});
