import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Spoken } from "../../pages/parts/train/spoken.js";

let at;
let said;
let spoken;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  at = 0;
  said = [];
  spoken = new Spoken(
    () => `at ${at}`,
    (words) => said.push(words),
    () => at,
  );
});

function pass(milliseconds) {
  at += milliseconds;
  mock.timers.tick(milliseconds);
}

test("what changes with each frame is said at once, then every five seconds", () => {
  for (let frame = 0; frame < 1200; frame++) {
    spoken.speak();
    pass(10);
  }
  assert.deepEqual(said, ["at 0", "at 5000", "at 10000"]);
});

test("the end is said when its turn has come, with the words of then, and once", () => {
  spoken.speak();
  pass(1000);
  spoken.speak(true);
  spoken.speak(true);
  pass(3999);
  assert.deepEqual(said, ["at 0"]);
  pass(60_000);
  assert.deepEqual(said, ["at 0", "at 64999"]);
});

test("what goes on takes the place of an end that waits, and nothing is said of what has gone", () => {
  spoken.speak();
  pass(1000);
  spoken.speak(true);
  spoken.speak();
  pass(9000);
  assert.deepEqual(said, ["at 0"]);
  spoken.speak();
  spoken.speak(true);
  spoken.end();
  pass(9000);
  assert.deepEqual(said, ["at 0", "at 10000"]);
});
