// The headless actions on what was said, against servers that do what a script says: what is asked and printed.

import { describe, expect, test } from "bun:test";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { UNHEARD_EVENTS } from "../../lib/protocol/limits.ts";
import type { ClientMessage } from "../../lib/protocol/messages.ts";
import { localMinute } from "../../lib/protocol/time.ts";
import { AT, entry, historian } from "./historian.ts";
import { Kept, run } from "./kept-output.ts";
import { framesServer } from "./peers.ts";

const WHEN = localMinute(AT);

describe("history", () => {
  test.each([
    [[], { last: 20 }],
    [["--last", "1"], { last: 1 }],
    [["--last", "10000"], { last: 10_000 }],
    [["--since", "0"], { since: 0 }],
    [["--since", "81"], { since: 81 }],
    [["--all"], { since: 0 }],
  ])("%j asks for %j", async (flags, range) => {
    const { fake, asked } = historian([[]]);
    using _ = fake;
    expect(await run(fake, ["history", ...flags], new Kept())).toBe(0);
    expect(asked).toEqual([{ type: "history", ...range }]);
  });

  test("prints the pages in their order: a fact each, and lines with the date", async () => {
    const { fake } = historian([
      [entry(1), entry(2, { text: "waves", action: true })],
      [entry(3, { text: "one\nBo: two" }), entry(4, { to: "Bo" })],
    ]);
    using _ = fake;
    const output = new Kept();
    expect(await run(fake, ["history"], output)).toBe(0);
    expect(output.facts).toEqual([
      { seq: 1, at: AT, from: "Ann", client: 1, text: "text 1" },
      { seq: 2, at: AT, from: "Ann", client: 1, text: "waves", action: true },
      { seq: 3, at: AT, from: "Ann", client: 1, text: "one\nBo: two" },
      { seq: 4, at: AT, from: "Ann", client: 1, text: "text 4", to: "Bo" },
    ]);
    expect(output.lines).toEqual([
      `${WHEN} Ann: text 1`,
      `${WHEN} ~ Ann waves`,
      `${WHEN} Ann: one`,
      `${WHEN} Ann: Bo: two`,
      `${WHEN} → Ann to Bo: text 4`,
    ]);
    expect(output.notes).toEqual([]);
  });

  test.each([
    [[], "Nothing was said yet"],
    [["--all"], "Nothing was said yet"],
    [["--since", "17"], "Nothing was said since 17"],
  ])("%j that is empty is a remark", async (flags, note) => {
    const { fake } = historian([[]]);
    using _ = fake;
    const output = new Kept();
    expect(await run(fake, ["history", ...flags], output)).toBe(0);
    expect(output).toMatchObject({ facts: [], lines: [], notes: [note] });
  });

  test("that cannot be read ends with what was said about it", async () => {
    const { fake } = historian([], {
      history: (peer, re) => {
        peer.control({ type: "history", entries: [entry(1)], more: true, re });
        peer.control({ type: "error", code: "not-read", message: "The disk fails", re });
      },
    });
    using _ = fake;
    const output = new Kept();
    expect(await run(fake, ["history"], output)).toBe(3);
    expect(output.lines).toEqual([`${WHEN} Ann: text 1`]);
    expect(output.failures).toEqual(["The disk fails"]);
  });
});

describe("search", () => {
  test("asks for its words, cleaned, and prints what is found as a history", async () => {
    const { fake, asked } = historian([[entry(7)]]);
    using _ = fake;
    const output = new Kept();
    expect(await run(fake, ["search", "tea", "bis\x1b[2Jcuits"], output)).toBe(0);
    expect(asked).toEqual([{ type: "search", text: "tea biscuits" }]);
    expect(output.facts).toEqual([entry(7)]);
    expect(output.lines).toEqual([`${WHEN} Ann: text 7`]);
  });

  test("that finds nothing says so, and one that is too long is refused here", async () => {
    const { fake, asked } = historian([[]]);
    using _ = fake;
    const output = new Kept();
    expect(await run(fake, ["search", "te\u202ea"], output)).toBe(0);
    expect(output.notes).toEqual(['Nothing found for "tea"']);
    expect(await run(fake, ["search", "x".repeat(4097)], output)).toBe(2);
    expect(await run(fake, ["search", "x".repeat(4096)], output)).toBe(0);
    expect(asked).toHaveLength(2);
    expect(output.failures).toEqual(["Cannot send it: it has 4,097 bytes, a line takes 4,096"]);
  });
});

describe("tail", () => {
  /** A server that answers the name with these messages at once, and then ends. */
  const teller = (messages: readonly object[]) => {
    const asked: ClientMessage[] = [];
    const fake = framesServer({
      nick: (peer, re, message) => {
        asked.push(message);
        const welcome = { type: "welcome", name: "ann", client: 7, token: "7.secret", re };
        const bye = { type: "bye", code: "shutdown", message: "Bye" };
        // In one piece, so that much of it is here before anybody can listen.
        peer.bytes(Buffer.concat([welcome, ...messages, bye].map((each) => encodeControl(each))));
        peer.finish();
      },
    });
    return { fake, asked };
  };

  test.each([
    [["tail"], { replay: 0 }],
    [["tail", "--since", "81"], { since: 81 }],
    [["status"], { replay: 0 }],
    [["tail", "-n", "Bo", "--since", "0"], { name: "Bo", since: 0 }],
    [["history", "--since", "81"], { replay: 0 }],
    [[], { replay: 0 }],
  ])("%j joins with %j", async (words, fields) => {
    const { fake, asked } = teller([]);
    using _ = fake;
    await run(fake, words, new Kept());
    // Whoever only looks in holds no place once it is gone.
    expect(asked).toEqual([{ type: "nick", name: "ann", ...fields, session: false }]);
  });

  test("misses nothing of what comes right behind its welcome, however much it is", async () => {
    const count = UNHEARD_EVENTS * 2;
    const said = { type: "said", ...entry(count + 1) };
    // As short as can be: more of them than are kept for who does not listen yet come at once.
    const earlier = Array.from({ length: count }, (_, at) => ({
      type: "left",
      at: 0,
      name: "A",
      client: at,
    }));
    const { fake } = teller([...earlier, { type: "live", seq: count }, said]);
    using _ = fake;
    const output = new Kept();
    expect(await run(fake, ["tail", "--since", "0"], output)).toBe(1);
    expect(output.facts).toEqual([...earlier, said]);
    expect(output.lines.at(-1)).toBe(`Ann: text ${count + 1}`);
    expect(output.failures).toEqual(["Bye"]);
  });
});
