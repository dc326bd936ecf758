// The page: a picture comes in, from a file, the camera or those that came along, and the neuron says what it makes of it.

import { signed, squeezed } from "../../words.js";
import { Camera } from "./camera.js";
import { paintMap, paintPixels, paletteOf } from "./heatmap.js";
import { cropBox, fit, sigmoid } from "./neuron.js";
import { describe } from "./numbers.js";
import { drawFile, penOf } from "./picture.js";
import { showProbability, showThreshold } from "./scale.js";
import { explained, extremes, weightMaps } from "./sums.js";

const ALOUD_MILLISECONDS = 5000; // between two answers that are said aloud while the camera runs
const NO_CAMERA =
  "This browser lends no camera to a page from a disk. Choose a picture, or open this file in another browser.";
const ON_WHAT = {
  pixels: "each pixel adds",
  thumbnail: "each pixel of the thumbnail adds",
  edges: "the edges in each cell add",
};

const part = (name) => document.querySelector(`[data-part="${name}"]`);

class Page {
  constructor(neuron) {
    this.neuron = neuron;
    const bytes = bytesOf(neuron.weights);
    const view = new DataView(bytes.buffer);
    this.weights = Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
    this.canvas = part("canvas");
    this.pen = penOf(this.canvas);
    this.camera = new Camera(part("video"), (words) => this.stopped(words), {
      insecure: NO_CAMERA,
      missing: NO_CAMERA,
    });
    this.wanted = false; // whether the camera is on, or was asked for
    this.threshold = neuron.threshold;
    this.turn = 0; // of the pictures that were asked for: an earlier one may be read later
    this.saidAt = -ALOUD_MILLISECONDS;
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    const { style } = document.documentElement;
    style.setProperty("--class-0", neuron.colours[0]);
    style.setProperty("--class-1", neuron.colours[1]);
    part("bar").setAttribute("aria-label", `Probability of ${neuron.names[1]}`);
    part("threshold").value = neuron.threshold; // to two digits, which is all that a slider holds
    part("key").textContent = `Red pushes towards ${neuron.names[1]}, blue towards ${neuron.names[0]}.`;
    this.offerSamples();
    this.addMaps();
    this.listen();
  }

  listen() {
    part("file").onchange = ({ target }) => {
      const [file] = target.files;
      target.value = ""; // so that the same file can be chosen again
      if (file) this.take(file, file.name);
    };
    part("camera").onclick = () => (this.wanted ? this.stopped() : this.start());
    part("other").onclick = () => {
      const at = this.devices.findIndex(({ deviceId }) => deviceId === this.device);
      this.start({ deviceId: { exact: this.devices[(at + 1) % this.devices.length].deviceId } });
    };
    for (const name of ["zoom", "across", "down"]) part(name).oninput = () => this.look();
    part("threshold").oninput = ({ target }) => {
      this.threshold = Number(target.value);
      this.answer();
    };
    this.dark.onchange = () => {
      this.paintMaps(this.fixed);
      this.paintMaps(this.moving);
    };
    document.ondragover = (event) => event.preventDefault();
    document.ondrop = (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (file) this.take(file, file.name);
    };
    addEventListener("beforeprint", () => {
      for (const each of document.querySelectorAll("details")) each.open = true;
    });
  }

  offerSamples() {
    const { samples } = this.neuron;
    part("samples").hidden = !samples.length;
    samples.forEach((sample, i) => {
      const file = new Blob([bytesOf(sample.file)]);
      const button = document.createElement("button");
      const tile = document.createElement("canvas");
      tile.ariaHidden = "true";
      button.type = "button";
      button.append(tile, sample.title);
      button.setAttribute("aria-pressed", "false");
      button.onclick = () => this.take(file, sample.title, sample.shows, button);
      part("samples").append(button);
      drawFile(file, tile).catch(() => button.remove());
      if (i === 0) this.take(file, sample.title, sample.shows, button);
    });
  }

  // A picture from a file. One that cannot be read leaves the one in hand.
  async take(file, title, shows = "", button = null) {
    const turn = ++this.turn;
    const canvas = document.createElement("canvas");
    try {
      await drawFile(file, canvas);
    } catch (error) {
      if (turn === this.turn) this.say(error.message);
      return;
    }
    if (turn !== this.turn) return;
    this.stopped();
    this.say("");
    for (const each of part("samples").children) each.setAttribute("aria-pressed", String(each === button));
    Object.assign(this.canvas, { width: canvas.width, height: canvas.height });
    this.pen.drawImage(canvas, 0, 0);
    this.title = title;
    this.shows = shows;
    part("shown").classList.remove("mirrored");
    this.look();
  }

  async start(which = { facingMode: { ideal: "user" } }) {
    this.turn++;
    this.wanted = true;
    this.say("");
    part("camera").textContent = "Stop the camera";
    try {
      const settings = await this.camera.start(which);
      if (!settings) return;
      part("shown").classList.toggle("mirrored", settings.facingMode !== "environment");
      this.device = settings.deviceId;
      this.devices = await Camera.all();
      part("other").hidden = this.devices.length < 2;
      for (const each of part("samples").children) each.setAttribute("aria-pressed", "false");
      this.title = "the camera";
      this.shows = "";
      this.watch();
    } catch (error) {
      this.stopped(error.message);
    }
  }

  // The camera stops, and its last frame stays in hand.
  stopped(words = "") {
    this.camera.stop();
    this.wanted = false;
    part("camera").textContent = "Start the camera";
    part("other").hidden = true;
    if (words) this.say(words);
  }

