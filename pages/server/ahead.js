// What comes next is asked for while the visitor reads: one after the other, when the page is at rest, so that nothing
// that she waits for comes later. `index.py` says what.
const NEXT = [];
const AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"] [data-testid="stMain"] h1';
const COMING = '[data-testid="stSkeleton"], [data-testid^="stBidiComponent"]:not([data-drawn])';
const base = new URL("../", import.meta.url);

// Where the server is. Streamlit, whose script comes after this one, would first ask below the address of the page.
window.__streamlit = { ...window.__streamlit, BACKEND_BASE_URL: base.href };

/** Whether it has come, or somebody waits for it. */
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
