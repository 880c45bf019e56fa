// Scripts at a hostile server: nothing of it reaches standard output or error raw, and no answer is without an end.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../lib/protocol/exits.ts";
import { FOUND_MESSAGES, OWN_NAMES, REPLAYED_MESSAGES } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { FORBIDDEN } from "../support/house.ts";
import { Kept, run as runHere } from "./kept-output.ts";
import { framesServer, type Answers, type Peer } from "./peers.ts";
import { run } from "./process.ts";

setDefaultTimeout(30_000);

const emptyFolder = temporaryFolders();

const TOWER = "Z\u0336\u0336\u0336\u0336\u0336\u0336\u0336\u0336";
const EVIL = `\x1b]0;owned\x07\x1b[31m\u009b2J\u009dno end\u202e\u2066\u200b\u200f\ufeff\u3164\u{e0041}\ud800${TOWER}\x1b`;

const at = 1;
const said = {
  type: "said",
  seq: 1,
  at,
  from: `${EVIL}from`,
  client: 2,
  text: `${EVIL}\n${EVIL}x`,
};
const entry = { ...said, to: `${EVIL}to` };
const record = { client: 1, name: EVIL, address: EVIL, dialect: EVIL };
const numbers = { opened: 1, closed: null, messages: 0, received: 0, sent: 0 };

const refuse = (peer: Peer, re: number) =>
  peer.control({ type: "error", code: "not-found", message: `${EVIL}refused`, re });

const ANSWERS: Answers = {
  nick: (peer, re) => {
    peer.control({ type: "welcome", name: EVIL, motd: `${EVIL}\n${EVIL}`, re });
    for (const type of ["said", "told", "joined", "left", "added", "removed"])
      peer.control({ ...said, type, name: EVIL, file: EVIL, size: 1 });
    peer.control({ type: "renamed", at, client: 7, from: EVIL, to: EVIL });
    peer.control({ type: "notice", at, text: `${EVIL}\n${EVIL}` });
    peer.control({ type: "error", code: "internal", message: EVIL });
  },
  who: (peer, re) =>
    peer.control({ type: "who", clients: [{ client: 1, name: EVIL }], more: false, re }),
  status: (peer, re) =>
    peer.control({ type: "status", clients: [{ ...record, ...numbers }], more: false, re }),
  list: (peer, re) => {
    const file = { file: `${EVIL}a`, size: 2 ** 53 - 1, modified: 1e300 };
    peer.control({ type: "list", files: [file, { ...file, file: `../${EVIL}` }], more: false, re });
  },
  history: (peer, re) => peer.control({ type: "history", entries: [entry], more: false, re }),
  search: (peer, re) => peer.control({ type: "history", entries: [entry], more: false, re }),
  say: refuse,
  get: refuse,
  about: refuse,
  put: refuse,
};

/** Lines of what a script wrote that it should not have: tabs are none of it. */
function forbidden(text: string): string[] {
  return text.split("\n").filter((line) => FORBIDDEN.test(line));
}

describe("of every field of every answer nothing is written raw", () => {
  test.each([
    ["who", EXIT.ok],
    ["status", EXIT.ok],
    ["list", EXIT.ok],
    ["history", EXIT.ok],
    ["search x", EXIT.ok],
    ["say hello", EXIT.notFound],
    ["get a.txt", EXIT.notFound],
    ["get *", EXIT.notFound],
    ["put mine.txt", EXIT.notFound],
  ])("%s", async (action, exit) => {
    using fake = framesServer(ANSWERS, EVIL);
    const folder = emptyFolder();
    writeFileSync(join(folder, "mine.txt"), "mine");
    const words = action.replace("put ", `put ${folder}/`).split(" ");
    for (const json of [[], ["--json"]]) {
      const ran = await run([fake.at, ...words, "-o", folder, ...json]);
      expect(ran).toMatchObject({ exit });
      const facts = json.length > 0 ? ran.out.split("\n").filter(Boolean).flatMap(textsOf) : [];
      expect(forbidden([ran.out, ran.err, ...facts].join("\n"))).toEqual([]);
      expect(ran.out + ran.err).not.toBe("");
    }
  });

  test("tail, and a goodbye", async () => {
    using fake = framesServer({
      ...ANSWERS,
      nick: (peer, re, message) => {
        ANSWERS.nick?.(peer, re, message);
        peer.control({ type: "bye", code: "shutdown", message: `${EVIL}x-goodbye` });
        peer.finish();
      },
    });
    const ran = await run([fake.at, "tail"]);
    expect(ran.exit).toBe(EXIT.network);
    expect(ran.out.split("\n").length).toBeGreaterThan(8);
    expect(ran.err).toContain("-goodbye");
    expect(forbidden(ran.out + ran.err)).toEqual([]);
  });
});

