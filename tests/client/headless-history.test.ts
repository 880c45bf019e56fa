// The real client and the real server: what was said earlier, in scripts and pipes.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { ServerMessage } from "../../lib/protocol/messages.ts";
import { client, jsonLines, run } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

/** A house in which Bo has said so many messages: `text 1` and on. */
async function spoken(count: number) {
  const house = new House();
  const bo = await house.join("Bo");
  for (let seq = 1; seq <= count; seq++) await bo.request({ type: "say", text: `text ${seq}` });
  return { house, bo };
}

/** The numbers of messages in lines of JSON, each as it should be. */
function seqsIn(out: string): number[] {
  const page = ServerMessage.parse({ type: "history", entries: jsonLines(out), more: false });
  const entries = page.type === "history" ? page.entries : [];
  for (const entry of entries)
    expect(entry).toMatchObject({ at: expect.any(Number), from: "Bo", text: `text ${entry.seq}` });
  return entries.map(({ seq }) => seq);
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe("history", () => {
  test("--json is the last 20, so many, those since one, or all: one object a line", async () => {
    const { house } = await spoken(250);
    await using _ = house;
    const of = async (...flags: string[]) => {
      const { exit, out, err } = await run([house.at, "history", "--json", ...flags]);
      expect({ exit, err }).toEqual({ exit: 0, err: "" });
      return seqsIn(out);
    };
    expect(await of()).toEqual(numbers(231, 250));
    expect(await of("--last", "1")).toEqual([250]);
    expect(await of("--last", "10000")).toEqual(numbers(1, 250));
    expect(await of("--since", "249")).toEqual([250]);
    expect(await of("--since", "100")).toEqual(numbers(101, 250));
    expect(await of("--all")).toEqual(numbers(1, 250));
  });

  test("has lines for people, with their date; direct messages are not for it", async () => {
    const { house, bo } = await spoken(1);
    await using _ = house;
    await house.join("Cy");
    await bo.request({ type: "msg", to: "Cy", text: "psst" });
    await bo.request({ type: "say", text: "waves", action: true });
    const { exit, out, err } = await run([house.at, "history"]);
    expect({ exit, err }).toEqual({ exit: 0, err: "" });
    const lines = out.split("\n").map((line) => line.replace(/^20\d\d-\d\d-\d\d \d\d:\d\d /, ""));
    expect(lines).toEqual(["Bo: text 1", "~ Bo waves", ""]);
    const since = await run([house.at, "history", "--since", "3"]);
    expect(since).toMatchObject({ exit: 0, out: "", err: "Nothing was said since 3\n" });
  });
});

test("search finds messages by their words", async () => {
  const { house, bo } = await spoken(12);
  await using _ = house;
  await bo.request({ type: "say", text: "Green tea, biscuits" });
  const found = await run([house.at, "search", "BISC", "--json"]);
  expect(jsonLines(found.out)).toMatchObject([
    { seq: 13, from: "Bo", text: "Green tea, biscuits" },
  ]);
  const one = await run([house.at, "search", "text 11"]);
  expect(one.out).toEndWith("Bo: text 11\n");
  const none = await run([house.at, "search", "coffee"]);
  expect(none).toMatchObject({ exit: 0, out: "", err: 'Nothing found for "coffee"\n' });
});

describe("tail", () => {
  test("--since begins with what came after that, and goes on with what is said", async () => {
    const { house, bo } = await spoken(150);
    await using _ = house;
    await using tail = client([house.at, "-n", "Ann", "tail", "--since", "30", "--json"]);
    await tail.out.waitFor('"text 150"');
    await bo.request({ type: "say", text: "text 151" });
    await tail.out.waitFor('"text 151"');
    expect(seqsIn(tail.out.text)).toEqual(numbers(31, 151));
  });

  test("--since has no gap and no double while others talk", async () => {
    const { house, bo } = await spoken(40);
    await using _ = house;
    let seq = 40;
    const over = new AbortController();
    const talking = (async () => {
      while (!over.signal.aborted) await bo.request({ type: "say", text: `text ${++seq}` });
    })();
    await using tail = client([house.at, "-n", "Ann", "tail", "--since", "10", "--json"]);
    await tail.out.waitFor((text) => text.split("\n").length > 500);
    over.abort();
    await talking;
    await bo.request({ type: "say", text: `text ${++seq}` });
    await tail.out.waitFor(`"text ${seq}"`);
    expect(seqsIn(tail.out.text)).toEqual(numbers(11, seq));
  });

  test("alone shows only what is said from now on", async () => {
    const { house, bo } = await spoken(5);
    await using _ = house;
    await using tail = client([house.at, "-n", "Ann", "tail", "--json"]);
    await tail.err.waitFor("Listening");
    await bo.request({ type: "say", text: "text 6" });
    await tail.out.waitFor('"text 6"');
    const said = jsonLines(tail.out.text).map((line) => ServerMessage.parse(line));
    expect(said).toMatchObject([{ type: "said", seq: 6 }]);
  });
});

test("lines of a pipe are in the history once each, under the numbers of their acks", async () => {
  await using house = new House();
  const said = await run([house.at, "-n", "Bo", "--json"], "text 1\ntext 2\ntext 3\n");
  expect(jsonLines(said.out)).toEqual(
    numbers(1, 3).map((seq) => ({ type: "ack", text: `text ${seq}`, seq })),
  );
  const { out } = await run([house.at, "history", "--json"]);
  expect(seqsIn(out)).toEqual([1, 2, 3]);
});
