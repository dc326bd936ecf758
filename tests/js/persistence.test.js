import assert from "node:assert/strict";
import { test } from "node:test";
import { amount } from "../../pages/shared/persistence_records.js";
import { Persistence } from "../../pages/shared/persistence_work.js";

const PLACES = ["shared", "hands", "bytes"];
const MB = 2 ** 20;

/** The places of a store, in memory: what a failed transaction did is undone. `most`: bytes, then it is full. */
class Memory {
  constructor() {
    this.places = Object.fromEntries(PLACES.map((name) => [name, new Map()]));
    this.most = Number.POSITIVE_INFINITY;
    this.turn = Promise.resolve();
  }
  transact(_mode, work) {
    const mine = this.turn.then(async () => {
      if (this.fails) throw this.fails;
      const before = Object.fromEntries(PLACES.map((name) => [name, new Map(this.places[name])]));
      try {
        return await work(Object.fromEntries(PLACES.map((name) => [name, this.place(name)])));
      } catch (error) {
        this.places = before;
        throw error;
      }
    });
    this.turn = mine.catch(() => {});
    return mine;
  }
  place(name) {
    const map = () => this.places[name];
    return {
      get: async (key) => structuredClone(map().get(key)),
      put: async (key, value) => {
        map().set(key, structuredClone(value));
        const size = [...this.places.bytes.values()].reduce((sum, data) => sum + data.byteLength, 0);
        if (size > this.most) throw Object.assign(new Error("full"), { name: "QuotaExceededError" });
      },
      remove: async (key) => map().delete(key),
      keys: async () => [...map().keys()],
      all: async () => structuredClone([...map().values()]),
      clear: async () => map().clear(),
    };
  }
  shared() {
    return this.places.shared.get("values")?.text ?? "";
  }
}

function storage(values = {}) {
  return {
    values,
    get length() {
      return Object.keys(values).length;
    },
    key: (i) => Object.keys(values)[i],
    getItem: (key) => values[key] ?? null,
    setItem: (key, text) => {
      values[key] = text;
    },
    removeItem: (key) => {
      delete values[key];
    },
  };
}

/** A browser with tabs; `server` holds the drawer: what it offers by name, and what was brought into it. */
function browser(store = new Memory(), local = storage()) {
  const server = { offers: {}, brought: {}, asked: [] };
  const all = { store, local, server, cookie: "", time: 1_000_000, tabs: 0, went: [], path: "/train" };
  all.tab = (session = storage()) => {
    const said = [];
    const persistence = new Persistence(store, {
      local: () => local,
      session: () => session,
      setCookie: (text) => {
        all.cookie = text.includes("Max-Age=0") ? "" : text;
      },
      fetch: async (name, { method = "GET", headers, body } = {}) => {
        server.asked.push(`${method} ${name}`);
        await server.slow;
        if (server.isGone) throw new TypeError("Failed to fetch");
        if (method === "PUT") {
          server.brought[name] = body;
          return { status: 204 };
        }
        const offer = server.offers[name];
        if (!offer) return { status: 404, headers: new Headers() };
        if (offer.status) return { status: offer.status, headers: new Headers() };
        const its = { "X-Mark": encodeURIComponent(offer.mark), "X-Digest": offer.digest };
        const status = headers["X-Digest"] === offer.digest ? 204 : 200;
        return { status, headers: new Headers(its), arrayBuffer: async () => offer.data };
      },
      now: () => all.time,
      name: () => {
        all.tabs += 1;
        return `tab${all.tabs}`;
      },
      address: (name) => name,
      here: () => all.path,
      go: (address) => all.went.push(address),
      arrival: () => all.arrival,
      search: () => all.search,
      from: () => all.from,
    });
    const state = { visit: "1", answered: false, took: "", waits: false, keeps: true, text: "" };
    Object.assign(state, { hand: null, address: "", token: "t", names: ["uploaded", "run"] });
    Object.assign(state, { order: { number: 0, what: "" } });
    const say = async (more = {}) => {
      said.length = 0;
      Object.assign(state, more);
      await persistence.hear(structuredClone(state), (event, value) => said.push([event, structuredClone(value)]));
      return Object.fromEntries(said);
    };
    /** What a page would do that takes what is offered. */
    const arrive = async (more = {}) => {
      const { found } = await say({ ...more });
      if (found) await say({ answered: true, took: "all", text: found.shared ?? "" });
      return found;
    };
    const reload = () => {
      persistence.leave();
      return all.tab(session);
    };
    return { say, arrive, reload, session, persistence };
  };
  all.offer = (name, mark, bytes, digest = `sha of ${mark}`) => {
    server.offers[name] = { mark, digest, data: new Uint8Array(bytes).buffer };
  };
  return all;
}

