// While there is no server the page says so, and what would do nothing cannot be pressed.

const LATE = 700; // milliseconds; a line that is cut for less is not spoken of
const POLL = 250; // milliseconds between two looks while the server is gone
const CONTROLS = "a, button, input, textarea, select, [tabindex]";
const ALONE = ".js-plotly-plot, .run-player, .st-key-predict-live_camera, .st-key-present, .st-key-keyboard";

/** What is said, by whether the browser keeps what the visitor has in hand. */
function wordsFor(keeps) {
  const after = keeps
    ? "then you go on where you are."
    : "where the server was restarted, what you did may be lost, since this browser does not keep all of it.";
  return `There is no connection to the server. What you see stays, and can be changed when there is one again: ${after}`;
}

/**
 * Watch whether there is a server. keeps: asked whether the browser keeps what is in hand. back: called when the server
 * is there again. It may know nothing of the page, and Streamlit does not ask it for one.
 *
 * `data-test-connection-state` of the app is Streamlit's own word for it.
 */
export class Veil {
  constructor(document, keeps, back) {
    Object.assign(this, { document, keeps, back, since: 0, made: undefined, timer: undefined, isCut: false });
    this.app = document.querySelector('[data-testid="stApp"]');
    if (!this.app) return;
    new MutationObserver(() => this.look()).observe(this.app, {
      attributes: true,
      attributeFilter: ["data-test-connection-state", "data-test-script-state"],
    });
  }

  isThere() {
    const { testConnectionState, testScriptState } = this.app.dataset;
    return testConnectionState === "CONNECTED" && (!this.made || testScriptState === "notRunning");
  }

  // The veil comes and goes once the state has been the same for a while.
  look() {
    const isConnected = this.app.dataset.testConnectionState === "CONNECTED";
    if (isConnected && this.isCut) this.back();
    this.isCut = !isConnected;
    if (this.isThere() === !this.made) {
      this.since = 0;
      if (!this.made) this.stop();
      return;
    }
    this.since ||= performance.now();
    this.timer ??= setInterval(() => this.wait(), POLL);
  }

  wait() {
    if (this.made) this.closeTheOther();
    this.look();
    if (!this.since || performance.now() - this.since < LATE) return;
    this.since = 0;
    if (this.made) this.lift();
    else this.draw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  draw() {
    const { document } = this;
    this.focused = document.activeElement;
    this.made = document.createElement("div");
    this.made.className = "server-gone";
    this.made.setAttribute("role", "alert");
    document.body.append(this.made);
    this.made.textContent = wordsFor(this.keeps());
    const holders = document.querySelectorAll('[data-testid="stElementContainer"], [data-testid="stSidebarNav"]');
    this.still = [...holders].filter((each) => each.querySelector(CONTROLS) && !isAlone(each));
    for (const each of this.still) each.inert = true;
  }

  lift() {
    this.stop();
    for (const each of this.still) each.inert = false;
    this.made.remove();
    this.made = undefined;
    const { document, focused } = this;
    if (document.activeElement === document.body && focused?.isConnected) focused.focus({ preventScroll: true });
  }

  // Streamlit's own words come once, over the whole page, and leave nothing to be read.
  closeTheOther() {
    for (const dialog of this.document.querySelectorAll('[role="dialog"]')) {
      if (/^Connection error/.test(dialog.textContent)) dialog.querySelector('button[aria-label="Close"]')?.click();
    }
  }
}

function isAlone(element) {
  return element.closest(ALONE) || element.querySelector(ALONE);
}
