// What the server sends of a run, as `logreg_core/descent/recording.py` says array by array.

import { need, unpack } from "../../shared/container.js";

const COLUMNS = [
  "cost",
  "test_cost",
  "train_accuracy",
  "test_accuracy",
  "validation_cost",
  "validation_accuracy",
  "penalty",
];

/**
 * A run: its records as columns, the points of its training cost (records and turns), and what was seen of the neuron
 * at some iterations, its frames. `moments`: the iterations that can be shown as a whole: the frames, and behind the
 * last one, where the weights are no longer finite, the records. Throws an Error as `unpack` does.
 */
export function readRun(bytes) {
  const { header, arrays, shapes } = unpack(bytes);
  const records = { iteration: rising(arrays.iteration) };
  for (const name of COLUMNS) records[name] = ofLength(arrays[name], records.iteration.length);
  const frames = rising(arrays.frames ?? new Int32Array(), 0);
  const [, height = 0, width = 0] = shapes.maps ?? [];
  const bins = shapes.histogram?.[2] ?? 0;
  return {
    goal: header.goal,
    end: header.end,
    changes: header.changes ?? [],
    records,
    points: withTurns(records, arrays),
    last: records.iteration.at(-1),
    frames,
    moments: [...frames, ...records.iteration.filter((at) => at > (frames.at(-1) ?? -1))],
    maps: { values: ofLength(arrays.maps, frames.length * height * width), height, width, scale: header.scale || 1 },
    slope: ofLength(arrays.slope, frames.length),
    scores: { edges: arrays.edges, counts: ofLength(arrays.histogram, frames.length * 2 * bins), bins },
  };
}

/** A picture under the neuron of a run: its pixels if they are sent, and its score and pushes at the frames. */
export function readPicture(bytes) {
  const { header, arrays, shapes } = unpack(bytes);
  const frames = rising(arrays.frames, 0);
  const [, height = 0, width = 0] = shapes.pushes ?? [];
  return {
    title: header.title ?? "",
    truth: header.truth ?? null,
    frames,
    z: ofLength(arrays.z, frames.length),
    pushes: {
      values: ofLength(arrays.pushes, frames.length * height * width),
      height,
      width,
      scale: header.scale || 1,
    },
    pixels: arrays.pixels && { values: arrays.pixels, shape: shapes.pixels },
  };
}

/** A curve beside the run: its name, its records as columns, and the points of its training cost. */
export function readCurve(bytes) {
  const { header, arrays } = unpack(bytes);
  const records = { iteration: rising(arrays.iteration) };
  for (const name of COLUMNS.slice(0, 4)) records[name] = ofLength(arrays[name], records.iteration.length);
  return { name: header.name ?? "", records, points: withTurns(records, arrays) };
}

/** One record of the columns. */
export function recordAt(records, index) {
  return Object.fromEntries(Object.entries(records).map(([name, values]) => [name, values[index]]));
}

/** Where in rising numbers the last one lies that is not above `place`; 0 where all are. */
export function indexAt(numbers, place) {
  let [low, high] = [0, numbers.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (numbers[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The first iteration of which two runs have different records; Infinity where there is none. */
export function differAt(before, after) {
  let i = 0;
  for (const [j, iteration] of after.records.iteration.entries()) {
    while (before.records.iteration[i] < iteration) i++;
    if (before.records.iteration[i] !== iteration) continue;
    if (["cost", "test_cost"].some((name) => !Object.is(before.records[name][i], after.records[name][j]))) {
      return iteration;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function withTurns(records, arrays) {
  const turns = arrays.turn_iteration ?? new Int32Array();
  const costs = ofLength(arrays.turn_cost, turns.length);
  const penalties = ofLength(arrays.turn_penalty, turns.length);
  const points = new Map();
  for (const [i, at] of turns.entries()) points.set(at, [costs[i], penalties[i]]);
  for (const [i, at] of records.iteration.entries()) points.set(at, [records.cost[i], records.penalty?.[i] ?? 0]);
  const iteration = [...points.keys()].sort((a, b) => a - b);
  return {
    iteration,
    cost: iteration.map((at) => points.get(at)[0]),
    penalty: iteration.map((at) => points.get(at)[1]),
  };
}

function ofLength(values, length) {
  need((values ?? []).length === length);
  return values ?? new Float64Array();
}

function rising(numbers, atLeast = 1) {
  need(numbers && numbers.length >= atLeast && numbers.every((number, i) => number > (numbers[i - 1] ?? -1)));
  return numbers;
}
