const FILE = "module.js"; // the address of the component's own module, once `browser.py` has handed this out
const TRIES = 3;
const ends = new WeakMap(); // by place on the page: see `browser.component`
let module;
let failed = 0;

export default async function (component) {
  const { parentElement } = component;
  module ??= await load();
  const drawing = setTimeout(() => ends.set(parentElement, module.default(module.prepared(component))));
  return () => {
    clearTimeout(drawing);
    if (parentElement.isConnected) return;
    ends.get(parentElement)?.();
    ends.delete(parentElement);
  };
}

async function load() {
  // The page's own program lies in static/js/ below the address of the app, wherever that is.
  const program = document.querySelector('script[src*="static/js/"]').src;
  const { href } = new URL(`../../${FILE}`, program);
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await import(failed ? `${href}?${failed}` : href); // a browser may remember what did not come
    } catch {
      failed += 1;
      await new Promise((resolve) => setTimeout(resolve, 300 * 3 ** tries));
    }
  }
  throw new Error("This part of the page could not be loaded. Check your connection, then load this page again.");
}
