// The numbers of a chart as tables: columns with titles, rows for the page, and all rows as CSV.

import { chanceWords, grouped, percent } from "../../logreg_core/words.js";

const ARRAYS = {
  f8: Float64Array,
  f4: Float32Array,
  i4: Int32Array,
  u4: Uint32Array,
  i2: Int16Array,
  u2: Uint16Array,
  i1: Int8Array,
  u1: Uint8Array,
  b1: Uint8Array,
};
const MAX_ROWS = 200; // on a page
const MAX_BLOCKS = 16; // of a map in each direction

/**
 * The series of a figure. traces: as Plotly reads them; described: what `pages/figures/series.py` says of each. A
 * series has a `kind`, a `name`, what its values are (`of`) and lie along (`along`), `places` and `values`.
 */
export function seriesOf(traces, described) {
  return described.map((each) => {
    const trace = traces[each.trace];
    if (each.kind === "map") return { ...each, values: rowsOf(trace.z) };
    const [across, up] = each.flipped ? [trace.y, trace.x] : [trace.x, trace.y];
    const values = numbersOf(up).map((value) => (value === null ? null : value / (each.times ?? 1) + 0));
    const places = each.places ?? (across === undefined ? values.map((_, i) => i) : numbersOf(across));
    const error = each.flipped ? trace.error_x : trace.error_y;
    const aside = each.more ? { aside: numbersOf(trace.customdata) } : {};
    return { ...each, values, places: worded(places, each.along), ...ends(values, error), ...aside };
  });
}

/**
 * All numbers as tables `{title, columns: [{title, format}], rows}`. Series along the same quantity share a table, a row
 * for each place; where a place occurs twice in one, each point has a row of its own.
 */
export function tablesOf(series) {
  const maps = series.filter(({ kind }) => kind === "map");
  const others = series.filter(({ kind }) => kind !== "map");
  const joined = new Map();
  const single = new Map();
  for (const each of others) {
    const tables = isFunction(each) ? joined : single;
    const key = tables === joined ? each.along.title : JSON.stringify([each.along.title, each.of.title]);
    tables.set(key, [...(tables.get(key) ?? []), each]);
  }
  return [...[...joined.values()].map(joinedTable), ...[...single.values()].map(longTable), ...maps.map(mapTable)];
}

/** A table for the page: at most `MAX_ROWS` evenly chosen rows, including the first and the last. */
export function shortTable(table) {
  if (table.values) return blocks(table);
  const { length } = table.rows;
  if (length <= MAX_ROWS) return { ...table, note: "" };
  const chosen = Array.from({ length: MAX_ROWS }, (_, i) => Math.round((i * (length - 1)) / (MAX_ROWS - 1)));
  const note = `${MAX_ROWS} of ${grouped(length)} rows, evenly chosen. The file has all.`;
  return { ...table, rows: chosen.map((row) => table.rows[row]), note };
}

/** All tables as one text of comma-separated values. No cell begins as a formula of a spreadsheet does. */
export function csvOf(tables) {
  return tables
    .map(({ columns, rows }) => [columns.map(({ title }) => title), ...rows].map(csvLine).join(""))
    .join("\r\n");
}

/** A cell in words. */
export function cellWords(value, format = "") {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  if (!Number.isFinite(value)) return "none";
  if (format === "chance") return chanceWords(value);
  if (format.endsWith("%")) return value >= 0 && value <= 1 ? percent(value) : minus(`${(100 * value).toFixed(1)} %`);
  if (Number.isInteger(value) || Math.abs(value) >= 1000) {
    return minus(Math.abs(value) < 1e9 ? grouped(value + 0) : value.toExponential(3));
  }
  return minus(Math.abs(value) < 0.0001 ? value.toExponential(3) : String(Number(value.toPrecision(4))));
}

function minus(words) {
  return words.replaceAll("-", "−");
}

function numbersOf(given) {
  const values = given?.bdata === undefined ? Array.from(given ?? []) : Array.from(decoded(given));
  return values.map((value) => (typeof value === "number" && !Number.isFinite(value) ? null : value));
}

