// The steps of a lesson. What is pressed is told to the server; the keys stay where they were, on a step that moves too.

import { make } from "../../shared/element.js";

const ARROWS = { up: "↑", down: "↓" };

function button(sign, words, what, line) {
  const named = { "data-what": what, "data-number": line.number, title: words, "aria-label": words };
  return make("button", { type: "button", ...named }, sign);
}

function row(line, at, data, act) {
  const { lines } = data;
  const place = `${at + 1} of ${lines.length}`;
  const page = make("b", {}, `${at + 1}. ${line.page}`);
  const task = make("span", { dir: "auto", class: line.task ? "" : "missing" }, line.task || "No task yet");
  const words = make("span", { class: "words" }, page, " ", task);
  const isOpen = line.number === data.open;
  const open = { type: "button", "data-what": "open", "data-number": line.number, "aria-expanded": isOpen };
  const item = make("li", {}, make("button", open, words));
  for (const [what, sign] of Object.entries(ARROWS)) {
    const arrow = button(sign, `Move step ${place} ${what}`, what, line);
    arrow.disabled = at === (what === "up" ? 0 : lines.length - 1);
    item.append(arrow);
  }
  item.append(button("×", `Delete step ${place}`, "delete", line));
  for (const each of item.querySelectorAll("button")) {
    each.onclick = () => act(each.dataset.what, line.number, at);
  }
  return item;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector("ol");
  if (!list) {
    list = make("ol");
    parentElement.append(list, make("p", { class: "unseen", role: "status" }));
  }
  const said = parentElement.querySelector("p");
  const held = list.getRootNode().activeElement?.dataset;
  const waits = list.waits;
  const act = (what, number, at) => {
    list.waits = { what, number, at };
    setTriggerValue("act", { what, number });
  };
  list.replaceChildren(...data.lines.map((line, at) => row(line, at, data, act)));
  const at = data.lines.findIndex((line) => line.number === waits?.number);
  if ((waits?.what === "up" || waits?.what === "down") && at !== -1 && at !== waits.at) {
    said.textContent = `Step ${at + 1} of ${data.lines.length}`;
    list.waits = undefined;
  }
  if (held?.number === undefined) return;
  const row_of = (place) => list.children[place]?.querySelectorAll("button:not(:disabled)") ?? [];
  const here = data.lines.findIndex((line) => String(line.number) === held.number);
  const buttons = here === -1 ? row_of(Math.min(waits?.at ?? 0, data.lines.length - 1)) : row_of(here);
  const same = [...buttons].find((each) => each.dataset.what === held.what);
  (same ?? [...buttons].find((each) => each.dataset.what in ARROWS) ?? buttons[0])?.focus();
}