const hand = (text, marks = {}, link = "") => ({ text, link, marks });

test("a first visit keeps what there is, says nothing, and the next one has it", async () => {
  const its = browser();
  const tab = its.tab();
  for (const text of ["", '{"a":1}', '{"a":1,"b":2}']) {
    assert.deepEqual(await tab.say({ text }), {});
    assert.equal(its.store.shared(), text);
  }
  assert.match(its.cookie, /^one-neuron-kept=1; Path=\/; SameSite=Lax/);
  const { found } = await tab.reload().say({ visit: "2", waits: true, text: "" });
  assert.deepEqual(found, { visit: "2", shared: '{"a":1,"b":2}', dropped: false });
});

test("a page that waits is always answered, and the cookie goes where there is nothing", async () => {
  const its = browser();
  its.cookie = "one-neuron-kept=1";
  assert.deepEqual(await its.tab().say({ waits: true }), { found: { visit: "1" } });
  assert.equal(its.cookie, "");
  its.store.fails = new Error("SecurityError");
  const said = await its.tab().say({ waits: true });
  assert.deepEqual(said, { found: { visit: "1" }, trouble: { "": "forbidden" } });
});

test("what was kept is not overwritten before Python has taken it, and who did not wait loses nothing", async () => {
  const its = browser();
  await its.tab().say({ text: '{"old":1}', hand: hand("mine") });
  const tab = its.tab();
  assert.equal((await tab.say({ waits: true })).found.shared, '{"old":1}');
  assert.deepEqual(await tab.say({ text: '{"new":2}', hand: hand("other") }), {});
  assert.equal(its.store.shared(), '{"old":1}');
  await tab.say({ answered: true, took: "" });
  assert.deepEqual(JSON.parse(its.store.shared()), { old: 1, new: 2 });
  assert.deepEqual([...its.store.places.hands.values()].map(({ text }) => text).sort(), ["mine", "other"]);
  await tab.say({ order: { number: 1, what: "back" } });
  assert.equal((await tab.reload().arrive({ visit: "2", answered: false, took: "" })).hand.text, "mine");
});

test("a tab writes only what has changed in it, and leaves what another one has kept since", async () => {
  const its = browser();
  const before = '{"code":"a","lesson":["home"]}';
  await its.tab().say({ text: before });
  const [one, two] = [its.tab(), its.tab()];
  for (const tab of [one, two]) await tab.arrive();
  await one.say({ text: '{"code":"ab","lesson":["home"]}' });
  await two.say({ text: before });
  assert.equal(its.store.shared(), '{"code":"ab","lesson":["home"]}');
  await two.say({ text: '{"code":"a","goals":{"twin":1}}' });
  assert.deepEqual(JSON.parse(its.store.shared()), { code: "ab", goals: { twin: 1 } });
  await one.say({ text: "", order: { number: 1, what: "forget" } });
  assert.equal(its.store.shared(), "");
  assert.equal(its.cookie, "");
  assert.deepEqual(its.went, ["/train"]);
  await two.say();
  assert.equal(its.store.shared(), "", "what was forgotten in one tab does not come back by a click in another");
});

