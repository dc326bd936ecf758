import { oneStepPerPage, showPlace } from "./address.js";
import { keepStyle, make } from "./element.js";
import { aloud } from "./region.js";

// The presenter's view of a page, entirely in the browser: the visible section is enlarged and the rest of the page is
// hidden. Only a change of page needs the server.

import {
  isCovered,
  isWithin,
  keysAreOn,
  stored,
  switchKeys,
  TAKES_ARROWS,
  TAKES_LETTERS,
  whenSwitched,
} from "./typing.js";

const STATE = "one-neuron-present"; // in this tab
const NEXT = [".st-key-lesson_bar-next button", ".st-key-onward a"]; // targets of the arrow keys at the end of a page
const MENU = '[data-testid="stSidebarNav"]';
const BACK = [".st-key-lesson_bar-back button"];
const ALWAYS = '[class*="st-key-lesson_bar"]:not([class*="-onward"]), [class*="st-key-room"]'; // always visible

// --- What can be said without a page ---

/** The enlargement that gives a page about the same number of lines on every projector. */
export function scaleFor(width, height) {
  return Math.round(100 * Math.min(2.5, Math.max(1, Math.min(width / 820, height / 590)))) / 100;
}

/**
 * The parts of a page as pairs of the first block and the one after the last. A part begins with a heading; what stands
 * before the first one belongs to it, and a heading with nothing under it to the part that follows.
 *
 * levels: of each block the level of the heading that it begins with, 0 where it begins with none.
 */
export function partsOf(levels) {
  const parts = [];
  levels.forEach((level, i) => {
    const own = parts.length ? levels.slice(parts.at(-1)[0], i) : [];
    if (!parts.length || (level && own.some(Boolean) && own.at(-1) === 0)) parts.push([i, i + 1]);
    else parts.at(-1)[1] = i + 1;
  });
  return parts;
}

/**
 * What a key means: "enter", "leave", "next", "back" or nothing.
 *
 * on: whether the page is presented; keys: whether keys are switched on; letters, arrows: whether what has the focus
 * takes these itself; opened: whether a menu or a dialog lies over the page; room: whether there is more to be scrolled to.
 */
export function meaningOf(event, { on, keys, letters, arrows, opened, room }) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return "";
  if (letters || opened) return "";
  if (event.key === "Escape") return on ? "leave" : "";
  if (!keys) return "";
  if (event.key === "p" || event.key === "P") return event.repeat ? "" : on ? "leave" : "enter";
  if (!on || arrows || event.shiftKey) return "";
  if (event.key === "ArrowRight" || (event.key === "PageDown" && !room)) return "next";
  if (event.key === "ArrowLeft" || (event.key === "PageUp" && !room)) return "back";
  return "";
}

/** Where a step leads: another part, or "onward" and "before" where the page ends. */
export function stepFrom(part, parts, direction) {
  const to = part + direction;
  if (to < 0) return "before";
  return to < parts ? to : "onward";
}

// --- The page ---

export default function ({ parentElement }) {
  oneStepPerPage(window.history, window.location);
  showPlace(document.querySelector(MENU));
  const state = window.presenting ?? new Presenter();
  window.presenting = state;
  state.sheet ??= keepStyle(parentElement);
  state.show();
}

