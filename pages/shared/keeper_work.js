import { clearAll, findHand, keepHand, merged, mergeShared, setAside, sharedText, VERSION } from "./keeper_records.js";

const OLD_KEY = "one-neuron"; // under which an earlier version kept all in the local storage
const TAB = "one-neuron-tab";
const KEEPS = "one-neuron-keeps";
const COOKIE = "one-neuron-kept";

/**
 * Keeps what Python says in this browser, and gives back once per visit what was kept before.
 *
 * store: see `keeper_store.js`. browser: what it needs of a window: `local()` and `session()`, its storages; `cookie`;
 * `fetch`; `now()`; `address(name)`, where the drawer has this name; `go(address)`; `here()`, the address without what
 * stands behind a question mark. Where a browser forbids any of them, that is no error.
 */
export class Keeper {
  constructor(store, browser) {
    Object.assign(this, { store, browser, visit: undefined, heard: undefined, work: undefined, leaves: false });
    this.tab = quietly(() => browser.session().getItem(TAB)) || browser.name();
    // A tab that is opened as a copy of this one is another tab: so the name stands there only while there is no page.
    quietly(() => browser.session().removeItem(TAB));
  }

  /** The page goes: the next one of this tab is to know that it is the same tab. */
  leave() {
    quietly(() => this.browser.session().setItem(TAB, this.tab));
  }

  /** The page is there again, as it was. */
  comeBack() {
    quietly(() => this.browser.session().removeItem(TAB));
  }

  /** Python says something. Of what it says while this is at work, the last counts. Returns when all is done. */
  hear(data, tell) {
    this.heard = { data, tell };
    this.work ??= this.workOff().finally(() => {
      this.work = undefined;
    });
    return this.work;
  }

  async workOff() {
    while (this.heard) {
      const { data, tell } = this.heard;
      this.heard = undefined;
      if (data.visit !== this.visit) this.begin(data);
      if (data.order.number > this.ordered) {
        this.ordered = data.order.number;
        await this.obey(data.order.what);
      }
      if (!this.leaves && !this.isSettled) await this.offer(data, tell);
      if (!this.leaves && this.isSettled) await this.keep(data, tell);
    }
  }

  begin({ visit }) {
    Object.assign(this, { visit, ordered: 0, isOffered: false, isSettled: false, offered: "", told: "{}" });
    this.shared = ""; // what Python and this browser agree on
    this.hand = undefined; // the record of this tab, as it was written last
    this.other = undefined; // a hand that gave way to a link
    this.trouble = {}; // why something is not kept: by its name, or of all of it
  }

  mayKeep() {
    return quietly(() => this.browser.local().getItem(KEEPS)) !== "no";
  }

  // What was kept is offered; where there was nothing, nothing is said, unless Python waits for an answer.
  async offer({ answered, took, waits, visit, address, names, token }, tell) {
    if (answered) {
      this.isSettled = true;
      if (took) this.shared = this.offered;
      if (took === "all") return;
      this.renameTab(); // nobody waited for it: it stays as it was
      this.hand = undefined;
      return;
    }
    if (this.isOffered) return; // it is on its way
    this.isOffered = true;
    if (!this.mayKeep()) {
      this.dropCookie();
      this.isSettled = true;
      tell("found", { visit, keeps: false });
      return;
    }
    const found = await this.find(address).catch((error) => ({ error }));
    if (!found.shared && !found.hand && !found.aside) {
      if (!found.error) this.dropCookie();
      if (!waits) this.isSettled = true;
      else tell("found", { visit });
      if (found.error) this.trouble = { "": whyNot(found.error) };
      this.say(tell);
      return;
    }
    const said = { visit, shared: found.shared, aside: found.aside };
    if (found.hand) {
      const { at, text, stored } = found.hand;
      said.age = Math.max(0, (this.browser.now() - at) / 1000) || 0;
      if (!this.other) {
        said.hand = { text, names: Object.keys(stored) };
        await this.bring(found.hand, names, token);
      }
    }
    this.offered = found.shared;
    tell("found", said);
  }