test("each tab has its own hand after a reload; a new one and a copy of a tab take that written last", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.offer("uploaded", "m1", [1, 2, 3]);
  await one.say({ hand: hand("one", { uploaded: "m1" }, "?a") });
  its.time += 5000;
  await two.arrive();
  await two.say({ hand: hand("two") });
  its.time += 60_000;
  const found = (await one.reload().say({ visit: "2", hand: null })).found;
  assert.deepEqual(found.hand, { text: "one", names: ["uploaded"] });
  assert.equal(found.age, 65);
  assert.deepEqual(new Uint8Array(its.server.brought.uploaded), new Uint8Array([1, 2, 3]));
  const copied = storage({ ...two.session.values });
  for (const session of [storage(), copied]) {
    const tab = its.tab(session);
    assert.equal((await tab.arrive({ visit: "3" })).hand.text, "two");
    await tab.say({ hand: hand("two") });
  }
  assert.equal(its.store.places.hands.size, 3, "of four tabs, that which wrote first is gone");
  assert.equal(its.store.places.bytes.size, 0, "and its bytes with it");
});

test("bytes are asked for when their mark is another one, and come back without being sent again", async () => {
  const its = browser();
  const tab = its.tab();
  its.offer("uploaded", "m1", [1]);
  await tab.say({ hand: hand("x", { uploaded: "m1" }) });
  await tab.say({ hand: hand("y", { uploaded: "m1" }) });
  assert.deepEqual(its.server.asked, ["GET uploaded"]);
  its.server.asked.length = 0;
  const next = tab.reload();
  await next.arrive({ visit: "2" });
  its.offer("uploaded", "another mark", [1], "sha of m1");
  await next.say({ hand: hand("y", { uploaded: "another mark" }) });
  await next.say({ hand: hand("y", { uploaded: "another mark" }) });
  assert.deepEqual(its.server.asked, ["PUT uploaded", "GET uploaded"]);
  assert.equal(its.store.places.bytes.size, 1);
});

test("while the server is gone what was kept stays, and is asked for again later", async () => {
  const its = browser();
  const tab = its.tab();
  its.offer("run", "m1", [1]);
  await tab.say({ hand: hand("x", { run: "m1" }) });
  its.server.isGone = true;
  assert.deepEqual(await tab.say({ hand: hand("y", { run: "m2" }) }), {});
  const [kept] = its.store.places.hands.values();
  assert.deepEqual([kept.text, kept.stored.run.mark], ["y", "m1"]);
  its.server.isGone = false;
  its.offer("run", "m2", [2]);
  await tab.say();
  assert.deepEqual([...its.store.places.bytes.keys()], ["sha of m2"]);
});

test("a link goes before the hand that did not write it, and the way back leads to that", async () => {
  const its = browser();
  const tab = its.tab();
  await tab.say({ hand: hand("mine", {}, '{"learning_rate":"0.1"}') });
  const same = tab.reload();
  assert.equal((await same.arrive({ visit: "2", address: '{"learning_rate":"0.1"}' })).hand.text, "mine");
  const other = same.reload();
  its.time += 1000;
  assert.deepEqual(await other.arrive({ visit: "3", address: '{"data":"digits"}' }), {
    visit: "3",
    shared: "",
    dropped: false,
    age: 1,
  });
  await other.say({ hand: hand("by the link", {}, '{"data":"digits"}') });
  await other.say({ order: { number: 1, what: "back" } });
  assert.deepEqual(its.went, ["/train?learning_rate=0.1"]);
  assert.equal((await other.reload().say({ visit: "4", address: '{"learning_rate":"0.1"}' })).found.hand.text, "mine");
});

