import assert from "node:assert/strict";
import { test } from "node:test";
import { exchange } from "../../pages/shared/keeper.js";

function storage(kept = "") {
  const store = {
    kept,
    getItem: () => store.kept || null,
    setItem: (_, text) => {
      store.kept = text;
    },
    removeItem: () => {
      store.kept = "";
    },
  };
  return store;
}

test("a first visit keeps what there is, and gives nothing back", () => {
  const store = storage();
  const seen = {};
  for (const text of ["", "a", "ab"]) {
    assert.equal(
      exchange({ visit: "1", brought: false, text }, () => store, seen),
      "",
    );
    assert.equal(store.kept, text);
  }
});

test("after a reload what was kept is offered once, and is not overwritten before Python has taken it", () => {
  const store = storage("old");
  const seen = {};
  const say = (brought, text) => exchange({ visit: "2", brought, text }, () => store, seen);
  assert.equal(say(false, ""), "old");
  assert.equal(say(false, "new"), "");
  assert.equal(store.kept, "old");
  assert.equal(say(true, "old and new"), "");
  assert.equal(store.kept, "old and new");
});

test("another visit in the same page, after a server was started anew, gets it too", () => {
  const store = storage();
  const seen = {};
  exchange({ visit: "1", brought: false, text: "mine" }, () => store, seen);
  assert.equal(
    exchange({ visit: "2", brought: false, text: "" }, () => store, seen),
    "mine",
  );
  assert.equal(store.kept, "mine");
});

test("what is forgotten is gone from the browser", () => {
  const store = storage("mine");
  exchange({ visit: "1", brought: true, text: "" }, () => store, {});
  assert.equal(store.kept, "");
});

test("a browser that keeps nothing is no error", () => {
  const none = () => {
    throw new Error("SecurityError");
  };
  assert.equal(exchange({ visit: "1", brought: false, text: "a" }, none, {}), "");
});
