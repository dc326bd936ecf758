import { layCells } from "./cells.js";
import { enlarged } from "./enlarged.js";
import { Numbers } from "./numbers.js";
import { CONFIG, figureOf, inTheLight, loadPlotly, look, registerFor, template } from "./plotly.js";
import { seriesOf } from "./table.js";
import { Zoom } from "./zoom.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const chart = parentElement.querySelector(".chart") ?? added(parentElement);
  chart.pick = (number) => setTriggerValue("pick", number);
  chart.wanted = new TextDecoder().decode(data);
  const { alt, told, series } = JSON.parse(chart.wanted);
  chart.setAttribute("aria-label", alt);
  chart.numbers.button.hidden = !series.length;
  chart.numbers.take(told, () => seriesOf(JSON.parse(chart.wanted).data, series));
  show(chart);
  return async () => {
    chart.watch.disconnect();
    window.removeEventListener("present", chart.again);
    await chart.busy; // Plotly would go on with what is no more
    window.Plotly?.purge(chart.plot);
  };
}

function added(parent) {
  const chart = document.createElement("div");
  chart.className = "chart";
  chart.setAttribute("role", "figure");
  chart.plot = document.createElement("div");
  chart.foot = document.createElement("div");
  chart.foot.className = "numbers-foot";
  chart.cells = document.createElement("div");
  chart.cells.className = "chart-cells";
  chart.cells.setAttribute("role", "group");
  chart.append(chart.plot, chart.cells, chart.foot);
  chart.numbers = new Numbers(chart.foot, chart);
  chart.zoom = new Zoom(chart.foot, chart.plot);
  parent.append(chart);
  chart.again = () => show(chart);
  chart.watch = new ResizeObserver(chart.again);
  chart.watch.observe(chart);
  window.addEventListener("present", chart.again);
  return chart;
}

async function show(chart) {
  chart.plot.style.minHeight = `${heightOf(chart)}px`; // so that nothing moves when it comes
  try {
    draw(chart, await loadPlotly());
    chart.plot.setAttribute("aria-hidden", "true"); // its marks say nothing without their places; the numbers do
  } catch (error) {
    chart.plot.removeAttribute("aria-hidden");
    chart.plot.textContent = error.message;
  }
}

/** On a projector it grows with all else, as far as there is room on the screen. */
function heightOf(chart) {
  const { height } = JSON.parse(chart.wanted).layout;
  return Math.max(height, Math.min(height * look(chart).scale, 0.62 * window.innerHeight));
}

/** Draws what is wanted, where it is not drawn already: this figure, in these colours, as wide as there is room. */
function draw(chart, Plotly) {
  const width = Math.floor(chart.getBoundingClientRect().width);
  if (!width) return; // it is in a part that is folded
  const colours = look(chart);
  const drawn = chart.wanted + JSON.stringify(colours);
  const { data, layout, frames, picks } = figureOf(chart.wanted);
  const cells = () => picks.length && layCells(chart.cells, chart.plot, picks, (number) => chart.pick(number));
  if (drawn === chart.drawn && width !== chart.plot.layout.width)
    chart.busy = Plotly.relayout(chart.plot, { width }).then(cells);
  if (drawn === chart.drawn) return;
  const dressed = { ...layout, width, height: heightOf(chart), template: template(colours) };
  const figure = enlarged({ data: inTheLight(data, colours.dark), layout: dressed, frames }, colours.scale);
  registerFor(data, Plotly);
  chart.busy = Plotly.react(chart.plot, { ...figure, config: CONFIG }).then(() => {
    cells();
    chart.zoom.begin(!picks.length);
  });
  if (picks.length && !chart.drawn) chart.plot.on("plotly_click", ({ points }) => chart.pick(points[0].pointNumber));
  chart.drawn = drawn;
}