test("to begin anew drops the hand of this tab, and takes none of another", async () => {
  const its = browser();
  await its.tab().say({ hand: hand("other") });
  const tab = its.tab();
  await tab.arrive();
  await tab.say({ text: '{"code":"a"}', hand: hand("mine") });
  await tab.say({ order: { number: 1, what: "anew" } });
  await tab.say({ hand: hand("mine, a moment later") });
  assert.deepEqual(its.went, ["/train"]);
  const { found } = await tab.reload().say({ visit: "2", waits: true, hand: null });
  assert.deepEqual(found, { visit: "2", shared: '{"code":"a"}', dropped: false });
});

test("who begins anew by the link of a lesson still has the lesson", async () => {
  const its = browser();
  its.search = "?lesson=abc&data=digits&learning_rate=0.1";
  const tab = its.tab();
  await tab.say({ hand: hand("x"), address: '{"data":"digits","learning_rate":"0.1"}' });
  await tab.say({ order: { number: 1, what: "anew" } });
  assert.deepEqual(its.went, ["/train?lesson=abc"]);
});

test("what an earlier version kept in the local storage is taken over once", async () => {
  const its = browser(new Memory(), storage({ "one-neuron": '{"road":["home"],"code":"old"}' }));
  assert.equal((await its.tab().arrive()).shared, '{"road":["home"],"code":"old"}');
  assert.deepEqual(its.local.values, {});
  its.local.values["one-neuron"] = "[1";
  assert.equal((await its.tab().arrive()).shared, '{"road":["home"],"code":"old"}');
});

test("a hand of another version, or a damaged one, is dropped, with its bytes, and what all tabs share stays", async () => {
  for (const damaged of [
    { version: 1, text: "x", stored: { run: { mark: "m", digest: "d", size: 1 } } },
    { version: 3, text: "x", stored: {} },
    { version: 2, text: 3, stored: {} },
    { version: 2, text: "x", stored: { run: null } },
    { version: 2, text: "x", stored: null },
    { version: 2, text: "x", stored: { run: { digest: "d", size: "1 GB" } } },
  ]) {
    const its = browser();
    its.store.places.hands.set("tab9", { tab: "tab9", at: 1, ...damaged });
    its.store.places.bytes.set("d", new ArrayBuffer(1));
    its.store.places.shared.set("values", { version: 1, text: '{"code":"a"}' });
    const tab = its.tab();
    assert.deepEqual(await tab.arrive({ waits: true }), { visit: "1", shared: '{"code":"a"}', dropped: true });
    assert.equal(its.store.places.hands.size, 0);
    await tab.say({ hand: hand("new") });
    assert.equal(its.store.places.bytes.size, 0);
    assert.equal(its.store.places.hands.get("tab1").text, "new");
  }
});

test("what is too large is said once, and the rest is kept", async () => {
  const its = browser();
  const tab = its.tab();
  its.server.offers.run = { status: 413 };
  its.offer("uploaded", "m", [1]);
  const marks = { run: "r", uploaded: "m" };
  assert.deepEqual(await tab.say({ hand: hand("x", marks) }), { trouble: { run: "large" } });
  its.server.asked.length = 0;
  assert.deepEqual(await tab.say({ hand: hand("x", marks) }), {});
  assert.deepEqual(await tab.say({ hand: hand("", marks) }), {});
  assert.deepEqual(its.server.asked, [], "it is packed once, and not with every act");
  its.offer("run", "s", [1]);
  assert.deepEqual(await tab.say({ hand: hand("x", { ...marks, run: "s" }) }), { trouble: {} });
  const places = Object.fromEntries(PLACES.map((name) => [name, its.store.place(name)]));
  assert.deepEqual(await amount(places), { hands: 1, bytes: 3 });
});

test("all bytes together are bounded: the oldest hands go, then what is too much of this one", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.offer("uploaded", "a", 40 * MB);
  await one.say({ hand: hand("one", { uploaded: "a" }) });
  await two.arrive();
  its.offer("uploaded", "b", 40 * MB);
  its.offer("run", "c", 30 * MB);
  const said = await two.say({ hand: hand("two", { uploaded: "b", run: "c" }) });
  assert.deepEqual(said, { trouble: { run: "large" } });
  assert.deepEqual([...its.store.places.bytes.keys()], ["sha of b"]);
  assert.deepEqual([...its.store.places.hands.keys()], ["tab2"]);
});