  async find(address) {
    const old = quietly(() => this.browser.local().getItem(OLD_KEY)) ?? "";
    const found = await this.store.transact("readwrite", async (places) => {
      if (old) await mergeShared(places, "", merged(old, "", await sharedText(places)));
      return { shared: await sharedText(places), ...(await findHand(places, this.tab)) };
    });
    if (old) quietly(() => this.browser.local().removeItem(OLD_KEY));
    if (found.hand && address && found.hand.link !== address) {
      this.other = found.hand;
      this.renameTab();
    } else if (found.hand?.tab === this.tab) {
      this.hand = found.hand;
    } else if (found.hand) {
      this.hand = { ...found.hand, tab: undefined }; // its bytes are here; this tab has no record of them yet
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
        // Python says what did not come
      }
    }
  }

  async keep({ keeps, text, hand, token }, tell) {
    if (!keeps || !this.mayKeep()) return;
    try {
      if (text !== this.shared) {
        await this.store.transact("readwrite", (places) => mergeShared(places, this.shared, text));
        this.shared = text;
        this.trouble = { ...this.trouble, "": undefined };
        this.setCookie();
      }
      if (hand && this.isChanged(hand)) this.trouble = await this.keepTheHand(hand, token);
    } catch (error) {
      this.trouble = { "": whyNot(error) };
    }
    this.say(tell);
  }

  isChanged({ text, link, marks }) {
    if (!this.hand) return Boolean(text || Object.keys(marks).length);
    const { tab, stored } = this.hand;
    const names = Object.keys({ ...stored, ...marks });
    const isSame = names.every((name) => stored[name]?.mark === marks[name]);
    return tab !== this.tab || text !== this.hand.text || link !== this.hand.link || !isSame;
  }

  async keepTheHand({ text, link, marks }, token) {
    const trouble = {};
    const fresh = new Map();
    const stored = {};
    for (const [name, mark] of Object.entries(marks)) {
      const before = this.hand?.stored[name];
      if (before?.mark === mark) {
        stored[name] = before;
        continue;
      }
      const answer = await this.ask(name, token, before?.digest);
      const { status, data, digest } = answer;
      if (status === 200 && data) {
        stored[name] = { mark: answer.mark, digest, size: data.byteLength };
        fresh.set(digest, data);
      } else if (status === 204 && before) {
        stored[name] = { ...before, mark: answer.mark };
      } else if (status === 413 || status === 422) {
        trouble[name] = "large"; // and what is there is older
      } else if (before) {
        stored[name] = before; // the line was cut: it is asked for again with the next act
      }
    }
    const hand = { tab: this.tab, version: VERSION, at: this.browser.now(), text, link, stored };
    for (const name of await this.write(hand, fresh)) {
      trouble[name] = "large";
      delete hand.stored[name];
    }
    this.hand = hand;
    this.setCookie();
    return trouble;
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

  // A store that is full gives up first what other tabs had in hand, then the bytes of this one.
  async write(hand, fresh) {
    const keep = (how) => this.store.transact("readwrite", (places) => keepHand(places, hand, fresh, how));
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
      return names;
    }
  }

  async obey(what) {
    const here = this.browser.here();
    try {
      if (what === "on") {
        quietly(() => this.browser.local().removeItem(KEEPS));
        Object.assign(this, { isSettled: true, shared: "", hand: undefined });
      } else if (what === "off" || what === "forget") {
        if (what === "off") quietly(() => this.browser.local().setItem(KEEPS, "no"));
        this.dropCookie();
        quietly(() => this.browser.local().removeItem(OLD_KEY));
        this.renameTab();
        Object.assign(this, { isSettled: true, shared: "", hand: undefined });
        if (what === "forget") this.leaves = true;
        await this.store.transact("readwrite", clearAll);
      } else if (what === "aside" && this.hand) {
        const { hand } = this;
        await this.store.transact("readwrite", (places) => setAside(places, hand));
      } else if (what === "anew") {
        this.leaves = true;
        const empty = { tab: this.tab, version: VERSION, at: this.browser.now(), text: "", link: "", stored: {} };
        await this.store.transact("readwrite", (places) => keepHand(places, empty, new Map()));
      } else if (what === "back" && this.other) {
        this.leaves = true;
        this.tab = this.other.tab;
      }
    } catch {
      // a browser that keeps nothing has nothing to forget
    }
    if (this.leaves) this.browser.go(what === "back" ? `${here}${asQuery(this.other.link)}` : here);
  }

  renameTab() {
    this.tab = this.browser.name();
  }

  say(tell) {
    const said = JSON.stringify(this.trouble);
    if (said === this.told) return;
    this.told = said;
    tell("trouble", JSON.parse(said));
  }

  setCookie() {
    quietly(() => this.browser.setCookie(`${COOKIE}=1; Path=/; SameSite=Lax; Max-Age=31536000`));
  }

  dropCookie() {
    quietly(() => this.browser.setCookie(`${COOKIE}=; Path=/; SameSite=Lax; Max-Age=0`));
  }
}

function asQuery(link) {
  const values = quietly(() => JSON.parse(link));
  return values ? `?${new URLSearchParams(values)}` : "";
}

// Why nothing is kept: the store is full, another version of the app has written it, or the browser forbids it.
function whyNot(error) {
  return { QuotaExceededError: "full", VersionError: "newer" }[error?.name] ?? "forbidden";
}

// What a browser may forbid; then nothing.
function quietly(ask) {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
