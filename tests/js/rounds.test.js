import assert from "node:assert/strict";
import test from "node:test";
import { KEY, recalled, remember } from "../../pages/parts/you/rounds.js";

function storage(values = {}) {
  return () => ({
    values,
    getItem: (key) => values[key] ?? null,
    setItem: (key, value) => {
      values[key] = value;
    },
    removeItem: (key) => delete values[key],
  });
}

test("a round that is half played is remembered, and no other one", () => {
  const values = {};
  const held = storage(values);
  assert.deepEqual(recalled(held, "any 0 abc", 20), []);
  remember(held, "any 0 abc", [1, 0, 1]);
  assert.deepEqual(recalled(held, "any 0 abc", 20), [1, 0, 1]);
  assert.deepEqual(recalled(held, "any 1 abc", 20), []);
  assert.deepEqual(recalled(held, "any 0 abc", 3), [], "it is over");
  remember(held, "any 0 abc", []);
  assert.deepEqual(values, {});
});

test("what cannot be is not taken, and a browser that forbids it is no error", () => {
  for (const said of ["", "x", "[]", "null", '{"of":"a"}', '{"of":"a","answers":[2]}', '{"of":"a","answers":"101"}']) {
    assert.deepEqual(recalled(storage({ [KEY]: said }), "a", 20), [], said);
  }
  const no = () => {
    throw new Error("forbidden");
  };
  remember(no, "a", [1]);
  assert.deepEqual(recalled(no, "a", 20), []);
  assert.deepEqual(
    recalled(() => undefined, "a", 20),
    [],
  );
});
