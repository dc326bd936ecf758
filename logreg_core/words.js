// Numbers as words, as `logreg_core/words.py` and `pages/shared/words.py` say them.

/** `1,584`. */
export function grouped(number) {
  return Math.round(number).toLocaleString("en-US");
}

/** `1 iteration`, `2,000 iterations`. */
export function counted(number, noun) {
  return `${grouped(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** `96 %`, `99.4 %`; `100 %` is said only of all, and `0 %` of nothing. */
export function percent(share) {
  if (!Number.isFinite(share)) return "none";
  const rounded = Math.round(share * 1e9) / 1e9;
  if (rounded === 0 || rounded === 1) return `${100 * rounded} %`;
  if (rounded < 0.0005) return "under 0.1 %";
  if (rounded > 0.9995) return "over 99.9 %";
  return `${(100 * rounded).toFixed(1).replace(".0", "")} %`;
}

/** `0.1659`, `2.1e-05`, `3,701`. */
export function costWords(number) {
  if (!Number.isFinite(number)) return "not finite";
  if (number > 0 && number < 0.001) return shortened(number);
  if (number < 100) return number.toFixed(4);
  return number < 1e9 ? grouped(number) : number.toExponential(2).replace("e+", "e");
}

/** `+3.22`, `−0.43`. */
export function signed(number, digits = 2) {
  if (!Number.isFinite(number)) return "not finite";
  const size = Math.abs(number);
  const words = size >= 1e6 ? size.toExponential(1).replace("e+", "e") : size.toFixed(digits);
  return (number < 0 && Number(words) !== 0 ? "−" : "+") + words;
}

/** A positive number with two digits that count: `6.3e-04`, `0.012`, `3.4`, `120`. */
export function twoDigits(number) {
  if (!Number.isFinite(number)) return "not finite";
  if (number < 0.001) return shortened(number);
  return number < 100 ? number.toPrecision(2) : grouped(number);
}

/** What the sigmoid gives, which is never 0 or 1: `0.9618`, `0.999998`, `1 − 3e-08`, `3e-08`. */
export function squeezed(a) {
  const rest = Math.min(a, 1 - a);
  if (rest === 0) return `nearly ${a.toFixed(0)}`;
  if (rest < 1e-6) return (a > 0.5 ? "1 − " : "") + shortened(rest, 0);
  const digits = [4, 5, 6, 7].find((each) => Number(rest.toFixed(each)));
  return a.toFixed(digits);
}

/** Text so that Plotly shows it letter by letter. */
export function plain(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/%\{/g, "%\u200b{");
}

/** A probability: never 0 or 100 %, which the sigmoid only comes near to. */
export function chanceWords(probability) {
  return Number.isFinite(probability) ? shareWords(Math.min(Math.max(probability, 1e-6), 1 - 1e-6)) : "none";
}

/** As `percent`, always with one digit after the point where there is one at all: it moves without jumping in width. */
export function shareWords(share) {
  const words = percent(share);
  return /^\d+ %$/.test(words) && share > 0 && share < 1 ? words.replace(" %", ".0 %") : words;
}

function shortened(number, digits = 1) {
  return number.toExponential(digits).replace(/e-(\d)$/, "e-0$1");
}
