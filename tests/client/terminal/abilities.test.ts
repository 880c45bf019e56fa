// What the environment tells of a terminal.

import { expect, test } from "bun:test";
import { abilitiesOf, columnsOf, terminalOut } from "../../../lib/client/terminal/abilities.ts";
import { AsciiOut } from "../../../lib/client/terminal/ascii.ts";
import { Paper } from "../view/paper.ts";

test.each([
  [{}, false],
  [{ TERM: "xterm-256color" }, false],
  [{ TERM: "dumb" }, true],
  [{ TERM: "dumber" }, false],
  [{ ACCESSIBLE: "1" }, true],
  [{ ACCESSIBLE: "yes", TERM: "xterm" }, true],
  [{ ACCESSIBLE: "" }, false],
  [{ ACCESSIBLE: "0" }, false],
  [{ ACCESSIBLE: "false" }, false],
])("%j: appended lines alone: %p", (env, plain) => {
  expect(abilitiesOf(env).plain).toBe(plain);
});

test("only a screen reader has it spoken", () => {
  expect(abilitiesOf({ TERM: "dumb" }).spoken).toBe(false);
  expect(abilitiesOf({ TERM: "dumb", ACCESSIBLE: "1" }).spoken).toBe(true);
});

test.each([
  [{}, false],
  [{ LANG: "" }, false],
  [{ LANG: "C" }, true],
  [{ LANG: "POSIX" }, true],
  [{ LANG: "en_US.ISO-8859-1" }, true],
  [{ LANG: "en_US.UTF-8" }, false],
  [{ LANG: "C.utf8" }, false],
  [{ LC_CTYPE: "C", LANG: "en_US.UTF-8" }, true],
  [{ LC_CTYPE: "en_US.UTF-8", LANG: "C" }, false],
  [{ LC_ALL: "C", LC_CTYPE: "en_US.UTF-8", LANG: "en_US.UTF-8" }, true],
  [{ LC_ALL: "C.UTF-8", LC_CTYPE: "C", LANG: "C" }, false],
  [{ LC_ALL: "", LC_CTYPE: "", LANG: "C" }, true],
])("%j: ASCII alone: %p", (env, ascii) => {
  expect(abilitiesOf(env).ascii).toBe(ascii);
});

test("the terminal itself is written to, or ASCII before it", () => {
  const paper = new Paper();
  expect(terminalOut({ ascii: false }, paper)).toBe(paper);
  const out = terminalOut({ ascii: true }, paper);
  expect(out).toBeInstanceOf(AsciiOut);
  out.write("◆ hi");
  expect(paper.text).toBe("* hi");
});

test("lines are as wide as the terminal is by then, and without bound where nobody looks at them", () => {
  const paper = new Paper(80);
  const [seen, spoken] = [columnsOf({ spoken: false }, paper), columnsOf({ spoken: true }, paper)];
  expect([seen(), spoken()]).toEqual([80, Infinity]);
  paper.columns = 30;
  expect(seen()).toBe(30);
  paper.columns = 0;
  expect(seen()).toBe(Infinity);
});
