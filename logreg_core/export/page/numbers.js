// The numbers of each representation of a picture, as in `logreg_core/representation`. Pixels are whole numbers from 0 to
// 255, row by row, within a pixel channel by channel; shape is [height, width, channels].

import { resized } from "./neuron.js";

const THUMBNAIL_SIDE = 16; // pixels, at most
const COLOUR_LEVELS = 4; // of each of red, green and blue
const GREY_LEVELS = 16;
const CELL = 4; // pixels, at least
const CELLS = 8; // about so many along each side
const DIRECTIONS = 9; // of an edge, over half a turn
const HIGHEST = 0.2; // of a number of edges, before a block is brought to length 1 a second time
const EPSILON = 1e-5; // so that a block without edges is not divided by 0

/** The representations by name: functions from pixels to numbers. */
export const NUMBERS = {
  pixels: (pixels) => Float64Array.from(pixels, (pixel) => pixel / 255),
  thumbnail: (pixels, shape) => {
    const [height, width, channels] = thumbnailShape(shape);
    return Float64Array.from(resized(pixels, shape[0], shape[1], height, width, channels), (pixel) => pixel / 255);
  },
  colours,
  edges,
};

/** The shape of the thumbnail of a picture of this shape. */
export function thumbnailShape([height, width, channels]) {
  return [Math.min(height, THUMBNAIL_SIDE), Math.min(width, THUMBNAIL_SIDE), channels];
}

/** Returns the rows and columns of cells for the edges of a picture of this shape. */
export function cellGrid(shape) {
  const [rows, columns] = cellSize(shape);
  return [Math.floor(shape[0] / rows), Math.floor(shape[1] / columns)];
}

function cellSize([height, width]) {
  return [Math.max(CELL, Math.floor(height / CELLS)), Math.max(CELL, Math.floor(width / CELLS))];
}

/** Returns the numbers of several representations, concatenated. */
export function describe(kinds, pixels, shape) {
  const parts = kinds.map((kind) => NUMBERS[kind](pixels, shape));
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// The square root of the share of the pixels in each box of colours.
function colours(pixels, [height, width, channels]) {
  const levels = channels === 3 ? COLOUR_LEVELS : GREY_LEVELS;
  const side = 256 / levels;
  const counts = new Float64Array(levels ** channels);
  for (let i = 0; i < pixels.length; i += channels) {
    let box = 0;
    for (let channel = 0; channel < channels; channel++) box = levels * box + Math.floor(pixels[i + channel] / side);
    counts[box]++;
  }
  return counts.map((count) => Math.sqrt(count / (height * width)));
}

// Histograms of oriented gradients (Dalal and Triggs, 2005), as scikit-image counts them: blocks of 2 by 2 cells.
function edges(pixels, shape) {
  const [rows, columns] = cellGrid(shape);
  const cells = cellsOf(pixels, shape, cellSize(shape), rows, columns);
  const size = 4 * DIRECTIONS;
  const numbers = new Float64Array((rows - 1) * (columns - 1) * size);
  let at = 0;
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++, at += size) {
      for (let part = 0; part < 4; part++) {
        const from = ((row + (part >> 1)) * columns + column + (part & 1)) * DIRECTIONS;
        numbers.set(cells.subarray(from, from + DIRECTIONS), at + part * DIRECTIONS);
      }
      const block = numbers.subarray(at, at + size);
      toLengthOne(block);
      for (let i = 0; i < size; i++) block[i] = Math.min(block[i], HIGHEST);
      toLengthOne(block);
    }
  }
  return numbers;
}

function toLengthOne(block) {
  let squares = EPSILON ** 2;
  for (const number of block) squares += number ** 2;
  const length = Math.sqrt(squares);
  for (let i = 0; i < block.length; i++) block[i] /= length;
}

// In each cell the mean strength of the edges of each direction. The sums are in single precision, as scikit-image's are.
function cellsOf(pixels, [height, width, channels], cell, rows, columns) {
  const sums = new Float64Array(rows * columns * DIRECTIONS);
  for (let y = 0; y < rows * cell[0]; y++) {
    for (let x = 0; x < columns * cell[1]; x++) {
      let [down, across, squares] = [0, 0, -1];
      for (let channel = 0; channel < channels; channel++) {
        const at = (y * width + x) * channels + channel;
        const inRows = y > 0 && y < height - 1;
        const inColumns = x > 0 && x < width - 1;
        const newDown = inRows ? pixels[at + width * channels] - pixels[at - width * channels] : 0;
        const newAcross = inColumns ? pixels[at + channels] - pixels[at - channels] : 0;
        const newSquares = newDown ** 2 + newAcross ** 2; // a whole number, so that equal edges are equal
        if (newSquares > squares) [down, across, squares] = [newDown, newAcross, newSquares];
      }
      const turn = Math.atan2(down, across) * (180 / Math.PI); // from -180 to 180
      const angle = turn < 0 ? turn + 180 : turn % 180;
      const direction = Math.min(DIRECTIONS - 1, Math.floor(angle / (180 / DIRECTIONS)));
      const place = Math.floor(y / cell[0]) * columns + Math.floor(x / cell[1]);
      const i = place * DIRECTIONS + direction;
      sums[i] = Math.fround(sums[i] + Math.sqrt(squares));
    }
  }
  return sums.map((sum) => Math.fround(sum / (cell[0] * cell[1])));
}
