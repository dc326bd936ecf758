const FILE = "plotly.min.js"; // with its version, once `browser.py` has handed this out

/** Plotly, from this server. It is asked for once in a window, however many components want it. */
export function loadPlotly() {
  window.plotlyOnItsWay ??= fetchPlotly().catch((error) => {
    window.plotlyOnItsWay = undefined; // the next chart may try again
    throw error;
  });
  return window.plotlyOnItsWay;
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
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
}

/** The colours and the font of the page around an element, in which a chart is at home. */
export function look(element) {
  const style = getComputedStyle(element.host ?? element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const dark = style.colorScheme === "dark";
  return {
    dark,
    text: read("text-color"),
    background: read("background-color"),
    font: read("font"),
    quiet: dark ? "#E6EAF1" : "#6B6F80", // of words beside the data
    grid: dark ? "#31333F" : "#E6EAF1",
  };
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
