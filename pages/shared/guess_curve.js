// A curve to draw by mouse, touch or keyboard; or a drawn curve beside the real one.

import { drawn, inWords, pathOf, pressed } from "./guess_heights.js";
import { Numbers } from "./numbers.js";
import { seriesOf } from "./table.js";

const PAUSE = 250; // milliseconds after the last key until the curve is sent to the server
const curves = new WeakMap();

export default function ({ data, parentElement, setStateValue }) {
  if (!curves.has(parentElement)) curves.set(parentElement, new Curve(parentElement));
  const curve = curves.get(parentElement);
  curve.tell = (heights) => setStateValue("heights", heights);
  curve.take(data);
  return () => {
    curve.end();
    curves.delete(parentElement);
  };
}

class Curve {
  constructor(parent) {
    this.part = (name) => parent.querySelector(`[data-part="${name}"]`);
    this.leaving = new AbortController();
    this.place = 0;
    this.numbers = new Numbers(this.part("foot"), this.part("below"), "both curves");
    const { signal } = this.leaving;
    const plot = this.part("plot");
    const on = (type, act) => plot.addEventListener(type, act, { signal });
    on("pointerdown", (event) => this.grip(event));
    on("pointermove", (event) => this.draw(event));
    on("pointerup", () => this.release());
    on("pointercancel", () => this.release());
    on("keydown", (event) => this.press(event));
    // Send before a click elsewhere: a message after the click could interrupt the rerun of the click, and lose it.
    on("focusout", (event) => this.waiting && !plot.contains(event.relatedTarget) && this.send());
    document.addEventListener("pointerdown", () => this.waiting && this.send(), { signal, capture: true });
    this.watch = new ResizeObserver(() => this.data && this.show());
    this.watch.observe(plot);
  }

  take(data) {
    const another = data.name !== this.data?.name || Boolean(data.real) !== Boolean(this.data?.real);
    this.data = data;
    if (another) this.heights = data.heights;
    const { part } = this;
    part("root").style.setProperty("--curve-real", data.colour);
    part("y").textContent = data.y;
    part("x").textContent = data.x;
    part("left").textContent = data.left;
    part("right").textContent = data.right;
    part("high").textContent = inWords(1, data.scale);
    part("middle").textContent = inWords(0.5, data.scale);
    part("low").textContent = inWords(0, data.scale);
    part("help").hidden = Boolean(data.real);
    part("legend").hidden = !data.real;
    part("foot").hidden = !data.real;
    if (data.real) this.numbers.take(data.told, () => seriesOf(data.lines, data.series));
    part("plot").classList.toggle("done", Boolean(data.real));
    part("plot").setAttribute("role", data.real ? "img" : "group");
    part("plot").setAttribute("aria-label", data.label);
    part("handles").replaceChildren(...(data.real ? [] : this.heights.map((_, i) => this.handle(i))));
    this.show();
  }

  handle(place) {
    const handle = document.createElement("div");
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-orientation", "vertical");
    handle.setAttribute("aria-valuemin", this.data.scale.low);
    handle.setAttribute("aria-valuemax", this.data.scale.high);
    handle.setAttribute("aria-label", `${this.data.y}, point ${place + 1} of ${this.heights.length}`);
    handle.onfocus = () => {
      this.place = place;
      this.show();
    };
    return handle;
  }

  show() {
    const { part, heights, data } = this;
    const { clientWidth: width, clientHeight: height } = part("plot");
    part("mine").setAttribute("d", pathOf(heights, width, height));
    part("real").setAttribute("d", data.real ? pathOf(data.real, width, height) : "");
    for (const [i, handle] of [...part("handles").children].entries()) {
      handle.style.left = `${(100 * i) / (heights.length - 1)}%`;
      handle.style.top = `${100 * (1 - heights[i])}%`;
      handle.tabIndex = i === this.place ? 0 : -1;
      handle.setAttribute("aria-valuenow", data.scale.low + heights[i] * (data.scale.high - data.scale.low));
      handle.setAttribute("aria-valuetext", inWords(heights[i], data.scale));
    }
  }

  at(event) {
    const box = this.part("plot").getBoundingClientRect();
    const share = (value) => Math.min(1, Math.max(0, value));
    return {
      x: share((event.clientX - box.left) / box.width),
      y: share(1 - (event.clientY - box.top) / box.height),
    };
  }

  grip(event) {
    if (this.data.real || event.button) return;
    this.part("plot").setPointerCapture(event.pointerId);
    this.before = this.at(event);
    this.draw(event);
  }

  draw(event) {
    if (!this.before) return;
    const now = this.at(event);
    this.heights = drawn(this.heights, this.before, now);
    this.before = now;
    this.show();
  }

  release() {
    if (!this.before) return;
    this.before = undefined;
    this.send();
  }

  press(event) {
    const { ctrlKey, metaKey, altKey } = event;
    const found =
      this.data.real || ctrlKey || metaKey || altKey ? undefined : pressed(this.heights, this.place, event.key);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    const changed = found.heights !== this.heights;
    Object.assign(this, found);
    this.show();
    this.part("handles").children[this.place].focus();
    clearTimeout(this.waiting);
    if (changed) this.waiting = setTimeout(() => this.send(), PAUSE);
  }

  send() {
    clearTimeout(this.waiting);
    this.waiting = 0;
    this.tell(this.heights);
  }

  end() {
    clearTimeout(this.waiting);
    this.leaving.abort();
    this.watch.disconnect();
  }
}
