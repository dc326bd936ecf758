// What a chart shows to those who do not see it, or want to know it exactly: sentences, and its numbers as a table.

import { make } from "./element.js";
import { cellWords, csvOf, shortTable, tablesOf } from "./table.js";

let made = 0;

export class Numbers {
  /** foot: the element that takes the button; below: the one that takes what it opens. of: what it is, in words. */
  constructor(foot, below, of = "this chart") {
    this.of = of;
    this.button = make("button", { type: "button", class: "numbers-button", "aria-expanded": "false" }, "Numbers");
    this.told = make("ul", { class: "numbers-told numbers-unseen" });
    this.scroll = make("div", { class: "numbers-scroll", role: "group", tabindex: "0" });
    this.file = make("button", { type: "button", class: "numbers-button" }, "Save as CSV");
    this.panel = make("div", { class: "numbers-panel", id: `numbers-${++made}` });
    this.panel.hidden = this.told.hidden = true;
    this.panel.append(this.scroll, this.file);
    this.button.setAttribute("aria-controls", this.panel.id);
    this.scroll.setAttribute("aria-label", `Numbers of ${of}`);
    foot.append(this.button);
    below.append(this.told, this.panel);
    this.button.addEventListener("click", () => this.open(this.panel.hidden));
    this.file.addEventListener("click", () => this.save());
  }

  /** Take other numbers. told: sentences; series: called once they are wanted, as `seriesOf` gives them. */
  take(told, series) {
    const words = told.join("\n");
    if (words !== this.words) this.told.replaceChildren(...told.map((sentence) => make("li", {}, sentence)));
    this.words = words;
    this.told.hidden = !told.length;
    this.series = series;
    if (!this.panel.hidden) this.fill();
  }

  open(open) {
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    this.told.classList.toggle("numbers-unseen", !open);
    if (open) this.fill();
    else this.scroll.replaceChildren();
  }

  fill() {
    this.scroll.replaceChildren(...tablesOf(this.series()).map(shortTable).flatMap(drawnTable));
  }

  save() {
    const text = `\ufeff${csvOf(tablesOf(this.series()))}`; // with a mark, by which spreadsheets know the letters
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const link = make("a", { href: address, download: "numbers.csv" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

function drawnTable({ title, columns, rows, note }) {
  const table = make("table", {});
  if (title) table.append(make("caption", {}, title));
  const head = table.createTHead().insertRow();
  head.append(...columns.map((column) => make("th", { scope: "col" }, column.title)));
  const body = table.createTBody();
  for (const [place, ...values] of rows) {
    const row = body.insertRow();
    row.append(make("th", { scope: "row" }, cellWords(place, columns[0].format)));
    for (const [i, value] of values.entries()) row.insertCell().textContent = cellWords(value, columns[i + 1].format);
  }
  return note ? [table, make("p", {}, note)] : [table];
}
