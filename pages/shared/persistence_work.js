import {
  clearAll,
  copyHand,
  dropBytes,
  findHand,
  keepHand,
  merged,
  mergeShared,
  sharedText,
  VERSION,
} from "./persistence_records.js";

const OLD_KEY = "one-neuron"; // an earlier version's key in the local storage
const TAB = "one-neuron-tab";
const KEEPS = "one-neuron-keeps";
const ROUND = "one-neuron-round"; // an unfinished round of You, see `rounds.js`
const WATCHED = "one-neuron-watched"; // the position of a playing run, see `watching.js`
const STROKES = "one-neuron-strokes"; // undo on Paint, see `painting.js`
const ALSO = ["one-neuron-keys", "stActiveTheme-"]; // of this browser: the switch of shortcuts; Streamlit's theme
const FORGOTTEN = "one-neuron-forgotten"; // changes each time that everything is deleted
const COOKIE = "one-neuron-kept";
const DRAFTS = "code.draft."; // text of Code that has not reached the server, see `draft.js`

/** Stores what Python sends in this browser, and restores it once per visit.
 *
 * store: see `persistence_records.js`. browser: what it needs of a window: `local()` and `session()`, its storages; `cookie`;
 * `fetch`; `now()`; `address(name)`, where the drawer has this name; `go(address)`; `here()`, the address without what
 * stands behind a question mark; `search()`, which is that; `arrival()`, how the page came, as "reload", "back_forward" or
 * "navigate"; `from()`, the address from which it came. Where a browser forbids any of them, that is no error.
 */
export class Persistence {
  constructor(store, browser) {
    Object.assign(this, { store, browser, visit: undefined, heard: undefined, work: undefined, leaves: false });
    this.orders = [];
    this.tell = () => {};
    const known = quietly(() => browser.session().getItem(TAB));
    Object.assign(this, {
      tab: known || browser.name(),
      isNew: !known,
      arrival: quietly(() => browser.arrival()),
    });
    this.first = known; // the tab's original name
    // A duplicated tab is another tab, so the name is in the session storage only while no page is open.
    quietly(() => browser.session().removeItem(TAB));
  }

  /** On leaving: let the next page of this tab know that it is the same tab. */
  leave() {
    if (!this.mayKeep()) return;
    if (this.other && !this.hand) return; // it has no record yet; only a new tab finds what waits
    quietly(() => this.browser.session().setItem(TAB, this.tab));
  }

  /** The page is restored from the browser's cache. */
  comeBack() {
    quietly(() => this.browser.session().removeItem(TAB));
  }

  /** Process a message from Python. Of messages during the work, only the last is processed. Resolves when all is done.
   * tell: answers with an event and a value; what is said on the way, from a part of the page, is not answered.
   */
  hear(data, tell) {
    if (!data.on_the_way) this.tell = tell;
    this.heard = data;
    const { visit, order } = data;
    const isKnown = this.orders.some((each) => each.visit === visit && each.number === order.number);
    if (order.number && !isKnown) this.orders.push({ ...order, visit });
    this.work ??= this.workOff().finally(() => {
      this.work = undefined;
    });
    return this.work;
  }

  async workOff() {
    while (this.heard) {
      const data = this.heard;
      this.heard = undefined;
      if (data.visit !== this.visit) this.begin(data);
      for (const order of this.orders.filter(({ visit, number }) => visit === data.visit && number > this.ordered)) {
        this.ordered = order.number;
        await this.obey(order, data.address);
      }
      if (!this.leaves && !this.isSettled) await this.offer(data);
      if (!this.leaves && this.isSettled) await this.keep(data);
    }
  }

  begin({ visit }) {
    if (this.visit !== undefined) this.arrival = "reload"; // the server restarted under the page
    Object.assign(this, {
      visit,
      ordered: 0,
      isOffered: false,
      isSettled: false,
      offered: "",
      told: "{}",
    });
    this.shared = ""; // the shared values, last synchronised
    this.hand = undefined; // the record of this tab, as last written
    this.found = undefined; // the record offered for restoring
    this.other = undefined; // a record not restored because of a link, or because the visitor did not wait
    this.trouble = {}; // why something is not stored, by name; "" for everything
    this.refused = {}; // marks and reasons of blobs that are not stored, by name; each is requested once
    this.since = this.lastForgotten();
  }