test("a full store gives up the other hands, then the bytes, and says so", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.store.most = 5;
  its.offer("uploaded", "a", 4);
  await one.say({ hand: hand("one", { uploaded: "a" }) });
  await two.arrive();
  its.offer("uploaded", "b", 5);
  assert.deepEqual(await two.say({ hand: hand("two", { uploaded: "b" }) }), {});
  assert.deepEqual([...its.store.places.hands.keys()], ["tab2"]);
  its.offer("uploaded", "c", 6);
  assert.deepEqual(await two.say({ hand: hand("two", { uploaded: "c" }) }), { trouble: { uploaded: "large" } });
  assert.deepEqual(its.store.places.hands.get("tab2").stored, {});
  assert.equal(its.store.places.bytes.size, 0);
});

test("a browser that is told to keep nothing forgets what it has, and says so to the next visit", async () => {
  const its = browser();
  const tab = its.tab();
  await tab.say({ text: '{"a":1}', hand: hand("x") });
  await tab.say({ keeps: false, text: "", hand: null, order: { number: 1, what: "off" } });
  assert.deepEqual([its.store.shared(), its.store.places.hands.size, its.cookie], ["", 0, ""]);
  assert.deepEqual(its.local.values, { "one-neuron-keeps": "no" });
  const next = its.tab();
  assert.deepEqual(await next.say(), { found: { visit: "1", keeps: false, from: false } });
  await next.say({ answered: true, took: "all", text: '{"a":1}', hand: hand("x") });
  assert.equal(its.store.shared(), "");
  await next.say({ order: { number: 1, what: "on" } });
  assert.equal(its.store.shared(), '{"a":1}');
  assert.equal(its.store.places.hands.size, 1);
  assert.deepEqual(its.local.values, {});
});

test("a link out of a visit of which nothing is kept leads to no other: what others kept stays, and is not brought", async () => {
  const its = browser();
  await its.tab().say({ text: '{"a":1}', hand: hand("x") });
  its.from = "https://here/train?lesson=1x&keeps=no";
  const tab = its.tab();
  const { found } = await tab.say({ waits: true });
  assert.deepEqual(found, { visit: "1", keeps: false, from: true });
  await tab.say({ answered: true, took: "all", text: '{"a":2}', hand: hand("y") });
  tab.persistence.leave();
  assert.deepEqual(tab.session.values, {});
  assert.deepEqual([its.store.shared(), its.store.places.hands.size], ['{"a":1}', 1]);
  assert.match(its.cookie, /=1;/);
  for (its.from of ["", "no address", "https://here/train?keeps=yes"]) {
    assert.equal((await its.tab().say()).found.shared, '{"a":1}');
  }
});

test("what other parts of the page put down in a tab is forgotten with the rest", async () => {
  const its = browser();
  const others = { "one-neuron-presents": "1", theirs: "2" };
  const mine = {
    "one-neuron-round": "1",
    "one-neuron-watched": "1",
    "one-neuron-strokes": "1",
    "code.draft.predict": "1",
  };
  const tab = its.tab(storage({ ...others, ...mine }));
  await tab.say({ order: { number: 1, what: "anew" } });
  assert.deepEqual(Object.keys(tab.session.values).slice(2), ["code.draft.predict"], "code is no tab's own");
  await tab.say({ order: { number: 2, what: "forget" } });
  assert.deepEqual(tab.session.values, others);
});

