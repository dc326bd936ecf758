// Signed numbers and pixels as pictures, which the browser enlarges square by square.

/** The colours of -127 to 127, each as the four bytes of a pixel, from `[place, "#rrggbb"]` pairs between 0 and 1. */
export function paletteOf(stops) {
  const parts = stops.map(([, colour]) =>
    [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16)),
  );
  return Uint32Array.from({ length: 255 }, (_, i) => {
    const place = i / 254;
    const found = stops.findIndex(([at], k) => k > 0 && at >= place);
    const next = found < 0 ? stops.length - 1 : found;
    const within = (place - stops[next - 1][0]) / (stops[next][0] - stops[next - 1][0]);
    const mixed = parts[next].map((part, c) => Math.round(parts[next - 1][c] + within * (part - parts[next - 1][c])));
    return pixel(...mixed);
  });
}

/** Draw the `number`-th of many maps. factor: what its numbers are multiplied with, to lie on the scale of others. */
export function paintMap(canvas, { values, height, width }, number, colours, factor = 1) {
  const start = number * height * width;
  paint(canvas, height, width, (i) => {
    const level = Math.round(values[start + i] * factor);
    return colours[Math.max(-127, Math.min(127, level)) + 127];
  });
}

/** Draw pixels, grey or in colour: bytes, and their shape `[h, w, c]`. */
export function paintPixels(canvas, { values, shape: [height, width, channels] }) {
  const [green, blue] = channels === 3 ? [1, 2] : [0, 0];
  paint(canvas, height, width, (i) =>
    pixel(values[channels * i], values[channels * i + green], values[channels * i + blue]),
  );
}

/** The side of a square in a room, so that its pixels are whole pixels of a screen, if there is room for that. */
export function sideFor(room, pixels, ratio = 1) {
  const whole = Math.floor((room * ratio) / pixels);
  return whole ? (whole * pixels) / ratio : room;
}

function paint(canvas, height, width, colourOf) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colourOf(i);
  context.putImageData(image, 0, 0);
}

function pixel(red, green, blue) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
