import { amount, asideParts } from "../../shared/keeper_records.js";
import { Store } from "../../shared/keeper_store.js";

const A_MOMENT = 600; // milliseconds, in which what has just changed is written

// How much this browser keeps, and what it has set aside as a file. The server never hears of either.
export default function ({ parentElement }) {
  const [words, save] = ["p", "button"].map((tag) => parentElement.querySelector(tag));
  const store = new Store(() => window.indexedDB);
  const look = async () => {
    const { hands, bytes } = await store.transact("readonly", amount);
    words.textContent = inWords(hands, bytes);
    save.hidden = !(await store.transact("readonly", ({ aside }) => aside.keys())).length;
  };
  const quietly = () =>
    look().catch(() => {
      words.textContent = "";
    });
  save.onclick = () =>
    saveAside(store).catch(() => {
      words.textContent = "What could not be read cannot be written as a file either.";
    });
  quietly();
  const timer = setTimeout(quietly, A_MOMENT);
  return () => clearTimeout(timer);
}

function inWords(hands, bytes) {
  if (!bytes) return "Nothing is kept here yet.";
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `Kept here now: ${size}${hands > 1 ? `, of ${hands} tabs` : ""}.`;
}

async function saveAside(store) {
  const parts = await store.transact("readonly", asideParts);
  const address = URL.createObjectURL(new Blob(parts, { type: "application/octet-stream" }));
  Object.assign(document.createElement("a"), { href: address, download: "set-aside.bin" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
