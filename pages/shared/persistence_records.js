// What becomes of the records. `places` are those of one transaction, as `persistence_records.js` gives them.

export const VERSION = 2; // of a hand
const SHARED = 1; // the version of what all tabs share
const HANDS = 3; // the one written last, and those before it
const MAX_BYTES = 64 * 2 ** 20; // bytes of all of them together
const CODE = "code"; // the value with the functions of Code by their names
const BY_NAME = [CODE, "code_passed"]; // values that are kept name by name
const MAX_CODE = 50_000; // signs of all functions, as `code.py` has it

/** What all tabs share, as text; empty where there is nothing. */
export async function sharedText({ shared }) {
  const record = await shared.get("values");
  return record?.version === SHARED && typeof record.text === "string" ? record.text : "";
}

/**
 * Keep what has changed in one tab since it last said so: what another tab has kept meanwhile stays. Returns the
 * functions of Code that another tab has written too, as they stood there.
 */
export async function mergeShared(places, before, now) {
  const clashes = {};
  await places.shared.put("values", { version: SHARED, text: merged(await sharedText(places), before, now, clashes) });
  return clashes;
}

/** The text that is kept, with what is not equal in the text before and now. clashes: gets the functions of others. */
export function merged(kept, before, now, clashes = {}) {
  const [all, was, is] = [kept, before, now].map(valuesIn);
  for (const name of Object.keys({ ...was, ...is })) {
    if (JSON.stringify(was[name]) === JSON.stringify(is[name])) continue;
    const [one, met] = [is[name], name === CODE ? clashes : {}];
    const areTables = [all[name], was[name], one].every((value) => value === undefined || isTable(value));
    const both = BY_NAME.includes(name) && areTables ? byName(all[name], was[name], one, met) : one;
    if (both === undefined) delete all[name];
    else all[name] = both;
  }
  return Object.keys(all).length ? JSON.stringify(all) : "";
}

function byName(kept = {}, was = {}, is = {}, clashes = {}) {
  const all = { ...kept };
  for (const name of Object.keys({ ...was, ...is })) {
    if (was[name] === is[name]) continue;
    if (name in kept && kept[name] !== was[name] && kept[name] !== is[name]) clashes[name] = kept[name];
    if (name in is) all[name] = is[name];
    else delete all[name];
  }
  if (!Object.keys(all).length) return undefined;
  return JSON.stringify(all).length > MAX_CODE ? is : all; // Python would read none of a text that is longer
}

function isTable(value) {
  return Boolean(value) && typeof value === "object" && !Array.isArray(value);
}

function valuesIn(text) {
  try {
    const values = JSON.parse(text);
    return isTable(values) ? values : {};
  } catch {
    return {};
  }
}

/**
 * The hand of a tab, or for a new tab the one that was written last: none where that one was begun anew. A hand that cannot
 * be read, as one of an older version, is dropped. Returns the hand, or nothing, and whether one was dropped. back: the link
 * to which somebody went back, if so: then the hand that wrote it goes before others.
 */
export async function findHand(places, tab, { isNew = true, back } = {}) {
  const hands = (await places.hands.all()).sort(later);
  const before = back === undefined ? undefined : hands.find((each) => isReadable(each) && each.link === back);
  const hand = before ?? (await places.hands.get(tab)) ?? (isNew ? hands[0] : undefined);
  if (!hand || isReadable(hand)) return { hand: hand && !isEmpty(hand) ? hand : undefined, dropped: false };
  for (const key of await places.hands.keys()) {
    if ((await places.hands.get(key))?.tab === hand.tab) await places.hands.remove(key);
  }
  return { dropped: true };
}

function isReadable(hand) {
  const areTexts = typeof hand?.text === "string" && typeof hand.tab === "string";
  if (hand?.version !== VERSION || !areTexts || typeof (hand.stored ?? undefined) !== "object") return false;
  return entriesOf(hand).length === Object.keys(hand.stored).length;
}

// What a hand has of bytes, without what makes no sense.
function entriesOf(hand) {
  const isOne = (each) => typeof each?.digest === "string" && each.size >= 0 && each.size <= MAX_BYTES;
  return Object.values(hand?.stored ?? {}).filter(isOne);
}

function isEmpty(hand) {
  return hand?.version === VERSION && !hand.text && !Object.keys(hand.stored ?? {}).length;
}

function later(one, other) {
  return (Number(other?.at) || 0) - (Number(one?.at) || 0);
}

/**
 * Keep the hand of a tab, and its bytes by their digests. The oldest hands go where there are too many, or too large.
 * fresh: bytes that are not there yet, by their digests. alone: no other hand stays. before: the bytes of this hand as they
 * were written last. Returns the names of what is too much even so, of what should be there and is not, as another tab
 * has let go of it, and of what another tab was told to forget.
 */
