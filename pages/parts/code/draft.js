// What is typed and has not reached the server, kept by this tab: another page, or F5, may come first.

const KEY = "code.draft.";
const texts = new Map();

/** In the place of a tab's storage where nothing may be kept: it is gone with the page. */
export const inMemory = {
  getItem: (key) => texts.get(key) ?? null,
  setItem: (key, text) => texts.set(key, text),
  removeItem: (key) => texts.delete(key),
};

/** Keep a text of a function. revision: of the text that it was made of: the visit, a dot, and a number. */
export function keepDraft(storage, { name, revision, text }) {
  put(storage, name, JSON.stringify({ revision, text }));
}

/** The server has this text of the function: a draft that is the same is over. */
export function endDraft(storage, { name, text }) {
  if (read(storage, name)?.text === text) put(storage, name, null);
}

/** The draft of a function that did not reach the server; undefined where the page itself replaced the text since. */
export function draftOf(storage, { name, revision, text }) {
  const draft = read(storage, name);
  if (!draft || draft.text === text) return undefined;
  const ofThisVisit = visitOf(draft.revision) === visitOf(revision);
  return ofThisVisit && draft.revision !== revision ? undefined : draft.text;
}

function visitOf(revision) {
  return revision.split(".")[0];
}

function read(storage, name) {
  try {
    const draft = JSON.parse(storage().getItem(KEY + name));
    return typeof draft?.text === "string" && typeof draft.revision === "string" ? draft : undefined;
  } catch {
    return undefined; // a browser that keeps nothing, or another's text
  }
}

function put(storage, name, value) {
  try {
    if (value === null) storage().removeItem(KEY + name);
    else storage().setItem(KEY + name, value);
  } catch {
    // it is kept in the field
  }
}
