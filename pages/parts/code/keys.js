// What Tab, Shift-Tab, Enter and Backspace do in Python's text.
//
// Each is given the text and the two ends of what is selected in it, and returns an edit: what lies between `from` and
// `to` gives way to `text`, and from `start` to `end` is selected then. Or null: the browser does what it always does.

import { scan } from "./scanner.js";

const LEVEL = 4; // spaces

/** Tab: the lines of a selection move in by a level; without one, the caret goes on to the next. */
export function indent(text, start, end) {
  if (start !== end) return moved(text, start, end, (line) => (line.trim() ? " ".repeat(LEVEL) + line : line));
  const spaces = " ".repeat(LEVEL - (columnOf(text, start) % LEVEL));
  return { from: start, to: start, text: spaces, start: start + spaces.length, end: start + spaces.length };
}

/** Shift-Tab: the line of the caret, or those of a selection, move out by a level. */
export function outdent(text, start, end) {
  return moved(text, start, end, (line) => line.replace(/^(?: {1,4}|\t)/, ""));
}

/** Enter: the next line begins below this one, and a level further after a colon that opens a block. */
export function newLine(text, start, end) {
  const [own] = text.slice(lineStart(text, start), start).match(/^[ \t]*/);
  const added = `\n${own}${opensBlock(text.slice(0, start)) ? " ".repeat(LEVEL) : ""}`;
  return { from: start, to: end, text: added, start: start + added.length, end: start + added.length };
}

/** Backspace before the first word of a line: one level back. */
export function backspace(text, start, end) {
  const column = columnOf(text, start);
  if (start !== end || !column || text.slice(start - column, start).trim() || text[start - 1] !== " ") return null;
  const from = start - (((column - 1) % LEVEL) + 1);
  return text.slice(from, start).includes("\t") ? null : { from, to: start, text: "", start: from, end: from };
}

function lineStart(text, at) {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function columnOf(text, at) {
  return at - lineStart(text, at);
}

/** The lines that a selection touches, each changed. A line at whose very start it ends is not touched. */
function moved(text, start, end, change) {
  const from = lineStart(text, start);
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const after = text.indexOf("\n", last);
  const to = after < 0 ? text.length : after;
  const old = text.slice(from, to).split("\n");
  const lines = old.map(change);
  const whole = lines.join("\n");
  if (whole === text.slice(from, to)) return { from, to: from, text: "", start, end };
  const first = lines[0].length - old[0].length;
  return {
    from,
    to,
    text: whole,
    start: Math.max(from, start + first),
    end: Math.max(from, end + whole.length - (to - from)),
  };
}

function opensBlock(before) {
  const pieces = scan(before).filter(({ kind }) => kind !== "space" && kind !== "comment");
  const { kind, text } = pieces.at(-1) ?? {};
  if (kind !== "operator" || text !== ":") return false;
  let depth = 0;
  for (const each of pieces) {
    if (each.kind !== "operator") continue;
    if ("([{".includes(each.text)) depth++;
    else if (")]}".includes(each.text)) depth--;
  }
  return depth <= 0;
}
