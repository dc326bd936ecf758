// The task of the step in hand. It is one element for the whole lesson, so that a screen reader says what changes in it.
export default function ({ data, parentElement }) {
  const part = (name) => parentElement.querySelector(`[data-part=${name}]`);
  part("mark").hidden = !data.done;
  for (const name of ["said", "task"]) {
    if (part(name).textContent !== data[name]) part(name).textContent = data[name];
  }
}
