// A painting and its scores of many images, updated while strokes change a few cells. The arithmetic of
// `classroom/exercise/painting.py` in whole numbers, so the results are equal to the last digit.

export const ARRIVED = "paintable"; // the event that reports an easel in the window
const MAX_BACK = 200; // strokes that can be undone
const MAX_KEPT = 20; // of them, and of those that can be done again, in the storage of the tab: 5 kB each at most
export const STROKES = "one-neuron-strokes";

/** The images as a painting sees them: `sums` has the brightnesses cell by cell, in each those of all images. */
export class Easel {
  /** from: `{header: {rows, columns}, arrays: {train, test, train_labels, test_labels}}`, each set cell by cell. */
  constructor({ header, arrays }) {
    Object.assign(this, { rows: header.rows, columns: header.columns });
    this.parts = ["train", "test"].map((name) => ({ cells: arrays[name], labels: arrays[`${name}_labels`] }));
    this.positives = this.parts[0].labels.reduce((sum, label) => sum + label, 0);
  }
}

export class Painting {
  constructor(easel, levels, yes) {
    this.easel = easel;
    this.levels = new Int8Array(easel.rows * easel.columns);
    this.sums = easel.parts.map(({ labels }) => new Float64Array(labels.length)); // whole numbers, all below 2^53
    this.yes = yes;
    this.back = [];
    this.forth = [];
    if (levels) this.become(levels);
  }

  /** Set some cells. Only the change is added: S += brightness * change. */
  become(levels) {
    for (let cell = 0; cell < this.levels.length; cell++) this.put(cell, levels[cell]);
  }

  put(cell, level) {
    const change = level - this.levels[cell];
    if (!change) return false;
    this.levels[cell] = level;
    for (const [k, { cells, labels }] of this.easel.parts.entries()) {
      const sums = this.sums[k];
      const m = labels.length;
      const start = cell * m;
      for (let i = 0; i < m; i++) sums[i] += cells[start + i] * change;
    }
    return true;
  }

  /** A round dab of a brush: all cells whose centre is within the radius. Returns whether anything changed. */
  dab(row, column, radius, level, mirrored = false) {
    const { rows, columns } = this.easel;
    const reach = Math.floor(radius);
    let changed = false;
    for (let r = Math.max(0, row - reach); r <= Math.min(rows - 1, row + reach); r++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(columns - 1, column + reach); c++) {
        if ((r - row) ** 2 + (c - column) ** 2 > radius ** 2) continue;
        changed = this.put(r * columns + c, level) || changed;
        if (mirrored) changed = this.put(r * columns + columns - 1 - c, level) || changed;
      }
    }
    return changed;
  }

  /** Dabs from one cell to another, without gaps. */
  line([row, column], [toRow, toColumn], radius, level, mirrored = false) {
    const steps = Math.max(1, Math.abs(toRow - row), Math.abs(toColumn - column));
    let changed = false;
    for (let k = 0; k <= steps; k++) {
      const at = [row + ((toRow - row) * k) / steps, column + ((toColumn - column) * k) / steps].map(Math.round);
      changed = this.dab(...at, radius, level, mirrored) || changed;
    }
    return changed;
  }

  /** Remember the painting before a stroke. */
  begin() {
    this.before = this.levels.slice();
  }

  /** End the stroke. Returns whether it changed anything; then it can be undone. */
  end() {
    const { before } = this;
    this.before = null;
    if (!before || before.every((level, cell) => level === this.levels[cell])) return false;
    this.back = [...this.back, before].slice(-MAX_BACK);
    this.forth = [];
    return true;
  }

  undo() {
    return this.go(this.back, this.forth);
  }

  redo() {
    return this.go(this.forth, this.back);
  }

  go(from, to) {
    if (!from.length) return false;
    to.push(this.levels.slice());
    this.become(from.pop());
    return true;
  }

  /** The S above which the neuron says class 1. */
  get cut() {
    return cutOf(this.sums[0], this.yes);
  }

  /** The numbers of right training and test images. */
  get right() {
    const { cut } = this;
    return this.easel.parts.map(({ labels }, k) => {
      const sums = this.sums[k];
      let right = 0;
      for (let i = 0; i < sums.length; i++) right += sums[i] > cut === (labels[i] === 1) ? 1 : 0;
      return right;
    });
  }

  /** The number of training images with a yes. Equal scores get the same answer, so it may be fewer than requested. */
  get answered() {
    const { cut } = this;
    return this.sums[0].reduce((count, sum) => count + (sum > cut ? 1 : 0), 0);
  }
}

/** The cut with so many of the sums above it, as `cut_of` in Python. */
export function cutOf(sums, yes) {
  if (!sums.length) return 0.5;
  const order = Float64Array.from(sums).sort().reverse();
  if (yes >= order.length) return order.at(-1) - 0.5;
  if (yes <= 0) return order[0] + 0.5;
  const [above, below] = [order[yes - 1], order[yes]];
  return above > below ? (above + below) / 2 : below + 0.5;
}

/** Let the tab remember what can be taken back and done again. of: the images. storage: gives it, and may throw. */
export function rememberStrokes(storage, of, { levels, back, forth }) {
  try {
    const [undo, redo] = [back, forth].map((some) => some.slice(-MAX_KEPT).map(toText));
    storage().setItem(STROKES, JSON.stringify({ of, levels: toText(levels), undo, redo }));
  } catch {
    // the browser forbids it, or the store is full: then a reload loses them
  }
}

/** Restore the tab's strokes, unless they are of other images or another painting, or invalid. */
export function recallStrokes(storage, of, painting) {
  try {
    const said = JSON.parse(storage().getItem(STROKES));
    if (said.of !== of || said.levels !== toText(painting.levels)) return;
    const [back, forth] = [said.undo, said.redo].map((some) => some.slice(-MAX_KEPT).map(fromText));
    if ([...back, ...forth].every(({ length }) => length === painting.levels.length))
      Object.assign(painting, { back, forth });
  } catch {
    // as above
  }
}

/** Levels as text, and back: base64 of one byte each. */
export function toText(levels) {
  return btoa(String.fromCharCode(...new Uint8Array(levels.buffer, levels.byteOffset, levels.length)));
}

export function fromText(text) {
  return Int8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
