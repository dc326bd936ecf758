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

if (!window.chartsLetScroll) {
  window.chartsLetScroll = true;
  letFingersScroll();
}
