// What stands for a component in every message of the server, while the component itself is on its way.

import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";

const MODULE = `
await globalThis.line;
export const prepared = (component) => component;
export default function ({ data, parentElement }) {
  const seen = (parentElement.seen ??= { draws: 0, ends: 0 });
  seen.data = data;
  seen.draws += 1;
  return () => { seen.ends += 1; };
}`;

/** A place on the page, as Streamlit deals with it: what is newer is to replace what is there. */
class Place {
  constructor(component) {
    this.component = component;
    this.element = { isConnected: true };
  }

  /** Give it data, of which the component hears once its few lines are there. */
  async give(data, there) {
    const before = this.given;
    if (before) before.isOld = true;
    const given = { isOld: false };
    this.given = given;
    await there;
    const end = await this.component({ data, parentElement: this.element });
    if (given.isOld) await Promise.resolve(end).then((ends) => ends?.());
    else this.end = end;
  }

  leave() {
    this.given.isOld = true;
    this.element.isConnected = false;
    this.end?.();
  }
}

function later() {
  let comes;
  const promise = new Promise((resolve) => {
    comes = resolve;
  });
  return [promise, comes];
}

const drawn = () => new Promise((resolve) => setTimeout(resolve));

async function component() {
  const folder = await mkdtemp(join(tmpdir(), "component-"));
  await writeFile(join(folder, "module.js"), MODULE);
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  globalThis.document = { querySelector: () => ({ src: pathToFileURL(join(folder, "static/js/index.js")).href }) };
  return (await import("../../pages/shared/browser.js")).default;
}

test("what is given twice before its script has come shows the second, and lives", async () => {
  const [line, comes] = later();
  globalThis.line = line;
  const shown = await component();
  const [place, other] = [new Place(shown), new Place(shown)];
  const given = [place.give(1), place.give(2), other.give(3)];
  comes();
  await Promise.all(given);
  await drawn();
  assert.deepEqual(place.element.seen, { data: 2, draws: 1, ends: 0 });
  assert.deepEqual(other.element.seen, { data: 3, draws: 1, ends: 0 });
});

for (const [name, first] of Object.entries({ "in their order": 0, "the other way round": 1 })) {
  test(`of two that are given at once, and come ${name}, the second is shown, and lives until it is left`, async () => {
    const place = new Place(await component());
    await place.give(1);
    await drawn();
    const lines = [later(), later()];
    const given = lines.map(([line], i) => place.give(2 + i, line));
    lines[first][1]();
    await given[first];
    await drawn();
    lines[1 - first][1]();
    await given[1 - first];
    await drawn();
    assert.deepEqual(place.element.seen, { data: 3, draws: 2, ends: 0 });
    place.leave();
    assert.equal(place.element.seen.ends, 1);
  });
}

test("what is left before newer data were drawn is left, and these are not drawn any more", async () => {
  const place = new Place(await component());
  await place.give(1);
  await drawn();
  await place.give(2);
  place.leave();
  await drawn();
  assert.deepEqual(place.element.seen, { data: 1, draws: 1, ends: 1 });
  const [line, comes] = later();
  const other = new Place(await component());
  const given = other.give(1, line);
  other.leave();
  comes();
  await given;
  await drawn();
  assert.equal(other.element.seen, undefined);
});