test("what is put down in the local storage is forgotten too: ours, and in which pages' names Streamlit put its theme", async () => {
  const its = browser();
  const others = { "one-neuron-keeps": "x", sidebarWidth: "300" };
  Object.assign(its.local.values, others, { "one-neuron-keys": "off", "stActiveTheme-/paint-v2": "{}" });
  await its.tab().say({ order: { number: 1, what: "forget" } });
  const { "one-neuron-forgotten": since, ...left } = its.local.values;
  assert.deepEqual(left, others);
  assert.match(since, /^tab\d$/, "another text than before, so that other tabs know");
});

test("what is said on the way is kept, and answered where the page is", async () => {
  const its = browser();
  const tab = its.tab();
  await tab.say({ hand: hand("x") });
  its.server.offers.run = { status: 413 };
  assert.deepEqual(await tab.say({ on_the_way: true, hand: hand("y", { run: "1" }) }), { trouble: { run: "large" } });
  assert.equal(its.store.places.hands.get("tab1").text, "y");
});

test("what another tab has let go of is asked for again", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.offer("uploaded", "m", [1, 2]);
  await one.say({ hand: hand("one", { uploaded: "m" }) });
  for (const text of ["two", "three", "four"]) {
    const tab = text === "two" ? two : its.tab();
    its.time += 1;
    await tab.arrive();
    await tab.say({ hand: hand(text) });
  }
  assert.equal(its.store.places.bytes.size, 0);
  await one.say({ hand: hand("one, later", { uploaded: "m" }) });
  assert.deepEqual([...its.store.places.bytes.keys()], ["sha of m"]);
  assert.equal(its.store.places.hands.get("tab1").stored.uploaded.size, 2);
});

test("a tab that looks up a word takes nothing in hand, but its own again", async () => {
  const its = browser();
  await its.tab().say({ text: '{"road":["home"]}', hand: hand("mine") });
  its.path = "/neuron/words";
  const tab = its.tab();
  assert.deepEqual(await tab.arrive({ waits: true }), { visit: "1", shared: '{"road":["home"]}', dropped: false });
  await tab.say({ hand: hand("its own") });
  assert.equal((await tab.reload().arrive({ visit: "2" })).hand.text, "its own");
});

test("forgotten pictures are in no hand of this browser any more", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.offer("photo", "p", [1]);
  its.offer("run", "r", [2]);
  await one.say({ hand: hand("one", { photo: "p" }) });
  await two.arrive();
  await two.say({ hand: hand("two", { photo: "p", run: "r" }) });
  await two.say({ hand: hand("two", { run: "r" }), order: { number: 1, what: "drop", names: ["photo"] } });
  assert.deepEqual([...its.store.places.bytes.keys()], ["sha of r"]);
  assert.deepEqual(its.store.places.hands.get("tab1").stored, {});
});

test("where one tab was told to keep nothing the others keep nothing, and all again later", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  await one.say({ text: '{"a":1}', hand: hand("one") });
  await two.arrive();
  await two.say({ keeps: false, text: "", hand: null, order: { number: 1, what: "off" } });
  assert.deepEqual(await one.say({ hand: hand("one, later") }), { trouble: { "": "off" } });
  assert.deepEqual([its.store.shared(), its.store.places.hands.size, its.cookie], ["", 0, ""]);
  await two.say({ keeps: true, order: { number: 2, what: "on" } });
  assert.deepEqual(await one.say(), { trouble: {} });
  assert.equal(its.store.shared(), '{"a":1}');
  assert.equal(its.store.places.hands.get("tab1").text, "one, later");
});

test("no order is lost, however fast they come", async () => {
  const its = browser();
  const tab = its.tab();
  its.offer("photo", "p", [1]);
  await tab.say({ hand: hand("x", { photo: "p" }) });
  tab.say({ hand: hand("x"), order: { number: 1, what: "drop", names: ["photo"] } });
  await tab.say({ order: { number: 2, what: "anew" } });
  assert.equal(its.store.places.bytes.size, 0);
  assert.deepEqual(its.went, ["/train"]);
});

