// All private names of Plotly that the app uses. Where one is missing, the charts do without: a press then zooms around
// the middle instead of the tap, and cells get no buttons.

/** The layout of a drawn chart, with Plotly's defaults. */
export const layoutOf = (plot) => plot._fullLayout ?? plot.layout ?? {};

/** The traces of a drawn chart, with Plotly's defaults. */
export const tracesOf = (plot) => plot._fullData ?? plot.data ?? [];

/** The pixel of the chart at which a value of an axis lies; NaN if unknown. */
export const pixelOf = (axis, value) => axis._offset + axis.d2p?.(value);

/** The value of an axis at a pixel of the chart, in the unit of its `range`; undefined beyond the axis or if unknown. */
export function valueAt(axis, pixel) {
  const away = pixel - axis._offset;
  return away >= 0 && away <= axis._length ? axis.p2r?.(away) : undefined;
}
