import assert from "node:assert/strict";
import test from "node:test";
import { secretIn } from "../../pages/parts/board/secret.js";

test("what stands behind the # is handed over, right or damaged, but for a place on the page", () => {
  const isPlace = (name) => name === "class-board";
  assert.equal(secretIn("", isPlace), "");
  assert.equal(secretIn("#", isPlace), "");
  assert.equal(secretIn("#class-board", isPlace), "");
  assert.equal(secretIn("#garbage", isPlace), "garbage");
  assert.equal(secretIn("#BCDF.abc-_1", isPlace), "BCDF.abc-_1");
  assert.equal(secretIn(`#${"x".repeat(1_000_000)}`, isPlace).length, 200);
});
