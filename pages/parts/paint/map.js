// The map and its brush. A stroke is scored here at once; at its end it is sent to the server, which scores it again.

import { paletteOf } from "../../../logreg_core/export/page/heatmap.js";
import { grouped, shareWords } from "../../../logreg_core/words.js";
import { mostInWords } from "../../shared/map_words.js";
import { look } from "../../shared/plotly.js";
import { aloud } from "../../shared/region.js";
import { ARRIVED, fromText, Painting, recallStrokes, rememberStrokes, toText } from "./painting.js";

const LEVEL = 64; // of a stroke: half of the maximum, in the colour of its class
const SIZES = [1 / 50, 1 / 16, 1 / 8]; // radius of the brush, as a share of the longer side, about
const MAX_PIXELS = 460; // pixels of the screen
const FAINT = 0.4; // opacity of the average image where nothing is painted
const FAR = 5; // cells
const PARTS = ["train", "test"];

export default function ({ data, parentElement, setStateValue }) {
  parentElement.paintMap ??= new PaintMap(parentElement);
  const map = parentElement.paintMap;
  map.tell = (painting) => setStateValue("painting", painting);
  map.take(data);
  return () => {
    map.end();
    delete parentElement.paintMap;
  };
}

class PaintMap {
  constructor(parent) {
    this.part = (name) => parent.querySelector(`[data-part="${name}"]`);
    this.parent = parent;
    this.brush = 1;
    this.size = 1;
    this.waiting = new Set();
    this.redraw = () => {
      this.drawMap();
      this.drawScores();
    };
    this.leaving = new AbortController();
    this.listen();
  }

  // --- What the server sends ---

  take(data) {
    this.data = data;
    this.fit();
    const { paintable } = window;
    if (paintable?.version !== data.version) return; // the images have not arrived yet
    if (this.version !== data.version) this.begin(paintable.easel, data);
    else if (this.number !== data.number) this.replace(data);
    if (this.number !== data.number) recallStrokes(() => this.tab(), data.version, this.painting);
    this.number = data.number;
    this.dress();
    this.compare();
  }

  /** The tab's storage for strokes; none if persistence is off. */
  tab() {
    return this.data.keeps ? window.sessionStorage : undefined;
  }

  begin(easel, { version, levels, yes, stroke }) {
    this.version = version;
    this.painting = new Painting(easel, fromText(levels), yes);
    this.stroke = stroke;
    this.at = [easel.rows >> 1, easel.columns >> 1];
    this.shadowOf = averageOf(easel);
    this.part("yes").max = easel.parts[0].labels.length;
  }

  /** Load another painting from the server, which can be undone like a stroke. */
  replace({ levels, yes, stroke }) {
    const { painting } = this;
    painting.begin();
    painting.become(fromText(levels));
    painting.end();
    painting.yes = yes;
    this.stroke = stroke;
  }

  dress() {
    const { data, painting, parent } = this;
    const [zero, one] = data.names;
    const { style } = this.part("root");
    style.setProperty("--class-0", data.colours[0]);
    style.setProperty("--class-1", data.colours[1]);
    this.palette = paletteOf(data.diverging[look(parent).dark ? 1 : 0]);
    this.say("one", `Red: ${one}`);
    this.say("zero", `Blue: ${zero}`);
    const { rows, columns } = painting.easel;
    const canvas = this.part("canvas");
    if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
    const painted = painting.levels.some(Boolean) ? mostInWords(painting.levels, rows, columns, data.names) : ["all 0"];
    const label = ["Map of the weights to be painted", `${rows} rows of ${columns}`, ...painted].join(", ");
    canvas.setAttribute("aria-label", label);
    this.buttons();
    this.draw();
  }

  fit() {
    const [rows, columns] = this.data.shape;
    const longest = Math.max(rows, columns);
    const room = Math.min(MAX_PIXELS, this.part("root").clientWidth || MAX_PIXELS, window.innerHeight - 60);
    const side =
      Math.max(1, Math.floor(room / longest)) * longest > 0.8 * room ? Math.floor(room / longest) : room / longest;
    this.side = side;
    const { style } = this.part("sheet");
    style.setProperty("--width", `${side * columns}px`);
    style.setProperty("--height", `${side * rows}px`);
  }

  /** Compare with the server's score. A difference is a bug, and the page says so. */
  compare() {
    const { data, painting } = this;
    if (painting.before || data.stroke !== this.stroke) return;
    const here = painting.right;
    const same = here.every((right, k) => right === data.right[k]);
    const agreed = painting.levels.some(Boolean) ? "The server counts the same." : "";
    this.say("server", same ? agreed : `A fault: the server counts ${data.right.join(" and ")}.`);
  }

  // --- What the visitor does ---