test("a new start of the server under an open page is another visit, and gets all of it", async () => {
  const its = browser();
  const tab = its.tab();
  await tab.say({ text: '{"mine":1}', hand: hand("x") });
  const found = await tab.arrive({ visit: "2", text: "", hand: null });
  assert.deepEqual([found.shared, found.hand.text], ['{"mine":1}', "x"]);
});

test("what was forgotten in one tab is not kept again by another one that is open", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.offer("uploaded", "m", [1, 2]);
  await one.say({ text: '{"code":"a"}', hand: hand("one", { uploaded: "m" }) });
  await two.arrive();
  await two.say({ text: "", order: { number: 1, what: "forget" } });
  const said = await one.say({ text: '{"code":"ab"}', hand: hand("one, later", { uploaded: "m" }) });
  assert.deepEqual(said, { trouble: { "": "forgotten" } });
  assert.deepEqual([its.store.shared(), its.store.places.hands.size, its.store.places.bytes.size], ["", 0, 0]);
  const again = one.reload();
  assert.equal(await again.arrive({ visit: "2", text: "", hand: null }), undefined);
  assert.deepEqual(await again.say({ text: '{"code":"b"}', hand: hand("new") }), {});
  assert.equal(its.store.shared(), '{"code":"b"}');
});

test("a picture that one tab was told to forget is not kept again by another one, but a new one is", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  its.offer("photo", "p", [1]);
  await one.say({ hand: hand("one", { photo: "p" }) });
  await two.arrive();
  await two.say({ hand: hand("two"), order: { number: 1, what: "drop", names: ["photo"] } });
  assert.equal(its.store.places.bytes.size, 0);
  for (const text of ["one, later", "one, still later"]) {
    await one.say({ hand: hand(text, { photo: "p" }) });
    assert.deepEqual([its.store.places.bytes.size, one.persistence.trouble], [0, { photo: "forgotten" }]);
  }
  its.offer("photo", "q", [2]);
  assert.deepEqual(await one.say({ hand: hand("one", { photo: "q" }) }), { trouble: {} });
  its.offer("photo", "p", [1]);
  await two.say({ hand: hand("two", { photo: "p" }) });
  assert.deepEqual([...its.store.places.bytes.keys()].sort(), ["sha of p", "sha of q"]);
});

test("a hand of another tab that is gone back to is a copy, and that tab keeps its own", async () => {
  const its = browser();
  const one = its.tab();
  its.offer("uploaded", "m", [1]);
  await one.say({ hand: hand("one", { uploaded: "m" }, '{"data":"cats"}') });
  const two = its.tab();
  await two.arrive({ address: '{"data":"digits"}' });
  await two.say({ order: { number: 1, what: "back" } });
  assert.deepEqual(its.went, ["/train?data=cats"]);
  const again = two.reload();
  const found = await again.arrive({ visit: "2", answered: false, took: "", address: '{"data":"cats"}' });
  assert.deepEqual(found.hand, { text: "one", names: ["uploaded"] });
  await again.say({ hand: hand("two", {}, '{"data":"cats"}') });
  assert.equal((await one.reload().arrive({ visit: "3", address: '{"data":"cats"}' })).hand.text, "one");
});

test("a tab that had nothing takes nothing of another when it is loaded again, nor what was begun anew", async () => {
  const its = browser();
  const empty = its.tab();
  await empty.arrive();
  await its.tab().say({ hand: hand("other") });
  assert.equal((await empty.reload().arrive({ visit: "2", waits: true })).hand, undefined);
  its.time += 1000;
  const anew = its.tab();
  await anew.arrive();
  await anew.say({ hand: hand("a copy"), order: { number: 1, what: "anew" } });
  assert.equal((await its.tab().arrive({ waits: true })).hand, undefined);
});

