// A probability as a bar in the colours of the classes, with the threshold across it; `scale.css` has its style.

import { chanceWords } from "../../words.js";

/** Draws the threshold, from 0 to 1. scale: the element with the class `scale`. */
export function showThreshold(scale, threshold) {
  scale.style.setProperty("--threshold", `${100 * threshold}%`);
  scale.querySelector(".threshold").textContent = `threshold ${Math.round(100 * threshold)} %`;
}

/** Draws the probability of class 1, and returns both probabilities as text. */
export function showProbability(scale, a, names) {
  const words = `${names[1]} ${chanceWords(a)}, ${names[0]} ${chanceWords(1 - a)}`;
  const bar = scale.querySelector(".bar");
  bar.style.setProperty("--probability", `${100 * a}%`);
  bar.setAttribute("aria-valuenow", a);
  bar.setAttribute("aria-valuetext", words);
  return words;
}
