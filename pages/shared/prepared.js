// `browser.py` puts this after the module of every component, with the component's style in it.
const OWN_STYLE = "";
const RECORD = 0x1e; // before data in JSON, as RFC 7464 has it
const HOLD = 50; // ms between a press of a button and what a component says

/** When a button of the page was pressed last: the same for all components. */
function lastPress() {
  if (!window.oneNeuronPressed) {
    window.oneNeuronPressed = { at: Number.NEGATIVE_INFINITY };
    const note = ({ target }) => {
      if (target.closest?.("button")) window.oneNeuronPressed.at = performance.now();
    };
    // Not before the click, which keys cause too: what a field sends as it loses the focus comes before the press.
    // Not on the document: a component may stop a click there, send something first, and click again.
    document.documentElement.addEventListener("click", note, true);
  }
  return window.oneNeuronPressed.at;
}

/** `send`, which waits while a press is on its way: a message at its heels would have the page begin anew.
 *
 * sent: what waits, by its name, where the last one stands for those before it; without it each is sent.
 */
function heldBack(send, sent) {
  lastPress();
  const say = (name, value) => {
    clearTimeout(sent?.get(name));
    const wait = lastPress() + HOLD - performance.now();
    if (wait > 0) {
      const waits = setTimeout(() => say(name, value), wait);
      sent?.set(name, waits);
    } else send(name, value);
  };
  return say;
}

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
  parentElement.sent ??= new Map();
  const senders = {
    setStateValue: heldBack(component.setStateValue, parentElement.sent),
    setTriggerValue: heldBack(component.setTriggerValue),
  };
  const isRecord = data instanceof Uint8Array && data[0] === RECORD;
  const read = isRecord ? JSON.parse(new TextDecoder().decode(data.subarray(1))) : data;
  return { ...component, ...senders, data: read };
}
