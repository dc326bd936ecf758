// The chart of a run. Plotly draws the curves when they change; in each frame only the parts above them move: a line at
// the place, a mark on each curve, a veil over later iterations, and the edge of the visible part.

import { CONFIG, loadPlotly, look } from "../../shared/plotly.js";
import { between, chartOf, costRange, linesOf, mixed, Plane, slopeRange } from "./curves.js";

const FLOW = 200; // milliseconds of the transition between two runs' curves
const MAX_STEP = 40; // maximum milliseconds of it between two frames
const SLOPE = 100; // height of the gradient's chart in pixels

export class Stage {
  /** part: gives the elements by their names. failed: called with an Error where Plotly cannot be had. */
  constructor(part, failed) {
    this.part = part;
    this.marks = new Map();
    this.lines = [];
    this.asked = false;
    loadPlotly().then((plotly) => {
      this.plotly = plotly;
      this.draw();
    }, failed);
  }

  /**
   * Take another run, or another way to show it. options: `{log, slope, floor}`; beside: the lines beside it; seen: up to
   * which iteration it is shown; until: where its axis ends; height: of the chart, in pixels; flow: whether its curves
   * flow out of those that are there.
   */
  take({ run, options, beside, colours, seen, until, height, flow }) {
    const before = this.view && { lines: this.lines, view: this.view };
    Object.assign(this, { run, options, beside, colours });
    this.slopes = options.slope ? slopeRange(run) : null;
    const chart = this.part("chart");
    const high = height + (this.slopes ? SLOPE : 0);
    chart.style.setProperty("--rp-height", `${high}px`);
    this.goalLines = linesOf(run, { slope: Boolean(this.slopes) });
    this.goalView = {
      from: 0,
      to: until || 1,
      cost: this.rangeFor(seen),
      slope: this.slopes,
      log: options.log,
      partly: seen < run.last,
      width: chart.clientWidth || 300,
      height: high,
      scale: look(chart).scale,
    };
    this.flow = flow && before?.view.log === options.log ? { ...before, passed: 0 } : null;
    this.step(0);
  }

  rangeFor(seen) {
    const { log, floor } = this.options;
    return costRange(this.run, this.goalLines, this.beside, log ? Number.POSITIVE_INFINITY : seen, log, floor);
  }

  /** Advance the transition between curves. Returns false when nothing moves any more. */
  step(milliseconds) {
    if (this.flow) this.flow.passed += Math.min(milliseconds, MAX_STEP); // for slow screens
    const share = this.flow ? Math.min(1, this.flow.passed / FLOW) : 1;
    const eased = share * share * (3 - 2 * share);
    const { goalView: view } = this;
    if (share < 1) {
      const { view: old, lines } = this.flow;
      const cost = view.cost.map((value, i) => mixed(old.cost[i], value, eased));
      this.view = { ...view, to: mixed(old.to, view.to, eased), cost };
      this.lines = between(lines, this.goalLines, eased);
    } else {
      this.view = view;
      this.lines = this.goalLines;
      this.flow = null;
    }
    this.draw();
    return Boolean(this.flow);
  }

  draw() {
    if (!this.view) return;
    this.plane = new Plane(this.view);
    this.dressMarks();
    if (!this.plotly) return;
    const { run, lines, beside, view, colours, options } = this;
    const plot = this.part("plot");
    const { traces, layout } = chartOf(run, lines, beside, view, colours, look(plot), options.floor);
    this.busy = this.plotly.react(plot, traces, layout, { ...CONFIG, doubleClick: false, showAxisDragHandles: false });
    this.edges = plot.querySelectorAll("clipPath.plotclip > rect");
  }

  /** Show the place, and the curves up to the furthest visible iteration. */
  show(place, seen) {
    if (!this.plane) return;
    this.follow(seen);
    const { plane } = this;
    const x = plane.x(place);
    const edge = plane.x(seen);
    const { style: now } = this.part("now");
    now.transform = `translate(${x}px, ${plane.top}px)`;
    now.height = `${plane.height}px`;
    const { style: veil } = this.part("veil");
    veil.transform = `translate(${x}px, ${plane.top}px) scaleX(${Math.max(0, edge - x)})`;
    veil.height = `${plane.height}px`;
    for (const line of this.lines) {
      const y = plane.on(line, place);
      const visible = Number.isFinite(y) && y > -20 && y < this.view.height + 20;
      const { style } = this.marks.get(line.name);
      style.visibility = visible ? "visible" : "hidden";
      if (visible) style.transform = `translate(${x}px, ${y}px)`;
    }
    const partly = seen < this.run.last;
    if (partly !== this.view.partly && !this.flow) {
      this.view.partly = this.goalView.partly = partly;
      this.draw();
    }
    this.part("chart").classList.toggle("rp-partly", partly);
    const width = String(partly ? Math.max(0, edge - plane.left) : plane.width);
    for (const rect of this.edges ?? []) if (rect.getAttribute("width") !== width) rect.setAttribute("width", width);
  }

  /** If steps are too long, the costs leave the chart: move the axis with them. */
  follow(seen) {
    if (this.flow || this.view.log) return;
    const wanted = this.rangeFor(seen)[1];
    if (wanted <= this.view.cost[1] * 1.0001) return;
    const most = Math.max(wanted, this.view.cost[1] + (1.25 * wanted - this.view.cost[1]) * 0.3);
    this.view.cost = this.goalView.cost = [0, most];
    this.plane = new Plane(this.view);
    this.busy = this.plotly?.relayout(this.part("plot"), { "yaxis.range": [0, most] });
  }

  dressMarks() {
    const above = this.part("above");
    const names = new Set(this.lines.map(({ name }) => name));
    for (const [name, mark] of this.marks) {
      if (names.has(name)) continue;
      mark.remove();
      this.marks.delete(name);
    }
    for (const { name, style } of this.lines) {
      if (!this.marks.has(name)) {
        const mark = document.createElement("div");
        mark.className = "rp-mark";
        above.append(mark);
        this.marks.set(name, mark);
      }
      this.marks.get(name).style.background = (this.colours[style] ?? { color: this.colours.quiet }).color;
    }
  }

  async end() {
    await this.busy; // otherwise Plotly would continue on a removed element
    this.plotly?.purge(this.part("plot"));
  }
}
