// What the pages are written in is known to the oldest browsers that they are meant for, by MDN's tables of what each
// browser learned when. What a browser may lack without harm stands in SPARED, each with what happens then.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

const OLDEST = { firefox: 128, firefox_android: 128, safari: 16.4, safari_ios: 16.4 };
const SPARED = {
  requestVideoFrameCallback: "each frame of the screen is taken",
  "@page": "it is printed on the paper that there is",
  size: "as @page",
  "break-after: avoid": "a heading may end a page",
  "::selection": "what is selected has the browser's colour",
  "-webkit-touch-callout": "it means iPhones only",
  "accent-color": "a control has the browser's colour, or less contrast",
  cursor: "a finger has none",
  "forced-color-adjust": "colours are not forced there",
  "light-dark(": "a colour stays as Streamlit has it",
  resize: "a finger resizes nothing",
  "scrollbar-gutter": "the page moves by the width of its scroll bar",
};

const ROOT = new URL("../../", import.meta.url);
const tables = load();
const skip = !tables && process.env.CI !== "true" && "MDN's tables are missing: run `make check`, which installs them";

function load() {
  try {
    return createRequire(import.meta.url)("@mdn/browser-compat-data");
  } catch {
    return undefined;
  }
}

// --- What a browser knows ---

/** Which of the oldest browsers do not know what an entry of the tables is about; `has` says whether a text is there. */
function lacking(entry, has = () => false) {
  const knows = ({ version_added: since, version_removed: until, flags, prefix, alternative_name: other }, oldest) => {
    if (until || flags || (prefix && !has(prefix)) || (other && !has(other))) return false;
    return since === true || Number.parseFloat(String(since).replace("≤", "")) <= oldest;
  };
  const { support } = entry.__compat;
  return Object.keys(OLDEST).filter((name) => ![support[name]].flat().some((each) => knows(each ?? {}, OLDEST[name])));
}

/** The names in a branch of the tables that have an entry, two levels deep: objects, and what they can. */
function namesIn(branches) {
  const found = new Map();
  const add = (full, entry) => {
    const name = full.replace(/_static$/, "");
    if (entry.__compat) found.set(name, [...(found.get(name) ?? []), entry]);
  };
  for (const branch of branches) {
    for (const [name, entry] of Object.entries(branch)) {
      add(name, entry);
      for (const [member, its] of Object.entries(entry)) if (member !== "__compat") add(member, its);
    }
  }
  return found;
}

// --- What the pages use ---

function files(ending) {
  const inside = (folder) => readdirSync(new URL(folder, ROOT), { recursive: true }).map((name) => `${folder}${name}`);
  const all = ["logreg_core/", "classroom/", "pages/"].flatMap(inside).map((name) => name.replaceAll("\\", "/"));
  return all.filter((name) => name.endsWith(ending)).map((name) => [name, readFileSync(new URL(name, ROOT), "utf8")]);
}

const STRINGS_AND_COMMENTS = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** The names that scripts give themselves, to functions, classes and what they hold. */
function ownNames(texts) {
  const given =
    /(?:^\s+(?:static |async |get |#)*|function |class |const |let |this\.)(\w+)(?=\(.*\{$| = | \{$)|\b(\w+): \(/gm;
  return new Set(texts.flatMap((text) => [...text.matchAll(given)].map(([, name, other]) => name ?? other)));
}

/** What a script asks of the browser that one of the oldest lacks, by its name: which lack it. own: the pages' names. */
function lackingInScript(text, own = new Set()) {
  const { api, javascript } = tables;
  const known = namesIn([api, javascript.builtins]);
  const code = text.replaceAll(STRINGS_AND_COMMENTS, " ");
  const names = (pattern) => [...code.matchAll(pattern)].map(([, name]) => name);
  // What is called, or made with `new`, by the browser's names: `name?.(` asks first, and what is its own is the page's.
  const free = names(/(?<![.\w])([a-zA-Z]\w+)(?=[(.])/g).filter((name) =>
    [api, javascript.builtins, api.Window].some((all) => name in all),
  );
  const members = names(/\.(\w+)\(/g);
  const found = {};
  for (const name of new Set([...members, ...free])) {
    if (own.has(name)) continue;
    const all = (known.get(name) ?? []).map((entry) => lacking(entry));
    if (all.length && all.every((browsers) => browsers.length)) found[name] = all[0];
  }
  return found;
}

/** The same of a style sheet: its rules, selectors, properties, and the words and functions that they are set to. */
function lackingInStyle(text) {
  const { css } = tables;
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|"[^"\n]*"/g, " ");
  const found = {};
  const look = (name, entry, has) => {
    const browsers = entry?.__compat ? lacking(entry, has) : [];
    if (browsers.length) found[name] = browsers;
  };
  const types = namesIn([css.types, css.types.color]);
  for (const [, name] of code.matchAll(/@([a-z-]+)/g)) look(`@${name}`, css["at-rules"][name]);
  for (const [, selectors] of code.matchAll(/([^{};]+)\{/g)) {
    for (const [, sign, name] of selectors.matchAll(/(::?)([a-z-]+)/g)) look(`${sign}${name}`, css.selectors[name]);
  }
  for (const [, block] of code.matchAll(/\{([^{}]*)\}/g)) {
    for (const [, name, value] of block.matchAll(/(?:^|;)\s*([a-z-]+):([^;]*)/g)) {
      const property = css.properties[name];
      look(name, property, (prefix) => block.includes(`${prefix}${name}:`));
      for (const [word, called] of value.matchAll(/[a-z][a-z-]*(\()?/g)) {
        const plain = called ? word.slice(0, -1) : word;
        if (!found[name]) look(`${name}: ${plain}`, property?.[plain]);
        if (called) for (const entry of types.get(plain) ?? []) look(word, entry);
      }
    }
  }
  return found;
}

test("the scan finds what a browser lacks, and lets pass what it knows or what is asked for first", { skip }, () => {
  const script =
    "requestIdleCallback(go); const s = a.union(b).toSorted(); c.checkVisibility?.(); x.at(-1); // ImageDecoder";
  assert.deepEqual(Object.keys(lackingInScript(script)).sort(), ["requestIdleCallback", "union"]);
  const style =
    "a:has(b) { user-select: none; color: light-dark(#fff, #000); overflow: clip; } p { scrollbar-gutter: stable; }";
  assert.deepEqual(Object.keys(lackingInStyle(style)).sort(), ["light-dark(", "scrollbar-gutter", "user-select"]);
  assert.deepEqual(lackingInStyle("a { user-select: none; -webkit-user-select: none; }"), {});
});

test("all that the pages use is known to the oldest browsers", { skip }, () => {
  const scripts = files(".js");
  const own = ownNames(scripts.map(([, text]) => text));
  const found = [
    ...scripts.map(([name, text]) => [name, lackingInScript(text, own)]),
    ...files(".css").map(([name, text]) => [name, lackingInStyle(text)]),
  ].flatMap(([name, lacks]) => Object.entries(lacks).map(([what, browsers]) => ({ name, what, browsers })));
  const isSpared = ({ what }) => what in SPARED || what.split(": ")[0] in SPARED;
  const unspared = found.filter((each) => !isSpared(each));
  assert.deepEqual(unspared, []);
  const used = new Set(found.flatMap(({ what }) => [what, what.split(": ")[0]]));
  assert.deepEqual(
    Object.keys(SPARED).filter((what) => !used.has(what)),
    [],
    "it need not be spared any more",
  );
});
