import assert from "node:assert/strict";
import { test } from "node:test";
import { recall, remember } from "../../pages/parts/train/watching.js";

/** A window, and what its tab keeps when the page is another one. */
function windowOf(values = new Map()) {
  const sessionStorage = {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, text) => values.set(key, text),
    removeItem: (key) => values.delete(key),
  };
  const performance = { now: () => 0 };
  return { sessionStorage, performance, values };
}

const back = (visit) => ({ visit, isBack: true });

test("after a reload a run is played on where it was, once", () => {
  const before = windowOf();
  assert.equal(recall(before, "3", { visit: "a", isBack: false }), undefined);
  remember(before, "3", 12.5, { inTab: true });
  const after = windowOf(before.values);
  assert.equal(recall(after, "3", back("b")), 12.5);
  assert.equal(after.values.size, 0);
  assert.equal(recall(after, "3", back("b")), undefined);
});

test("another run, one that stood still, and a visit that begins anew are not played", () => {
  for (const [run, place, visit] of [
    ["4", 12, back("b")],
    ["3", -1, back("b")],
    ["3", 12, { visit: "b", isBack: false }],
  ]) {
    const tab = windowOf();
    remember(tab, "3", place, { inTab: true });
    assert.equal(recall(windowOf(tab.values), run, visit), undefined);
    assert.equal(tab.values.size, 0);
  }
});

test("a new start of the server finds it in the window; another page and back is no return, but a new layout is", () => {
  const page = windowOf();
  recall(page, "3", back("a"));
  remember(page, "3", 12);
  assert.equal(page.values.size, 0);
  page.performance.now = () => 3000;
  assert.equal(recall(page, "3", back("a")), undefined);
  remember(page, "3", 13);
  assert.equal(recall(page, "3", back("a")), 13);
  remember(page, "3", 12);
  assert.equal(recall(page, "3", back("b")), 12);
});

test("whatever a tab holds, and where nothing may be kept, nothing is played", () => {
  for (const text of ["{", "7", "null", '{"run":"3"}', '{"run":"3","place":"12x"}', '{"run":"3","place":null}']) {
    const tab = windowOf(new Map([["one-neuron-watched", text]]));
    assert.ok(!(recall(tab, "3", back("b")) > 0));
  }
  const forbidden = {
    performance,
    get sessionStorage() {
      throw new Error("SecurityError");
    },
  };
  remember(forbidden, "3", 12, { inTab: true });
  assert.equal(recall(forbidden, "3", back("b")), undefined);
});