test("after a reload the own hand goes before an address that is newer than it, as no link led there", async () => {
  const its = browser();
  const tab = its.tab();
  await tab.say({ hand: hand("mine", {}, '{"learning_rate":"0.1"}') });
  its.arrival = "reload";
  const again = tab.reload();
  assert.equal((await again.arrive({ visit: "2", address: '{"learning_rate":"0.2"}' })).hand.text, "mine");
});

test("the way back of the browser leads to the hand that stood there, though a link came between", async () => {
  for (const link of ["", '{"learning_rate":"0.1"}']) {
    const its = browser();
    const tab = its.tab();
    its.offer("uploaded", "m", [1]);
    await tab.say({ hand: hand("mine", { uploaded: "m" }, link) });
    its.time += 1000;
    its.arrival = "navigate";
    const other = tab.reload();
    await other.arrive({ visit: "2", address: '{"data":"digits"}' });
    await other.say({ hand: hand("by the link", {}, '{"data":"digits"}') });
    its.arrival = "back_forward";
    const back = other.reload();
    const { hand: found } = await back.arrive({ visit: "3", address: link });
    assert.deepEqual(found, { text: "mine", names: ["uploaded"] });
  }
});

test("on a slow line the words are kept before the bytes have come", async () => {
  const its = browser();
  const tab = its.tab();
  await tab.say({ hand: hand("before", {}, "") });
  let go;
  its.server.slow = new Promise((resolve) => {
    go = resolve;
  });
  its.offer("uploaded", "m", [1]);
  const said = tab.say({ hand: hand("after", { uploaded: "m" }, '{"learning_rate":"0.1"}') });
  await new Promise((resolve) => setTimeout(resolve, 5));
  const kept = () => its.store.places.hands.get("tab1");
  assert.deepEqual([kept().text, kept().link, kept().stored], ["after", '{"learning_rate":"0.1"}', {}]);
  go();
  await said;
  assert.equal(kept().stored.uploaded.size, 1);
});

test("a browser that forbids all of it is no error", async () => {
  const no = () => {
    throw new Error("SecurityError");
  };
  const store = { transact: async () => no() };
  const its = { local: no, session: no, setCookie: no, fetch: no, now: () => 0, name: () => "tab" };
  const persistence = new Persistence(store, { ...its, address: no, here: () => "/", go: no });
  const state = { visit: "1", answered: false, waits: false, keeps: true, text: "a", hand: hand("x") };
  const said = [];
  await persistence.hear({ ...state, address: "", token: "", names: [], order: { number: 0 } }, (...all) =>
    said.push(all),
  );
  assert.deepEqual(said, [["trouble", { "": "forbidden" }]]);
  persistence.leave();
});

test("two tabs that write Code keep each other's functions, and one that writes the same function is told of the other's", async () => {
  const its = browser();
  const [one, two] = [its.tab(), its.tab()];
  for (const tab of [one, two]) await tab.arrive();
  const code = (functions) => ({ text: JSON.stringify({ code: functions, road: [] }) });
  await one.say(code({ sigmoid: "a" }));
  assert.equal((await two.say(code({ predict: "b" }))).clash, undefined);
  assert.deepEqual(JSON.parse(its.store.shared()).code, { sigmoid: "a", predict: "b" }, "both are there");
  assert.deepEqual((await two.say(code({ predict: "b", sigmoid: "c" }))).clash, { sigmoid: "a" });
  assert.deepEqual((await one.say(code({ sigmoid: "d" }))).clash, { sigmoid: "c" });
  assert.deepEqual(JSON.parse(its.store.shared()).code, { sigmoid: "d", predict: "b" });
  assert.equal((await one.say(code({ sigmoid: "e" }))).clash, undefined, "nobody wrote it meanwhile");
  await one.say(code({}));
  assert.deepEqual(JSON.parse(its.store.shared()).code, { predict: "b" });
  await two.say(code({ predict: "b", sigmoid: "c", model: "x".repeat(60_000) }));
  assert.deepEqual(Object.keys(JSON.parse(its.store.shared()).code), ["predict", "sigmoid", "model"]);
});
