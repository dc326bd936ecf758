// A curve as its heights, from 0 to 1, at places that lie evenly from 0 to 1: how drawing and keys change it.

const STEP = 0.02;
const LEAP = 0.1;

const within = (height) => Math.min(1, Math.max(0, height));
// To whole steps, so that up and down again is where it was.
const rounded = (height) => Math.round(within(height) * 1000) / 1000;

/** The heights after a stroke between two points `{x, y}`: all places that it passes, and the one nearest to its end. */
export function drawn(heights, from, to) {
  const last = heights.length - 1;
  const [left, right] = from.x <= to.x ? [from, to] : [to, from];
  const nearest = Math.round(within(to.x) * last);
  return heights.map((height, i) => {
    const x = i / last;
    if (i === nearest && (x < left.x || x > right.x)) return rounded(to.y);
    if (x < left.x || x > right.x) return height;
    const share = right.x > left.x ? (x - left.x) / (right.x - left.x) : 1;
    return rounded(left.y + share * (right.y - left.y));
  });
}

/** What a key does at one place: the heights, and the place at which one is then. Nothing for another key. */
export function pressed(heights, place, key) {
  const up = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: LEAP, PageDown: -LEAP, Home: -1, End: 1 }[key];
  if (up !== undefined) {
    return { heights: heights.map((height, i) => (i === place ? rounded(height + up) : height)), place };
  }
  const on = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (on === undefined) return undefined;
  return { heights, place: Math.min(heights.length - 1, Math.max(0, place + on)) };
}

/** The path of a curve in a box of this size, as SVG has it. */
export function pathOf(heights, width, height) {
  const last = heights.length - 1;
  const points = heights.map((each, i) => `${((i / last) * width).toFixed(1)} ${((1 - each) * height).toFixed(1)}`);
  return `M${points.join(" L")}`;
}

/** A height in the words of its axis: `70 %`, `0.31`. */
export function inWords(height, { low, high, unit, digits }) {
  return `${(low + height * (high - low)).toFixed(digits)} ${unit}`.trim();
}
