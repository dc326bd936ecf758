// Keeps the keyboard focus. A rerun may remove, disable or replace the focused element: then the focus moves to the
// element in its place, and after a change of page to the new page's heading.

const HEADINGS = "h1, h2, h3";
const FOCUSABLE =
  'a[href], button, input, select, textarea, summary, [contenteditable="true"], [tabindex]:not([tabindex="-1"])';
const ROWS = '[data-testid="stHorizontalBlock"], [data-testid="stForm"], [class*="st-key-"]';
const BLOCKS = 'main [data-testid="stVerticalBlock"]';
const OPENER = '[data-testid="stPopoverButton"]';
const OPENED_BY = '[data-testid="stPopoverBody"]';
const UNDER_WAY = 'main [class*="st-key-work-cancel"] button';
const NARROW = "(max-width: 768px)"; // here the menu covers the page
const SHUT_THE_MENU =
  '[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button';
const AFTER_ESCAPE = 150; // milliseconds until it has closed
const PATIENCE = 400; // milliseconds; a slower page gets its focus back before it is complete

// --- What can be said without a page ---

/** The index of the element that takes over the focus from a lost one, or -1.
 *
 * lost: its `tag`, its `name`, its `key` (that of the widget, "" for none) and how many of the same it followed (`nth`).
 * there: the same of the current elements.
 */
export function heir(lost, there) {
  const numbered = [...there.keys()];
  const nearest = (found) => found[Math.min(lost.nth, found.length - 1)] ?? -1;
  const same = numbered.filter((i) => there[i].tag === lost.tag && there[i].name === lost.name);
  const own = lost.key ? same.filter((i) => there[i].key === lost.key) : [];
  if (own.length) return own[0];
  const ofKey = lost.key ? numbered.filter((i) => there[i].key === lost.key) : [];
  if (ofKey.length) return ofKey.find((i) => there[i].tag === lost.tag) ?? ofKey[0];
  return lost.name ? nearest(same) : -1;
}

// --- The page ---

export class FocusKeeper {
  constructor() {
    this.path = location.pathname;
    this.title = "";
    this.opener = () => null; // the button that opened the popover or dialog
    document.addEventListener("focusin", (event) => this.remember(event), { capture: true });
    document.addEventListener("keydown", (event) => event.key === "Tab" && this.follow(event));
    window.addEventListener("keydown", (event) => event.key === "Escape" && this.close(event), { capture: true });
    document.addEventListener("focusout", (event) => this.leave(event), { capture: true });
  }

  /** Note the focused element and its surroundings. */
  remember(event) {
    if (this.path !== location.pathname && event.target.closest("main")) this.arrived(); // moved by the visitor
    this.lostAt = 0;
    const [held] = event.composedPath();
    const host = event.target;
    const area = areaOf(host);
    const isWhole = host === area || host.matches(`main, ${HEADINGS}, div[tabindex="-1"]`);
    if (!area || !(held instanceof Element) || isWhole) {
      this.held = null;
      return;
    }
    const there = focusableIn(area);
    const known = portrait(host);
    const before = there.filter((each) => precedes(each, host));
    const headings = [...area.querySelectorAll(HEADINGS)].filter((each) => seen(each) && precedes(each, host));
    this.held = {
      ...known,
      held,
      host,
      area,
      before: before.slice(-12).reverse(),
      nth: before.map(portrait).filter(({ tag, name }) => tag === known.tag && name === known.name).length,
      rows: ancestors(host, area).filter((each) => each.matches(ROWS)),
      above: ancestors(host, area)
        .filter((each) => each.parentElement.matches(BLOCKS))
        .map(blocksAbove),
      headings: headings.reverse(),
    };
  }

  /** The visitor left the page, or clicked on nothing focusable: then restore nothing. */
  leave({ relatedTarget }) {
    const { held } = this;
    if (relatedTarget || !held || !usable(held.held)) return;
    setTimeout(() => {
      if (this.held === held && usable(held.held) && document.activeElement === document.body) this.held = null;
    });
  }

  /** Check whether the focus is lost. running: whether the page is still being drawn. */
  look(running) {
    if (this.path !== location.pathname) return this.turn(running);
    const { held } = this;
    const active = document.activeElement;
    // A browser removes the focus from a disabled element only in the next frame.
    if (!held || (active !== document.body && (active !== held.host || usable(held.held)))) return;
    if (document.documentElement.dataset.presenting) return; // a part of it is hidden
    if (held.held.disabled && held.held.closest('[data-testid="stDownloadButton"]')) return; // its file is being made
    this.lostAt ||= performance.now();
    if (running && performance.now() - this.lostAt < PATIENCE) {
      this.again ||= setTimeout(() => {
        this.again = 0;
        this.look(isRunning());
      }, PATIENCE);
      return;
    }
    this.give(this.near() ?? (running ? null : (this.place() ?? this.heading())));
  }

