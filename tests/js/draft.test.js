import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, endDraft, inMemory, keepDraft } from "../../pages/parts/code/draft.js";

function tab() {
  const kept = new Map();
  const storage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
  return Object.assign(() => storage, { kept });
}

const draft = { name: "predict", revision: "visit.1", text: "typed" };

test("what did not reach the server is found again, on this page and after a reload", () => {
  const storage = tab();
  keepDraft(storage, draft);
  assert.equal(draftOf(storage, { ...draft, text: "old" }), "typed");
  assert.equal(draftOf(storage, { ...draft, revision: "another.0", text: "old" }), "typed");
  assert.equal(draftOf(storage, { ...draft, name: "model", text: "old" }), undefined);
});

test("a text that the page put there since stays", () => {
  const storage = tab();
  keepDraft(storage, draft);
  assert.equal(draftOf(storage, { ...draft, revision: "visit.2", text: "the start" }), undefined);
});

test("what the server has is no draft any more", () => {
  const storage = tab();
  keepDraft(storage, draft);
  endDraft(storage, { ...draft, text: "older" });
  assert.equal(draftOf(storage, { ...draft, text: "older" }), "typed");
  assert.equal(draftOf(storage, draft), undefined);
  endDraft(storage, draft);
  assert.equal(storage.kept.size, 0);
});

test("a browser that keeps nothing, and another's text, do no harm", () => {
  const refuses = () => {
    throw new Error("denied");
  };
  keepDraft(refuses, draft);
  endDraft(refuses, draft);
  assert.equal(draftOf(refuses, draft), undefined);
  const storage = tab();
  for (const odd of ["{", "null", "7", '{"text":5,"revision":"a"}', '{"text":"a"}']) {
    storage.kept.set("code.draft.predict", odd);
    assert.equal(draftOf(storage, { ...draft, text: "old" }), undefined);
  }
});

test("where nothing may be kept it is found again on this page, and nowhere else", () => {
  keepDraft(() => inMemory, draft);
  assert.equal(
    draftOf(() => inMemory, { ...draft, text: "old" }),
    "typed",
  );
  endDraft(() => inMemory, draft);
  assert.equal(
    draftOf(() => inMemory, { ...draft, text: "old" }),
    undefined,
  );
});
