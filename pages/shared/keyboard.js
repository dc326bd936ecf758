// Keys of the whole page: which letter presses which button, the list of all keys with their switch, and a `FocusKeeper`.

import { keepStyle, make } from "./element.js";
import { FocusKeeper, isRunning } from "./focus.js";
import { isCovered, isWithin, keysAreOn, switchKeys, TAKES_LETTERS, whenSwitched } from "./typing.js";

const LIST = "?"; // the key that shows the list
const ALWAYS = [
  ["Tab", "on to what comes next, with Shift back"],
  ["Enter, Space", "press, choose"],
  ["← ↑ → ↓", "inside pictures in a grid, a chart with cells, a sheet, a slider, the player of a run"],
  ["Home, End", "to both ends of these"],
  ["Escape", "closes what lies over the page"],
];

/** The shortcut letter of a key on this page, or "". letters: whether the visitor is typing. */
export function letterOf(event, { on, letters, covered }) {
  const { key, ctrlKey, altKey, metaKey, repeat, isComposing, defaultPrevented } = event;
  if (!on || letters || covered || ctrlKey || altKey || metaKey || repeat || isComposing || defaultPrevented) return "";
  if (key === LIST) return key;
  return key?.length === 1 && !event.shiftKey ? key.toUpperCase() : "";
}

export default function ({ data, parentElement }) {
  window.keyboard ??= new Keyboard();
  window.keyboard.sheet ??= keepStyle(parentElement);
  window.keyboard.take(data);
}

class Keyboard {
  constructor() {
    this.shortcuts = [];
    this.focus = new FocusKeeper();
    this.list = this.build();
    window.addEventListener("keydown", (event) => this.press(event));
    whenSwitched(() => this.dress());
    const page = document.getElementById("root") ?? document.body;
    const watch = { subtree: true, childList: true, attributeFilter: ["data-test-script-state", "disabled", "hidden"] };
    new MutationObserver(() => this.soon()).observe(page, watch);
  }

  take({ shortcuts }) {
    this.shortcuts = shortcuts;
    this.soon();
  }

  soon() {
    this.waiting ||= setTimeout(() => {
      this.waiting = 0;
      const running = isRunning();
      this.focus.look(running);
      if (!running) this.focus.rest();
      this.dress();
    }, 50);
  }

  button(key) {
    const path = key.split(" ").map((each) => `.st-key-${CSS.escape(each)}`);
    return document.querySelector(`main ${path.join(" ")} button`);
  }

  /** Label each button with its shortcut while shortcuts are on. */
  dress() {
    for (const { letter, key } of this.shortcuts) {
      const button = this.button(key);
      const said = button?.getAttribute("aria-keyshortcuts");
      if (button && keysAreOn() && said !== letter) button.setAttribute("aria-keyshortcuts", letter);
      else if (said && !keysAreOn()) button.removeAttribute("aria-keyshortcuts");
    }
  }

  press(event) {
    const letters = isWithin(event, TAKES_LETTERS);
    const letter = letterOf(event, { on: keysAreOn(), letters, covered: isCovered() });
    if (!letter) return;
    if (letter === LIST) {
      event.preventDefault();
      return this.show();
    }
    const found = this.shortcuts.filter((each) => each.letter === letter).map(({ key }) => this.button(key));
    const button = found.find((each) => each && !each.disabled && each.getClientRects().length);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  // --- The list ---

  build() {
    const list = make("dialog", { class: "keys-list", "aria-labelledby": "keys-list" });
    this.rows = make("dl");
    this.box = make("input", { type: "checkbox" });
    this.box.onchange = () => {
      switchKeys(this.box.checked);
      this.fill();
    };
    const close = make("button", { type: "button" }, "Close");
    close.onclick = () => list.close();
    list.onclick = (event) => {
      if (event.target === list) list.close(); // a click on the backdrop
    };
    const always = make("dl");
    always.append(...ALWAYS.flatMap(([keys, words]) => row(keys, words)));
    list.append(
      make("h2", { id: "keys-list" }, "Keys"),
      make("label", {}, this.box, "Single letters do something, while none is being typed"),
      this.rows,
      always,
      close,
    );
    document.body.append(list);
    return list;
  }

  fill() {
    this.box.checked = keysAreOn();
    const here = this.shortcuts.filter(({ key }) => this.button(key));
    const rows = [...here.map(({ letter, words }) => [letter, words]), ["P", "present this page"], [LIST, "this list"]];
    this.rows.replaceChildren(...rows.flatMap(([key, words]) => row(key, words)));
    this.rows.classList.toggle("off", !keysAreOn());
  }

  show() {
    this.fill();
    const app = document.querySelector('[data-testid="stApp"]');
    if (app) this.list.style.colorScheme = getComputedStyle(app).colorScheme;
    this.list.showModal();
  }
}

function row(keys, words) {
  const term = make("dt");
  term.append(...keys.split(", ").flatMap((key, i) => (i ? [" ", make("kbd", {}, key)] : [make("kbd", {}, key)])));
  return [term, make("dd", {}, words)];
}
