// A container written by hand, number by number, for the tests of what reads it.

const WRITERS = {
  f8: ["setFloat64", 8],
  i4: ["setInt32", 4],
  u2: ["setUint16", 2],
  i1: ["setInt8", 1],
  u1: ["setUint8", 1],
};

/** header, and arrays as `[name, type, shape, numbers]`. */
export function written(header, arrays) {
  const listed = arrays.map(([name, type, shape]) => ({ name, type, shape }));
  let text = JSON.stringify({ ...header, arrays: listed });
  text += " ".repeat((8 - (text.length % 8)) % 8);
  const sizes = arrays.map(([, type, , numbers]) => Math.ceil((numbers.length * WRITERS[type][1]) / 8) * 8);
  const bytes = new Uint8Array(8 + text.length + sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(`RUN1....${text}`));
  view.setUint32(4, text.length, true);
  let at = 8 + text.length;
  for (const [k, [, type, , numbers]] of arrays.entries()) {
    const [write, size] = WRITERS[type];
    for (const [i, number] of numbers.entries()) view[write](at + i * size, number, true);
    at += sizes[k];
  }
  return bytes;
}

const nothing = (length) => Array(length).fill(Number.NaN);

/** A run of four records, 0, 1, 2 and 10, with a turn at 5, and two frames of 1 by 2 weights. */
export function writtenRun(changed = {}) {
  const arrays = {
    iteration: ["i4", [4], [0, 1, 2, 10]],
    cost: ["f8", [4], [0.7, 0.6, 0.5, 0.25]],
    test_cost: ["f8", [4], [0.7, 0.65, 0.6, 0.5]],
    train_accuracy: ["f8", [4], [0.5, 0.75, 0.75, 1]],
    test_accuracy: ["f8", [4], [0.5, 0.5, 0.5, 0.75]],
    validation_cost: ["f8", [4], nothing(4)],
    validation_accuracy: ["f8", [4], nothing(4)],
    penalty: ["f8", [4], [0, 0, 0, 0]],
    turn_iteration: ["i4", [1], [5]],
    turn_cost: ["f8", [1], [0.9]],
    turn_penalty: ["f8", [1], [0]],
    frames: ["i4", [2], [0, 10]],
    maps: ["i1", [2, 1, 2], [0, 0, -127, 64]],
    slope: ["f8", [2], [1, 0.01]],
    edges: ["f8", [31], Array.from({ length: 31 }, (_, i) => i - 15)],
    histogram: ["u2", [2, 2, 30], Array.from({ length: 120 }, (_, i) => i % 7)],
    ...changed,
  };
  const header = { goal: 10, end: "goal", changes: [[0, "learning_rate", 0.1]], scale: 2.5 };
  return written(
    header,
    Object.entries(arrays).map(([name, value]) => [name, ...value]),
  );
}
