// Python's text as words of a kind, for their colours. No sign is lost: all pieces together are the text.

const KEYWORDS = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global" +
    " if import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

const digits = "[0-9](?:_?[0-9])*";
const exponent = `[eE][-+]?${digits}`;
const float = `(?:${digits}\\.(?:${digits})?|\\.${digits})(?:${exponent})?|${digits}${exponent}`;
const whole = "0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?0)*|[1-9](?:_?[0-9])*";
const number = `(?:${digits}|${float})[jJ]|${float}|${whole}`;
const prefix = "(?:[bB][rR]?|[rR][bBfF]?|[fF][rR]?|[uU])?";
// A string that is not finished goes to the end of its line, and one in three quotes to the end of the text.
const long = (quote) => `${prefix}${quote}{3}(?:[^\\\\]|\\\\[^])*?(?:${quote}{3}|\\\\?$)`;
const short = (quote) => `${prefix}${quote}(?:[^\\n${quote}\\\\]|\\\\(?:\\r\\n|[^]))*(?:${quote}|\\\\$)?`;
const operator =
  "\\*\\*=|//=|>>=|<<=|\\.\\.\\.|!=|->|:=|<=|>=|==|\\*\\*|//|>>|<<|[-+*/%&|^@]=|[-+*/%&|^@~<>=()[\\]{},:;.]";

const KINDS = {
  space: "(?:[ \\t\\f\\r\\n]|\\\\\\r?\\n)+",
  comment: "#[^\\r\\n]*",
  string: [long('"'), long("'"), short('"'), short("'")].join("|"),
  number,
  name: "[\\p{L}\\p{N}_]+",
  operator,
  other: "[^]",
};
const NAMES = Object.keys(KINDS);
const GRAMMAR = new RegExp(NAMES.map((kind) => `(${KINDS[kind]})`).join("|"), "uy");

/** Pieces `{ kind, text }`: space, comment, string, number, keyword, defined, name, operator or other. */
export function scan(text) {
  const pieces = [];
  let before = "";
  GRAMMAR.lastIndex = 0;
  while (GRAMMAR.lastIndex < text.length) {
    const [found, ...groups] = GRAMMAR.exec(text);
    const kind = NAMES[groups.findIndex((group) => group !== undefined)];
    pieces.push({ kind: kind === "name" ? kindOf(found, before) : kind, text: found });
    if (kind !== "space") before = found;
  }
  return pieces;
}

function kindOf(name, before) {
  if (KEYWORDS.has(name)) return "keyword";
  return before === "def" || before === "class" ? "defined" : "name";
}

/** The same, line by line: a piece that goes on after the end of a line is in each of its lines. */
export function lines(text) {
  const found = [[]];
  for (const { kind, text: piece } of scan(text)) {
    for (const [i, part] of piece.split("\n").entries()) {
      if (i) found.push([]);
      if (part) found.at(-1).push({ kind, text: part });
    }
  }
  return found;
}
