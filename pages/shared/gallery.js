import { make } from "./element.js";
import { rove } from "./roving.js";

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector(".grid");
  if (!grid) {
    grid = make("div", { class: "grid", role: "group" });
    parentElement.appendChild(grid);
  }
  const held = grid.getRootNode().activeElement?.dataset.number;
  const buttons = data.tiles.map((tile) => {
    const image = make("img", { src: tile.source, alt: tile.words, title: tile.words });
    image.style.setProperty("--ratio", data.ratio);
    const line = make("span", { class: "class" });
    line.style.background = tile.colour;
    const state = { "data-number": tile.number, "aria-pressed": data.picked.includes(tile.number) };
    const button = make("button", { type: "button", ...state }, image, line);
    button.append(make("span", { class: "caption" }, tile.caption));
    button.onclick = () => setTriggerValue("picked", tile.number);
    return button;
  });
  const place = (number) => data.tiles.findIndex((tile) => String(tile.number) === String(number));
  rove(grid, buttons, Math.max(0, place(held ?? data.picked[0])));
  grid.replaceChildren(...buttons);
  // Another page of the grid holds other pictures: the keys stay in it.
  if (held !== undefined) (buttons[place(held)] ?? buttons[0])?.focus();
}