export async function keepHand(places, hand, fresh, { alone = false, before = {} } = {}) {
  const [unkept, missing, forgotten] = [[], [], []];
  const mine = await places.hands.get(hand.tab);
  const isForgotten = (name) => mine && before[name] && !mine.stored?.[name];
  const there = new Set([...(await places.bytes.keys()), ...fresh.keys()]);
  const held = new Map(); // sizes by digest
  const total = () => [...held.values()].reduce((sum, size) => sum + size, 0);
  const add = (record) => {
    const heldBefore = new Map(held);
    for (const { digest, size } of entriesOf(record)) held.set(digest, size);
    if (total() <= MAX_BYTES) return true;
    held.clear();
    for (const [digest, size] of heldBefore) held.set(digest, size);
    return false;
  };
  const stored = {};
  for (const [name, entry] of Object.entries(hand.stored)) {
    if (before[name]?.mark === entry.mark && isForgotten(name)) forgotten.push(name);
    else if (!there.has(entry.digest)) missing.push(name);
    else if (add({ stored: { [name]: entry } })) stored[name] = entry;
    else unkept.push(name);
  }
  const others = (await places.hands.all()).filter((each) => each?.tab !== hand.tab).sort(later);
  const stay = new Set([hand.tab]);
  for (const other of others) {
    if (!alone && stay.size < HANDS && isReadable(other) && add(other)) stay.add(other.tab);
  }
  for (const key of await places.hands.keys()) if (!stay.has(key)) await places.hands.remove(key);
  for (const digest of await places.bytes.keys()) if (!held.has(digest)) await places.bytes.remove(digest);
  for (const [digest, data] of fresh) if (held.has(digest)) await places.bytes.put(digest, data);
  await places.hands.put(hand.tab, { ...hand, version: VERSION, stored });
  return { unkept, missing, forgotten };
}

/** Forget the bytes of these names, in all hands. */
export async function dropBytes({ hands, bytes }, names) {
  const held = new Set();
  for (const key of await hands.keys()) {
    const record = await hands.get(key);
    if (!record?.stored) continue;
    for (const name of names) delete record.stored[name];
    for (const { digest } of entriesOf(record)) held.add(digest);
    await hands.put(key, record);
  }
  for (const digest of await bytes.keys()) if (!held.has(digest)) await bytes.remove(digest);
}

/** How much is kept: how many hands, and their bytes with those of all values. */
export async function amount(places) {
  const hands = (await places.hands.all()).filter((each) => !isEmpty(each));
  const sizes = new Map();
  for (const each of hands) {
    for (const { digest, size } of entriesOf(each)) sizes.set(digest, size);
  }
  const texts = [await sharedText(places), ...hands.map((each) => each.text ?? "")];
  const bytes = [...sizes.values(), ...texts.map((text) => text.length)].reduce((sum, size) => sum + size, 0);
  return { hands: hands.length, bytes };
}

/** A hand again under the name of a tab that had none, or another. */
export async function copyHand(places, hand, tab) {
  const { stored } = hand;
  return keepHand(places, { ...hand, tab, stored: { ...stored } }, new Map());
}

/** Forget all of it. */
export async function clearAll(places) {
  for (const place of Object.values(places)) await place.clear();
}

// Records in this browser, in IndexedDB: all that is done in one `transact` happens, or nothing of it.

const NAME = "one-neuron";
const PLACES = ["shared", "hands", "bytes"];
const PATIENCE = 4000; // milliseconds; some browsers never say whether they open

export class Store {
  constructor(factory) {
    this.factory = factory; // asked only when it is needed: where it is forbidden, to ask is an error
    this.opened = undefined;
  }

  /** What `work` gives, which is given the places and may wait for nothing else. mode: "readonly" or "readwrite". */
  async transact(mode, work) {
    this.opened ??= this.open();
    const database = await this.opened.catch((error) => {
      this.opened = undefined; // the next one may try again
      throw error;
    });
    return new Promise((resolve, reject) => {
      let result;
      let failure;
      const transaction = database.transaction(PLACES, mode);
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(failure ?? transaction.error ?? new Error("It was broken off."));
      const places = Object.fromEntries(PLACES.map((name) => [name, placeOf(transaction.objectStore(name))]));
      work(places).then(
        (value) => {
          result = value;
        },
        (error) => {
          failure = error;
          try {
            transaction.abort();
          } catch {
            // it is over already
          }
        },
      );
    });
  }

  open() {
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("It does not open.")), PATIENCE);
      const request = this.factory().open(NAME, 2);
      request.onupgradeneeded = () => {
        const { objectStoreNames: names } = request.result;
        if (names.contains("aside")) request.result.deleteObjectStore("aside"); // version 1 had it
        for (const name of PLACES) if (!names.contains(name)) request.result.createObjectStore(name);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const database = request.result;
        database.onversionchange = () => database.close(); // it gives way to a newer version in another tab
        database.onclose = () => {
          this.opened = undefined;
        };
        resolve(database);
      };
    });
  }
}

function placeOf(store) {
  const ask = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return {
    get: (key) => ask(store.get(key)),
    put: (key, value) => ask(store.put(value, key)),
    remove: (key) => ask(store.delete(key)),
    keys: () => ask(store.getAllKeys()),
    all: () => ask(store.getAll()),
    clear: () => ask(store.clear()),
  };
}
