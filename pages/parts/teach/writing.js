// The steps of a lesson. What is pressed is told to the server; the keys stay where they were, on a step that moves too.

const ARROWS = { up: "↑", down: "↓" };

function button(words, what, line) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.what = what;
  made.dataset.number = line.number;
  made.title = words;
  made.setAttribute("aria-label", words);
  return made;
}

function row(line, at, data, act) {
  const { lines } = data;
  const place = `${at + 1} of ${lines.length}`;
  const item = document.createElement("li");
  const open = button("", "open", line);
  open.removeAttribute("title");
  open.removeAttribute("aria-label");
  open.setAttribute("aria-expanded", String(line.number === data.open));
  const page = document.createElement("b");
  page.textContent = `${at + 1}. ${line.page}`;
  const task = document.createElement("span");
  task.dir = "auto";
  task.textContent = line.task || "No task yet";
  task.classList.toggle("missing", !line.task);
  const words = document.createElement("span");
  words.className = "words";
  words.append(page, " ", task);
  open.append(words);
  item.append(open);
  for (const [what, sign] of Object.entries(ARROWS)) {
    const arrow = button(`Move step ${place} ${what}`, what, line);
    arrow.textContent = sign;
    arrow.disabled = at === (what === "up" ? 0 : lines.length - 1);
    item.append(arrow);
  }
  const remove = button(`Delete step ${place}`, "delete", line);
  remove.textContent = "×";
  item.append(remove);
  for (const each of item.querySelectorAll("button")) {
    each.onclick = () => act(each.dataset.what, line.number, at);
  }
  return item;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let list = parentElement.querySelector("ol");
  if (!list) {
    list = document.createElement("ol");
    const said = document.createElement("p");
    said.className = "unseen";
    said.setAttribute("role", "status");
    parentElement.append(list, said);
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
