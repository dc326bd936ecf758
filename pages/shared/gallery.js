import { rove } from "./roving.js";

export default function ({ data, parentElement, setTriggerValue }) {
  let grid = parentElement.querySelector(".grid");
  if (!grid) {
    grid = document.createElement("div");
    grid.className = "grid";
    grid.setAttribute("role", "group");
    parentElement.appendChild(grid);
  }
  const held = grid.getRootNode().activeElement?.dataset.number;
  const buttons = data.tiles.map((tile) => {
    const button = document.createElement("button");
    button.dataset.number = tile.number;
    button.type = "button";
    button.setAttribute("aria-pressed", String(data.picked.includes(tile.number)));
    button.onclick = () => setTriggerValue("picked", tile.number);
    const image = document.createElement("img");
    image.src = tile.source;
    image.alt = tile.words;
    image.title = tile.words;
    image.style.setProperty("--ratio", data.ratio);
    const line = document.createElement("span");
    line.className = "class";
    line.style.background = tile.colour;
    const caption = document.createElement("span");
    caption.className = "caption";
    caption.textContent = tile.caption;
    button.append(image, line, caption);
    return button;
  });
  const place = (number) => data.tiles.findIndex((tile) => String(tile.number) === String(number));
  rove(grid, buttons, Math.max(0, place(held ?? data.picked[0])));
  grid.replaceChildren(...buttons);
  // Another page of the grid holds other pictures: the keys stay in it.
  if (held !== undefined) (buttons[place(held)] ?? buttons[0])?.focus();
}
