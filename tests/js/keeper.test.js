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
  for (const text of ["", '{"a":1}', '{"a":1,"b":2}']) {
    assert.equal(
      exchange({ visit: "1", brought: false, text }, () => store, seen),
      "",
    );
    assert.equal(store.kept, text);
  }
});

test("after a reload what was kept is offered once, and is not overwritten before Python has taken it", () => {
  const store = storage('{"old":1}');
  const seen = {};
  const say = (brought, text) => exchange({ visit: "2", brought, text }, () => store, seen);
  assert.equal(say(false, ""), '{"old":1}');
  assert.equal(say(false, '{"new":2}'), "");
  assert.equal(store.kept, '{"old":1}');
  assert.equal(say(true, '{"old":1,"new":2}'), "");
  assert.equal(store.kept, '{"old":1,"new":2}');
});

test("another visit in the same page, after a server was started anew, gets it too", () => {
  const store = storage();
  const seen = {};
  exchange({ visit: "1", brought: false, text: '{"mine":1}' }, () => store, seen);
  assert.equal(
    exchange({ visit: "2", brought: false, text: "" }, () => store, seen),
    '{"mine":1}',
  );
  assert.equal(store.kept, '{"mine":1}');
});

test("a tab writes only what has changed in it, and leaves what another one has kept since", () => {
  const store = storage('{"code":"a","lesson":["home"]}');
  const tab = (visit) => {
    const seen = {};
    return (text, brought = true) => exchange({ visit, brought, text }, () => store, seen);
  };
  const [one, two] = [tab("1"), tab("2")];
  for (const say of [one, two]) {
    say("", false);
    say('{"code":"a","lesson":["home"]}');
  }
  one('{"code":"ab","lesson":["home"]}');
  two('{"code":"a","lesson":["home"]}');
  assert.equal(store.kept, '{"code":"ab","lesson":["home"]}');
  two('{"code":"a","goals":{"twin":1}}');
  assert.deepEqual(JSON.parse(store.kept), { code: "ab", goals: { twin: 1 } });
  one("");
  assert.equal(store.kept, "");
  two('{"code":"a","goals":{"twin":1}}');
  assert.equal(store.kept, "", "what was forgotten in one tab does not come back by a click in another");
});

test("what is there and is no JSON gives way", () => {
  const store = storage("[1");
  const seen = {};
  exchange({ visit: "1", brought: false, text: "" }, () => store, seen);
  exchange({ visit: "1", brought: true, text: '{"a":1}' }, () => store, seen);
  assert.equal(store.kept, '{"a":1}');
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
