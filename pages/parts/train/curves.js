// The curves of a run: Plotly's traces, and their position on the screen. Plotly draws the whole curves once; moving
// parts are drawn above them.

import { plain } from "../../../logreg_core/words.js";
import { enlarged } from "../../shared/enlarged.js";
import { spaced } from "../../shared/plotly.js";
import { indexAt } from "./recording.js";

const MARGIN = { l: 50, r: 24, t: 8, b: 40 }; // pixels
const ROOM = 1.06; // above the highest cost
const OTHERS = 2; // how many times the run's own highest cost another line may stretch the axis
const LINES = [
  { name: "Training cost", column: "cost", style: "train", axis: "y" },
  { name: "Test cost", column: "test_cost", style: "test", axis: "y" },
  { name: "Validation cost", column: "validation_cost", style: "validation", axis: "y" },
  { name: "Training accuracy", column: "train_accuracy", style: "train", axis: "y2" },
  { name: "Test accuracy", column: "test_accuracy", style: "test", axis: "y2" },
  { name: "Validation accuracy", column: "validation_accuracy", style: "validation", axis: "y2" },
];
const SHARES = { y: "cost %{y:.4~g}", y2: `%{y:${spaced(".1%")}} right`, y3: "%{y:.3~g}" };

/** The lines of a run along which its marks move: name, style, axis, x and y. Lines without a number are left out. */
export function linesOf(run, { slope = false } = {}) {
  const lines = LINES.map((line) => {
    const { iteration: x, [line.column]: y = [] } = line.column === "cost" ? run.points : run.records;
    return { ...line, x, y };
  });
  if (slope) lines.push({ name: "Length of the gradient", style: "slope", axis: "y3", x: run.frames, y: run.slope });
  return lines.filter((line) => line.y.some(Number.isFinite));
}

/** Traces and a layout for Plotly.
 *
 * view: `from`, `to` of the iterations, `cost` (the range of its axis, in decades where `log`), `slope` (a range of
 * decades, or none), `log`, `partly` (whether some is not seen yet), `width`, `height`, `scale` (of letters and lines); lines: of `linesOf`. beside: `[{name, records, points, thin}]`.
 */
export function chartOf(run, lines, beside, view, colours, look, floor) {
  const traces = [...beside.flatMap((other) => besideTraces(other, colours)), ...penaltyTraces(run, colours)];
  for (const line of lines) traces.push(trace(line, styleOf(line, colours), 2.5));
  const figure = {
    traces: traces.map((each) => (view.log && each.yaxis === "y" ? withoutZeros(each) : each)),
    layout: layoutOf(run, beside, view, look, colours, floor),
  };
  return enlarged(figure, view.scale ?? 1);
}

/** The lowest and highest visible cost of a run up to an iteration, as the range of its axis. */
export function costRange(run, lines, beside, until, log, floor) {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  const take = (x, y, most = Number.POSITIVE_INFINITY) => {
    const last = indexAt(x, until);
    for (let i = 0; i <= last; i++) {
      if (!Number.isFinite(y[i])) continue;
      high = Math.max(high, Math.min(y[i], most));
      if (y[i] > 0) low = Math.min(low, y[i]);
    }
  };
  for (const line of lines) if (line.axis === "y") take(line.x, line.y);
  take(
    run.points.iteration,
    run.points.cost.map((cost, i) => cost + run.points.penalty[i]),
  );
  const most = OTHERS * high;
  for (const { records, points } of beside) {
    take(points.iteration, points.cost, most);
    take(records.iteration, records.test_cost, most);
  }
  if (!high) [low, high] = [0.5, 1];
  if (!log) return [0, high * ROOM];
  if (floor > 0) low = Math.min(low, floor);
  const span = Math.max(0.1, Math.log10(high) - Math.log10(low));
  return [Math.log10(low) - 0.06 * span, Math.log10(high) + 0.06 * span];
}

/** The range of decades of the gradient's length, if any. */
export function slopeRange(run) {
  const lengths = run.slope.filter((length) => length > 0 && Number.isFinite(length));
  if (!lengths.length) return null;
  return [Math.log10(Math.min(...lengths)) - 0.15, Math.log10(Math.max(...lengths)) + 0.15];
}

/** How many costs of the training and test images a logarithmic axis cannot show, because they are 0. */
export function zeros(run) {
  const { cost, test_cost: test } = run.records;
  return [cost, test].reduce((sum, costs) => sum + costs.filter((value) => value === 0).length, 0);
}

/** The first iteration at which the training cost is not finite, or null. */
export function endOfNumbers(run) {
  const found = run.points.cost.findIndex((cost) => !Number.isFinite(cost));
  return found < 0 ? null : run.points.iteration[found];
}

