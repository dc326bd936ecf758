// A Python editor: the browser's own textarea with transparent text over the same text in colours.

import { draftOf, endDraft, inMemory, keepDraft } from "./draft.js";
import { backspace, indent, newLine, outdent } from "./keys.js";
import { lines } from "./scanner.js";

const PAUSE = 1000; // milliseconds without a key until the text is sent to the server
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const editors = new WeakMap();

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!editors.has(parentElement)) editors.set(parentElement, new Editor(parentElement));
  const editor = editors.get(parentElement);
  editor.tell = (written) => setStateValue("written", written);
  editor.check = (written) => setTriggerValue("check", written);
  editor.take(data);
  return () => {
    editor.end(); // a draft keeps unsent text
    editors.delete(parentElement);
  };
}

class Editor {
  constructor(parent) {
    this.part = (name) => parent.querySelector(`[data-part="${name}"]`);
    this.field = this.part("text");
    this.painted = [];
    this.leaving = new AbortController();
    this.part("shortcut").textContent = IS_MAC ? "⌘-Enter" : "Ctrl-Enter";
    this.listen();
  }

  // Data from the server: the text, if it differs from the text here, and the results of its checks.
  take(data) {
    const { name, revision, text } = data;
    const another = name !== this.data?.name || revision !== this.data.revision;
    this.data = data;
    this.tab = () => (data.keeps ? window.sessionStorage : inMemory);
    endDraft(this.tab, data);
    this.field.setAttribute("aria-label", data.label);
    for (const [kind, colour] of Object.entries(data.colours)) {
      this.part("root").style.setProperty(`--ce-${kind}`, colour);
    }
    if (another) {
      const draft = draftOf(this.tab, data);
      this.field.value = draft ?? text;
      this.told = text;
      if (draft !== undefined) this.wait();
    }
    this.show();
  }

  // The colours, and beside the lines the results, as long as they are of exactly this text.
  show() {
    const { value } = this.field;
    const { text, notes, bad, limit } = this.data;
    const known = value === text;
    const beside = new Map(known ? notes : []);
    const colours = this.part("colours");
    const rows = lines(value).map((pieces, i) => ({
      pieces,
      note: beside.get(i + 1) ?? "",
      bad: known && bad?.line === i + 1,
    }));
    for (const [i, row] of rows.entries()) {
      const mark = JSON.stringify(row);
      if (this.painted[i] === mark) continue;
      this.painted[i] = mark;
      const line = lineOf(row);
      if (colours.children[i]) colours.children[i].replaceWith(line);
      else colours.append(line);
    }
    while (colours.children.length > rows.length) colours.lastChild.remove();
    this.painted.length = rows.length;
    const wrong = known && bad ? (bad.line ? `Line ${bad.line}: ${bad.words}` : bad.words) : "";
    this.field.setAttribute("aria-invalid", String(Boolean(wrong)));
    this.say(this.isTooLong() ? tooLong(value.length, limit) : wrong);
  }

  // Words with code between backticks.
  say(words) {
    const said = this.part("said");
    if (this.said === words) return;
    this.said = words;
    said.replaceChildren(...words.split("`").map((part, i) => (i % 2 ? spanOf("ce-code", part) : part)));
  }

  isTooLong() {
    return new TextEncoder().encode(this.field.value).length > this.data.limit;
  }

  // --- What the visitor does ---

  listen() {
    const { signal } = this.leaving;
    const on = (target, type, act, more = {}) => target.addEventListener(type, act, { signal, ...more });
    on(this.field, "keydown", (event) => this.press(event));
    on(this.field, "beforeinput", (event) => this.replace(event));
    on(this.field, "input", () => this.changed());
    on(this.field, "blur", () => (this.goes ? this.wait() : this.flush()));
    on(this.field, "focus", () => this.part("root").classList.remove("ce-free"));
    on(this.field, "scroll", () => this.field.scrollTo(0, 0));
    on(document, "pointerdown", (event) => this.leave(event.composedPath()), { capture: true });
    on(document, "visibilitychange", () => document.hidden && this.flush());
    for (const name of ["indent", "outdent", "undo"]) {
      on(this.part(name), "pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    }
    on(this.part("indent"), "click", () => this.edit(indent));
    on(this.part("outdent"), "click", () => this.edit(outdent));
    on(this.part("undo"), "click", () => {
      this.field.focus();
      document.execCommand("undo");
    });
  }

  press(event) {
    event.stopPropagation(); // typing here triggers no shortcut of the page
    const { classList } = this.part("root");
    const free = classList.contains("ce-free");
    if (event.key !== "Shift") classList.toggle("ce-free", event.key === "Escape");
    if (event.isComposing || event.altKey) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.ask();
    } else if (event.key === "Tab" && !free && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.edit(event.shiftKey ? outdent : indent);
    }
  }

  // Enter and Backspace, also of on-screen keyboards, which send no key names.
  replace(event) {
    const edit = { insertLineBreak: newLine, deleteContentBackward: backspace }[event.inputType];
    if (edit && !event.isComposing && this.edit(edit)) event.preventDefault();
  }

  // Inserted as if typed, so that the browser can undo it.
  edit(make) {
    const { field } = this;
    const change = make(field.value, field.selectionStart, field.selectionEnd);
    if (!change) return false;
    const { from, to, text, start, end } = change;
    field.focus();
    if (from !== to || text) {
      field.setSelectionRange(from, to);
      const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
      if (!done) {
        field.setRangeText(text, from, to);
        this.changed();
      }
    }
    field.setSelectionRange(start, end);
    return true;
  }

  // Send the text before any other press on the page. Not before a link: its page would be replaced by this one again.
  // A draft keeps the text then.
  leave(path) {
    if (path.includes(this.part("root"))) return;
    this.goes = path.some((each) => each instanceof HTMLAnchorElement);
    if (!this.goes) this.flush();
  }

  changed() {
    if (!this.isTooLong()) keepDraft(this.tab, this.written());
    this.show();
    this.wait();
  }

  wait() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.flush(), PAUSE);
  }

  written() {
    const { name, revision } = this.data;
    return { name, revision, text: this.field.value };
  }

  // Send the text, unless the server has it.
  flush() {
    clearTimeout(this.waiting);
    if (this.field.value === this.told || this.isTooLong()) return;
    this.told = this.field.value;
    this.tell(this.written());
  }

  ask() {
    clearTimeout(this.waiting);
    if (this.isTooLong()) return;
    this.told = this.field.value;
    this.check(this.written());
  }

  end() {
    clearTimeout(this.waiting);
    this.leaving.abort();
  }
}

function lineOf({ pieces, note, bad }) {
  const line = document.createElement("div");
  line.className = bad ? "ce-line ce-bad" : "ce-line";
  for (const { kind, text } of pieces) line.append(kind === "space" ? text : spanOf(`ce-${kind}`, text));
  if (note) line.append(spanOf("ce-note", note));
  return line;
}

function spanOf(name, text) {
  const span = document.createElement("span");
  span.className = name;
  span.textContent = text;
  return span;
}

function tooLong(length, limit) {
  const grouped = (number) => number.toLocaleString("en");
  return (
    `This text has ${grouped(length)} characters. At most ${grouped(limit / 1000)} kB are stored and checked.` +
    " Until it is shorter, it stays in this field only."
  );
}
