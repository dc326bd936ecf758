// Whose keys the keys are: the page's, or those of what has the focus; and whether the visitor wants any of the page's.

const KEYS = "one-neuron-keys"; // of this browser
const KEEPS = "one-neuron-keeps"; // "no" where nothing is to be kept on this computer
const SWITCHED = "keys"; // the event that says so
export const OPENED =
  '[role="dialog"], dialog[open], [data-baseweb="popover"], [data-baseweb="menu"], [data-testid="stPopoverBody"]'; // Escape is theirs
export const TAKES_LETTERS =
  "input:not([type=range], [type=checkbox], [type=radio], [type=button], [type=submit], [type=file]), textarea, select," +
  " [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox], [role=listbox], [role=grid]," +
  " [data-testid=data-grid-canvas]";
export const TAKES_ARROWS =
  `input, ${TAKES_LETTERS}, [role=slider], [role=radio], [role=radiogroup], [role=tab], [role=menu],` +
  " [role=menuitem], [role=spinbutton], [role=application], audio, video";

/** Whether single keys do anything, as the visitor has switched them in this browser. */
export function keysAreOn() {
  window.keysAreOn ??= stored(() => localStorage.getItem(KEYS)) !== "off";
  return window.keysAreOn;
}

/** Switch them; `whenSwitched` hears of it. */
export function switchKeys(on = !keysAreOn()) {
  window.keysAreOn = on;
  stored(() => localStorage.getItem(KEEPS) !== "no" && localStorage.setItem(KEYS, on ? "on" : "off"));
  window.dispatchEvent(new Event(SWITCHED));
}

export function whenSwitched(act) {
  window.addEventListener(SWITCHED, act);
}

/** What lies under a key, from the inside out. */
export function isWithin(event, selector) {
  return event.composedPath().some((each) => each instanceof Element && each.matches(selector));
}

/** Whether a menu or a dialog lies over the page. */
export function isCovered() {
  return [...document.querySelectorAll(OPENED)].some((each) => each.getClientRects().length);
}

/** What the browser's store says; nothing where it keeps nothing. */
export function stored(act) {
  try {
    return act();
  } catch {
    return null;
  }
}
