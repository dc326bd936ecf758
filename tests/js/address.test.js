import assert from "node:assert/strict";
import { test } from "node:test";
import { oneStepPerPage } from "../../pages/shared/address.js";

// A browser's history in few lines: where it stands, and what lies behind.
function browser(start) {
  const location = {
    href: start,
    get pathname() {
      return new URL(this.href).pathname;
    },
  };
  const steps = [start];
  const go = (url) => {
    location.href = new URL(url ?? location.href, location.href).href;
    return location.href;
  };
  const history = {
    pushState: (_state, _unused, url) => steps.push(go(url)),
    replaceState: (_state, _unused, url) => steps.splice(-1, 1, go(url)),
  };
  return { history, location, steps };
}

test("what is done on a page is no step of the way back, and another page is one", () => {
  const { history, location, steps } = browser("http://x/app/train");
  oneStepPerPage(history, location);
  oneStepPerPage(history, location);
  history.pushState({}, "", "/app/train?seed=1");
  history.pushState({}, "", "/app/train?seed=2&trained=10");
  history.pushState({}, "", "/app/explore?seed=2");
  history.pushState({}, "", "/app/explore");
  history.pushState({}, "");
  history.pushState({}, "", "http://x/app/");
  assert.deepEqual(steps, ["http://x/app/train?seed=2&trained=10", "http://x/app/explore", "http://x/app/"]);
});
