import assert from "node:assert/strict";
import { test } from "node:test";
import { askAgain, NO_ANSWER } from "../../pages/server/full.js";

const told = (status, seconds, text = "") => ({
  ok: status === 200,
  headers: new Headers(seconds ? { "Retry-After": seconds } : {}),
  text: async () => text,
});

/** What a browser does that is answered so, one after the other: the waits, what is said, how often it opened. */
async function done(...answers) {
  const waits = [];
  const says = [];
  let opened = 0;
  await askAgain({
    seconds: 12,
    read: (text) => (text ? [text] : []),
    say: (words) => says.push(words),
    wait: async (seconds) => waits.push(seconds),
    random: () => 0.5,
    fetch: async () => {
      const answer = answers.shift();
      if (!answer) throw new TypeError("no server");
      return answer;
    },
    open: () => {
      opened += 1;
    },
  });
  assert.equal(answers.length, 0);
  return { waits, says, opened };
}

test("it asks as often as it is told, says the reason of now, and opens once a page is there", async () => {
  const full = told(503, "17", "Every place is taken.");
  const memory = told(503, "11", "No memory.");
  const { waits, says, opened } = await done(full, memory, told(429, "3", "Own."), told(200));
  assert.deepEqual(waits, [12, 17, 11, 3]);
  assert.deepEqual(says, [["Every place is taken."], ["No memory."], ["Own."]]);
  assert.equal(opened, 1);
});

test("where no server answers, or another one than ours, it says so, asks apart from others, and stays", async () => {
  const { waits, says, opened } = await done(undefined, told(503, "", "<h1>503 Service Unavailable"), told(200));
  assert.deepEqual(waits, [12, 15, 15]);
  assert.deepEqual(says, [NO_ANSWER, NO_ANSWER]);
  assert.equal(opened, 1);
});
