import { Store } from "./persistence_records.js";
import { Persistence } from "./persistence_work.js";
import { Veil } from "./veil.js";

function persistenceOf(window) {
  const { document, location } = window;
  // The page's own program lies in static/js/ below the address of the app, wherever that is.
  const program = document.querySelector('script[src*="static/js/"]').src;
  const persistence = new Persistence(new Store(() => window.indexedDB), {
    local: () => window.localStorage,
    session: () => window.sessionStorage,
    setCookie: (text) => {
      document.cookie = text;
    },
    fetch: (...asked) => window.fetch(...asked),
    now: () => Date.now(),
    name: () => [...window.crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16)).join(""),
    address: (name) => new URL(`../../_kept/${name}`, program).href,
    here: () => location.pathname,
    search: () => location.search,
    from: () => document.referrer,
    arrival: () => window.performance.getEntriesByType("navigation")[0]?.type,
    go: (address) => location.assign(address),
  });
  new Veil(
    document,
    () => persistence.isKept(),
    () => persistence.tell?.("there", true),
  );
  // A phone may end a page that is not seen, without another word.
  document.addEventListener("visibilitychange", () => (document.hidden ? persistence.leave() : persistence.comeBack()));
  window.addEventListener("pagehide", () => persistence.leave());
  window.addEventListener("pageshow", () => persistence.comeBack());
  return persistence;
}

export default function ({ data, setTriggerValue }) {
  window.__oneNeuronKept ??= persistenceOf(window);
  window.__oneNeuronKept.hear(data, setTriggerValue);
}