  /** The element that takes over the focus: the same one, or its neighbour in the row. */
  near() {
    const { held } = this;
    if (usable(held.held)) return held.held; // it was disabled for a moment
    if (held.host !== held.held && usable(held.host)) return within(held.host, held.held);
    const area = held.area.isConnected ? held.area : document.querySelector("main");
    const there = focusableIn(area);
    const found = there[heir(held, there.map(portrait))];
    if (found) return found;
    for (const row of held.rows.filter(seen)) {
      const beside = held.before.find((each) => row.contains(each) && usable(each)) ?? focusableIn(row)[0];
      if (beside) return beside;
    }
    return document.querySelector(UNDER_WAY); // it started a job
  }

  /** The element in its old position: the result of the press. */
  place() {
    for (const above of this.held.above) {
      const last = above.find(({ block, words }) => seen(block) && block.textContent === words);
      let next = last?.block.nextElementSibling;
      while (next && !seen(next)) next = next.nextElementSibling;
      if (next) return next;
    }
    return null;
  }

  /** The heading above it; after a rerun, perhaps another element with the same words. */
  heading() {
    const all = [...document.querySelectorAll(`main :is(${HEADINGS})`)].filter(seen);
    for (const old of this.held.headings) {
      const found = seen(old) ? old : all.find((each) => each.textContent === old.textContent);
      if (found) return found;
    }
    return all[0];
  }

  /** A popover is at the end of the document: Tab leads from its button into it, and out to the element after the
  button. */
  follow(event) {
    const opened = document.querySelector(OPENED_BY);
    const opener = event.target.closest?.(OPENER);
    if (!opened || event.defaultPrevented) return;
    const inside = focusableIn(opened);
    if (opener && !event.shiftKey) {
      const order = [...document.querySelectorAll(OPENER)].indexOf(opener); // its words change with what is chosen
      this.opener = () => document.querySelectorAll(OPENER)[order];
      event.preventDefault();
      const shut = [...opened.querySelectorAll(FOCUSABLE)].filter(usable); // while the focus is outside
      (inside[0] ?? shut[0])?.focus();
    } else if (event.target === (event.shiftKey ? inside[0] : inside.at(-1))) {
      if (event.shiftKey) event.preventDefault();
      this.opener()?.focus(); // without Shift the browser goes on from there
    }
  }

  /** Escape closes a popover and moves the focus to its button. */
  close({ target }) {
    if (!target.closest?.(OPENED_BY)) return;
    const give = () => document.activeElement === document.body && this.opener()?.focus();
    setTimeout(give, AFTER_ESCAPE);
  }

  /** After a change of page, focus its heading, unless the visitor has moved the focus already. */
  turn(running) {
    const title = document.querySelector("main h1");
    if (!title || (running && title.textContent === this.title)) return;
    const active = document.activeElement;
    const inDialog = active.closest('[role="dialog"], dialog');
    this.arrived();
    if (matchMedia(NARROW).matches) document.querySelector(SHUT_THE_MENU)?.click();
    if (!inDialog) this.give(title);
  }

  arrived() {
    this.path = location.pathname;
    this.held = null;
  }

  /** The rerun has ended. */
  rest() {
    this.title = document.querySelector("main h1")?.textContent ?? "";
  }

  give(element) {
    if (!element) return;
    if (!element.matches(FOCUSABLE)) element.tabIndex = -1;
    element.focus({ preventScroll: element.tagName === "H1" });
  }
}

export function isRunning() {
  return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";
}

/** The area that contains an element: the page, a popover, or the sidebar. */
function areaOf(element) {
  return element.closest(`[role="dialog"], ${OPENED_BY}, main, [data-testid="stSidebar"]`);
}

function portrait(element) {
  const keyed = element.closest('[class*="st-key-"]');
  const words = element.getAttribute("aria-label") || element.textContent || element.getAttribute("placeholder") || "";
  return {
    tag: element.tagName,
    name: words.trim().slice(0, 80),
    key: keyed?.className.match(/st-key-\S+/)?.[0] ?? "",
  };
}

function ancestors(element, area) {
  const found = [];
  for (let each = element.parentElement; each && each !== area; each = each.parentElement) found.push(each);
  return found;
}

/** The last few blocks above one, nearest first: a rerun reuses elements for other blocks. */
function blocksAbove(element) {
  const found = [];
  for (let each = element.previousElementSibling; each && found.length < 4; each = each.previousElementSibling)
    if (seen(each)) found.push({ block: each, words: each.textContent });
  return found;
}

function precedes(one, other) {
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) && !one.contains(other);
}

function seen(element) {
  const shown = element.checkVisibility?.({ visibilityProperty: true }) ?? true; // collapsed elements have boxes, too
  return element.isConnected && element.getClientRects().length > 0 && shown;
}

function usable(element) {
  return seen(element) && !element.disabled;
}

function focusableIn(area) {
  return [...area.querySelectorAll(FOCUSABLE)].filter((each) => usable(each) && each.tabIndex >= 0);
}

/** In a component that draws itself: the element with the same words, or the first focusable one. */
function within(host, lost) {
  const there = [...(host.shadowRoot?.querySelectorAll(FOCUSABLE) ?? [])].filter(usable);
  const { name } = portrait(lost);
  return there.find((each) => portrait(each).name === name) ?? there.find((each) => each.tabIndex >= 0);
}
