// Takes pictures in bursts while a button is held, shows them, and sends them to the server.
// Messages go one at a time, each after the answer to the last: two at once could arrive in the wrong order. A message
// without an answer is sent again; the server recognises it by its number.

import { Camera } from "../../../logreg_core/export/page/camera.js";
import { rove } from "../../shared/roving.js";

const EVERY = 200; // milliseconds between two pictures of a burst
const MAX_BURST = 40; // pictures in one burst
const BATCH = 10; // pictures in one message
const PATIENCE = 6000; // milliseconds until a message is sent again
const SMALLEST = 128; // pixels on a side of a picture, if the camera has as many

const WAY_ON = "You can go on without a camera: choose “Draw” or “Digits” above, or bring a file on the page Explore.";
export default function (component) {
  const { parentElement } = component;
  parentElement.collector ??= new Collector(parentElement);
  parentElement.collector.hear(component);
  return () => {
    parentElement.collector?.close();
    parentElement.collector = undefined;
  };
}

function make(kind, className, text = "") {
  const element = document.createElement(kind);
  element.className = className;
  element.textContent = text;
  if (kind === "button") element.type = "button";
  return element;
}

class Collector {
  constructor(parent) {
    this.queue = []; // messages that the server has not answered
    this.arriving = []; // pictures in these messages
    this.removed = new Set(); // numbers of pictures with a pending deletion
    this.tiles = new Map(); // picture's number: its button
    this.build(parent);
  }

  // What is on the page

  build(parent) {
    const studio = make("div", "studio");
    const camera = make("div", "camera");
    this.video = make("video", "video");
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.setAttribute("aria-label", "What the camera sees; only this square is kept");
    this.camera = new Camera(this.video, (words) => {
      this.stop();
      this.say(words);
    });
    this.curtain = make("div", "curtain", "The camera is off.");
    const stage = make("div", "stage");
    stage.append(this.video, this.curtain);
    this.onOff = make("button", "plain", "Start the camera");
    this.onOff.onclick = () => (this.camera.stream ? this.stop() : this.start());
    this.other = make("button", "plain", "Another camera");
    this.other.onclick = () => this.start(true);
    this.other.hidden = true;
    const switches = make("div", "switches");
    switches.append(this.onOff, this.other);
    this.holds = [0, 1].map((label) => this.buildHold(label));
    const holds = make("div", "holds");
    holds.append(this.holds[1], this.holds[0]);
    this.note = make("p", "note");
    this.note.setAttribute("role", "status");
    camera.append(stage, switches, holds, this.note);
    this.shelves = [0, 1].map(() => make("section", "shelf"));
    const shelves = make("div", "shelves");
    shelves.append(this.shelves[1], this.shelves[0]);
    studio.append(camera, shelves);
    parent.append(studio);
  }

  buildHold(label) {
    const button = make("button", "hold");
    button.onpointerdown = (event) => {
      button.setPointerCapture(event.pointerId);
      this.begin(label, event.pointerId);
    };
    button.onpointerup = button.onpointercancel = button.onlostpointercapture = (event) => this.end(event.pointerId);
    button.onkeydown = (event) => {
      if (event.key !== " " && event.key !== "Enter") return;
      event.preventDefault();
      if (!event.repeat) this.begin(label, "key");
    };
    button.onkeyup = (event) => {
      if (event.key === " " || event.key === "Enter") this.end("key");
    };
    button.onblur = () => this.end("key");
    button.oncontextmenu = (event) => event.preventDefault(); // the menu of a long touch
    return button;
  }

