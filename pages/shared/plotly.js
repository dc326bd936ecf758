const FILE = "plotly.min.js"; // with its version, once `browser.py` has handed this out

/** Plotly, from this server. It is asked for once in a window, however many components want it. A finger scrolls it. */
export function loadPlotly() {
  window.plotlyOnItsWay ??= fetchPlotly().catch((error) => {
    window.plotlyOnItsWay = undefined; // the next chart may try again
    throw error;
  });
  // Each chart is drawn in a task of its own: several in one block a phone for a second.
  return window.plotlyOnItsWay.then((Plotly) => new Promise((done) => setTimeout(() => done(Plotly))));
}

function fetchPlotly() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      script.remove();
      reject(new Error("The charts could not be loaded. Check your connection, then load this page again."));
    };
    // The page's own program lies in static/js/ below the address of the app, wherever that is.
    const program = document.querySelector('script[src*="static/js/"]').src;
    script.src = new URL(`../../${FILE}`, program).href;
    script.onload = () => {
      if (!window.Plotly) return fail();
      letFingersScroll();
      resolve(window.Plotly);
    };
    script.onerror = fail;
    document.head.append(script);
  });
}

// Plotly takes every touch of a chart for a drag, and the page would not move under the finger. It is not told that a
// touch begins: then the browser scrolls as anywhere else, and a tap still reaches the chart, as a click of the mouse.
function letFingersScroll() {
  let touched;
  const begin = (event) => {
    touched = event.target.closest?.(".js-plotly-plot .drag");
    if (touched) event.stopPropagation();
  };
  // Plotly hides what a point says while the button of the mouse is down. A finger that is gone moves no mouse after it.
  const end = (event) => {
    if (!event.isTrusted || event.target !== touched) return;
    setTimeout(() => event.target.dispatchEvent(new MouseEvent("mousemove", event)));
  };
  document.addEventListener("touchstart", begin, { capture: true, passive: true });
  document.addEventListener("click", end, { capture: true });
}

/** Register all types of traces if a figure has one that is not among those of the file's name, a plug-in's for one. */
export function registerFor(traces, Plotly) {
  if (traces.some(({ type = "scatter" }) => type !== "scatter" && !FILE.includes(`-${type}`)))
    Plotly.registerOthers?.();
}

/** What every chart is configured with. Its format of a currency is a share's sign here, `50 %` as in all texts: d3 leaves
 * no other way to a space before the sign. */
export const CONFIG = { displayModeBar: false, locales: { "en-US": { format: { currency: ["", "\u00a0%"] } } } };

/** A format of d3, or a template with some in it, whose shares are written so. */
export function spaced(format) {
  return format.replace(/\.\d%/g, "$$$&");
}

/** A figure from its JSON, with all of its shares written so. */
export function figureOf(json) {
  return JSON.parse(json, (key, value) => (/^(tickformat|hovertemplate)$/.test(key) ? spaced(value) : value));
}

/** The colours, the font and the size of the page around an element, in which a chart is at home. */
export function look(element) {
  const style = getComputedStyle(element.host ?? element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const dark = style.colorScheme === "dark";
  const scale = Number(style.getPropertyValue("--present-scale")) || 1; // on a projector
  const quiet = dark ? "#E6EAF1" : "#6B6F80";
  const [ink, line] = dark ? ["#FFFFFF", "#6B6F80"] : ["#000000", "#A9ADB8"];
  return {
    dark,
    text: read("text-color"),
    background: read("background-color"),
    font: read("font"),
    quiet: scale > 1 ? ink : quiet, // of words beside the data
    grid: scale > 1 ? line : dark ? "#31333F" : "#E6EAF1",
    scale,
  };
}

/** The traces of a figure on a page that is dark or not: `meta.by_night` has the colours of one that fades into it. */
export function inTheLight(data, dark) {
  const night = (trace) => dark && trace.meta?.by_night;
  return data.map((trace) => (night(trace) ? { ...trace, colorscale: trace.meta.by_night } : trace));
}

/** The template of every chart: what a figure does not say itself. */
export function template({ text, background, font, quiet, grid }) {
  const small = { size: 12, color: quiet };
  const axis = {
    automargin: true,
    gridcolor: grid,
    zerolinecolor: grid,
    tickcolor: grid,
    tickfont: small,
    title: { font: { size: 14, color: quiet }, standoff: 20 },
  };
  return {
    layout: {
      font: { ...small, family: font },
      paper_bgcolor: background,
      plot_bgcolor: background,
      margin: { pad: 8 },
      legend: { font: { size: 12, color: text } },
      hoverlabel: { bgcolor: background, bordercolor: grid, font: { ...small, family: font } },
      xaxis: { ...axis, showgrid: false, zeroline: false },
      yaxis: { ...axis, title: { ...axis.title, standoff: 24 } },
    },
    data: { scatter: [{ marker: { line: { width: 0 } } }] },
  };
}
