import { make } from "./element.js";
import { rove } from "./roving.js";

// The presses so far, with one more. They are sent as a whole, so none is lost however fast they come. A picture that is
// shown anew, or another one, has a log of its own: `mount` is new then.
export function logged(log, of, number) {
  if (log?.of !== of) return { of, mount: `${Date.now()} ${Math.random()}`, numbers: [number] };
  return { ...log, numbers: [...log.numbers, number] };
}

export default function ({ data, parentElement, setStateValue }) {
  let picture = parentElement.querySelector(".picture");
  if (!picture) {
    picture = make("div", { class: "picture" }, make("img"), make("div", { class: "grid", role: "group" }));
    parentElement.appendChild(picture);
  }
  const [image, grid] = picture.children;
  image.src = data.source;
  image.alt = data.words;
  grid.setAttribute("aria-label", data.help);
  grid.style.gridTemplateRows = data.heights.map((part) => `${part}fr`).join(" ");
  grid.style.gridTemplateColumns = data.widths.map((part) => `${part}fr`).join(" ");
  const held = grid.getRootNode().activeElement?.dataset.number;
  const buttons = data.patches.map((words, number) => {
    const named = { "data-number": number, title: words, "aria-label": words };
    const button = make("button", { type: "button", ...named, "aria-pressed": data.pressed.includes(number) });
    button.onclick = () => {
      picture.log = logged(picture.log, data.of, number);
      setStateValue("presses", picture.log);
    };
    return button;
  });
  rove(grid, buttons, Number(held ?? 0));
  grid.replaceChildren(...buttons);
  if (held !== undefined) buttons[held]?.focus();
}
