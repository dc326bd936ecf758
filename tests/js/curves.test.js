import assert from "node:assert/strict";
import { test } from "node:test";
import {
  between,
  chartOf,
  costRange,
  endOfNumbers,
  linesOf,
  marks,
  Plane,
  slopeRange,
  zeros,
} from "../../pages/parts/train/curves.js";
import { readRun } from "../../pages/parts/train/recording.js";
import { writtenRun } from "./container.js";

const COLOURS = {
  train: { color: "#111111", dash: "solid" },
  test: { color: "#222222", dash: "dash" },
  validation: { color: "#333333", dash: "dot" },
  pale: "rgba(0,0,0,0.2)",
  quiet: "#777777",
};
const LOOK = { font: "serif", text: "#000000", quiet: "#555555", grid: "#eeeeee" };

function viewOf(run, { log = false, slope = null, until = run.last, beside = [], floor = null } = {}) {
  const lines = linesOf(run, { slope: Boolean(slope) });
  const cost = costRange(run, lines, beside, until, log, floor);
  return { from: 0, to: run.last, cost, slope, log, partly: false, width: 500, height: 300 };
}

function drawn(run, view, { beside = [], floor = null } = {}) {
  return chartOf(run, linesOf(run, { slope: Boolean(view.slope) }), beside, view, COLOURS, LOOK, floor);
}

test("each line is drawn through its numbers, the cost of the training images through the turns too", () => {
  const run = readRun(writtenRun());
  const { traces } = drawn(run, viewOf(run));
  const named = Object.fromEntries(traces.map((trace) => [trace.name, trace]));
  assert.deepEqual(Object.keys(named).sort(), ["Test accuracy", "Test cost", "Training accuracy", "Training cost"]);
  assert.deepEqual([...named["Training cost"].x], [0, 1, 2, 5, 10]);
  assert.deepEqual(named["Training cost"].y, [0.7, 0.6, 0.5, 0.9, 0.25]);
  assert.deepEqual(named["Test accuracy"].y, [0.5, 0.5, 0.5, 0.75]);
  assert.equal(named["Test cost"].line.dash, "dash");
});

test("a cost that is not finite ends its line and stretches no axis", () => {
  const run = readRun(
    writtenRun({
      cost: ["f8", [4], [0.7, 3, Number.POSITIVE_INFINITY, Number.NaN]],
      turn_cost: ["f8", [1], [Number.POSITIVE_INFINITY]],
    }),
  );
  const view = viewOf(run);
  assert.ok(view.cost.every(Number.isFinite));
  assert.ok(view.cost[1] >= 3 && view.cost[1] < 4);
  const line = drawn(run, view).traces.find(({ name }) => name === "Training cost");
  assert.deepEqual(line.y, [0.7, 3, null, null, null]);
  assert.equal(endOfNumbers(run), 2);
  assert.equal(endOfNumbers(readRun(writtenRun())), null);
});

test("the axis follows what has been seen, and holds every point of it", () => {
  const run = readRun(writtenRun({ turn_cost: ["f8", [1], [40]] }));
  assert.ok(viewOf(run, { until: 2 }).cost[1] < 1);
  assert.ok(viewOf(run, { until: 5 }).cost[1] > 40);
});

test("a log scale leaves costs of 0 out, and says how many", () => {
  const run = readRun(writtenRun({ cost: ["f8", [4], [0.7, 0.1, 0, 0]] }));
  const view = viewOf(run, { log: true });
  assert.equal(zeros(run), 2);
  const { traces, layout } = drawn(run, view);
  assert.deepEqual(traces.find(({ name }) => name === "Training cost").y, [0.7, 0.1, null, 0.9, null]);
  assert.equal(layout.yaxis.type, "log");
  assert.ok(10 ** view.cost[0] < 0.1 && 10 ** view.cost[1] > 0.9);
});

test("a penalty is a pale band from the cost to the cost with it, and the axis has room for it", () => {
  const run = readRun(writtenRun({ penalty: ["f8", [4], [0, 0.5, 0.5, 0.5]], turn_penalty: ["f8", [1], [0.5]] }));
  const view = viewOf(run);
  assert.ok(view.cost[1] > 1.4);
  const sum = drawn(run, view).traces.find(({ fill }) => fill === "tonexty");
  assert.deepEqual(sum.y, [0.7, 1.1, 1, 1.4, 0.75]);
});

test("what was changed on the way is marked with its words, what it began with is not", () => {
  const run = {
    ...readRun(writtenRun()),
    changes: [
      [0, "learning_rate", 0.1],
      [5, "learning_rate", 0.2],
      [5, "l2", 1],
    ],
  };
  const { layout } = drawn(run, viewOf(run));
  assert.deepEqual(
    layout.shapes.map(({ x0 }) => x0),
    [5],
  );
  assert.deepEqual(
    layout.annotations.map(({ text }) => text),
    ["learning rate 0.2, l2 1"],
  );
});

