// The run that is played as numbers for a table.

import { counted, twoDigits } from "../../../logreg_core/words.js";
import { linesOf } from "./curves.js";

const ITERATION = { title: "iteration", format: ",d" };
const FORMATS = { y: "", y2: ".0%", y3: "" };
const STEPS = 127; // of a map's numbers, on each side of zero

/**
 * The series of a run, as `table.js` wants them: its lines, its penalty, those of the runs beside it, how many images have
 * which score, and maps. beside: `[{name, records, points}]`; scores: `{frame, names}`, or nothing; maps: `[{title, maps, frame}]`.
 */
export function seriesOfRun(run, { beside = [], scores = null, maps = [] } = {}) {
  const own = [
    ...linesOf(run, { slope: run.slope.some((length) => length > 0) }).map((line) => lineOf(line, "")),
    ...(run.points.penalty.some((penalty) => penalty > 0)
      ? [lineOf({ name: "Penalty", axis: "y", x: run.points.iteration, y: run.points.penalty }, "")]
      : []),
  ];
  const others = beside.flatMap(({ name, ...other }) => linesOf(other).map((line) => lineOf(line, name)));
  const histogram = scores && run.scores.bins ? scoresOf(run.scores, scores) : [];
  return [...own, ...others, ...histogram, ...maps.filter(({ maps: { height } }) => height > 0).map(mapOf)];
}

function lineOf({ name, axis, x, y }, run) {
  const of = { title: run ? name.toLowerCase() : name, format: FORMATS[axis] };
  const values = Array.from(y, (value) => (Number.isFinite(value) ? value : null));
  return { kind: "line", name: run, of, along: ITERATION, places: Array.from(x), values };
}

function scoresOf({ edges, counts, bins }, { frame, names }) {
  const bounds = { title: "score, from", format: "" };
  return [1, 0].map((label) => {
    const start = (2 * frame + label) * bins;
    const values = Array.from(counts.subarray(start, start + bins));
    const of = { title: "training images", format: ",d" };
    return { kind: "bars", name: names[label], of, along: bounds, places: Array.from(edges.subarray(0, bins)), values };
  });
}

function mapOf({ title, maps: { values, height, width, scale }, frame }) {
  const start = frame * height * width;
  const rows = Array.from({ length: height }, (_, row) =>
    Array.from(values.subarray(start + row * width, start + (row + 1) * width), (value) => (value * scale) / STEPS),
  );
  const of = { title: `${title}, in steps of ${twoDigits(scale / STEPS)}`, format: "" };
  return { kind: "map", name: "", of, along: { title: "column" }, down: { title: "row" }, values: rows };
}

/** What the maps of the place show, with the iteration to which they belong. */
export function titled(name, iteration) {
  return `${name} after ${counted(iteration, "iteration")}`;
}
