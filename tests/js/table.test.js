import assert from "node:assert/strict";
import { test } from "node:test";
import { cellWords, csvOf, seriesOf, shortTable, tablesOf } from "../../pages/shared/table.js";

const ITERATION = { title: "iteration", format: ",d" };
const COST = { title: "cost", format: "" };
const line = (trace, name) => ({ trace, kind: "line", name, of: COST, along: ITERATION });

/** An array as Python packs it. */
function packed(array, dtype, shape = String(array.length)) {
  return { bdata: Buffer.from(array.buffer).toString("base64"), dtype, shape };
}

test("lines share a table, a row for each place in order, and what is no number is none", () => {
  const traces = [
    { x: [0, 10, 5], y: [3, 1, 2] },
    { x: packed(Int32Array.of(0, 10), "i4"), y: packed(Float64Array.of(0.5, Number.NaN), "f8") },
  ];
  const series = seriesOf(traces, [line(0, "training"), line(1, "test")]);
  const [table, ...others] = tablesOf(series);
  assert.deepEqual(others, []);
  assert.deepEqual(
    table.columns.map(({ title }) => title),
    ["iteration", "training, cost", "test, cost"],
  );
  assert.deepEqual(table.rows, [
    [0, 3, 0.5],
    [5, 2, undefined],
    [10, 1, null],
  ]);
  assert.equal(csvOf([table]), 'iteration,"training, cost","test, cost"\r\n0,3,0.5\r\n5,2,\r\n10,1,\r\n');
});

test("where a place occurs twice each point has its own row, with the name of its series", () => {
  const traces = [
    { x: [0, 0, 1], y: [0, 0.5, 1], customdata: [1, 0.4, null] },
    { x: [0], y: [0.5] },
  ];
  const mark = { ...line(1, "the threshold now"), kind: "points" };
  const [table] = tablesOf(seriesOf(traces, [{ ...line(0, "test"), more: "threshold" }, mark]));
  assert.equal(table.columns.at(-1).title, "threshold");
  assert.deepEqual(table.rows, [
    ["test", 0, 0, 1],
    ["test", 0, 0.5, 0.4],
    ["test", 1, 1, null],
    ["the threshold now", 0, 0.5, undefined],
  ]);
});

test("words of an axis stand for its places, factors of a drawing are no part of a number, intervals have their ends", () => {
  const along = { title: "", format: "", words: [[0, "Coin"], [1, "Mean"]] }; // biome-ignore format: one row
  const described = { trace: 0, kind: "bars", name: "behind", of: COST, along, flipped: true, times: -1 };
  assert.deepEqual(tablesOf(seriesOf([{ x: [-3, -5], y: [0, 1] }], [described]))[0].rows, [
    ["Coin", 3],
    ["Mean", 5],
  ]);
  const points = { trace: 0, kind: "points", name: "test", of: COST, along, flipped: true };
  const trace = { x: [0.5, 0.75], y: [0.14, 1.14], error_x: { array: [0.25, 0.25], arrayminus: [0.5, 0.25] } };
  const [table] = tablesOf(seriesOf([trace], [points]));
  assert.deepEqual(table.rows, [
    ["Coin", 0.5, 0, 0.75],
    ["Mean", 0.75, 0.5, 1],
  ]);
  assert.deepEqual(
    table.columns.map(({ title }) => title),
    ["place", "test, cost", "test, cost, from", "test, cost, to"],
  );
});

test("a page shows at most 200 rows, the first and the last among them, and the file all", () => {
  const x = Array.from({ length: 5001 }, (_, i) => i);
  const [table] = tablesOf(seriesOf([{ x, y: x }], [line(0, "")]));
  const { rows, note } = shortTable(table);
  assert.equal(rows.length, 200);
  assert.deepEqual([rows[0][0], rows.at(-1)[0]], [0, 5000]);
  assert.match(note, /^200 of 5,001 rows/);
  assert.equal(csvOf([table]).trim().split("\r\n").length, 5002);
});

test("a map is a table of its rows, and a large one of means that add up to the same", () => {
  const described = {
    trace: 0,
    kind: "map",
    name: "",
    of: { title: "weight" },
    along: ITERATION,
    down: { title: "row" },
  };
  const values = Float32Array.from({ length: 40 * 33 }, (_, i) => (i % 7) - 3);
  const [table] = tablesOf(seriesOf([{ z: packed(values, "f4", "40, 33") }], [described]));
  assert.equal(table.rows.length, 40);
  assert.deepEqual(table.rows[1].slice(0, 3), [1, values[33], values[34]]);
  const short = shortTable(table);
  assert.ok(short.rows.length <= 16 && short.columns.length <= 17);
  assert.deepEqual([short.rows[0][0], short.rows.at(-1)[0]], ["0 to 2", "39"]);
  const inFirst = Array.from({ length: 9 }, (_, i) => values[Math.floor(i / 3) * 33 + (i % 3)]);
  assert.ok(Math.abs(short.rows[0][1] - inFirst.reduce((sum, value) => sum + value) / 9) < 1e-12);
});

test("text of strangers is text: no markup in a cell, no formula in a file", () => {
  const traces = [{ x: ["=1+1", "a &lt;b&gt; &amp;lt;"], y: [1, 2] }];
  const [table] = tablesOf(seriesOf(traces, [{ ...line(0, '=HYPERLINK("x")'), kind: "bars", of: { title: "" } }]));
  assert.deepEqual(table.rows, [
    ["=1+1", 1],
    ["a <b> &lt;", 2],
  ]);
  assert.equal(csvOf([table]), 'iteration,"\'=HYPERLINK(""x"")"\r\n\'=1+1,1\r\na <b> &lt;,2\r\n');
});

test("cells are words as the axis writes them", () => {
  const said = [
    [0.5, "", "0.5"],
    [-1234567, "", "−1,234,567"],
    [0.00001234, "", "1.234e−5"],
    [1.23456, "", "1.235"],
    [0.9996, ".0%", "over 99.9 %"],
    [-0.1, ".0%", "−10.0 %"],
    [1, "chance", "over 99.9 %"],
    [-0, "", "0"],
    [null, ".0%", "none"],
    [Number.NaN, "", "none"],
    [undefined, "", ""],
    ["Coin", ".0%", "Coin"],
  ];
  for (const [value, format, words] of said) assert.equal(cellWords(value, format), words);
});
