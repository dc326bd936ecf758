// What a component says waits while a press of a button of the page is on its way.

import assert from "node:assert/strict";
import test from "node:test";

const heard = {};
globalThis.window = globalThis;
const documentElement = {
  addEventListener(kind, listener) {
    assert.ok(!heard[kind], "once for all components");
    heard.click = listener;
  },
};
// A click that a component stops on the document is no press yet.
globalThis.document = { documentElement };
const { prepared } = await import("../../pages/shared/prepared.js");
const button = { closest: (selector) => (selector === "button" ? {} : null) };
const elsewhere = { closest: () => null };

function component() {
  const said = [];
  const send = (name, value) => said.push([name, value]);
  const parentElement = { closest: () => null };
  return { said, ...prepared({ data: null, parentElement, setStateValue: send, setTriggerValue: send }) };
}

test("after a click on a button what is said waits, and of a value the last one is sent", ({ mock }) => {
  let now = 1000;
  mock.method(performance, "now", () => now);
  mock.timers.enable({ apis: ["setTimeout"] });
  const pass = (ms) => {
    now += ms;
    mock.timers.tick(ms);
  };
  const { said, setStateValue, setTriggerValue } = component();
  heard.click({ target: elsewhere });
  setStateValue("place", 0);
  assert.deepEqual(said.splice(0), [["place", 0]], "nothing waits without a press");
  heard.click({ target: button });
  for (const place of [1, 2, 3]) setStateValue("place", place);
  setTriggerValue("pick", 1);
  setTriggerValue("pick", -1);
  pass(30);
  heard.click({ target: button });
  pass(49);
  assert.deepEqual(said, [], "another press, and it waits on");
  pass(1);
  assert.deepEqual(
    said.sort(),
    [
      ["pick", -1],
      ["pick", 1],
      ["place", 3],
    ].sort(),
    "what happened once is all sent",
  );
});