test("a line beside the run has its name as text, and stretches the axis only so far", () => {
  const run = readRun(writtenRun());
  const { records, points } = readRun(writtenRun({ cost: ["f8", [4], [0.7, 1000, 1000, 1000]] }));
  const beside = [{ name: "<i>ten</i>", records, points, thin: true }];
  const view = viewOf(run, { beside });
  assert.ok(view.cost[1] < 2);
  const { traces } = drawn(run, view, { beside });
  assert.ok(traces[0].name.startsWith("&lt;i&gt;ten"));
  assert.equal(traces[0].line.width, 1);
});

test("a line beside the run goes through its turns, and the axis has room for them", () => {
  const run = readRun(writtenRun({ turn_cost: ["f8", [1], [0.75]] }));
  const { records, points } = readRun(writtenRun());
  const beside = [{ name: "before", records, points, thin: false }];
  const view = viewOf(run, { beside });
  assert.ok(view.cost[1] > 0.9);
  const { traces } = drawn(run, view, { beside });
  assert.deepEqual([traces[0].x, traces[0].y], [points.iteration, [0.7, 0.6, 0.5, 0.9, 0.25]]);
});

test("a floor is drawn where the axis can show it", () => {
  const run = readRun(writtenRun());
  const dashed = (floor, log = false) => drawn(run, viewOf(run, { log, floor }), { floor }).layout.shapes.length;
  assert.deepEqual([dashed(0.1), dashed(null), dashed(0), dashed(0, true), dashed(0.01, true)], [1, 0, 1, 0, 1]);
});

test("places on the screen are those of the axes, linear and logarithmic", () => {
  const run = readRun(writtenRun());
  const view = { ...viewOf(run), cost: [0, 1] };
  const plane = new Plane(view);
  const { layout } = drawn(run, view);
  const { l, r, t, b } = layout.margin;
  assert.deepEqual([plane.x(0), plane.x(10)], [l, 500 - r]);
  assert.ok(Math.abs(plane.iteration(plane.x(7)) - 7) < 1e-9);
  const [low, high] = layout.yaxis.domain;
  const inner = 300 - t - b;
  assert.ok(Math.abs(plane.y("y", 1) - (t + inner * (1 - high))) < 1e-9);
  assert.ok(Math.abs(plane.y("y", 0) - (t + inner * (1 - low))) < 1e-9);
  const decades = new Plane({ ...view, log: true, cost: [-2, 0] });
  const middle = (decades.y("y", 1) + decades.y("y", 0.01)) / 2;
  assert.ok(Math.abs(decades.y("y", 0.1) - middle) < 1e-9);
  assert.ok(Number.isNaN(decades.y("y", 0)));
});

test("between two points a mark is on the straight line that joins them", () => {
  const run = readRun(writtenRun());
  const plane = new Plane(viewOf(run));
  const line = linesOf(run).find(({ name }) => name === "Test cost");
  const middle = (plane.y("y", 0.6) + plane.y("y", 0.5)) / 2;
  assert.ok(Math.abs(plane.on(line, 6) - middle) < 1e-9);
  assert.equal(plane.on(line, 2), plane.y("y", 0.6));
  assert.equal(plane.on(line, 10), plane.y("y", 0.5));
});

test("one run flows into another: it begins where that was and ends where it belongs", () => {
  const before = linesOf(readRun(writtenRun()));
  const after = linesOf(readRun(writtenRun({ test_cost: ["f8", [4], [0.7, 0.9, 0.9, 0.9]] })));
  const test_ = (lines) => Array.from(lines.find(({ name }) => name === "Test cost").y);
  const near = (found, wanted) => found.every((value, i) => Math.abs(value - wanted[i]) < 1e-12);
  assert.ok(near(test_(between(before, after, 0)), [0.7, 0.65, 0.6, 0.5]));
  assert.ok(near(test_(between(before, after, 0.5)), [0.7, 0.775, 0.75, 0.7]));
  assert.ok(near(test_(between(before, after, 1)), [0.7, 0.9, 0.9, 0.9]));
});

test("the gradient's length has a logarithmic axis of its own", () => {
  const run = readRun(writtenRun());
  const [low, high] = slopeRange(run);
  assert.ok(low < -2 && low > -3 && high > 0 && high < 1);
  const { traces, layout } = drawn(run, viewOf(run, { slope: [low, high] }));
  assert.equal(traces.at(-1).yaxis, "y3");
  assert.equal(layout.yaxis3.type, "log");
  assert.equal(slopeRange(readRun(writtenRun({ slope: ["f8", [2], [0, Number.NaN]] }))), null);
});

test("a logarithmic axis has marks at powers of ten, and between them where there is room", () => {
  assert.deepEqual(marks([-2, 0]).ticktext, ["0.01", "0.02", "0.05", "0.1", "0.2", "0.5", "1"]);
  assert.deepEqual(marks([-6, 0]).ticktext, ["10<sup>−6</sup>", "10<sup>−4</sup>", "0.01", "1"]);
});