/** The position of the chart in its box, in pixels, and the mapping of iterations and values to it. */
export class Plane {
  constructor(view) {
    const { margin } = enlarged({ margin: MARGIN }, view.scale ?? 1);
    this.view = view;
    this.left = margin.l;
    this.width = Math.max(1, view.width - margin.l - margin.r);
    this.top = margin.t;
    this.height = Math.max(1, view.height - margin.t - margin.b);
  }

  x(iteration) {
    const { from, to } = this.view;
    return this.left + (this.width * (iteration - from)) / (to - from || 1);
  }

  iteration(x) {
    const { from, to } = this.view;
    return from + ((x - this.left) / this.width) * (to - from);
  }

  /** NaN if the axis cannot show the value. */
  y(axis, value) {
    const [low, high] = domains(this.view)[axis];
    const [least, most] = ranges(this.view)[axis];
    const logarithmic = axis === "y3" || (axis === "y" && this.view.log);
    const at = logarithmic ? (value > 0 ? Math.log10(value) : Number.NaN) : value;
    const share = (at - least) / (most - least);
    return this.top + this.height * (1 - low - (high - low) * share);
  }

  /** The value of a line between two of its points, by linear interpolation. */
  on(line, place) {
    const i = indexAt(line.x, place);
    const here = this.y(line.axis, line.y[i]);
    if (line.x[i] >= place || i + 1 >= line.x.length) return here;
    const within = (place - line.x[i]) / (line.x[i + 1] - line.x[i]);
    return here + within * (this.y(line.axis, line.y[i + 1]) - here);
  }
}

/** Interpolate between other lines (share 0) and these (share 1). */
export function between(before, lines, share) {
  return lines.map((line) => {
    const old = before.find(({ name }) => name === line.name);
    if (!old || share >= 1) return line;
    return { ...line, y: Array.from(line.y, (y, i) => mixed(valueAt(old, line.x[i]), y, share)) };
  });
}

/** Interpolate between two numbers. */
export function mixed(from, to, share) {
  return Number.isFinite(from) && Number.isFinite(to) ? from + share * (to - from) : to;
}

function valueAt({ x, y }, iteration) {
  const i = indexAt(x, iteration);
  if (x[i] >= iteration || i + 1 >= x.length) return y[i];
  return mixed(y[i], y[i + 1], (iteration - x[i]) / (x[i + 1] - x[i]));
}

function styleOf({ style }, colours) {
  return colours[style] ?? { color: colours.quiet, dash: "solid" };
}

function trace({ name, axis, x, y }, style, width, more = {}) {
  return {
    type: "scatter",
    name,
    x,
    y: Array.from(y, (value) => (Number.isFinite(value) ? value : null)),
    yaxis: axis,
    mode: "lines",
    line: { ...style, width },
    hovertemplate: `${name} after %{x:,} iterations: ${SHARES[axis]}<extra></extra>`,
    ...more,
  };
}

function besideTraces({ name, thin, ...other }, colours) {
  return linesOf(other).map((line) =>
    trace(
      { ...line, name: `${plain(name)}: ${line.name.toLowerCase()}` },
      thin ? { ...styleOf(line, colours), color: colours.quiet } : styleOf(line, colours),
      thin ? 1 : 2,
      thin ? {} : { opacity: 0.4 },
    ),
  );
}

function penaltyTraces({ points }, colours) {
  if (!points.penalty.some((penalty) => penalty > 0)) return [];
  const { iteration: x, cost, penalty } = points;
  const invisible = { showlegend: false, hoverinfo: "skip", hovertemplate: undefined };
  const edge = { ...colours.train, dash: "solid" };
  const sum = { name: "Training cost + penalty", axis: "y", x, y: cost.map((value, i) => value + penalty[i]) };
  return [
    trace({ name: "Penalty", axis: "y", x, y: cost }, edge, 0, invisible),
    trace(sum, edge, 1, { opacity: 0.5, fill: "tonexty", fillcolor: colours.pale }),
  ];
}

function withoutZeros(each) {
  return { ...each, y: each.y.map((value) => (value > 0 ? value : null)) };
}

function domains({ slope }) {
  return slope ? { y: [0.56, 1], y2: [0.29, 0.5], y3: [0, 0.23] } : { y: [0.4, 1], y2: [0, 0.32], y3: [0, 0] };
}

function ranges({ cost, slope }) {
  return { y: cost, y2: [0, 1.06], y3: slope ?? [0, 1] };
}

