// Numbers that the server sends in one piece, as `logreg_core/container.py` says byte by byte: a word, the length of a
// header, the header in JSON, then arrays of numbers, each filled up to whole eights.

const MARK = "RUN1";
const NUMBERS = {
  f8: Float64Array,
  f4: Float32Array,
  i4: Int32Array,
  i2: Int16Array,
  u2: Uint16Array,
  u1: Uint8Array,
  i1: Int8Array,
};
const DAMAGED = "What was sent did not arrive whole. Load this page again.";
/** The header, the arrays and their shapes, by name. Throws an Error, to be shown, where the bytes are not a container. */
export function unpack(bytes) {
  const whole = bytes instanceof Uint8Array ? bytes.slice() : new Uint8Array(); // a copy begins at a whole eight
  need(whole.length >= 8 && new TextDecoder().decode(whole.subarray(0, 4)) === MARK);
  let at = 8 + new DataView(whole.buffer).getUint32(4, true);
  need(at % 8 === 0 && at <= whole.length);
  const header = parsed(whole.subarray(8, at));
  need(Array.isArray(header?.arrays));
  const found = { header, arrays: {}, shapes: {} };
  for (const { name, type, shape } of header.arrays) {
    const Kind = Object.hasOwn(NUMBERS, type) && NUMBERS[type];
    need(Kind && Array.isArray(shape) && shape.every((side) => Number.isInteger(side) && side >= 0));
    const length = shape.reduce((product, side) => product * side, 1);
    const end = at + Math.ceil((length * Kind.BYTES_PER_ELEMENT) / 8) * 8;
    need(end <= whole.length);
    found.arrays[name] = new Kind(whole.buffer, at, length);
    found.shapes[name] = shape;
    at = end;
  }
  need(at === whole.length);
  return found;
}

/** Throws an Error, to be shown, where a condition does not hold that what was sent should meet. */
export function need(condition) {
  if (!condition) throw new Error(DAMAGED);
}

function parsed(bytes) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
