import { amount, Store } from "../../shared/persistence_records.js";

const A_MOMENT = 600; // milliseconds, in which what has just changed is written

// How much this browser keeps. The server never hears of it.
export default function ({ parentElement }) {
  const words = parentElement.querySelector("p");
  const store = new Store(() => window.indexedDB);
  const look = () =>
    store.transact("readonly", amount).then(
      ({ hands, bytes }) => {
        words.textContent = inWords(hands, bytes);
      },
      () => {
        words.textContent = "";
      },
    );
  look();
  const timer = setTimeout(look, A_MOMENT);
  return () => clearTimeout(timer);
}

function inWords(hands, bytes) {
  if (!bytes) return "Nothing is kept here yet.";
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `Kept here now: ${size}${hands > 1 ? `, of ${hands} tabs` : ""}.`;
}