function rowsOf(given) {
  if (given?.bdata === undefined) return given.map(numbersOf);
  const width = Number(given.shape.split(",")[1]);
  const values = numbersOf(given);
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

function decoded({ bdata, dtype }) {
  const bytes = Uint8Array.from(atob(bdata), (letter) => letter.charCodeAt(0));
  return new ARRAYS[dtype](bytes.buffer);
}

function worded(places, { words }) {
  if (!words) return places.map((place) => (typeof place === "string" ? unmarked(place) : place));
  return places.map((place) => {
    const away = words.map(([tick]) => Math.abs(tick - place));
    return words[away.indexOf(Math.min(...away))][1];
  });
}

/** The readable text of a label that was escaped for a chart. */
function unmarked(text) {
  const signs = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
  const seen = text.replaceAll("<br>", ", ").replace(/<[^>]*>/g, "");
  return seen.replace(/&(lt|gt|amp);/g, (sign) => signs[sign]).replaceAll("\u200b", "");
}

function ends(values, error) {
  if (!error?.array) return {};
  const [up, down] = [numbersOf(error.array), numbersOf(error.arrayminus ?? error.array)];
  return { low: values.map((value, i) => value - down[i]), high: values.map((value, i) => value + up[i]) };
}

/** Whether each place has one value. A single point among lines is a mark on one of them. */
function isFunction({ kind, places }) {
  const isCloud = kind === "points" && typeof places[0] !== "string";
  return !isCloud && new Set(places).size === places.length;
}

function titleOf({ name, of }) {
  const words = [name, of.title].filter(Boolean).join(", ");
  return words || "value";
}

function partsOf(each) {
  const column = { title: titleOf(each), format: each.of.format };
  if (!each.low) return [[column, each.values]];
  const low = { ...column, title: `${column.title}, from` };
  const high = { ...column, title: `${column.title}, to` };
  return [
    [column, each.values],
    [low, each.low],
    [high, each.high],
  ];
}

function joinedTable(group) {
  const { title, format } = group[0].along;
  const columns = [{ title: title || "place", format }];
  const rows = new Map();
  for (const each of group) {
    for (const [column, values] of partsOf(each)) {
      const at = columns.push(column) - 1;
      for (const [i, place] of each.places.entries()) {
        if (!rows.has(place)) rows.set(place, [place === "" ? "value" : place]);
        rows.get(place)[at] = values[i];
      }
    }
  }
  const filled = [...rows.values()].map((row) => Array.from({ length: columns.length }, (_, i) => row[i]));
  if (filled.every(([place]) => typeof place === "number")) filled.sort(([one], [other]) => one - other);
  return { columns, rows: filled };
}

function longTable(group) {
  const { along, of } = group[0];
  const named = group.some(({ name }) => name);
  const spread = group.some(({ low }) => low);
  const more = group.find((each) => each.more)?.more;
  const value = { title: of.title || "value", format: of.format };
  const columns = [
    ...(named ? [{ title: "series" }] : []),
    { title: along.title || "place", format: along.format },
    value,
    ...(spread ? ["from", "to"].map((end) => ({ ...value, title: `${value.title}, ${end}` })) : []),
    ...(more ? [{ title: more }] : []),
  ];
  const rows = group.flatMap(({ name, places, values, low, high, aside }) =>
    places.map((place, i) => [
      ...(named ? [name] : []),
      place,
      values[i],
      ...(spread ? [low?.[i] ?? null, high?.[i] ?? null] : []),
      ...(more ? [aside?.[i]] : []),
    ]),
  );
  return { columns, rows };
}

function mapTable({ name, of, along, down, values }) {
  const columnNames = values[0].map((_, i) => along.words?.[i]?.[1] ?? i);
  const rowNames = values.map((_, i) => down.words?.[i]?.[1] ?? i);
  const corner = `${down.title || "row"} \\ ${along.title || "column"}`;
  const columns = [{ title: corner }, ...columnNames.map((title) => ({ title: String(title) }))];
  return { title: titleOf({ name, of }), columns, rows: values.map((row, i) => [rowNames[i], ...row]), values };
}

/** A large map as means of blocks. */
function blocks(table) {
  const { values } = table;
  const [high, wide] = [values.length, values[0].length].map((size) => Math.ceil(size / MAX_BLOCKS));
  if (high === 1 && wide === 1) return { ...table, note: "" };
  const [tops, lefts] = [starts(values.length, high), starts(values[0].length, wide)];
  const span = (start, size, length) => {
    const end = Math.min(start + size, length) - 1;
    return end > start ? `${start} to ${end}` : String(start);
  };
  const rows = tops.map((top) => [
    span(top, high, values.length),
    ...lefts.map((left) => meanOf(values.slice(top, top + high).flatMap((row) => row.slice(left, left + wide)))),
  ]);
  const columns = [table.columns[0], ...lefts.map((left) => ({ title: span(left, wide, values[0].length) }))];
  const note = `Each number is the mean of at most ${high} by ${wide}. The file has all.`;
  return { ...table, columns, rows, note };
}

function starts(length, step) {
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
}

function meanOf(numbers) {
  const finite = numbers.filter(Number.isFinite);
  return finite.length ? finite.reduce((sum, number) => sum + number, 0) / finite.length : null;
}

function csvLine(cells) {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