  // Look at the next frame of the camera, and so on for as long as this stream runs.
  watch() {
    const { stream } = this.camera;
    const video = part("video");
    const next = () => {
      if (!stream || this.camera.stream !== stream) return;
      const { videoWidth: width, videoHeight: height } = video;
      if (width && height) {
        if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
        this.pen.drawImage(video, 0, 0);
        this.look();
      }
      this.watch();
    };
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }

  // What the neuron sees of the picture in hand, and what it makes of it.
  look() {
    const { shape, kinds, bias } = this.neuron;
    const [height, width, channels] = shape;
    const [zoom, across, down] = ["zoom", "across", "down"].map((name) => Number(part(name).value));
    const box = cropBox(this.canvas.height, this.canvas.width, height, width, zoom, [across, down]);
    const { data } = this.pen.getImageData(box.left, box.top, box.width, box.height);
    const pixels = fit(data, box.height, box.width, height, width, channels);
    this.explained = explained(kinds, describe(kinds, pixels, shape), this.weights, bias, shape);
    part("answered").hidden = false;
    part("zoom-words").textContent = `${zoom.toFixed(1)}×`;
    this.showUsed(box);
    paintPixels(part("seen"), { values: pixels, shape });
    this.showSum();
    this.paintMaps(this.moving);
    this.answer();
  }

  showUsed(box) {
    const { width, height } = this.canvas;
    const { style } = part("used");
    style.left = `${(100 * box.left) / width}%`;
    style.top = `${(100 * box.top) / height}%`;
    style.width = `${(100 * box.width) / width}%`;
    style.height = `${(100 * box.height) / height}%`;
    part("size").textContent = `${this.title}, ${width} × ${height} pixels; ${box.width} × ${box.height} are used.`;
    this.canvas.setAttribute("aria-label", `The picture: ${this.title}; what is not used of it is faded`);
    const [rows, columns, channels] = this.neuron.shape;
    const words = `${columns} × ${rows} ${channels === 1 ? "grey " : ""}pixels`;
    part("seen-words").textContent = `${words}.`;
    part("seen").setAttribute("aria-label", `The ${words} that the neuron sees`);
  }

  showSum() {
    const { z, parts } = this.explained;
    const rows = [["the bias", this.neuron.bias], ...parts.map(({ title, sum }) => [title, sum]), ["the score z", z]];
    part("sum").replaceChildren(
      ...rows.map(([title, value]) => {
        const row = document.createElement("tr");
        const head = Object.assign(document.createElement("th"), { textContent: title, scope: "row" });
        row.append(head, Object.assign(document.createElement("td"), { textContent: signed(value, 4) }));
        return row;
      }),
    );
  }

  // A canvas with its words for each map: what the picture in hand adds to the score where, and the weights.
  addMaps() {
    const { kinds, shape } = this.neuron;
    const nothing = new Float64Array(this.weights.length);
    const add = (title, read) => {
      const figure = document.createElement("figure");
      const canvas = Object.assign(document.createElement("canvas"), { className: "pixels map" });
      canvas.setAttribute("role", "img");
      const note = Object.assign(document.createElement("p"), { className: "note" });
      figure.append(Object.assign(document.createElement("figcaption"), { textContent: title }), canvas, note);
      part("views").append(figure);
      return { title, read, canvas, note };
    };
    this.moving = explained(kinds, nothing, this.weights, 0, shape).maps.map(({ kind }, i) =>
      add(`What ${ON_WHAT[kind]}`, () => this.explained.maps[i]),
    );
    this.fixed = weightMaps(kinds, this.weights, shape).map((map) =>
      add(map.kind === "pixels" ? "The weights" : "The weights of the thumbnail", () => map),
    );
    this.paintMaps(this.fixed);
    part("key").hidden = !this.moving.length;
  }

  paintMaps(maps) {
    if (maps === this.moving && !this.explained) return;
    const colours = paletteOf(this.neuron.diverging[this.dark.matches ? 1 : 0]);
    for (const { title, read, canvas, note } of maps) {
      const map = read();
      const { least, greatest } = extremes(map);
      const most = Math.max(-least.value, greatest.value, 1e-300);
      paintMap(canvas, map, 0, colours, 127 / most);
      const where = ({ value, row, column }) => `${signed(value, 4)} (row ${row}, column ${column})`;
      note.textContent = `From ${where(least)} to ${where(greatest)}.`;
      canvas.setAttribute("aria-label", `${title}, by ${map.unit}. ${note.textContent}`);
    }
  }

  answer() {
    if (!this.explained) return;
    const { names } = this.neuron;
    const { threshold } = this;
    const a = sigmoid(this.explained.z);
    const answer = a > threshold ? 1 : 0;
    showThreshold(part("scale"), threshold);
    part("threshold-value").textContent = threshold.toFixed(2);
    part("answer").textContent = names[answer];
    const share = showProbability(part("scale"), a, names);
    part("share").textContent =
      `${share}. The score z is ${signed(this.explained.z)}, and sigmoid(z) = ${squeezed(a)} is` +
      ` ${answer ? "above" : "not above"} the threshold of ${threshold.toFixed(2)}.`;
    const truth = part("truth");
    truth.hidden = !this.shows;
    truth.textContent = `${this.shows === names[answer] ? "Right" : "Wrong"}: the image shows ${this.shows}.`;
    this.aloud(`${names[answer]}. ${share}.`);
  }

  // A picture's answer is said at once; while the camera runs, now and then, where it is another one.
  aloud(words) {
    const now = performance.now();
    if (words === part("aloud").textContent) return;
    if (this.camera.stream && now - this.saidAt < ALOUD_MILLISECONDS) return;
    this.saidAt = now;
    part("aloud").textContent = words;
  }

  say(words) {
    part("words").textContent = words;
    part("words").hidden = !words;
  }
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

new Page(JSON.parse(document.getElementById("neuron").textContent));