  listen() {
    const { part, parent } = this;
    const { signal } = this.leaving;
    const on = (target, type, act) => target.addEventListener(type, act, { signal });
    for (const button of parent.querySelectorAll("[data-brush]")) {
      on(button, "click", () => this.choose({ brush: Number(button.dataset.brush) }));
    }
    for (const button of parent.querySelectorAll("[data-size]")) {
      on(button, "click", () => this.choose({ size: Number(button.dataset.size) }));
    }
    on(part("mirror"), "click", () => this.choose({ mirrored: !this.mirrored }));
    on(part("shadow"), "click", () => this.choose({ plain: !this.plain }));
    on(part("undo"), "click", () => this.back());
    on(part("redo"), "click", () => this.forth());
    on(part("clear"), "click", () => this.clear());
    on(part("yes"), "input", (event) => this.ask(Number(event.target.value)));
    on(part("yes"), "change", () => this.rest());
    const canvas = part("canvas");
    on(canvas, "pointerdown", (event) => this.down(event));
    on(canvas, "pointermove", (event) => this.move(event));
    on(canvas, "pointerup", (event) => this.up(event));
    on(canvas, "pointercancel", (event) => this.up(event));
    on(canvas, "keydown", (event) => this.press(event));
    on(canvas, "keyup", (event) => event.key === " " && this.lift());
    on(canvas, "blur", () => this.lift());
    on(window, ARRIVED, () => this.data && this.take(this.data));
    this.watch = new ResizeObserver(() => this.painting && this.fit());
    this.watch.observe(part("root"));
  }

  cellAt(event) {
    const edge = this.part("canvas").getBoundingClientRect();
    const { rows, columns } = this.painting.easel;
    const place = (share, cells) => Math.max(0, Math.min(cells - 1, Math.floor(share * cells)));
    return [
      place((event.clientY - edge.top) / edge.height, rows),
      place((event.clientX - edge.left) / edge.width, columns),
    ];
  }

  down(event) {
    if (event.button || !this.painting || this.grip !== undefined) return;
    this.grip = event.pointerId;
    this.part("canvas").setPointerCapture(event.pointerId);
    this.painting.begin();
    this.at = this.cellAt(event);
    this.dab(this.at);
  }

  move(event) {
    if (!this.painting) return;
    const to = this.cellAt(event);
    const from = this.at;
    if (this.grip === undefined || event.pointerId === this.grip) this.at = to;
    if (event.pointerId === this.grip) this.dab(from);
    else this.moveCursor();
  }

  up(event) {
    if (event.pointerId !== this.grip) return;
    this.grip = undefined;
    this.rest();
  }

