// A file becomes the picture that a person would see: upright, on white, no side longer than 2,048 pixels.

export const MAX_PHOTO_SIDE = 2048; // pixels; a larger picture is averaged down, as `photo_decoder` does
const MAX_BYTES = 25 * 2 ** 20;
const MAX_PIXELS = 50_000_000;
const STRIP_PIXELS = 2 ** 20; // that are averaged at once, so that there is no second large copy

/** Draw the picture in a file into a canvas, which takes its size. Throws an Error whose message is for the reader. */
export async function drawFile(file, canvas) {
  if (file.size > MAX_BYTES) {
    const megabytes = (file.size / 2 ** 20).toFixed(1);
    throw new Error(
      `A picture may have at most ${MAX_BYTES / 2 ** 20} MB. This file has ${megabytes} MB. Save it smaller.`,
    );
  }
  let decoded;
  try {
    decoded = await createImageBitmap(file);
  } catch {
    throw new Error("This browser cannot read this file as a picture. Save the picture as JPEG or PNG.");
  }
  try {
    const { width, height } = decoded;
    if (width * height > MAX_PIXELS) {
      throw new Error(
        `A picture may have at most ${MAX_PIXELS / 1e6} million pixels. This one has ${width} × ${height}. Save it smaller.`,
      );
    }
    draw(decoded, canvas);
  } finally {
    decoded.close();
  }
}

function draw(decoded, canvas) {
  const factor = Math.ceil(Math.max(decoded.width, decoded.height) / MAX_PHOTO_SIDE);
  canvas.width = Math.ceil(decoded.width / factor);
  canvas.height = Math.ceil(decoded.height / factor);
  const pen = penOf(canvas);
  if (factor === 1) {
    onWhite(pen, decoded, 0);
    return;
  }
  const rows = factor * Math.max(1, Math.floor(STRIP_PIXELS / (factor * decoded.width)));
  const strip = Object.assign(document.createElement("canvas"), { width: decoded.width, height: rows });
  for (let top = 0; top < decoded.height; top += rows) {
    const height = Math.min(rows, decoded.height - top);
    const wide = penOf(strip);
    onWhite(wide, decoded, -top);
    const { data } = wide.getImageData(0, 0, decoded.width, height);
    const small = reduced(data, height, decoded.width, factor);
    pen.putImageData(new ImageData(small, canvas.width), 0, top / factor);
  }
}

/** What draws into a canvas whose pixels are read again; it has no transparent ones. */
export function penOf(canvas) {
  return canvas.getContext("2d", { alpha: false, willReadFrequently: true });
}

function onWhite(pen, decoded, top) {
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.drawImage(decoded, 0, top);
}

/** Blocks of `factor` by `factor` pixels (red, green, blue, alpha) averaged: Pillow's `Image.reduce`, number for number. */
export function reduced(rgba, height, width, factor) {
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)];
  const result = new Uint8ClampedArray(4 * rows * columns).fill(255);
  for (let row = 0; row < rows; row++) {
    const bottom = Math.min(height, (row + 1) * factor);
    for (let column = 0; column < columns; column++) {
      const right = Math.min(width, (column + 1) * factor);
      const count = (bottom - row * factor) * (right - column * factor);
      const share = Math.floor(Math.fround(2 ** 24 / count)); // times 2^24
      for (let colour = 0; colour < 3; colour++) {
        let sum = Math.floor(count / 2);
        for (let y = row * factor; y < bottom; y++) {
          for (let x = column * factor; x < right; x++) sum += rgba[4 * (y * width + x) + colour];
        }
        result[4 * (row * columns + column) + colour] = Math.floor((sum * share) / 2 ** 24);
      }
    }
  }
  return result;
}
