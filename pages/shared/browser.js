const FILE = "module.js"; // the component's own module, once `browser.py` has handed this out
const TRIES = 3;
let module;
let failed = 0;

export default async function (component) {
  const place = component.parentElement;
  module ??= await load();
  const drawing = setTimeout(() => {
    place.end = module.default(module.prepared(component));
  });
  return () => {
    clearTimeout(drawing); // see `browser.component`
    if (place.isConnected) return;
    place.end?.();
    delete place.end;
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
