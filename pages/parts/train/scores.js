// How many training images have which score: class 1 above a line, class 0 below it.

/** Draw the counts at a frame, the highest as high as there is room. size: `[width, height]` in pixels of the page; colours: `{classes, quiet}`. */
export function paintScores(canvas, { edges, counts, bins }, frame, [width, height], colours, ratio = 1) {
  Object.assign(canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const middle = height / 2;
  const x = (score) => (width * (score - edges[0])) / (edges[bins] - edges[0]);
  const most = counts
    .subarray(2 * frame * bins, 2 * (frame + 1) * bins)
    .reduce((highest, count) => Math.max(highest, count), 1);
  for (const label of [0, 1]) {
    pen.fillStyle = colours.classes[label];
    for (let bin = 0; bin < bins; bin++) {
      const count = counts[(2 * frame + label) * bins + bin];
      const high = count ? Math.max(1, ((middle - 2) * count) / most) : 0;
      pen.fillRect(
        x(edges[bin]) + 0.5,
        label ? middle - 1 - high : middle + 1,
        x(edges[bin + 1]) - x(edges[bin]) - 1,
        high,
      );
    }
  }
  pen.fillStyle = colours.quiet;
  pen.fillRect(0, middle - 0.5, width, 1);
  if (edges[0] < 0 && edges[bins] > 0) pen.fillRect(x(0) - 0.75, 0, 1.5, height);
}

/** How many of the training images of a class lie on its own side of 0 at a frame; null where a bin goes over 0. */
export function onItsSide({ edges, counts, bins }, frame, label) {
  if (!edges || ![...edges].some((edge) => edge === 0)) return null;
  let [own, all] = [0, 0];
  for (let bin = 0; bin < bins; bin++) {
    const count = counts[(2 * frame + label) * bins + bin];
    all += count;
    if (label ? edges[bin] >= 0 : edges[bin + 1] <= 0) own += count;
  }
  return [own, all];
}