  /** Whether everything is stored, as far as this browser knows. */
  isKept() {
    return this.isSettled && this.keeps && this.mayKeep() && !Object.keys(this.trouble).length;
  }

  mayKeep() {
    return !this.isOfOneThatKeepsNothing() && quietly(() => this.browser.local().getItem(KEEPS)) !== "no";
  }

  // Whether a link came from a visit with persistence off (see `lesson.py`): it belongs to that visit.
  isOfOneThatKeepsNothing() {
    return quietly(() => new URL(this.browser.from()).searchParams.get("keeps")) === "no";
  }

  // Offer what was stored. If nothing was, send nothing, unless Python waits for an answer.
  async offer({ answered, took, waits, visit, address, names, token }) {
    if (answered) {
      this.isSettled = true;
      if (took) this.shared = this.offered;
      if (took === "all") return;
      this.other ??= this.found; // the visitor did not wait: the record stays unchanged
      this.renameTab();
      this.hand = undefined;
      return;
    }
    if (this.isOffered) return; // it is on its way
    this.isOffered = true;
    if (!this.mayKeep()) {
      const from = this.isOfOneThatKeepsNothing();
      if (!from) this.dropCookie();
      this.tell("found", { visit, keeps: false, from });
      return;
    }
    const found = await this.find(address).catch((error) => ({ error }));
    if (!found.shared && !found.hand && !found.dropped) {
      if (!found.error) this.dropCookie();
      if (!waits) this.isSettled = true;
      else this.tell("found", { visit });
      if (found.error) this.trouble = { "": whyNot(found.error) };
      this.say();
      return;
    }
    const said = { visit, shared: found.shared, dropped: found.dropped };
    if (found.hand) {
      const { at, text, stored } = found.hand;
      said.age = Math.max(0, (this.browser.now() - at) / 1000) || 0;
      if (!this.other) {
        said.hand = { text, names: Object.keys(stored) };
        await this.bring(found.hand, names, token);
      }
    }
    this.offered = found.shared;
    this.tell("found", said);
  }

  async find(address) {
    const old = quietly(() => this.browser.local().getItem(OLD_KEY)) ?? "";
    const found = await this.store.transact("readwrite", async (places) => {
      if (old) await mergeShared(places, "", merged(old, "", await sharedText(places)));
      const back = this.arrival === "back_forward" ? address : undefined;
      const its = await findHand(places, this.tab, { isNew: this.isNew, back });
      const shared = await sharedText(places);
      return { shared, ...its };
    });
    if (old) quietly(() => this.browser.local().removeItem(OLD_KEY));
    // A tab that only shows the glossary restores nothing.
    if (found.hand?.tab !== this.tab && this.browser.here().endsWith("/words")) return { ...found, hand: undefined };
    this.found = found.hand;
    const isMine = found.hand?.tab === this.tab;
    if (found.hand && address && found.hand.link !== address && !(isMine && this.arrival === "reload")) {
      this.other = found.hand;
      this.renameTab();
    } else if (isMine) {
      this.hand = found.hand;
    } else if (found.hand) {
      this.hand = { ...found.hand, tab: undefined }; // its bytes are stored; this tab has no record of them yet
    }
    return found;
  }

  async bring({ stored }, names, token) {
    for (const name of names) {
      const digest = stored[name]?.digest;
      if (!digest) continue;
      try {
        const data = await this.store.transact("readonly", ({ bytes }) => bytes.get(digest));
        if (!data) continue;
        const headers = { "X-Drawer": token, "Content-Type": "application/octet-stream" };
        await this.browser.fetch(this.browser.address(name), { method: "PUT", headers, body: data });
      } catch {
        // Python reports what did not arrive
      }
    }
  }

  async keep({ keeps, text, hand, token }) {
    this.keeps = keeps && Boolean(hand);
    if (!keeps) return;
    if (!this.mayKeep()) {
      Object.assign(this, { shared: "", hand: undefined, trouble: { "": "off" } }); // as another tab chose
      this.say();
      return;
    }
    if (this.trouble[""] === "off") this.trouble = {};
    try {
      if (text !== this.shared) {
        const clashes = await this.change((places) => mergeShared(places, this.shared, text));
        if (Object.keys(clashes).length) this.tell("clash", clashes);
        this.shared = text;
        delete this.trouble[""];
        this.setCookie();
      }
      if (hand && this.isChanged(hand)) this.trouble = await this.keepTheHand(hand, token);
    } catch (error) {
      this.trouble = { "": whyNot(error) };
    }
    this.say();
  }

