// A round: one picture after the other, answered by key or tap. The server hears of it once, at the end; until then the
// tab remembers how far it is played, so that a reload loses nothing.

import { make } from "../../shared/element.js";
import { aloud } from "../../shared/region.js";

export const KEY = "one-neuron-round";

const KEYS = { ArrowLeft: 1, ArrowRight: 0 };

// `disabled` would lose the keys that stand on it.
function off(is, ...buttons) {
  for (const button of buttons) button.setAttribute("aria-disabled", String(is));
}

/** The answers that the tab remembers of this round; none of another one, and none that cannot be. */
export function recalled(storage, of, total) {
  try {
    const said = JSON.parse(storage().getItem(KEY));
    const right =
      said.of === of && said.answers.length < total && said.answers.every((each) => each === 0 || each === 1);
    return right ? [...said.answers] : [];
  } catch {
    return []; // there is nothing, or the browser forbids it
  }
}

/** Let the tab remember these answers; nothing, where there are none. */
export function remember(storage, of, answers) {
  try {
    if (answers.length) storage().setItem(KEY, JSON.stringify({ of, answers }));
    else storage().removeItem(KEY);
  } catch {
    // as above
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (parentElement.round?.id === data.id) return parentElement.round.leave;
  parentElement.round?.leave();
  const storage = () => (data.keeps ? window.sessionStorage : undefined);
  const answers = recalled(storage, data.of, data.images.length);
  let begun = false;
  const total = data.images.length;
  const images = data.images.map((src, k) => make("img", { src, alt: `Image ${k + 1} of ${total}` }));
  const begin = make("button", { type: "button", class: "begin" }, answers.length ? "Go on" : "Begin");
  const stage = make("div", { class: "stage" }, ...images, begin); // all are there from the start: none flickers
  stage.style.setProperty("--ratio", data.ratio);
  const progress = make("p", { class: "progress" });
  const bar = make("div", { class: "bar" }, make("span"));
  const yes = make("button", { type: "button", class: "yes" }, make("kbd", {}, "←"), ` ${data.names[1]}`);
  const no = make("button", { type: "button", class: "no" }, `${data.names[0]} `, make("kbd", {}, "→"));
  const back = make("button", { type: "button", class: "back" }, "One back ", make("kbd", {}, "Backspace"));
  const root = make("div", { class: "round", role: "group", tabindex: "-1", "aria-label": data.words });
  root.append(progress, bar, stage, make("div", { class: "answers" }, yes, no), back);
  yes.style.setProperty("--class", data.colours[1]);
  no.style.setProperty("--class", data.colours[0]);

  function show() {
    const at = Math.min(answers.length, total - 1);
    images.forEach((image, k) => {
      image.classList.toggle("here", begun && k === at);
      image.setAttribute("aria-hidden", String(!(begun && k === at)));
    });
    const before = answers.length ? `${answers.length} of ${total} answered` : data.count;
    progress.textContent = begun ? images[at].alt : before;
    if (begun) aloud(images[at].alt, "round");
    off(!begun, yes, no);
    bar.firstChild.style.width = `${(100 * answers.length) / total}%`;
    off(!begun || !answers.length, back);
  }

  function answer(label) {
    if (!begun || answers.length === total) return;
    answers.push(label);
    remember(storage, data.of, answers.length < total ? answers : []);
    if (answers.length < total) return show();
    bar.firstChild.style.width = "100%";
    off(true, yes, no, back);
    setTriggerValue("done", { id: data.id, answers });
  }

  function undo() {
    if (!begun || !answers.length || answers.length === total) return;
    answers.pop();
    remember(storage, data.of, answers);
    show();
  }

  // Keys count while nothing else on the page waits for them.
  function hear(event) {
    if (!root.isConnected) return leave();
    const [target] = event.composedPath();
    const free = target === document.body || event.composedPath().includes(root);
    if (!begun || !free || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key in KEYS) answer(KEYS[event.key]);
    else if (event.key === "Backspace") undo();
    else return;
    event.preventDefault();
  }

  function leave() {
    document.removeEventListener("keydown", hear);
    root.remove();
    parentElement.round = undefined;
  }

  begin.onclick = () => {
    begun = true;
    begin.remove();
    show();
    root.focus({ preventScroll: true });
  };
  yes.onclick = () => answer(1);
  no.onclick = () => answer(0);
  back.onclick = undo;
  document.addEventListener("keydown", hear);
  parentElement.append(root);
  parentElement.round = { id: data.id, leave };
  show();
  return leave;
}
