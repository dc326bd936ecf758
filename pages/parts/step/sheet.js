// One iteration as a sheet of numbers: each shows its origin, and the learner can compute it instead.

import { make } from "../../shared/element.js";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// A number as people write it: 0.52, 0,52, −.5, 13/25.
export function asNumber(text) {
  const written = text.replace(/\s/g, "").replace(/[−–]/g, "-").replace(/,/g, ".");
  const found = /^([-+]?(?:\d+\.?\d*|\.\d+))(?:\/(\d+\.?\d*|\.\d+))?$/.exec(written);
  const number = found ? Number(found[1]) / Number(found[2] ?? 1) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}

// The usual mistake that leads to an answer, in words; empty if none does.
export function slipOf(answer, { value, low, high, slips }) {
  const near = Math.max(high - value, value - low);
  const [far, words] = slips
    .map(([wrong, said]) => [Math.abs(answer - wrong), said])
    .reduce((one, other) => (other[0] < one[0] ? other : one), [Number.POSITIVE_INFINITY, ""]);
  return far <= near ? words : "";
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const { blanks, ...drawn } = data;
  const drawing = JSON.stringify(drawn);
  if (parentElement.sheet?.drawing === drawing) return; // only the answer to this sheet's own message is new
  if (!parentElement.sheet) {
    const root = make("div", { class: "sheet" });
    root.append(
      make("table"),
      make("div", { class: "line", "aria-live": "polite" }),
      make("div", { class: "buttons" }),
    );
    parentElement.append(root);
    parentElement.sheet = { root, mine: new Set(), found: new Set(), tries: {}, selected: data.first, version: "" };
  }
  const sheet = parentElement.sheet;
  sheet.drawing = drawing;
  const [table, line, buttons] = sheet.root.children;
  const { cells } = data;
  const order = data.rows.flatMap(({ names }) => names).filter((name) => cells[name]?.of.length);
  order.sort((one, other) => cells[one].order - cells[other].order);
  if (sheet.version !== data.version) Object.assign(sheet, { version: data.version, tries: {}, found: new Set() });
  if (sheet.brought !== data.brought) {
    const found = blanks.version === data.version ? blanks.found : [];
    Object.assign(sheet, { brought: data.brought, mine: new Set(blanks.mine), found: new Set(found) });
  }

  const hidden = (name) => sheet.mine.has(name) && !sheet.found.has(name);
  const place = (name) => table.querySelector(`[data-name="${CSS.escape(name)}"]`);
  const control = (name) => place(name)?.querySelector("button, input");

  function tell() {
    setStateValue("blanks", { mine: [...sheet.mine], found: [...sheet.found], version: sheet.version });
  }

  function light(name) {
    for (const cell of table.querySelectorAll("[data-name]")) {
      cell.classList.toggle("lit", cells[name].of.includes(cell.dataset.name));
      cell.classList.toggle("chosen", cell.dataset.name === name);
    }
  }

  function say(name, first = "") {
    const { symbol, formula, worked, shown, of } = cells[name];
    line.replaceChildren();
    if (first) line.append(make("p", {}, first));
    line.append(make("p", {}, make("b", {}, symbol), ` = ${formula}`));
    if (!of.some(hidden) && (!hidden(name) || sheet.tries[name] > 1)) {
      line.append(make("p", {}, make("b", {}, symbol), ` = ${worked} = ${hidden(name) ? "?" : shown}`));
    } else if (hidden(name) && !first) {
      line.append(make("p", { class: "quiet" }, "Two digits after the point are enough. Enter checks."));
    }
  }

  function select(name, first) {
    sheet.selected = name;
    light(name);
    say(name, first);
    for (const button of table.querySelectorAll("td button")) button.tabIndex = button === control(name) ? 0 : -1;
    showButtons();
  }

  function check(name, input) {
    const { low, high, symbol } = cells[name];
    const answer = asNumber(input.value);
    if (Number.isNaN(answer)) return say(name, "That is no number.");
    if (answer < low || answer > high) {
      sheet.tries[name] = (sheet.tries[name] ?? 0) + 1;
      input.setAttribute("aria-invalid", "true");
      input.select();
      return say(name, `${input.value.trim()} is not ${symbol}. ${slipOf(answer, cells[name])}`.trim());
    }
    sheet.found.add(name);
    tell();
    const left = order.filter(hidden);
    const next = left.find((other) => cells[other].order > cells[name].order) ?? left[0];
    const done = order.filter((other) => sheet.mine.has(other)).length;
    show();
    select(next ?? name, `${symbol} is right.${next || done === 1 ? "" : ` All ${done} found.`}`);
    control(next ?? name).focus({ preventScroll: true });
  }

  function ask(names) {
    for (const name of names) {
      sheet.mine.add(name);
      sheet.found.delete(name);
      sheet.tries[name] = 0;
    }
    tell();
    const first = order.find((name) => names.includes(name));
    show();
    select(first);
    control(first).focus({ preventScroll: true });
  }

  function reveal(names) {
    for (const name of names) {
      sheet.mine.delete(name);
      sheet.found.delete(name);
    }
    tell();
    show();
    select(sheet.selected);
    control(sheet.selected).focus({ preventScroll: true });
  }

  function showButtons() {
    const button = (words, press, disabled = false) => {
      const made = make("button", { type: "button", class: "press" }, words);
      made.disabled = disabled;
      made.onclick = press;
      return made;
    };
    const name = sheet.selected;
    const { symbol } = cells[name];
    const one = hidden(name)
      ? [button("Check", () => check(name, control(name))), button(`Show ${symbol}`, () => reveal([name]))]
      : [button(`You compute ${symbol}`, () => ask([name]))];
    const open = order.filter(hidden);
    buttons.replaceChildren(
      ...one,
      button("You compute all", () => ask(order), open.length === order.length),
      button("Show all", () => reveal(order), !open.length),
    );
  }

  const field = (kind, label) => make("input", { class: `value ${kind}`, autocomplete: "off", "aria-label": label });

  function typed(name) {
    const { shown, symbol, typed: exact } = cells[name];
    const input = field("field", `${symbol}, to be typed`);
    input.value = shown;
    input.onfocus = () => input.select();
    input.onchange = () => {
      const value = asNumber(input.value);
      if (Number.isNaN(value) || Math.abs(value) > data.largest || (name === "rate" && value <= 0)) {
        input.value = shown;
        const least = name === "rate" ? "above 0, at most" : `from −${data.largest} to`;
        line.replaceChildren(make("p", {}, `${symbol} must be a number ${least} ${data.largest}.`));
      } else if (value !== exact && input.value !== shown) {
        setTriggerValue("typed", { name, value });
      }
    };
    return input;
  }

  function blank(name) {
    const label = `${cells[name].said}. Work it out`;
    const input = field("blank", label);
    input.placeholder = "?";
    input.onfocus = () => {
      if (sheet.selected !== name) select(name);
    };
    input.onkeydown = (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // otherwise it would press the next focused element
      check(name, input);
    };
    return input;
  }

  function number(name) {
    const { said, shown } = cells[name];
    const button = make("button", { type: "button", class: "value number", "aria-label": `${said}: ${shown}` }, shown);
    button.tabIndex = name === sheet.selected ? 0 : -1;
    button.onfocus = () => {
      if (sheet.selected !== name) select(name);
    };
    button.onclick = () => select(name);
    button.onmouseenter = () => {
      light(name);
      say(name);
    };
    button.onmouseleave = () => {
      light(sheet.selected);
      say(sheet.selected);
    };
    return button;
  }

  function cell(name) {
    const about = cells[name];
    if (!about) return make("td");
    const td = make("td", { "data-name": name, class: about.kind });
    if (about.label) td.append(make("small", {}, about.label));
    if (about.kind === "typed") td.append(typed(name));
    else if (!about.of.length) td.append(about.shown);
    else td.append(hidden(name) ? blank(name) : number(name));
    if (about.kind === "pixel") {
      td.style.setProperty("--light", about.value);
      td.classList.toggle("bright", about.value > 0.45);
    }
    if (about.kind === "label") td.style.setProperty("--class", data.colours[about.value]);
    if (about.weight && !hidden(name)) {
      td.style.setProperty("--class", data.colours[about.value > 0 ? 1 : 0]);
      td.style.setProperty("--much", `${Math.min(45, 45 * Math.abs(about.value))}%`);
      td.classList.add("weight");
    }
    return td;
  }

  function head(scope, { words, symbol }) {
    return make("th", { scope }, make("span", { class: "words" }, `${words} `), make("i", {}, symbol));
  }

  function show() {
    const top = make("tr", {}, make("td"), ...data.columns.map((each) => head("col", each)));
    const body = data.rows.map((row) => make("tr", {}, head("row", row), ...row.names.map(cell)));
    table.replaceChildren(make("caption", { class: "unseen" }, data.words), top, ...body);
  }

  table.onkeydown = (event) => {
    const move = MOVES[event.key];
    const from = event.target.closest("td");
    if (!move || !from || (event.target.tagName === "INPUT" && !move[0])) return;
    event.preventDefault();
    let [row, column] = [from.parentElement.rowIndex, from.cellIndex];
    do {
      row += move[0];
      column += move[1];
      const to = table.rows[row]?.cells[column]?.querySelector("button, input");
      if (to) return to.focus();
    } while (table.rows[row]?.cells[column]);
  };

  const focused = sheet.root.getRootNode().activeElement?.closest?.("[data-name]")?.dataset.name;
  show();
  select(sheet.selected);
  if (focused) control(focused)?.focus({ preventScroll: true });
}
