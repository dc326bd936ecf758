import { rove } from "../../shared/roving.js";

export default function ({ data, parentElement, setTriggerValue }) {
  let table = parentElement.querySelector("table");
  if (!table) {
    table = document.createElement("table");
    parentElement.appendChild(table);
  }
  const held = table.getRootNode().activeElement?.dataset.cell;
  const make = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  table.setAttribute("aria-label", data.words);
  const head = make("tr", "");
  head.append(make("td", ""), ...data.columns.map((column) => make("th", column, { scope: "col" })));
  const rows = data.rows.map((row, i) => {
    const line = make("tr", "");
    line.append(make("th", row, { scope: "row" }));
    for (const cell of data.cells.filter((cell) => cell.row === i)) {
      const button = make("button", "", {
        type: "button",
        "data-cell": cell.name,
        "aria-pressed": String(cell.name === data.picked),
        "aria-label": cell.label,
        class: cell.wrong ? "wrong" : "right",
      });
      button.style.setProperty("--truth", cell.colour);
      button.append(make("span", cell.count, { class: "count" }), " ", make("span", cell.words, { class: "words" }));
      button.onclick = () => setTriggerValue("opened", cell.name);
      const place = make("td", "");
      place.append(button);
      line.append(place);
    }
    return line;
  });
  table.replaceChildren(head, ...rows);
  const cells = [...table.querySelectorAll("button")];
  const first = cells.findIndex(({ dataset }) => dataset.cell === (held ?? data.picked));
  rove(table, cells, Math.max(0, first));
  if (held !== undefined) table.querySelector(`[data-cell="${held}"]`)?.focus();
}
