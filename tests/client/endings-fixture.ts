// A program that has changed all it can of its terminal, and then ends badly: how is its first word.

import { appendFileSync } from "node:fs";
import { guardSignals, guardTerminal } from "../../lib/client/endings.ts";
import {
  alternateScreen,
  FOCUS_REPORTS_ON,
  HIDE_CURSOR,
  PASTE_MARKS_ON,
  UPDATE_BEGIN,
} from "../../lib/client/terminal/terminal.ts";

const [how = "", log, kept = ""] = process.argv.slice(2);
const ascii = how === "ascii";
guardTerminal({
  abilities: { plain: false, ascii },
  draft: () => {
    if (how === "twice") throw new Error("no draft");
    return "half a line — \x1b[31mnever sent";
  },
  keep: (draft) => appendFileSync(kept, draft),
  log: log === "-" ? undefined : log,
});
guardSignals();
process.stdin.setRawMode(true).resume();
process.stdin.on("data", (keys) => {
  if (keys.toString() === "r") void Promise.reject(new Error("rejected \x1b[31mon purpose"));
  else throw new Error("thrown \x1b[31mon purpose", { cause: new TypeError("the cause") });
});
const changed = HIDE_CURSOR + PASTE_MARKS_ON + FOCUS_REPORTS_ON + UPDATE_BEGIN;
process.stdout.write(`${changed}${alternateScreen(how !== "main")}\x1b[35mlive`);