/** Every text in a line of JSON. */
function textsOf(json: string): string[] {
  const texts: string[] = [];
  JSON.parse(json, (_, value: unknown) => {
    if (typeof value === "string") texts.push(value);
    return value;
  });
  return texts;
}

describe("an answer without an end", () => {
  /** Pages of messages, as long as the session lives. */
  const endless = (peer: Peer, re: number) => {
    const entries = Array.from({ length: 10 }, () => ({ ...entry, seq: 1 }));
    for (let page = 0; page < 1000; page++)
      peer.control({ type: "history", entries, more: true, re });
  };

  test.each([
    [["history"], "history", REPLAYED_MESSAGES],
    [["history", "--last", "35"], "history", 35],
    [["search", "x"], "search", FOUND_MESSAGES],
  ] as const)("%j is left at what was asked for", async (words, type, most) => {
    using fake = framesServer({ history: endless, search: endless });
    const output = new Kept();
    expect(await runHere(fake, [...words], output)).toBe(EXIT.network);
    const why = `Cannot go on: the answer to "${type}" has more than ${most} messages`;
    expect(output.failures).toEqual([why]);
    expect(output.facts.length).toBeLessThanOrEqual(most);
  });

  test.each([REPLAYED_MESSAGES, REPLAYED_MESSAGES + 1])(
    "a history of %i messages",
    async (count) => {
      const entries = Array.from({ length: count }, () => entry);
      using fake = framesServer({
        history: (peer, re) => peer.control({ type: "history", entries, more: false, re }),
      });
      const output = new Kept();
      const exit = await runHere(fake, ["history"], output);
      expect(exit).toBe(count > REPLAYED_MESSAGES ? EXIT.network : EXIT.ok);
    },
  );

  test("a name that is never accepted: so many are tried, and one that was asked for once", async () => {
    const names: string[] = [];
    using fake = framesServer({
      nick: (peer, re, message) => {
        if (message.type === "nick") names.push(message.name);
        peer.control({ type: "error", code: "name-taken", message: "Taken", re });
      },
    });
    const output = new Kept();
    expect(await runHere(fake, ["who"], output)).toBe(EXIT.refused);
    expect(names).toHaveLength(OWN_NAMES);
    expect(names.slice(0, 2)).toEqual(["ann", "ann-2"]);
    expect(await runHere(fake, ["who", "-n", "Bo"], output)).toBe(EXIT.refused);
    expect(names.slice(OWN_NAMES)).toEqual(["Bo"]);
  });

  test("a file of 2^53 - 1 bytes has no room, and leaves nothing behind", async () => {
    using fake = framesServer({
      get: (peer, re) => {
        const size = Number.MAX_SAFE_INTEGER;
        peer.control({ type: "file", file: "a", size, modified: 1, from: 0, re });
        peer.control({ type: "file", file: "a", size: size + 1, modified: 1, from: 0, re });
      },
    });
    const output = new Kept();
    const folder = emptyFolder();
    expect(await runHere(fake, ["get", "a", "-o", folder], output)).toBe(EXIT.localFile);
    expect(output.failures).toEqual([expect.stringContaining("no space left on the disk")]);
    expect([...new Bun.Glob("**").scanSync({ cwd: folder, dot: true })]).toEqual([]);
  });
});
