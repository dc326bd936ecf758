// Keeps what Python says in this browser, and gives back once per visit what was kept before.

const KEY = "one-neuron";

export function read(storage) {
  try {
    return storage().getItem(KEY) ?? "";
  } catch {
    return ""; // the browser keeps nothing: it was told so, or its store is full
  }
}

export function write(storage, text) {
  try {
    text ? storage().setItem(KEY, text) : storage().removeItem(KEY);
  } catch {
    // as above
  }
}

// What is to be said to Python now: what was kept, or nothing. `seen` remembers what this page has done before.
export function exchange(data, storage, seen) {
  if (data.brought || seen.empty === data.visit) {
    keep(data, storage, seen);
    return "";
  }
  if (seen.offered === data.visit) return ""; // it is on its way
  const kept = read(storage);
  seen.text = kept;
  if (kept) {
    seen.offered = data.visit;
    return kept;
  }
  seen.empty = data.visit;
  keep(data, storage, seen);
  return "";
}

// Only what has changed in this visit is written: what another tab has kept meanwhile stays.
function keep({ text }, storage, seen) {
  if (text === seen.text) return;
  write(storage, text && changed(read(storage), seen.text, text)); // nothing: it was forgotten
  seen.text = text;
}

function changed(kept, before, now) {
  const [all, was, is] = [kept, before, now].map(valuesIn);
  for (const name of Object.keys({ ...was, ...is })) {
    if (JSON.stringify(was[name]) === JSON.stringify(is[name])) continue;
    if (name in is) all[name] = is[name];
    else delete all[name];
  }
  return JSON.stringify(all);
}

function valuesIn(text) {
  try {
    const values = JSON.parse(text);
    return values && typeof values === "object" && !Array.isArray(values) ? values : {};
  } catch {
    return {};
  }
}

export default function ({ data, setTriggerValue }) {
  window.__oneNeuronKept ??= {};
  const kept = exchange(data, () => window.localStorage, window.__oneNeuronKept);
  if (kept) setTriggerValue("text", kept);
}
