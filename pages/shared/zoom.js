// Buttons that zoom a chart where a finger cannot: a swipe over a chart scrolls the page.

import { layoutOf, valueAt } from "./plotly_private.js";

const CLOSER = 0.5; // of what is shown
const NAMES = /^[xy]axis\d*$/;
const NUMBERS = /^(linear|log)$/; // of a date or a word nothing lies in the middle

/**
 * The part of an axis that is shown after a press, as Plotly says it: its two ends, the second of which may be the
 * smaller one. It never leaves the whole axis.
 *
 * share: how wide it is then, by what it is now. at: what stands in its middle then; without it the middle stays.
 */
export function zoomed([from, to], share, [start, end], at = (from + to) / 2) {
  const width = (to - from) * share;
  if (Math.abs(width) >= Math.abs(end - start)) return [start, end];
  const [low, high] = start < end ? [start, end] : [end, start];
  const half = Math.abs(width) / 2;
  const middle = Math.min(high - half, Math.max(low + half, at));
  return [middle - width / 2, middle + width / 2];
}

export class Zoom {
  /** foot: takes the buttons. plot: what Plotly draws into. A tap says what is to be in the middle next. */
  constructor(foot, plot) {
    this.plot = plot;
    this.group = document.createElement("div");
    this.group.className = "chart-zoom";
    this.group.setAttribute("role", "group");
    this.group.setAttribute("aria-label", "Zoom");
    this.nearer = this.button("+", "Zoom in, to where you tapped", () => this.to(CLOSER));
    this.farther = this.button("−", "Zoom out", () => this.to(1 / CLOSER));
    this.all = this.button("All", "Show all", () => this.to(Number.POSITIVE_INFINITY));
    foot.prepend(this.group);
    plot.addEventListener("click", (event) => this.tap(event), { capture: true });
  }

  button(words, title, act) {
    const found = document.createElement("button");
    Object.assign(found, { type: "button", className: "numbers-button", textContent: words, title, onclick: act });
    found.setAttribute("aria-label", title);
    this.group.append(found);
    return found;
  }

  /** The chart was drawn anew: all of it is shown. allowed: whether it can be zoomed at all. */
  begin(allowed) {
    this.whole = undefined;
    this.tapped = {};
    this.group.hidden = !allowed || !this.axes().length;
    this.label();
  }

  axes() {
    const full = layoutOf(this.plot);
    const found = Object.keys(full).filter((name) => NAMES.test(name));
    return full.dragmode === false
      ? []
      : found.map((name) => [name, full[name]]).filter(([, { type, fixedrange }]) => NUMBERS.test(type) && !fixedrange);
  }

  tap(event) {
    const { left, top } = this.plot.getBoundingClientRect();
    for (const [name, axis] of this.axes()) {
      const pixel = name[0] === "x" ? event.clientX - left : event.clientY - top;
      this.tapped[name] = valueAt(axis, pixel) ?? this.tapped[name];
    }
  }

  async to(share) {
    const axes = this.axes();
    this.whole ??= Object.fromEntries(axes.map(([name, { range }]) => [name, [...range]]));
    const wanted = axes.map(([name, { range }]) => [
      `${name}.range`,
      zoomed(range, share, this.whole[name] ?? range, this.tapped[name]),
    ]);
    this.tapped = {};
    await window.Plotly.relayout(this.plot, Object.fromEntries(wanted));
    this.label();
  }

  /** Where all is shown there is nothing to go back to. A button that has the focus keeps it: it only does nothing. */
  label() {
    const isWhole = !this.whole || this.axes().every(([name, { range }]) => `${range}` === `${this.whole[name]}`);
    for (const each of [this.farther, this.all]) each.setAttribute("aria-disabled", String(isWhole));
  }
}