  press(event) {
    if (!this.painting || event.altKey) return;
    const { key, shiftKey, ctrlKey, metaKey } = event;
    const far = shiftKey ? FAR : 1;
    const undo = { z: () => (shiftKey ? this.forth() : this.back()), y: () => this.forth() };
    const act =
      ctrlKey || metaKey
        ? undo[key.toLowerCase()]
        : {
            ArrowLeft: () => this.walk(0, -far),
            ArrowRight: () => this.walk(0, far),
            ArrowUp: () => this.walk(-far, 0),
            ArrowDown: () => this.walk(far, 0),
            " ": () => this.lower(),
            r: () => this.choose({ brush: 1 }),
            b: () => this.choose({ brush: -1 }),
            e: () => this.choose({ brush: 0 }),
            1: () => this.choose({ size: 0 }),
            2: () => this.choose({ size: 1 }),
            3: () => this.choose({ size: 2 }),
            u: () => this.back(),
            y: () => this.forth(),
            m: () => this.choose({ mirrored: !this.mirrored }),
          }[key.length === 1 ? key.toLowerCase() : key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /** Press the brush at the cursor while the key is down. */
  lower() {
    if (this.held) return;
    this.held = true;
    this.painting.begin();
    this.dab(this.at);
  }

  lift() {
    if (!this.held) return;
    this.held = false;
    this.rest();
  }

  walk(down, right) {
    const { rows, columns } = this.painting.easel;
    const from = this.at;
    this.at = [Math.max(0, Math.min(rows - 1, from[0] + down)), Math.max(0, Math.min(columns - 1, from[1] + right))];
    if (this.held) this.dab(from);
    else this.moveCursor();
    const level = this.painting.levels[this.at[0] * columns + this.at[1]];
    const colour = level > 0 ? "red" : level < 0 ? "blue" : "empty";
    aloud(`Row ${this.at[0] + 1}, column ${this.at[1] + 1}: ${colour}`, "place");
  }

  choose(chosen) {
    Object.assign(this, chosen);
    if (!this.painting) return;
    this.buttons();
    this.moveCursor();
    this.draw();
  }

  dab(from) {
    this.painting.line(from, this.at, this.radius, LEVEL * this.brush, this.mirrored);
    this.moveCursor();
    this.draw();
  }

  back() {
    if (this.painting?.undo()) this.rest(true);
  }

  forth() {
    if (this.painting?.redo()) this.rest(true);
  }

  clear() {
    const { painting } = this;
    if (!painting?.levels.some(Boolean)) return;
    painting.begin();
    painting.become(new Int8Array(painting.levels.length));
    this.rest();
  }

  ask(yes) {
    if (!this.painting) return;
    this.painting.yes = yes;
    this.asked = true;
    this.draw();
  }

  /** End a stroke. changed: whether the painting certainly differs from the server's. */
  rest(changed = false) {
    const { painting } = this;
    if (!painting) return;
    const news = painting.end() || changed || this.asked;
    this.asked = false;
    this.buttons();
    this.draw();
    if (!news) return this.compare();
    this.stroke = `${Date.now()} ${Math.random()}`;
    this.say("server", "");
    rememberStrokes(() => this.tab(), this.version, painting);
    this.tell({ levels: toText(painting.levels), yes: painting.yes, stroke: this.stroke });
    this.soon(() => aloud(this.sentence(), "painting"));
  }

  // --- What the visitor sees ---

  get radius() {
    const { rows, columns } = this.painting.easel;
    return Math.floor(SIZES[this.size] * Math.max(rows, columns)) + 0.45;
  }

  buttons() {
    const { painting, parent } = this;
    for (const button of parent.querySelectorAll("[data-brush]"))
      press(button, Number(button.dataset.brush) === this.brush);
    for (const button of parent.querySelectorAll("[data-size]"))
      press(button, Number(button.dataset.size) === this.size);
    press(this.part("mirror"), this.mirrored);
    press(this.part("shadow"), !this.plain);
    const off = (name, is) => this.part(name).setAttribute("aria-disabled", String(is)); // keeps the focus
    off("undo", !painting.back.length);
    off("redo", !painting.forth.length);
    off(
      "clear",
      painting.levels.every((level) => !level),
    );
  }

  moveCursor() {
    const { side, at, radius } = this;
    const across = (2 * Math.floor(radius) + 1) * side;
    const { style } = this.part("cursor");
    style.width = style.height = `${across}px`;
    const [y, x] = at.map((cell) => (cell + 0.5) * side - across / 2);
    style.transform = `translate(${x}px, ${y}px)`;
  }

  /** Draw in the next animation frame, once for all changes until then. */
  draw() {
    this.soon(this.redraw);
  }

  soon(act) {
    this.waiting.add(act);
    this.frame ??= requestAnimationFrame(() => {
      const { waiting } = this;
      this.frame = undefined;
      this.waiting = new Set();
      for (const each of waiting) each();
    });
  }

  drawMap() {
    const { painting, palette, plain, shadowOf } = this;
    const canvas = this.part("canvas");
    const context = canvas.getContext("2d");
    const image = context.createImageData(canvas.width, canvas.height);
    const words = new Uint32Array(image.data.buffer);
    painting.levels.forEach((level, cell) => {
      words[cell] = palette[level + 127];
    });
    if (!plain) {
      painting.levels.forEach((level, cell) => {
        const share = FAINT * Math.max(0, 1 - Math.abs(level) / LEVEL);
        for (let k = 4 * cell; k < 4 * cell + 3; k++) {
          image.data[k] += share * (shadowOf[cell] - image.data[k]);
        }
      });
    }
    context.putImageData(image, 0, 0);
  }

  drawScores() {
    const { painting, data } = this;
    const right = painting.right;
    for (const [k, name] of PARTS.entries()) {
      const m = painting.easel.parts[k].labels.length;
      this.say(`${name}_share`, m ? shareWords(right[k] / m) : "none");
      this.say(`${name}_count`, m ? `${grouped(right[k])} of ${grouped(m)}; ${data.always[k]}` : "no images");
    }
    const m = painting.easel.parts[0].labels.length;
    const said = `Says “${data.names[1]}” to ${grouped(painting.answered)} of ${grouped(m)} training images`;
    this.say("yes_words", said);
    const slider = this.part("yes");
    if (Number(slider.value) !== painting.yes) slider.value = painting.yes;
    slider.setAttribute("aria-valuetext", said);
  }

  sentence() {
    const shares = PARTS.map((name) => this.part(`${name}_share`).textContent);
    return `${shares[0]} of the training images right, ${shares[1]} of the test images`;
  }

  say(name, words) {
    const element = this.part(name);
    if (element.textContent !== words) element.textContent = words;
  }

  end() {
    cancelAnimationFrame(this.frame);
    this.leaving.abort();
    this.watch.disconnect();
  }
}

function press(button, pressed) {
  button.setAttribute("aria-pressed", String(Boolean(pressed)));
}

/** The average training image of class 1, from 0 to 255 for each cell. */
function averageOf({ parts: [{ cells, labels }] }) {
  const m = labels.length;
  const sums = Float64Array.from({ length: cells.length / m }, (_, cell) => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += labels[i] ? cells[cell * m + i] : 0;
    return sum;
  });
  const most = Math.max(...sums) || 1;
  return sums.map((sum) => (255 * sum) / most);
}
