import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../pages/parts/train/clock.js";

const FRAME = 1000 / 60; // milliseconds
const every = (last, stride) => Int32Array.from({ length: last / stride + 1 }, (_, i) => i * stride);
const squares = (last, count) =>
  Int32Array.from(new Set(Array.from({ length: count }, (_, i) => Math.ceil(last * (i / (count - 1)) ** 2))));

function loaded(last = 2000, stride = 5, more = {}) {
  const clock = new Clock();
  clock.load(every(last, stride), squares(last, 80), more);
  return clock;
}

function played(clock) {
  let time = 0;
  while (!clock.tick(FRAME)) {
    time += FRAME;
    assert.ok(time < 60_000, "it never ends");
  }
  return time / 1000;
}

for (const last of [1, 10, 2000, 100_000]) {
  test(`a run of ${last} iterations plays in six seconds at speed 1, and in a fourth of that at speed 4`, () => {
    const clock = loaded(last, Math.max(1, last / 400));
    clock.restart();
    assert.ok(Math.abs(played(clock) - 6) < 0.1);
    assert.deepEqual([clock.place, clock.playing, clock.seen], [last, false, last]);
    clock.speed = 4;
    clock.play(); // from the end: once more from the start
    assert.ok(Math.abs(played(clock) - 1.5) < 0.1);
  });
}

test("the place only grows while it plays, and the start is slow enough to be seen", () => {
  const clock = loaded();
  clock.restart();
  const places = [];
  while (!clock.tick(FRAME)) places.push(clock.place);
  assert.ok(places.every((place, i) => i === 0 || place > places[i - 1]));
  assert.ok(places.filter((place) => place <= 20).length > 12, "a hundredth of the run takes more than its time");
});

test("time and place are each other's inverse", () => {
  const clock = loaded();
  for (const place of [0, 0.3, 1, 7, 500, 1999.5, 2000]) {
    assert.ok(Math.abs(clock.placeAt(clock.timeOf(place)) - place) < 1e-3);
  }
});

test("a pause stands at the moment that was shown", () => {
  const clock = loaded();
  clock.restart();
  for (let i = 0; i < 100; i++) clock.tick(FRAME);
  const shown = squares(2000, 80).findLast((moment) => moment <= clock.place);
  clock.pause();
  assert.equal(clock.place, shown);
  assert.equal(clock.tick(FRAME), false);
  assert.equal(clock.place, shown);
});

test("a step is one iteration, forward or back, and stays within the run", () => {
  const clock = loaded();
  clock.stand(2000);
  clock.step(1);
  assert.equal(clock.place, 2000);
  clock.step(-1);
  assert.equal(clock.place, 1999);
  clock.stand(0);
  clock.step(-1);
  assert.equal(clock.place, 0);
  clock.step(1);
  assert.equal(clock.place, 1);
});

test("who draws the place along comes to whole moments only, the nearest ones", () => {
  const clock = new Clock();
  clock.load(every(2000, 5), every(2000, 50));
  clock.snap(120);
  assert.equal(clock.place, 100);
  clock.snap(130);
  assert.equal(clock.place, 150);
  clock.snap(-5);
  assert.equal(clock.place, 0);
  clock.snap(1e9);
  assert.equal(clock.place, 2000);
});

test("a leap is a tenth of the run, and never nothing", () => {
  const clock = new Clock();
  clock.load(every(2000, 5), every(2000, 50));
  clock.stand(500);
  clock.leap(1);
  assert.equal(clock.place, 700);
  clock.leap(-1);
  assert.equal(clock.place, 500);
  const short = loaded(3, 1);
  short.stand(1);
  short.leap(1);
  assert.equal(short.place, 2);
});

test("a long halt of the screen is no leap of the run", () => {
  const clock = loaded();
  clock.restart();
  clock.tick(FRAME);
  const before = clock.timeOf(clock.place);
  clock.tick(60_000);
  assert.ok(clock.timeOf(clock.place) - before < 0.05);
});

test("while it is still being computed it plays up to what is there, waits, and goes on", () => {
  const clock = loaded(1000, 5, { more: true, goal: 2000 });
  clock.restart();
  for (let i = 0; i < 1000; i++) assert.equal(clock.tick(FRAME), false);
  assert.deepEqual([clock.place, clock.playing, clock.waiting], [1000, true, true]);
  clock.load(every(2000, 5), squares(2000, 80));
  assert.equal(clock.place, 1000);
  assert.equal(clock.waiting, false);
  played(clock);
  assert.equal(clock.place, 2000);
});

test("close behind what is computed it glides on from one piece to the next, without a halt", () => {
  const clock = loaded(1000, 5, { more: true, goal: 20_000 });
  clock.restart();
  for (let piece = 2; piece <= 10; piece++) {
    for (let i = 0; i < 60; i++) {
      const before = clock.place;
      clock.tick(FRAME);
      assert.ok(clock.place > before, `it halts at ${before}`);
    }
    clock.load(every(1000 * piece, 5), squares(1000 * piece, 80), { more: true, goal: 20_000 });
  }
});

test("a shorter run takes the place along to its end", () => {
  const clock = loaded();
  clock.stand(2000);
  clock.load(every(100, 1), squares(100, 80));
  assert.deepEqual([clock.place, clock.seen], [100, 100]);
});

test("a run that has taken no step stands still", () => {
  const clock = new Clock();
  clock.load(Int32Array.of(0), Int32Array.of(0));
  clock.play();
  assert.equal(clock.tick(FRAME), true);
  assert.deepEqual([clock.place, clock.playing], [0, false]);
});