function layoutOf(run, beside, view, look, colours, floor) {
  const { y, y2, y3 } = domains(view);
  const line = {
    gridcolor: look.grid,
    zeroline: false,
    linecolor: look.grid,
    tickfont: { size: 12 },
    fixedrange: true,
  };
  const title = (text) => ({ text, standoff: 6, font: { size: 13 } });
  const decades = (range) => ({ type: "log", ...marks(range) });
  return {
    width: view.width,
    height: view.height,
    margin: { ...MARGIN, autoexpand: false },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: look.font, color: look.quiet, size: 12 },
    showlegend: false,
    hovermode: "closest",
    dragmode: false,
    hoverlabel: { font: { family: look.font, size: 13 }, namelength: -1 },
    xaxis: {
      ...line,
      ...wholeMarks(view),
      range: [view.from, view.to],
      anchor: view.slope ? "y3" : "y2",
      title: title("iteration"),
    },
    yaxis: {
      ...line,
      ...(view.log ? decades(view.cost) : { nticks: 5 }),
      range: view.cost,
      domain: y,
      title: title(view.log ? "cost, log scale" : "cost"),
    },
    yaxis2: {
      ...line,
      range: [0, 1.06],
      domain: y2,
      tickformat: spaced(".0%"),
      tickvals: [0, 0.5, 1],
      title: title("accuracy"),
    },
    ...(view.slope
      ? { yaxis3: { ...line, ...decades(view.slope), range: view.slope, domain: y3, title: title("slope, log") } }
      : {}),
    shapes: [...changesOf(run).map(({ iteration }) => mark(iteration, colours)), ...floorLine(floor, view, colours)],
    annotations: [
      ...changesOf(run).map((change, i) => note(change, -15 * (i % 3), view, colours)),
      ...floorNote(floor, run, view, colours),
      ...beside.flatMap((other) => besideNote(other, view, colours)),
    ],
  };
}

/** The ticks of a logarithmic axis: powers of ten, and 2 and 5 times these if there is room. */
export function marks([low, high]) {
  const powers = Array.from({ length: Math.floor(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i);
  const apart = Math.ceil(powers.length / 6);
  const digits = high - low < 2.5 ? [1, 2, 5] : [1];
  const found = powers
    .filter((power) => power % apart === 0)
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
  const said = (value) => (value >= 0.001 && value < 1e4 ? String(value) : power(value));
  return { tickvals: found, ticktext: found.map(said) };
}

function power(value) {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const digit = Math.round(value / 10 ** exponent);
  return `${digit === 1 ? "" : `${digit}×`}10<sup>${exponent}</sup>`.replace("<sup>-", "<sup>−");
}

function wholeMarks({ from, to }) {
  return { tickformat: ",d", ...(to - from < 6 ? { dtick: 1 } : { nticks: 7 }) };
}

/** The changes on the way in words, one entry per iteration. */
function changesOf({ changes }) {
  const said = new Map();
  for (const [iteration, name, value] of changes) {
    if (!iteration) continue;
    said.set(iteration, [
      ...(said.get(iteration) ?? []),
      `${name.replaceAll("_", " ")} ${Number(value.toPrecision(4))}`,
    ]);
  }
  return [...said].map(([iteration, words]) => ({ iteration, words: words.join(", ") }));
}

function mark(iteration, colours) {
  const line = { color: colours.quiet, width: 1, dash: "dot" };
  return { type: "line", xref: "x", yref: "paper", x0: iteration, x1: iteration, y0: 0, y1: 1, line };
}

function note({ iteration, words }, yshift, { from, to }, colours) {
  const late = iteration - from > 0.35 * (to - from);
  const place = { x: iteration, y: 1, xref: "x", yref: "paper", xanchor: late ? "right" : "left", yanchor: "top" };
  return { ...place, yshift, text: words, showarrow: false, font: { color: colours.quiet, size: 12 } };
}

/** The name of a thin line where it leaves the chart, once all is visible. */
function besideNote({ name, records, thin }, view, colours) {
  const until = indexAt(records.iteration, view.to);
  const cost = records.cost[until];
  const y = view.log ? Math.log10(cost) : cost;
  if (!thin || view.partly || !(y >= view.cost[0] && y <= view.cost[1])) return [];
  const place = { x: records.iteration[until], y, xanchor: "right", yanchor: "bottom", showarrow: false };
  return [{ ...place, text: plain(name), font: { color: colours.quiet, size: 12 } }];
}

function floorLine(floor, view, colours) {
  if (!shows(floor, view)) return [];
  const line = { color: colours.quiet, width: 1.5, dash: "dash" };
  return [{ type: "line", xref: "paper", yref: "y", x0: 0, x1: 1, y0: floor, y1: floor, line }];
}

function floorNote(floor, { points }, view, colours) {
  if (!shows(floor, view)) return [];
  const place = { x: 0.5, xref: "paper", xanchor: "center", yref: "y", yanchor: "bottom", showarrow: false };
  const y = view.log ? Math.log10(floor) : floor;
  const penalised = points.penalty.some((penalty) => penalty > 0);
  const text = penalised ? "no weights have a smaller cost + penalty" : "no weights have a smaller cost";
  return [{ ...place, y, text, font: { color: colours.quiet, size: 12 } }];
}

function shows(floor, { log, cost }) {
  return Number.isFinite(floor) && (log ? floor > 0 : floor >= 0) && (log ? Math.log10(floor) : floor) <= cost[1];
}
