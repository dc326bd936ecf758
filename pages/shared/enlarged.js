// A figure for the back row: its letters, lines and marks as many times larger as the page around it.

const ALL = /^(margin|pad)$/; // every number in these is pixels
const PIXELS = {
  line: ["width"],
  marker: ["size"],
  colorbar: ["thickness", "xpad", "ypad"],
  "": ["standoff", "xshift", "yshift", "ticklen", "tickwidth", "linewidth", "arrowwidth", "ax", "ay", "entrywidth"],
};

/** The same with its pixels `scale` times as many. name: of the value in the figure, which says what its numbers are. */
export function enlarged(value, scale, name = "") {
  if (scale === 1 || value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map((each) => enlarged(each, scale, name));
  const isPixels = (key) =>
    ALL.test(name) || PIXELS[name]?.includes(key) || PIXELS[""].includes(key) || (/font$/.test(name) && key === "size");
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, isPixels(key) ? times(each, scale) : enlarged(each, scale, key)]),
  );
}

function times(value, scale) {
  if (Array.isArray(value)) return value.map((each) => times(each, scale));
  return typeof value === "number" ? value * scale : value;
}
