// Texts as lines of JSON in, their pieces as lines of JSON out: how `tests/app/test_scanner.py` asks the editor's scanner.

import { createInterface } from "node:readline";
import { scan } from "../../pages/parts/code/scanner.js";

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(scan(JSON.parse(line)).map(({ kind, text }) => [kind, text])));
}
