// Preloads scripts of the next pages while the visitor reads: one at a time, when the page is at rest, so that nothing
// else is delayed. `index.py` inserts the list.
const NEXT = [];
const AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"] [data-testid="stMain"] h1';
const COMING = '[data-testid="stSkeleton"], [data-testid^="stBidiComponent"]:not([data-drawn])';
const base = new URL("../", import.meta.url);

// The server's base address. Streamlit, whose script comes later, would first request it below the address of the page.
window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: base.href };

/** Whether it has arrived, or was requested. */
function isThere(href) {
  return performance.getEntriesByName(href).length > 0 || [...document.scripts].some(({ src }) => src === href);
}

function fetchAhead(href) {
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.as = "script";
    link.href = href;
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

const aSecond = () => new Promise((done) => setTimeout(done, 1000));
const isBusy = () =>
  !document.querySelector(AT_REST) ||
  document.querySelector(COMING) ||
  [...document.images].some(({ complete }) => !complete);

await aSecond();
for (const address of navigator.connection?.saveData ? [] : NEXT) {
  while (isBusy()) await aSecond();
  const { href } = new URL(address, base);
  if (!isThere(href)) await fetchAhead(href);
}
