// A map of signed numbers in words, as `pages/figures/descriptions.py` says them of charts.

import { twoDigits } from "../../logreg_core/words.js";

const UP_DOWN = ["upper", "middle", "lower"];
const LEFT_RIGHT = ["left", "centre", "right"];
const LEVELS = 127; // of a map's numbers, on each side of zero

/** The `frame`-th of many maps: from where to where its numbers go, and where each class has the most of them. */
export function mapInWords({ values, height, width, scale }, frame, names) {
  const numbers = values.subarray(frame * height * width, (frame + 1) * height * width);
  let [least, greatest] = [0, 0];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > greatest) greatest = number;
  }
  if (!least && !greatest) return "all 0";
  const ends = `from ${numberOf(least, scale)} to ${numberOf(greatest, scale)}`;
  return [ends, ...mostInWords(numbers, height, width, names)].join(", ");
}

/** Where on a map, row by row, most of what pushes towards each class is; nothing of a class that has none. */
export function mostInWords(numbers, height, width, names) {
  if (height < 3 || width < 3) return [];
  const sums = [new Array(9).fill(0), new Array(9).fill(0)]; // of what is below zero, and above, in each ninth
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (!number) continue;
    const row = Math.floor((3 * Math.floor(i / width)) / height);
    const column = Math.floor((3 * (i % width)) / width);
    sums[number > 0 ? 1 : 0][3 * row + column] += Math.abs(number);
  }
  const some = [1, 0].filter((label) => sums[label].some(Boolean));
  return some.map((label) => `most towards ${names[label]} in the ${ninth(sums[label])}`);
}

function ninth(sums) {
  const found = sums.indexOf(Math.max(...sums));
  return found === 4 ? "middle" : `${UP_DOWN[Math.floor(found / 3)]} ${LEFT_RIGHT[found % 3]}`;
}

function numberOf(value, scale) {
  if (!value) return "0";
  return `${value < 0 ? "−" : "+"}${twoDigits((Math.abs(value) * scale) / LEVELS)}`;
}
