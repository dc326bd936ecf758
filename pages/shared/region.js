// The one polite live region of the page: what a screen reader is to say of what changes, each once.

const TOGETHER = 150; // milliseconds in which several sentences become one
const UNSEEN = "position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%)";

/** Have this read aloud when the reader has finished what it is reading. What waits and is about the same is dropped. */
export function aloud(words, about = words) {
  theRegion().say(words, about);
}

export function theRegion() {
  window.aloud ??= new Region(document); // components have a copy of this module each, and share the region
  return window.aloud;
}

export class Region {
  constructor(page) {
    this.element = page.createElement("p");
    this.element.className = "aloud";
    this.element.setAttribute("role", "status");
    this.element.style.cssText = UNSEEN;
    page.body.append(this.element);
    this.waiting = new Map();
    this.page = "";
    this.said = new Set([""]);
  }

  say(words, about = words) {
    if (!words) return;
    this.waiting.delete(about);
    this.waiting.set(about, words);
    this.timer ||= setTimeout(() => this.write(), TOGETHER);
  }

  write() {
    const words = [...this.waiting.values()].join(" ");
    this.waiting.clear();
    this.timer = 0;
    this.element.textContent = words + (words === this.element.textContent ? "\u00a0" : ""); // said anew, it is heard anew
  }

  /** What Python says: on which page the visitor is, and words with a mark that no others have. */
  take({ page, mark, words }) {
    if (page && this.page && this.page !== page) this.say(`Page: ${page}.`); // the first one the browser itself says
    if (page) this.page = page;
    if (!this.said.has(mark)) this.say(words);
    this.said.add(mark);
  }
}
