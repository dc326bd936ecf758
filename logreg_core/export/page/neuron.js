// The neuron in the browser, in two parts: from a frame to the model's pixels (the same numbers as `photo.fit` in Python),
// and from pixels to the answer: `sigmoid(w.x + b)`.

// 1. From a frame to the model's pixels

// Returns the largest part of a picture with the target's proportions, `zoom` times smaller: `photo.crop_box`. position:
// across and down, as shares of the free space.
export function cropBox(height, width, targetHeight, targetWidth, zoom, [across, down] = [0.5, 0.5]) {
  const proportional = (other, target, targetOther) =>
    Math.max(1, Math.floor((2 * other * target + targetOther) / (2 * targetOther)));
  let boxHeight = Math.min(height, proportional(width, targetHeight, targetWidth));
  let boxWidth = Math.min(width, proportional(height, targetWidth, targetHeight));
  boxHeight = Math.max(1, roundAsPython(boxHeight / zoom));
  boxWidth = Math.max(1, roundAsPython(boxWidth / zoom));
  return {
    left: Math.floor((width - boxWidth) * across),
    top: Math.floor((height - boxHeight) * down),
    width: boxWidth,
    height: boxHeight,
  };
}

// Rounds as Python does: a half to the even neighbour.
function roundAsPython(number) {
  const below = Math.floor(number);
  const half = number - below === 0.5;
  return half ? below + (below % 2) : Math.round(number);
}

// Returns the browser's pixels (red, green, blue, alpha) in the target's size: uint8, row by row, within a pixel channel
// by channel. One channel is grey: Pillow's "L", in whole numbers.
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
  return resized(pixels, height, width, targetHeight, targetWidth, channels);
}

// Resizes pixels, along the rows first and then down the columns.
export function resized(pixels, height, width, targetHeight, targetWidth, channels) {
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

// z = w.x + b, where x are the numbers of the representation: for a neuron on pixels, the pixels divided by 255.
export function score(numbers, weights, bias) {
  let z = 0;
  for (let i = 0; i < numbers.length; i++) z += weights[i] * numbers[i];
  return z + bias;
}

export function sigmoid(z) {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}
