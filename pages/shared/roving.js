// A grid is one stop of the Tab key: inside, the arrows move, Home and End lead to its ends.

const STEPS = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Where a key leads from one of many boxes, as a number, or -1: the arrows to the side go through them in their order,
 * those up and down to the nearest box of the next row.
 *
 * boxes: of each its `left`, `top`, `width` and `height`, in reading order.
 */
export function neighbour(boxes, from, key) {
  if (key === "Home") return 0;
  if (key === "End") return boxes.length - 1;
  const beside = from + STEPS[key];
  if (key in STEPS) return beside in boxes ? beside : -1;
  if (!(key in ROWS)) return -1;
  const here = boxes[from];
  const across = (box) => Math.abs(box.left + box.width / 2 - here.left - here.width / 2);
  const away = (box) => ROWS[key] * (box.top - here.top);
  let found = -1;
  for (const [i, box] of boxes.entries()) {
    if (away(box) <= here.height / 2) continue;
    const nearer = found < 0 ? -1 : away(box) - away(boxes[found]);
    const sameRow = Math.abs(nearer) <= here.height / 2;
    if (found < 0 || (sameRow ? across(box) < across(boxes[found]) : nearer < 0)) found = i;
  }
  return found;
}

/** Make these buttons of a group one stop. first: which of them it is, until another one has the focus. */
export function rove(group, buttons, first = 0) {
  const stop = (number) => {
    for (const [i, button] of buttons.entries()) button.tabIndex = i === number ? 0 : -1;
  };
  stop(first in buttons ? first : 0);
  group.onkeydown = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const from = buttons.indexOf(event.target);
    const own = event.key in STEPS || event.key in ROWS || event.key === "Home" || event.key === "End";
    if (from < 0 || !own) return;
    event.preventDefault();
    event.stopPropagation(); // a presented page would turn
    const boxes = buttons.map((button) => button.getBoundingClientRect());
    const to = neighbour(boxes, from, event.key);
    if (to < 0) return;
    stop(to);
    buttons[to].focus();
  };
  for (const [i, button] of buttons.entries()) button.addEventListener("focus", () => stop(i));
}
