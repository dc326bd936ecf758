// `browser.py` puts this after the module of every component, with the component's style in it.
const OWN_STYLE = "";
const RECORD = 0x1e; // before data in JSON, as RFC 7464 has it

/** What a component is given, with its data read; its style is there before it draws, and the page shows it. */
export function prepared(component) {
  const { data, parentElement } = component;
  if (OWN_STYLE && ![...parentElement.children].some(({ dataset }) => "own" in dataset)) {
    const style = document.createElement("style");
    style.dataset.own = "";
    style.textContent = OWN_STYLE;
    parentElement.prepend(style);
  }
  const shown = (parentElement.host ?? parentElement).closest('[data-testid^="stBidiComponent"]');
  if (shown) shown.dataset.drawn = ""; // `first.css` waits for it
  const isRecord = data instanceof Uint8Array && data[0] === RECORD;
  return isRecord ? { ...component, data: JSON.parse(new TextDecoder().decode(data.subarray(1))) } : component;
}