  hear({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    if (this.data && this.data.key !== data.key) {
      // everything was deleted, including pending messages
      this.end(this.burst?.by);
      clearTimeout(this.waiting);
      this.waiting = undefined;
      this.queue = [];
      this.arriving = [];
      this.removed.clear();
    }
    this.data = data;
    if (this.waiting && data.answered >= this.sent) {
      clearTimeout(this.waiting);
      this.waiting = undefined;
      const heard = this.queue.shift();
      this.arriving = this.arriving.filter((picture) => picture.message !== heard);
      for (const number of heard.remove ?? []) this.removed.delete(number);
    }
    this.draw();
    this.pump();
  }

  draw() {
    for (const label of [1, 0]) {
      const [name, colour] = [this.data.names[label], this.data.colours[label]];
      const hold = this.holds[label];
      hold.style.setProperty("--class", colour);
      hold.setAttribute("aria-disabled", String(!this.camera.stream));
      hold.textContent = this.burst?.label === label ? `${this.burst.taken} taken` : `Hold: ${name}`;
      this.drawShelf(label, name, colour);
    }
    for (const number of this.tiles.keys()) {
      if (!this.data.pictures.some((picture) => picture.number === number)) this.tiles.delete(number);
    }
    this.onOff.textContent = this.camera.stream ? "Stop the camera" : "Start the camera";
    this.onOff.classList.toggle("primary", !this.camera.stream);
    this.curtain.hidden = Boolean(this.camera.stream);
  }

  drawShelf(label, name, colour) {
    const shelf = this.shelves[label];
    const focused = shelf.getRootNode().activeElement;
    const held = shelf.contains(focused);
    const scrolled = shelf.querySelector(".bursts")?.scrollTop ?? 0;
    const bursts = new Map();
    for (const picture of this.data.pictures) {
      if (picture.label !== label || this.removed.has(picture.number)) continue;
      if (!bursts.has(picture.burst)) bursts.set(picture.burst, []);
      bursts.get(picture.burst).push(picture);
    }
    const arriving = this.arriving.filter((picture) => picture.label === label);
    const count = [...bursts.values()].reduce((sum, pictures) => sum + pictures.length, 0) + arriving.length;
    const title = make("h2", "title", name);
    title.style.setProperty("--class", colour);
    title.append(make("span", "count", count === 1 ? "1 picture" : `${count} pictures`));
    const rows = make("div", "bursts");
    let order = 0;
    for (const pictures of bursts.values()) {
      order += 1;
      rows.append(this.drawBurst(pictures, order, name));
    }
    if (arriving.length) {
      const row = make("div", "thumbnails arriving");
      row.append(...arriving.map((picture) => picture.canvas));
      rows.append(row);
    }
    if (!count) rows.append(make("p", "empty", "None yet."));
    shelf.replaceChildren(title, rows);
    rows.scrollTop = arriving.length ? rows.scrollHeight : scrolled;
    if (focused && shelf.contains(focused)) focused.focus();
    else if (held) this.holds[label].focus(); // the focused tile was deleted
  }

  drawBurst(pictures, order, name) {
    const burst = make("div", "burst");
    const head = make("div", "head", `Burst ${order}, ${pictures.length}`);
    const all = make("button", "remove-all", "Delete burst");
    all.setAttribute("aria-label", `Delete burst ${order} of ${name}, ${pictures.length} pictures`);
    all.onclick = () => this.remove(pictures.map((picture) => picture.number));
    head.append(all);
    const row = make("div", "thumbnails");
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", `Burst ${order} of ${name}`);
    const tiles = pictures.map((picture, position) =>
      this.tile(picture, `Delete picture ${position + 1} of burst ${order}, ${name}`),
    );
    const stop = tiles.findIndex((tile) => tile.tabIndex === 0);
    rove(row, tiles, Math.max(0, stop));
    row.append(...tiles);
    burst.append(head, row);
    return burst;
  }

  tile(picture, words) {
    let tile = this.tiles.get(picture.number);
    if (!tile) {
      tile = make("button", "tile");
      const image = make("img", "");
      image.src = picture.source;
      tile.append(image, make("span", "cross", "×"));
      tile.onclick = () => {
        const next = tile.nextElementSibling ?? tile.previousElementSibling;
        next?.focus();
        this.remove([picture.number]);
      };
      this.tiles.set(picture.number, tile);
    }
    tile.firstChild.alt = words.replace("Delete picture", "Picture");
    tile.setAttribute("aria-label", words);
    tile.title = words;
    return tile;
  }

  say(words) {
    if (this.note.textContent !== words) this.note.textContent = words;
  }

  // The camera

  async start(another = false) {
    this.end(this.burst?.by);
    this.say("Your browser asks whether this page may use the camera.");
    try {
      const settings = await this.camera.start(another ? await this.next() : { facingMode: "user" });
      if (!settings) return; // the visitor left the page meanwhile
      this.deviceId = settings.deviceId;
      this.video.classList.toggle("mirror", settings.facingMode !== "environment");
      this.other.hidden = (await Camera.all()).length < 2;
      const keyboard = window.matchMedia("(hover: hover)").matches
        ? ", or the space bar while a button has the focus"
        : "";
      this.say(`Hold a button${keyboard}. Press a small picture to delete it.`);
    } catch (error) {
      this.other.hidden = true;
      this.say(`${error.message} ${WAY_ON}`);
    }
    this.draw();
  }

  // The next camera.
  async next() {
    const cameras = await Camera.all();
    const now = cameras.findIndex((device) => device.deviceId === this.deviceId);
    return { deviceId: { exact: cameras[(now + 1) % cameras.length].deviceId } };
  }

  stop() {
    this.end(this.burst?.by);
    this.camera.stop();
    this.other.hidden = true;
    this.say("");
    if (this.data) this.draw();
  }

  close() {
    this.closed = true;
    clearTimeout(this.waiting);
    this.stop();
    clearTimeout(this.waiting);
    this.queue = [];
  }

  // A burst

  begin(label, by) {
    if (this.burst) return;
    if (!this.camera.stream) {
      this.say("Start the camera first.");
      return;
    }
    this.burst = { label, by, taken: 0, unsent: [], sent: 0 };
    this.burst.timer = setInterval(() => this.take(), EVERY);
    this.take();
  }

  take() {
    const { burst } = this;
    const pictures = this.arriving.length;
    if (this.data.room - pictures <= 0) {
      this.end(burst.by);
      this.say("Your collection is full. Delete pictures, or make the dataset with these.");
      return;
    }
    if (burst.taken >= MAX_BURST) {
      this.end(burst.by);
      this.say(`A burst ends after ${MAX_BURST} pictures. Change something, and hold again.`);
      return;
    }
    if (!this.video.videoWidth) return;
    const picture = { label: burst.label, canvas: this.grab() };
    burst.taken += 1;
    burst.unsent.push(picture);
    this.arriving.push(picture);
    if (burst.unsent.length >= BATCH) this.hand(burst);
    this.draw();
  }

  end(by) {
    const { burst } = this;
    if (!burst || burst.by !== by) return;
    clearInterval(burst.timer);
    this.burst = undefined;
    this.hand(burst);
    if (this.data) this.draw();
  }

  // The centre square of the camera's frame as a canvas: blocks of whole pixels are averaged, so that its side is from
  // SMALLEST to less than twice that. The server scales the rest, as for any photo.
  grab() {
    const { videoWidth, videoHeight } = this.video;
    const shorter = Math.min(videoWidth, videoHeight);
    const block = Math.max(1, Math.floor(shorter / SMALLEST));
    const side = Math.floor(shorter / block);
    const used = side * block;
    const whole = make("canvas", "");
    whole.width = whole.height = used;
    const large = whole.getContext("2d", { willReadFrequently: true });
    large.drawImage(
      this.video,
      Math.floor((videoWidth - used) / 2),
      Math.floor((videoHeight - used) / 2),
      used,
      used,
      0,
      0,
      used,
      used,
    );
    const pixels = large.getImageData(0, 0, used, used).data;
    const averaged = new ImageData(side, side);
    const area = block * block;
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        let [red, green, blue] = [0, 0, 0];
        for (let y = row * block; y < (row + 1) * block; y += 1) {
          let at = 4 * (y * used + column * block);
          for (let x = 0; x < block; x += 1, at += 4) {
            red += pixels[at];
            green += pixels[at + 1];
            blue += pixels[at + 2];
          }
        }
        const to = 4 * (row * side + column);
        averaged.data[to] = Math.round(red / area);
        averaged.data[to + 1] = Math.round(green / area);
        averaged.data[to + 2] = Math.round(blue / area);
        averaged.data[to + 3] = 255;
      }
    }
    const canvas = make("canvas", "");
    canvas.width = canvas.height = side;
    canvas.getContext("2d").putImageData(averaged, 0, 0);
    return canvas;
  }

  // Messages

  hand(burst) {
    if (!burst.unsent.length) return;
    const pictures = burst.unsent;
    const message = { label: burst.label, continues: burst.sent > 0, pictures };
    for (const picture of pictures) picture.message = message;
    burst.unsent = [];
    burst.sent += pictures.length;
    this.queue.push(message);
    this.pump();
  }

  remove(numbers) {
    for (const number of numbers) this.removed.add(number);
    this.queue.push({ remove: numbers });
    this.draw();
    this.pump();
  }

  async pump() {
    if (this.waiting || this.closed || !this.queue.length) return;
    const { key, answered } = this.data;
    const [message] = this.queue;
    this.sent = answered + 1;
    this.waiting = setTimeout(() => {
      this.waiting = undefined;
      this.pump();
    }, PATIENCE);
    const content = message.remove
      ? { remove: message.remove }
      : {
          label: message.label,
          continues: message.continues,
          pictures: await Promise.all(message.pictures.map(({ canvas }) => asText(canvas))),
        };
    if (!this.closed && this.data.key === key) this.send("message", { key, number: this.sent, ...content });
  }
}

// The picture as a PNG file, in base64.
function asText(canvas) {
  return new Promise((resolve) => {
    canvas.toBlob((blob) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",")[1]);
      reader.readAsDataURL(blob);
    }, "image/png");
  });
}
