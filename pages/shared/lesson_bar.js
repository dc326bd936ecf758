import { aloud } from "./region.js";

// The task of the current step. It is said aloud where it changes.
export default function ({ data, parentElement }) {
  const part = (name) => parentElement.querySelector(`[data-part=${name}]`);
  part("mark").hidden = !data.mark;
  for (const name of ["mark", "said", "task"]) {
    if (part(name).textContent !== data[name]) part(name).textContent = data[name];
  }
  const words = `${data.said} ${data.task}`;
  if (window.lessonTold !== words) aloud(words, "lesson");
  window.lessonTold = words;
}
