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
    write(storage, data.text);
    return "";
  }
  if (seen.offered === data.visit) return ""; // it is on its way
  const kept = read(storage);
  if (kept) {
    seen.offered = data.visit;
    return kept;
  }
  seen.empty = data.visit;
  write(storage, data.text);
  return "";
}

export default function ({ data, setTriggerValue }) {
  window.__oneNeuronKept ??= {};
  const kept = exchange(data, () => window.localStorage, window.__oneNeuronKept);
  if (kept) setTriggerValue("text", kept);
}
