// The live camera: the neuron answers on every frame, and no frame leaves the device.

import { Camera } from "../../../logreg_core/export/page/camera.js";
import { cropBox, fit, score, sigmoid } from "../../../logreg_core/export/page/neuron.js";
import { describe } from "../../../logreg_core/export/page/numbers.js";
import { showProbability, showThreshold } from "../../../logreg_core/export/page/scale.js";
import { aloud } from "../../shared/region.js";

const BETWEEN_WORDS = 5000; // milliseconds between two answers that are read aloud
const WAY_ON = "Or choose Upload, Samples or Test images above.";

class LiveCamera {
  constructor(parent) {
    this.part = (name) => parent.querySelector(`[data-part="${name}"]`);
    this.video = this.part("video");
    this.frame = this.part("frame");
    this.pen = this.frame.getContext("2d", { alpha: false, willReadFrequently: true });
    this.facing = "user";
    this.camera = new Camera(this.video, (words) => {
      this.stop();
      this.say(`${words} ${WAY_ON}`);
    });
    this.part("start").onclick = () => (this.camera.stream ? this.stop() : this.start());
    this.part("take").onclick = () => this.take();
    for (const facing of ["user", "environment"]) {
      this.part(facing).onclick = () => {
        this.facing = facing;
        this.showChoices();
        if (this.camera.stream) this.start();
      };
    }
    this.showChoices();
  }

  // New data from Python: other weights, another threshold, another zoom. The camera goes on.
  // bytes: a line of JSON about the model, and after it the weights, 8 bytes each.
  use(bytes, send) {
    const end = bytes.indexOf("\n".charCodeAt(0));
    const data = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    this.send = send;
    this.model = data;
    this.weights = new Float64Array(bytes.slice(end + 1).buffer);
    const [height, width] = data.shape;
    const seen = this.part("seen");
    if (seen.width !== width || seen.height !== height) Object.assign(seen, { width, height });
    this.part("size").textContent = `${width} × ${height} ${data.shape[2] === 1 ? "grey " : ""}pixels`;
    const root = this.part("root");
    root.style.setProperty("--class-0", data.colours[0]);
    root.style.setProperty("--class-1", data.colours[1]);
    showThreshold(this.part("scale"), data.threshold);
    if (this.camera.stream) this.look();
  }

  async start() {
    this.stop();
    this.say("");
    this.part("off").textContent = "Waiting for the camera. Your browser may ask whether it is allowed.";
    try {
      const settings = await this.camera.start({ facingMode: { ideal: this.facing } });
      if (!settings) return; // the visitor left or chose again meanwhile
      const facing = settings.facingMode ?? "user";
      this.part("root").classList.toggle("mirrored", facing !== "environment");
      if (this.facing === "environment" && facing !== "environment") {
        this.say("This device does not name a rear camera, so this is the one that it has.");
      }
      this.part("root").classList.add("on");
      this.part("start").textContent = "Stop the camera";
      this.since = performance.now();
      this.frames = this.busy = 0;
      this.wait();
    } catch (error) {
      this.stop();
      this.say(`${error.message} ${WAY_ON}`);
    }
  }

  stop() {
    this.camera.stop();
    this.part("root").classList.remove("on");
    this.part("start").textContent = "Start the camera";
    this.part("off").textContent = "The camera is off.";
    this.part("pace").textContent = "";
  }

  // Process each frame of the camera as long as this stream runs.
  wait() {
    const { stream } = this.camera;
    const next = () => {
      if (this.camera.stream !== stream || !stream) return;
      if (!this.frame.isConnected) {
        this.stop(); // the visitor left the page
        return;
      }
      const start = performance.now();
      const { videoWidth, videoHeight } = this.video;
      if (videoWidth && videoHeight) {
        if (this.frame.width !== videoWidth) this.frame.width = videoWidth;
        if (this.frame.height !== videoHeight) this.frame.height = videoHeight;
        this.pen.drawImage(this.video, 0, 0);
        this.look();
        this.count(performance.now() - start);
      }
      this.wait();
    };
    if (this.video.requestVideoFrameCallback) this.video.requestVideoFrameCallback(next);
    else requestAnimationFrame(next);
  }

