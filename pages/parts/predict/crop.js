import { make } from "../../shared/element.js";

const PAUSE = 250; // milliseconds after the last key until the server hears of it
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Where a key moves a part that lies at `[left, top]`: a hundredth of its room, with Shift a tenth. Or nothing. */
export function moved([left, top], room, { key, shiftKey, ctrlKey, altKey, metaKey }) {
  if (!(key in STEPS) || ctrlKey || altKey || metaKey) return null;
  const share = shiftKey ? 0.1 : 0.01;
  const [x, y] = STEPS[key].map((step, axis) => step * share * room[axis]);
  return [left + x, top + y];
}

/** Where it lies, as it is read aloud. */
export function inWords([left, top], [across, down]) {
  const share = (value, room) => `${Math.round((100 * value) / room)} %`;
  const where = [across && `${share(left, across)} across`, down && `${share(top, down)} down`].filter(Boolean);
  return `The part that is used: ${where.join(", ")}. Arrow keys move it, with Shift further`;
}

/** It cannot be moved, and takes no keys. Where it can, nothing is taken off: the keys would go with it. */
function stay(picture, part) {
  picture.classList.remove("movable");
  part.removeAttribute("tabindex");
}

export default function ({ data, parentElement, setTriggerValue }) {
  let picture = parentElement.querySelector(".picture");
  if (!picture) {
    picture = make("div", { class: "picture" }, make("img"), make("div", { class: "part" }));
    parentElement.appendChild(picture);
  }
  const [image, part] = picture.children;
  if (image.src !== data.source) image.src = data.source;
  image.alt = data.words;
  image.className = data.small ? "small" : "";
  part.hidden = !data.box;
  picture.onpointerdown = picture.onpointermove = picture.onpointerup = picture.onpointercancel = null;
  picture.onkeydown = picture.onblur = null;
  if (!data.box) return stay(picture, part);

  const [width, height] = data.size; // of the picture
  let [left, top, right, bottom] = data.box;
  const room = [width - (right - left), height - (bottom - top)];
  const draw = () =>
    Object.assign(part.style, {
      left: `${(100 * left) / width}%`,
      top: `${(100 * top) / height}%`,
      width: `${(100 * (right - left)) / width}%`,
      height: `${(100 * (bottom - top)) / height}%`,
    });
  const move = (x, y) => {
    const [wide, high] = [right - left, bottom - top];
    left = Math.min(Math.max(x, 0), room[0]);
    top = Math.min(Math.max(y, 0), room[1]);
    [right, bottom] = [left + wide, top + high];
    draw();
  };
  draw();
  if (!room[0] && !room[1]) return stay(picture, part);

  picture.classList.add("movable");
  const tell = () => setTriggerValue("moved", [room[0] ? left / room[0] : 0.5, room[1] ? top / room[1] : 0.5]);
  part.tabIndex = 0;
  part.setAttribute("role", "application");
  part.setAttribute("aria-roledescription", "part of the picture");
  const say = () => part.setAttribute("aria-label", inWords([left, top], room));
  say();
  picture.onkeydown = (event) => {
    const to = moved([left, top], room, event);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    move(...to);
    say();
    clearTimeout(picture.waiting);
    picture.waiting = setTimeout(tell, PAUSE);
  };
  let grip = null; // where the finger holds the part, in pixels of the picture
  const place = (event) => {
    const edge = picture.getBoundingClientRect();
    return [((event.clientX - edge.left) * width) / edge.width, ((event.clientY - edge.top) * height) / edge.height];
  };
  picture.onpointerdown = (event) => {
    const [x, y] = place(event);
    const inside = left <= x && x <= right && top <= y && y <= bottom;
    if (!inside && event.pointerType === "touch") return; // a finger beside the part scrolls the page
    grip = inside ? [x - left, y - top] : [(right - left) / 2, (bottom - top) / 2];
    picture.setPointerCapture(event.pointerId);
    move(x - grip[0], y - grip[1]);
  };
  picture.onpointermove = (event) => {
    if (!grip) return;
    const [x, y] = place(event);
    move(x - grip[0], y - grip[1]);
  };
  picture.onpointerup = picture.onpointercancel = () => {
    if (!grip) return;
    grip = null;
    say();
    tell();
  };
}
