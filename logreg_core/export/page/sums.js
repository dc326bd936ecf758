// The score of one picture as a sum: the contribution of each part of the numbers, and of each position.

import { cellGrid, thumbnailShape } from "./numbers.js";

/**
 * Returns the score z and its parts.
 *
 * kinds: of the numbers, in order. numbers, weights: one for each. Returns `z`; `parts`, each with a title and its
 * contribution, whose sum with the bias is z; and `maps` of contributions: a title and `values`, row by row.
 */
export function explained(kinds, numbers, weights, bias, shape) {
  const added = numbers.map((number, i) => number * weights[i]);
  const parts = [];
  const maps = [];
  let from = 0;
  for (const { kind, size } of sized(kinds, shape, numbers.length)) {
    const own = added.subarray(from, from + size);
    parts.push(...partsOf(kind, own, shape, kinds.length > 1));
    const map = mapOf(kind, own, shape);
    if (map) maps.push(map);
    from += size;
  }
  return { z: added.reduce((sum, each) => sum + each, 0) + bias, parts, maps };
}

/** Returns the weights at their pixels, like the maps of `explained`; none if they belong to no pixel. */
export function weightMaps(kinds, weights, shape) {
  const maps = [];
  let from = 0;
  for (const { kind, size } of sized(kinds, shape, weights.length)) {
    if (kind === "pixels" || kind === "thumbnail") maps.push(mapOf(kind, weights.subarray(from, from + size), shape));
    from += size;
  }
  return maps;
}

/** Returns the smallest and the largest value of a map, with row and column, counted from 1. */
export function extremes({ values, width }) {
  const at = (i) => ({ value: values[i], row: Math.floor(i / width) + 1, column: (i % width) + 1 });
  let [least, greatest] = [0, 0];
  values.forEach((value, i) => {
    if (value < values[least]) least = i;
    if (value > values[greatest]) greatest = i;
  });
  return { least: at(least), greatest: at(greatest) };
}

// Returns the count of numbers of each kind.
function sized(kinds, shape, n) {
  const product = ([height, width, channels]) => height * width * channels;
  const [rows, columns] = cellGrid(shape);
  const known = {
    pixels: product(shape),
    thumbnail: product(thumbnailShape(shape)),
    colours: shape[2] === 3 ? 64 : 16,
    edges: Math.max(0, 36 * (rows - 1) * (columns - 1)),
  };
  const sizes = kinds.map((kind) => ({ kind, size: known[kind] }));
  const all = sizes.reduce((sum, { size }) => sum + size, 0);
  if (all !== n) throw new Error(`A neuron on ${kinds.join(", ")} has ${all} weights. Got ${n}.`);
  return sizes;
}

function partsOf(kind, own, shape, several) {
  const channels = kind === "pixels" || kind === "thumbnail" ? shape[2] : 1;
  if (channels === 1 || several) {
    const titles = { pixels: "all pixels", thumbnail: "the thumbnail", colours: "the colours", edges: "the edges" };
    return [{ title: titles[kind], sum: own.reduce((sum, each) => sum + each, 0) }];
  }
  return ["red", "green", "blue"].map((title, channel) => ({
    title: `all ${title}`,
    sum: own.reduce((sum, each, i) => sum + (i % channels === channel ? each : 0), 0),
  }));
}

function mapOf(kind, own, shape) {
  if (kind === "colours") return null;
  if (kind === "edges") return byCells(own, shape);
  const [height, width, channels] = kind === "pixels" ? shape : thumbnailShape(shape);
  const values = new Float64Array(height * width);
  own.forEach((each, i) => {
    values[Math.floor(i / channels)] += each;
  });
  return { kind, unit: "pixel", values, height, width };
}

// Every block of 2 by 2 cells has numbers of each of its cells.
function byCells(own, shape) {
  const [height, width] = cellGrid(shape);
  const values = new Float64Array(height * width);
  own.forEach((each, i) => {
    const block = Math.floor(i / 36);
    const cell = Math.floor((i % 36) / 9);
    const row = Math.floor(block / (width - 1)) + (cell >> 1);
    values[row * width + (block % (width - 1)) + (cell & 1)] += each;
  });
  return { kind: "edges", unit: "cell", values, height, width };
}
