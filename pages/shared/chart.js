import { loadPlotly, look, template } from "./plotly.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const chart = parentElement.querySelector(".chart") ?? added(parentElement);
  chart.pick = (number) => setTriggerValue("pick", number);
  chart.wanted = new TextDecoder().decode(data);
  const { layout, alt } = JSON.parse(chart.wanted);
  chart.setAttribute("aria-label", alt);
  chart.style.minHeight = `${layout.height}px`; // so that nothing moves when it comes
  show(chart);
  return async () => {
    chart.watch.disconnect();
    await chart.busy; // Plotly would go on with what is no more
    window.Plotly?.purge(chart.plot);
  };
}

function added(parent) {
  const chart = document.createElement("div");
  chart.className = "chart";
  chart.setAttribute("role", "figure");
  chart.plot = document.createElement("div");
  chart.append(chart.plot);
  parent.append(chart);
  chart.watch = new ResizeObserver(() => show(chart));
  chart.watch.observe(chart);
  return chart;
}

async function show(chart) {
  try {
    draw(chart, await loadPlotly());
  } catch (error) {
    chart.plot.textContent = error.message;
  }
}

/** Draws what is wanted, where it is not drawn already: this figure, in these colours, as wide as there is room. */
function draw(chart, Plotly) {
  const width = Math.floor(chart.getBoundingClientRect().width);
  if (!width) return; // it is in a part that is folded
  const colours = look(chart);
  const drawn = chart.wanted + JSON.stringify(colours);
  if (drawn === chart.drawn && width !== chart.plot.layout.width) chart.busy = Plotly.relayout(chart.plot, { width });
  if (drawn === chart.drawn) return;
  const { data, layout, frames, picks } = JSON.parse(chart.wanted);
  const dressed = { ...layout, width, template: template(colours) };
  chart.busy = Plotly.react(chart.plot, { data, layout: dressed, frames, config: { displayModeBar: false } });
  if (picks && !chart.drawn) chart.plot.on("plotly_click", ({ points }) => chart.pick(points[0].pointNumber));
  chart.drawn = drawn;
}
