// The neuron in the browser: it looks at every frame of the camera, and no frame leaves the device.
//
// Three parts: how a frame becomes the model's pixels (what `photo.fit` does in Python, number for number), what the
// neuron makes of them (`sigmoid(w.x + b)`), and the view around it.

// 1. From a frame to the model's pixels

// The largest centred part of a picture that has the target's proportions, `zoom` times smaller: `photo.crop_box`.
export function cropBox(height, width, targetHeight, targetWidth, zoom) {
  const proportional = (other, target, targetOther) =>
    Math.max(1, Math.floor((2 * other * target + targetOther) / (2 * targetOther)));
  let boxHeight = Math.min(height, proportional(width, targetHeight, targetWidth));
  let boxWidth = Math.min(width, proportional(height, targetWidth, targetHeight));
  boxHeight = Math.max(1, roundAsPython(boxHeight / zoom));
  boxWidth = Math.max(1, roundAsPython(boxWidth / zoom));
  return {
    left: Math.floor((width - boxWidth) / 2),
    top: Math.floor((height - boxHeight) / 2),
    width: boxWidth,
    height: boxHeight,
  };
}

// Python rounds a half to the even neighbour.
function roundAsPython(number) {
  const below = Math.floor(number);
  const half = number - below === 0.5;
  return half ? below + (below % 2) : Math.round(number);
}

// Pixels as the browser gives them (red, green, blue, alpha) in the target's size: uint8, row by row, within a pixel
// channel by channel. One channel is grey: Pillow's "L", in whole numbers.
export function fit(rgba, height, width, targetHeight, targetWidth, channels) {
  const pixels = new Uint8Array(height * width * channels);
  for (let i = 0, k = 0; i < rgba.length; i += 4) {
    if (channels === 1) {
      pixels[k++] = (19595 * rgba[i] + 38470 * rgba[i + 1] + 7471 * rgba[i + 2] + 32768) >> 16;
    } else {
      pixels[k++] = rgba[i];
      pixels[k++] = rgba[i + 1];
      pixels[k++] = rgba[i + 2];
    }
  }
  const narrow = average(pixels, width, targetWidth, height, channels, false);
  return average(narrow, height, targetHeight, targetWidth, channels, true);
}

// Pillow's BOX filter in one direction, along the rows or down the columns, from `size` to `target` pixels in each of so
// many lines. A new pixel is the mean of those whose centre it covers, in whole numbers with 22 binary places.
function average(pixels, size, target, lines, channels, down) {
  const result = new Uint8Array(lines * target * channels);
  const step = down ? lines * channels : channels; // from a pixel to the next one in the direction
  const fromLine = down ? channels : size * channels; // from a line to the next one, in the old picture
  const toLine = down ? channels : target * channels; // and in the new one
  windowsOf(size, target).forEach(({ first, last, share }, place) => {
    for (let line = 0; line < lines; line++) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = first, at = line * fromLine + first * step + channel; i < last; i++, at += step) sum += pixels[at];
        result[line * toLine + place * step + channel] = (share * sum + 2 ** 21) >> 22;
      }
    }
  });
  return result;
}

const knownWindows = new Map();

// For each new pixel: the first old pixel that it covers, the first one after, and the share of each, times 2^22.
function windowsOf(size, target) {
  const name = `${size} ${target}`;
  if (!knownWindows.has(name)) {
    const scale = size / target;
    const reach = Math.max(scale, 1);
    const windows = Array.from({ length: target }, (_, place) => {
      const centre = (place + 0.5) * scale;
      let first = Math.max(0, Math.trunc(centre - reach / 2 + 0.5));
      let last = Math.min(size, Math.trunc(centre + reach / 2 + 0.5));
      const covered = (i) => {
        const distance = (i - centre + 0.5) * (1 / reach);
        return -0.5 < distance && distance <= 0.5;
      };
      while (first < last && !covered(first)) first++;
      while (first < last && !covered(last - 1)) last--;
      return { first, last, share: Math.trunc(0.5 + (1 / (last - first)) * 2 ** 22) };
    });
    if (knownWindows.size > 50) knownWindows.clear();
    knownWindows.set(name, windows);
  }
  return knownWindows.get(name);
}

// 2. The neuron

// z = w.x + b, where x are the pixels divided by 255.
export function score(pixels, weights, bias) {
  let z = 0;
  for (let i = 0; i < pixels.length; i++) z += weights[i] * (pixels[i] / 255);
  return z + bias;
}

