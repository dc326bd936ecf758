import { make } from "../../shared/element.js";
import { rove } from "../../shared/roving.js";

export default function ({ data, parentElement, setTriggerValue }) {
  let table = parentElement.querySelector("table");
  if (!table) {
    table = make("table");
    parentElement.appendChild(table);
  }
  const held = table.getRootNode().activeElement?.dataset.cell;
  table.setAttribute("aria-label", data.words);
  const head = make("tr", {}, make("td"), ...data.columns.map((column) => make("th", { scope: "col" }, column)));
  const rows = data.rows.map((row, i) => {
    const line = make("tr", {}, make("th", { scope: "row" }, row));
    for (const cell of data.cells.filter((cell) => cell.row === i)) {
      const button = make("button", {
        type: "button",
        "data-cell": cell.name,
        "aria-pressed": String(cell.name === data.picked),
        "aria-label": cell.label,
        class: cell.wrong ? "wrong" : "right",
      });
      button.style.setProperty("--truth", cell.colour);
      button.append(make("span", { class: "count" }, cell.count), " ", make("span", { class: "words" }, cell.words));
      button.onclick = () => setTriggerValue("opened", cell.name);
      line.append(make("td", {}, button));
    }
    return line;
  });
  table.replaceChildren(head, ...rows);
  const cells = [...table.querySelectorAll("button")];
  const first = cells.findIndex(({ dataset }) => dataset.cell === (held ?? data.picked));
  rove(table, cells, Math.max(0, first));
  if (held !== undefined) table.querySelector(`[data-cell="${held}"]`)?.focus();
}