  // Do not store again what another tab deleted meanwhile.
  change(work) {
    return this.store.transact("readwrite", async (places) => {
      if (this.lastForgotten() !== this.since) throw Object.assign(new Error("Forgotten"), { name: "Forgotten" });
      return work(places);
    });
  }

  lastForgotten() {
    return quietly(() => this.browser.local().getItem(FORGOTTEN));
  }

  isChanged({ text, link, marks }) {
    if (!this.hand) return Boolean(text || Object.keys(marks).length);
    const { tab, stored } = this.hand;
    const names = Object.keys({ ...stored, ...marks });
    const isSame = names.every((name) => (stored[name]?.mark ?? this.refused[name]?.mark) === marks[name]);
    return tab !== this.tab || text !== this.hand.text || link !== this.hand.link || !isSame;
  }

  async keepTheHand({ text, link, marks }, token, isAgain = false) {
    const fresh = new Map();
    const stored = {};
    await this.keepTheWords({ text, link, marks });
    for (const [name, mark] of Object.entries(marks)) {
      const before = this.hand?.stored[name];
      if (before?.mark === mark) {
        stored[name] = before;
        continue;
      }
      if (this.refused[name]?.mark === mark) continue;
      const answer = await this.ask(name, token, before?.digest);
      const { status, data, digest } = answer;
      if (status === 200 && data) {
        stored[name] = { mark: answer.mark, digest, size: data.byteLength };
        fresh.set(digest, data);
      } else if (status === 204 && before) {
        stored[name] = { ...before, mark: answer.mark };
      } else if (status === 413 || status === 422) {
        this.refuse(marks, [name], "large"); // and the stored version is older
      } else if (before) {
        stored[name] = before; // the connection broke: request it again with the next message
      }
    }
    const hand = { tab: this.tab, version: VERSION, at: this.browser.now(), text, link, stored };
    const { unkept, missing, forgotten } = await this.write(hand, fresh);
    this.refuse(marks, unkept, "large");
    this.refuse(marks, forgotten, "forgotten");
    for (const name of [...unkept, ...missing, ...forgotten]) delete hand.stored[name];
    this.hand = hand;
    this.setCookie();
    if (missing.length && !isAgain) return this.keepTheHand({ text, link, marks }, token, true);
    const isRefused = ([name, { mark }]) => mark === marks[name];
    return Object.fromEntries(
      Object.entries(this.refused)
        .filter(isRefused)
        .map(([name, { why }]) => [name, why]),
    );
  }

  refuse(marks, names, why) {
    for (const name of names) this.refused[name] = { mark: marks[name], why };
  }

  // Store the values at once with the bytes that have arrived: on a slow line the rest takes minutes.
  async keepTheWords({ text, link, marks }) {
    if (this.hand?.tab !== this.tab || (text === this.hand.text && link === this.hand.link)) return;
    const stored = Object.fromEntries(Object.entries(this.hand.stored).filter(([name]) => name in marks));
    const hand = { ...this.hand, at: this.browser.now(), text, link, stored };
    const { unkept, missing, forgotten } = await this.write(hand, new Map());
    this.refuse(marks, forgotten, "forgotten");
    for (const name of [...unkept, ...missing, ...forgotten]) delete hand.stored[name];
    this.hand = hand;
  }

  async ask(name, token, digest) {
    try {
      const headers = { "X-Drawer": token, ...(digest ? { "X-Digest": digest } : {}) };
      const answer = await this.browser.fetch(this.browser.address(name), { headers, cache: "no-store" });
      const [mark, its] = ["X-Mark", "X-Digest"].map((header) => answer.headers.get(header) ?? "");
      const data = answer.status === 200 && its ? await answer.arrayBuffer() : undefined;
      return { status: answer.status, mark: decodeURIComponent(mark), digest: its, data };
    } catch {
      return {};
    }
  }