class Presenter {
  constructor() {
    Object.assign(this, { part: 0, way: [], on: false, path: location.pathname, ...this.kept() });
    this.keys = keysAreOn();
    this.bar = this.build();
    window.addEventListener("keydown", (event) => this.notice(event), { capture: true });
    window.addEventListener("keydown", (event) => this.press(event)); // last: others run first
    window.addEventListener("resize", () => this.show());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.soon());
    new MutationObserver(() => this.soon()).observe(document.getElementById("root") ?? document.body, {
      childList: true,
      subtree: true,
    });
  }

  build() {
    const bar = make("div", { class: "presenter", role: "region", "aria-label": "Present" });
    const button = (name, act) => {
      const found = make("button", { type: "button", "data-part": name });
      found.onclick = act;
      bar.append(found);
      return found;
    };
    this.list = button("list", () => window.keyboard?.show());
    this.enter = button("enter", () => {
      this.turn(true);
      this.next.focus();
    });
    this.back = button("back", () => this.step(-1));
    this.count = make("span", { "data-part": "count" });
    bar.append(this.count);
    this.next = button("next", () => this.step(1));
    this.switch = button("keys", () => switchKeys());
    whenSwitched(() => {
      this.keys = keysAreOn();
      this.show();
    });
    this.leave = button("leave", () => {
      this.turn(false);
      this.enter.focus();
    });
    this.list.textContent = "Keys";
    this.enter.textContent = "Present";
    this.back.textContent = "‹";
    this.back.setAttribute("aria-label", "Back");
    this.next.textContent = "›";
    this.next.setAttribute("aria-label", "Next");
    this.leave.textContent = "Leave";
    this.leave.title = "Leave (Escape)";
    this.leave.setAttribute("aria-keyshortcuts", "Escape");
    this.switch.title = "Whether P and the arrows do anything. Escape always leaves.";
    document.body.append(bar);
    return bar;
  }

  // --- What the visitor does ---

  /** What lay over the page when the key went down: its own Escape may have closed it before we hear of the key. */
  notice() {
    this.opened = isCovered();
  }

  press(event) {
    const scroller = document.querySelector('[data-testid="stMain"]');
    const below = scroller ? scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop : 0;
    const room = event.key === "PageUp" ? scroller?.scrollTop > 4 : below > 4;
    const { on, keys, opened } = this;
    const letters = isWithin(event, TAKES_LETTERS);
    const meaning = meaningOf(event, { on, keys, letters, arrows: isWithin(event, TAKES_ARROWS), opened, room });
    if (!meaning) return;
    event.preventDefault();
    if (meaning === "next" || meaning === "back") this.step(meaning === "next" ? 1 : -1);
    else this.turn(meaning === "enter");
  }

  turn(on) {
    this.on = on;
    this.part = 0;
    this.way = [];
    this.show();
    const keys = this.keys ? "Left and right arrow turn, Escape leaves." : "Escape leaves.";
    this.say(on ? `Presenting. ${this.words()} ${keys}` : "No longer presenting.");
  }

  step(direction) {
    const to = stepFrom(this.here(), this.parts.length, direction);
    if (typeof to === "number") {
      this.part = to;
      this.show();
      this.scroll();
      this.say(this.words());
    } else if (to === "onward") this.goOn();
    else this.goBack();
  }

  goOn() {
    const found = first(NEXT);
    if (!found) return this.say("The page ends here.");
    this.way.push(location.pathname);
    this.part = 0;
    this.keep();
    found.click();
  }

  goBack() {
    const found = first(BACK);
    if (!found && !this.way.length) return this.say("The page begins here.");
    this.way.pop();
    this.part = Number.MAX_SAFE_INTEGER; // its last one
    this.keep();
    found ? found.click() : history.back();
  }

  // --- What is seen ---

  /** The page has changed: look at it anew with the next frame. */
  soon() {
    if (!this.on && this.path === location.pathname) return;
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.show();
    });
  }

  show() {
    if (this.path !== location.pathname) this.arrive();
    this.dress();
    const blocks = blocksOf();
    this.parts = partsOf(blocks.map(levelOf));
    const [from, to] = this.parts[this.here()] ?? [0, 0];
    blocks.forEach((block, i) => {
      const off = this.on && (i < from || i >= to) && !block.matches(ALWAYS) && !block.querySelector(ALWAYS);
      if (block.hasAttribute("data-off") !== off) block.toggleAttribute("data-off", off);
    });
    this.title = blocks.slice(from, to).find(levelOf)?.querySelector("h1, h2, h3")?.textContent ?? "";
    this.label();
    this.keep();
  }

  arrive() {
    this.path = location.pathname;
    showPlace(document.querySelector(MENU));
    if (this.part !== Number.MAX_SAFE_INTEGER) this.part = 0;
    this.scroll();
  }

  dress() {
    const { dataset, style } = document.documentElement;
    const before = `${dataset.presenting} ${style.getPropertyValue("--present-scale")}`;
    const app = document.querySelector('[data-testid="stApp"]');
    const theme = app && getComputedStyle(app).colorScheme === "dark" ? "dark" : "light";
    this.bar.style.colorScheme = theme; // the visitor may have chosen another one than the system's
    if (this.on) {
      dataset.presenting = theme;
      style.setProperty("--present-scale", scaleFor(innerWidth, innerHeight));
    } else {
      delete dataset.presenting;
      style.removeProperty("--present-scale");
    }
    if (before !== `${dataset.presenting} ${style.getPropertyValue("--present-scale")}`)
      window.dispatchEvent(new Event("present"));
  }

  label() {
    write(this.count, this.parts.length ? `${this.here() + 1} / ${this.parts.length}` : "");
    write(this.switch, this.keys ? "Keys: on" : "Keys: off");
    const keyed = (button, title, sign, key) => {
      button.title = this.keys ? `${title} (${sign})` : title;
      if (this.keys) button.setAttribute("aria-keyshortcuts", key);
      else button.removeAttribute("aria-keyshortcuts");
    };
    keyed(this.list, "What keys do, and whether", "?", "?");
    keyed(this.enter, "Large, one part at a time, for a projector", "P", "P");
    keyed(this.back, "Back", "←", "ArrowLeft");
    keyed(this.next, "Next", "→", "ArrowRight");
  }

  here() {
    return Math.max(0, Math.min(this.part, this.parts.length - 1));
  }

  words() {
    return `Part ${this.here() + 1} of ${this.parts.length}: ${this.title}${/[.?!]$/.test(this.title) ? "" : "."}`;
  }

  say(words) {
    aloud(words, "part");
  }

  scroll() {
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }

  // --- What outlives a reload of the tab ---

  keep() {
    const { on, part, path, way } = this;
    stored(() =>
      on ? sessionStorage.setItem(STATE, JSON.stringify({ on, part, path, way })) : sessionStorage.removeItem(STATE),
    );
  }

  kept() {
    try {
      const { on, part, path, way } = JSON.parse(sessionStorage.getItem(STATE));
      return { on: on === true, part: Number(part) || 0, path: String(path), way: Array.isArray(way) ? way : [] };
    } catch {
      return {};
    }
  }
}

/** The blocks of the page, one below the other. */
function blocksOf() {
  const column = document.querySelector('[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"]');
  return column ? [...column.children] : [];
}

function levelOf(block) {
  if (block.dataset.testid !== "stElementContainer") {
    const inner = block.querySelector(':scope > [data-testid="stVerticalBlock"] > *');
    return inner ? levelOf(inner) : 0;
  }
  const heading = block.querySelector('[data-testid="stHeading"] :is(h1, h2, h3)');
  return heading ? Number(heading.tagName[1]) : 0;
}

function first(selectors) {
  return selectors.map((each) => document.querySelector(each)).find((each) => each && !each.disabled);
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
