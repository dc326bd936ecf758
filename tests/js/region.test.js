import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Region } from "../../pages/shared/region.js";

const page = () => ({
  createElement: () => ({
    style: {},
    setAttribute(name, value) {
      this[name] = value;
    },
  }),
  body: { append() {} },
});

let region;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  region = new Region(page());
});

function heard() {
  mock.timers.tick(1000);
  return region.element.textContent;
}

test("it is a polite live region, and says at once what comes at once", () => {
  assert.equal(region.element.role, "status");
  region.say("One.");
  region.say("Two.");
  assert.equal(heard(), "One. Two.");
});

test("what waits is dropped for what is newer about the same", () => {
  for (const place of ["column 1", "column 2", "column 3"]) region.say(place, "place");
  region.say("Done.");
  region.say("column 4", "place");
  assert.equal(heard(), "Done. column 4");
});

test("the same words said again change the text, so that they are heard again", () => {
  region.say("Undone.");
  const before = heard();
  region.say("Undone.");
  assert.notEqual(heard(), before);
  assert.equal(region.element.textContent.trim(), "Undone.");
});

test("a page is said when it is another one; the first one the browser says", () => {
  region.take({ page: "Home", mark: "", words: "" });
  assert.equal(heard(), undefined);
  region.take({ page: "Train", mark: "", words: "" });
  assert.equal(heard(), "Page: Train.");
  region.take({ page: "", mark: "", words: "" }); // a fragment of it
  region.take({ page: "Train", mark: "", words: "" });
  assert.equal(region.waiting.size, 0);
});

test("words of Python are said once, however often and by whichever part they are told", () => {
  region.take({ page: "Edit", mark: "a1", words: "Undone: one image moved" });
  assert.equal(heard(), "Undone: one image moved");
  region.take({ page: "", mark: "b2", words: "Now." });
  region.take({ page: "Edit", mark: "a1", words: "Undone: one image moved" });
  assert.equal(heard(), "Now.");
});