  // A full store first drops other tabs' records, then the bytes of this tab.
  async write(hand, fresh) {
    const before = this.hand?.tab === this.tab ? this.hand.stored : {};
    const keep = (how) => this.change((places) => keepHand(places, hand, fresh, { ...how, before }));
    try {
      return await keep({});
    } catch (error) {
      if (whyNot(error) !== "full") throw error;
    }
    try {
      return await keep({ alone: true });
    } catch {
      const names = Object.keys(hand.stored);
      hand.stored = {};
      await keep({ alone: true });
      return { unkept: names, missing: [], forgotten: [] };
    }
  }

  async obey({ what, names }, address) {
    const here = this.browser.here();
    try {
      if (what === "on") {
        quietly(() => this.browser.local().removeItem(KEEPS));
        Object.assign(this, { isSettled: true, shared: "", hand: undefined, refused: {} });
      } else if (what === "off" || what === "forget") {
        if (what === "off") quietly(() => this.browser.local().setItem(KEEPS, "no"));
        this.dropCookie();
        quietly(() => this.browser.local().removeItem(OLD_KEY));
        forgetIn(this.browser.local, ...ALSO);
        forgetIn(this.browser.session, ROUND, WATCHED, STROKES, DRAFTS);
        this.renameTab();
        if (what === "forget") quietly(() => this.browser.local().setItem(FORGOTTEN, this.browser.name()));
        const since = this.lastForgotten();
        Object.assign(this, { isSettled: true, shared: "", hand: undefined, refused: {}, other: undefined, since });
        if (what === "forget") this.leaves = true;
        await this.store.transact("readwrite", clearAll);
      } else if (what === "drop") {
        for (const name of names) delete this.hand?.stored[name];
        await this.store.transact("readwrite", (places) => dropBytes(places, names));
      } else if (what === "anew") {
        forgetIn(this.browser.session, ROUND, WATCHED, STROKES);
        this.leaves = true;
        const empty = { tab: this.tab, version: VERSION, at: this.browser.now(), text: "", link: "", stored: {} };
        await this.change((places) => keepHand(places, empty, new Map()));
      } else if (what === "back") {
        this.leaves = true;
        await this.change((places) => this.goBack(places));
      }
    } catch {
      // nothing is stored, so nothing is to delete
    }
    const query = { back: asQuery(this.other?.link), anew: queryWithout(address, this.browser.search) }[what] ?? "";
    if (this.leaves) this.browser.go(`${here}${query}`);
  }

  // The record found is this tab's own, or that of another tab, which may be open: then use a copy.
  async goBack(places) {
    const waits = this.other && (await places.hands.get(this.other.tab));
    if (!waits) return;
    this.hand = waits;
    if (waits.tab !== this.first) await copyHand(places, waits, this.tab);
    else this.tab = waits.tab;
  }

  renameTab() {
    this.tab = this.browser.name();
  }

  say() {
    const said = JSON.stringify(this.trouble);
    if (said === this.told) return;
    this.told = said;
    this.tell("trouble", JSON.parse(said));
  }

  setCookie() {
    quietly(() => this.browser.setCookie(`${COOKIE}=1; Path=/; SameSite=Lax; Max-Age=31536000`));
  }

  dropCookie() {
    quietly(() => this.browser.setCookie(`${COOKIE}=; Path=/; SameSite=Lax; Max-Age=0`));
  }
}

// Entries of other components in a storage, by prefix.
function forgetIn(storage, ...names) {
  quietly(() => {
    const place = storage();
    const keys = Array.from({ length: place.length }, (_, i) => place.key(i));
    for (const key of keys) if (names.some((name) => key.startsWith(name))) place.removeItem(key);
  });
}

// The query with the lesson only, without the link's settings.
function queryWithout(link, search) {
  const values = new URLSearchParams(quietly(search) ?? "");
  for (const name of Object.keys(quietly(() => JSON.parse(link)) ?? {})) values.delete(name);
  return `${values}` ? `?${values}` : "";
}

function asQuery(link) {
  const values = quietly(() => JSON.parse(link));
  return values ? `?${new URLSearchParams(values)}` : "";
}

// Why nothing is stored: the store is full, a newer version wrote it, another tab deleted everything, or the browser
// forbids it.
function whyNot(error) {
  const known = { QuotaExceededError: "full", VersionError: "newer", Forgotten: "forgotten" };
  return known[error?.name] ?? "forbidden";
}

// Returns nothing if the browser forbids it.
function quietly(ask) {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
