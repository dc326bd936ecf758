// The keys stay where they were. An act draws a page anew, and what had the focus may be gone, switched off or another
// element: then the keys go to what stands in its place, and after a change of page to the heading of the new one.

const HEADINGS = "h1, h2, h3";
const FOCUSABLE =
  'a[href], button, input, select, textarea, summary, [contenteditable="true"], [tabindex]:not([tabindex="-1"])';
const ROWS = '[data-testid="stHorizontalBlock"], [data-testid="stForm"], [class*="st-key-"]';
const PATIENCE = 400; // milliseconds: a page that takes longer gets its keys back before it is complete

// --- What can be said without a page ---

/**
 * Which of those that can take the keys takes them from one that cannot any more, as its number, or -1.
 *
 * lost: its `tag`, its `name`, its `key` (that of the widget, "" for none) and how many of the same it followed (`nth`).
 * there: the same of those that are there now.
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
    document.addEventListener("focusin", (event) => this.remember(event), { capture: true });
  }

  /** Where the keys are now, and what stands around that place. */
  remember(event) {
    if (this.path !== location.pathname && event.target.closest("main")) this.arrived(); // the visitor was faster
    this.lostAt = 0;
    const [held] = event.composedPath();
    const host = event.target;
    const area = areaOf(host);
    if (!area || !(held instanceof Element) || host.matches(`main, ${HEADINGS}`)) {
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
      headings: headings.reverse(),
    };
  }

  /** Look whether the keys have fallen out of the page. running: whether the page is still being drawn. */
  look(running) {
    if (this.path !== location.pathname) return this.turn(running);
    const { held } = this;
    // A browser takes the keys from what is switched off with its next frame only.
    if (!held || usable(held.held) || ![document.body, held.host].includes(document.activeElement)) return;
    if (document.documentElement.dataset.presenting) return; // a part of it is hidden
    this.lostAt ||= performance.now();
    if (running && performance.now() - this.lostAt < PATIENCE) {
      this.again ||= setTimeout(() => {
        this.again = 0;
        this.look(isRunning());
      }, PATIENCE);
      return;
    }
    this.give(this.near() ?? (running ? null : this.heading()));
  }

  /** What takes the keys over: the same again, or what lies beside it in its row. */
  near() {
    const { held } = this;
    if (held.host !== held.held && usable(held.host)) return within(held.host, held.held);
    const area = held.area.isConnected ? held.area : document.querySelector("main");
    const there = focusableIn(area);
    const found = there[heir(held, there.map(portrait))];
    if (found) return found;
    const row = held.rows.find((each) => seen(each));
    if (!row) return null;
    return held.before.find((each) => row.contains(each) && usable(each)) ?? focusableIn(row)[0];
  }

  /** The heading under which it stood; after a redraw that may be another one with the same words. */
  heading() {
    const all = [...document.querySelectorAll(`main :is(${HEADINGS})`)].filter(seen);
    for (const old of this.held.headings) {
      const found = seen(old) ? old : all.find((each) => each.textContent === old.textContent);
      if (found) return found;
    }
    return all[0];
  }

  /** Another page: its heading has the keys, unless the visitor has taken them elsewhere already. */
  turn(running) {
    const title = document.querySelector("main h1");
    if (!title || (running && title.textContent === this.title)) return;
    const active = document.activeElement;
    const inDialog = active.closest('[role="dialog"], dialog');
    this.arrived();
    if (!inDialog) this.give(title);
  }

  arrived() {
    this.path = location.pathname;
    this.held = null;
  }

  /** The page is at rest. */
  rest() {
    this.title = document.querySelector("main h1")?.textContent ?? "";
  }

  give(element) {
    if (!element) return;
    if (element.matches(HEADINGS)) element.tabIndex = -1;
    element.focus({ preventScroll: element.tagName === "H1" });
  }
}

export function isRunning() {
  return document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";
}

/** The part of the screen that holds an element: the page, a menu that lies over it, or the sidebar's own part. */
function areaOf(element) {
  return element.closest('[role="dialog"], main, [data-testid="stSidebarUserContent"]');
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

function precedes(one, other) {
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) && !one.contains(other);
}

function seen(element) {
  return element.isConnected && element.getClientRects().length > 0;
}

function usable(element) {
  return seen(element) && !element.disabled;
}

function focusableIn(area) {
  return [...area.querySelectorAll(FOCUSABLE)].filter((each) => usable(each) && each.tabIndex >= 0);
}

/** In a component that draws itself: what has the same words, or the first that takes keys. */
function within(host, lost) {
  const there = [...(host.shadowRoot?.querySelectorAll(FOCUSABLE) ?? [])].filter(usable);
  const { name } = portrait(lost);
  return there.find((each) => portrait(each).name === name) ?? there.find((each) => each.tabIndex >= 0);
}