export function sigmoid(z) {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

// 3. The view

const WAY_ON = "Or choose Upload, Samples or Test images above.";
const REFUSALS = {
  insecure:
    "Browsers lend the camera only to pages that they reached over https, or from the same computer (localhost)." +
    ` Ask whoever runs this app for an https address. ${WAY_ON}`,
  NotAllowedError:
    "The browser may not use the camera here. Allow it (the sign beside the page's address, or the settings of the" +
    ` device), then press Start again. ${WAY_ON}`,
  NotFoundError: `This device has no camera that the browser can find. Plug one in and press Start again. ${WAY_ON}`,
  NotReadableError:
    `The camera is there, but busy: another program or tab holds it. Close that one and press Start again. ${WAY_ON}`,
  ended: `The camera stopped sending pictures: it was unplugged or taken away. Press Start to try again. ${WAY_ON}`,
};
REFUSALS.SecurityError = REFUSALS.NotAllowedError;
REFUSALS.OverconstrainedError = REFUSALS.NotFoundError;
REFUSALS.AbortError = REFUSALS.NotReadableError;

class LiveCamera {
  constructor(parent) {
    this.part = (name) => parent.querySelector(`[data-part="${name}"]`);
    this.video = this.part("video");
    this.frame = this.part("frame");
    this.pen = this.frame.getContext("2d", { alpha: false, willReadFrequently: true });
    this.facing = "user";
    this.attempt = 0;
    this.part("start").onclick = () => (this.stream ? this.stop() : this.start());
    this.part("take").onclick = () => this.take();
    for (const facing of ["user", "environment"]) {
      this.part(facing).onclick = () => {
        this.facing = facing;
        this.showChoices();
        if (this.stream) this.start();
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
    root.style.setProperty("--threshold", `${100 * data.threshold}%`);
    this.part("threshold").textContent = `threshold ${Math.round(100 * data.threshold)} %`;
    if (this.stream) this.look();
  }

  async start() {
    this.stop();
    const attempt = ++this.attempt;
    this.say("");
    if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia) {
      this.say(REFUSALS.insecure);
      return;
    }
    this.part("off").textContent = "Waiting for the camera. Your browser may ask whether it is allowed.";
    const wanted = { facingMode: { ideal: this.facing }, width: { ideal: 640 }, height: { ideal: 480 } };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      if (attempt !== this.attempt) {
        stream.getTracks().forEach((track) => track.stop()); // the visitor has left or chosen anew meanwhile
        return;
      }
      this.stream = stream;
      const [track] = stream.getVideoTracks();
      track.onended = () => {
        this.stop();
        this.say(REFUSALS.ended);
      };
      const facing = track.getSettings().facingMode ?? "user";
      this.part("root").classList.toggle("mirrored", facing !== "environment");
      if (this.facing === "environment" && facing !== "environment") {
        this.say("This device does not name a rear camera, so this is the one that it has.");
      }
      this.video.srcObject = stream;
      await this.video.play();
      this.part("root").classList.add("on");
      this.part("start").textContent = "Stop the camera";
      this.since = performance.now();
      this.frames = this.busy = 0;
      this.wait();
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.stop();
      this.say(REFUSALS[error.name] ?? `The camera did not start (${error.name}). ${WAY_ON}`);
    }
  }

  stop() {
    this.attempt++;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.video.srcObject = null;
    this.part("root").classList.remove("on");
    this.part("start").textContent = "Start the camera";
    this.part("off").textContent = "The camera is off.";
    this.part("pace").textContent = "";
  }

  // Wait for the next frame of the camera, look at it, and so on for as long as this stream runs.
  wait() {
    const stream = this.stream;
    const next = () => {
      if (this.stream !== stream || !stream) return;
      if (!this.frame.isConnected) {
        this.stop(); // the page was left
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

  // What the neuron says about the frame that is shown. It reads the frame as the camera took it, not its mirror image.
  look() {
    const { shape, bias, zoom } = this.model;
    const [height, width, channels] = shape;
    const box = cropBox(this.frame.height, this.frame.width, height, width, zoom);
    const { data } = this.pen.getImageData(box.left, box.top, box.width, box.height);
    const pixels = fit(data, box.height, box.width, height, width, channels);
    this.probability = sigmoid(score(pixels, this.weights, bias));
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
    const a = this.probability;
    const percent = `${(100 * a).toFixed(1)} %`;
    const bar = this.part("bar");
    bar.style.setProperty("--probability", `${100 * a}%`);
    bar.setAttribute("aria-valuenow", a);
    bar.setAttribute("aria-valuetext", `${names[1]} ${percent}`);
    this.part("answer").textContent = names[a > threshold ? 1 : 0];
    this.part("share").textContent = `${names[1]} ${percent}, ${names[0]} ${(100 * (1 - a)).toFixed(1)} %`;
  }

  // How many frames a second, and how long each one takes: said once a second.
  count(milliseconds) {
    this.frames++;
    this.busy += milliseconds;
    const seconds = (performance.now() - this.since) / 1000;
    if (seconds < 1) return;
    this.part("pace").textContent =
      `${Math.round(this.frames / seconds)} frames per second, ${(this.busy / this.frames).toFixed(1)} ms of work` +
      " for each. None of them leaves your device.";
    this.since = performance.now();
    this.frames = this.busy = 0;
  }

  // Hand the frame that is shown to Python, without loss. It is copied first, because the next frame comes meanwhile.
  take() {
    if (!this.stream || !this.frame.width) return;
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

// Streamlit calls this when the page shows the camera, and again with new data; what it returns when the page is left.
export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.liveCamera ??= new LiveCamera(parentElement);
  const camera = parentElement.liveCamera;
  camera.use(data, setTriggerValue);
  return () => {
    if (parentElement.isConnected) return; // not left: newer data came before these had been used
    camera.stop();
    delete parentElement.liveCamera;
  };
}
