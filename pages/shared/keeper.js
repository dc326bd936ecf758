import { Store } from "./keeper_store.js";
import { Keeper } from "./keeper_work.js";
import { Veil } from "./veil.js";

function keeperOf(window) {
  const { document, location } = window;
  // The page's own program lies in static/js/ below the address of the app, wherever that is.
  const program = document.querySelector('script[src*="static/js/"]').src;
  const keeper = new Keeper(new Store(() => window.indexedDB), {
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
    () => keeper.isKept(),
    () => keeper.tell?.("there", true),
  );
  // A phone may end a page that is not seen, without another word.
  document.addEventListener("visibilitychange", () => (document.hidden ? keeper.leave() : keeper.comeBack()));
  window.addEventListener("pagehide", () => keeper.leave());
  window.addEventListener("pageshow", () => keeper.comeBack());
  return keeper;
}

export default function ({ data, setTriggerValue }) {
  window.__oneNeuronKept ??= keeperOf(window);
  window.__oneNeuronKept.hear(data, setTriggerValue);
}