  // The neuron's answer for the visible frame. It reads the camera's original frame, not the mirror image.
  look() {
    const { shape, kinds, bias, zoom } = this.model;
    const [height, width, channels] = shape;
    const box = cropBox(this.frame.height, this.frame.width, height, width, zoom);
    const { data } = this.pen.getImageData(box.left, box.top, box.width, box.height);
    const pixels = fit(data, box.height, box.width, height, width, channels);
    this.probability = sigmoid(score(describe(kinds, pixels, shape), this.weights, bias));
    this.showUsed(box);
    this.showSeen(pixels);
    this.showAnswer();
  }

  showUsed(box) {
    const { style } = this.part("used");
    const { width, height } = this.frame;
    style.left = `${(100 * box.left) / width}%`;
    style.top = `${(100 * box.top) / height}%`;
    style.width = `${(100 * box.width) / width}%`;
    style.height = `${(100 * box.height) / height}%`;
  }

  showSeen(pixels) {
    const [height, width, channels] = this.model.shape;
    const image = new ImageData(width, height);
    for (let i = 0; i < width * height; i++) {
      for (let colour = 0; colour < 3; colour++) {
        image.data[4 * i + colour] = pixels[channels * i + (channels === 1 ? 0 : colour)];
      }
      image.data[4 * i + 3] = 255;
    }
    this.part("seen").getContext("2d").putImageData(image, 0, 0);
  }

  showAnswer() {
    const { names, threshold } = this.model;
    const share = showProbability(this.part("scale"), this.probability, names);
    this.part("share").textContent = share;
    this.tell(names[this.probability > threshold ? 1 : 0], share);
  }

  /** Show the answer on each frame; announce it if it changes, but not too often. */
  tell(answer, share) {
    this.part("answer").textContent = answer;
    const now = performance.now();
    if (answer === this.heard || now < (this.heardAt ?? Number.NEGATIVE_INFINITY) + BETWEEN_WORDS) return;
    [this.heard, this.heardAt] = [answer, now];
    aloud(`${answer}, ${share}`, "answer");
  }

  // Frames per second and time per frame, updated once a second.
  count(milliseconds) {
    this.frames++;
    this.busy += milliseconds;
    const seconds = (performance.now() - this.since) / 1000;
    if (seconds < 1) return;
    this.part("pace").textContent =
      `${Math.round(this.frames / seconds)} frames per second, ${(this.busy / this.frames).toFixed(1)} ms of work` +
      " for each. None of them leaves your device but those that you take.";
    this.since = performance.now();
    this.frames = this.busy = 0;
  }

  // Send the visible frame to Python, without loss. It is copied first, because the next frame comes meanwhile.
  take() {
    if (!this.camera.stream || !this.frame.width) return;
    const still = Object.assign(document.createElement("canvas"), {
      width: this.frame.width,
      height: this.frame.height,
    });
    still.getContext("2d", { alpha: false }).drawImage(this.frame, 0, 0);
    const taken = this.part("taken");
    taken.dataset.probability = this.probability;
    taken.textContent = `Taken: ${this.part("share").textContent}. You find it below.`;
    const base64 = still.toDataURL("image/png").split(",")[1];
    this.send("taken", base64);
  }

  showChoices() {
    for (const facing of ["user", "environment"]) {
      this.part(facing).setAttribute("aria-pressed", String(this.facing === facing));
    }
  }

  say(words) {
    this.part("words").textContent = words;
    this.part("words").hidden = !words;
  }
}

// Streamlit calls this when the page shows the camera, and again with new data; it calls the returned function when the
// visitor leaves.
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.liveCamera ??= new LiveCamera(parentElement);
  const camera = parentElement.liveCamera;
  camera.use(data, setTriggerValue);
  return () => {
    camera.stop();
    delete parentElement.liveCamera;
  };
}
