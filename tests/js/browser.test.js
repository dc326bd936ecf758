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
  parentElement.alive = true;
  parentElement.data = data;
  return () => { parentElement.alive = false; };
}`;

/** Does as Streamlit does: what is given later ends what was given before, as soon as that is there. */
class Place {
  constructor(component) {
    this.component = component;
    this.element = {};
  }

  give(data) {
    const { before } = this;
    this.before = this.component({ data, parentElement: this.element });
    return Promise.all([this.before, before?.then((end) => end?.())]);
  }

  async leave() {
    (await this.before)();
  }
}

test("what is given twice before the first is used shows the second, and lives until it is left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "component-"));
  await writeFile(join(folder, "module.js"), MODULE);
  await writeFile(join(folder, "package.json"), '{"type": "module"}');
  globalThis.document = { querySelector: () => ({ src: pathToFileURL(join(folder, "static/js/index.js")).href }) };
  let comes;
  globalThis.line = new Promise((resolve) => {
    comes = resolve;
  });
  const { default: component } = await import("../../pages/shared/browser.js");
  const [place, other] = [new Place(component), new Place(component)];
  const given = [place.give(1), place.give(2), other.give(3)];
  comes();
  await Promise.all(given);
  assert.deepEqual(place.element, { alive: true, data: 2 });
  assert.deepEqual(other.element, { alive: true, data: 3 });

  await Promise.all([place.give(4), place.give(5), other.give(6)]); // the script is there
  assert.deepEqual(place.element, { alive: true, data: 5 });
  await place.leave();
  assert.deepEqual(place.element, { alive: false, data: 5 });
  assert.deepEqual(other.element, { alive: true, data: 6 });
});
