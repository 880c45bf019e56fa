// The headless actions in this process: what each prints for people and for programs, and its exit code.

import { describe, expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runHeadless } from "../../lib/client/headless.ts";
import { readPlan } from "../../lib/client/settings.ts";
import { MESSAGE_BYTES } from "../../lib/protocol/limits.ts";
import { Kept, linesOf, run } from "./kept-output.ts";
import { House, SIZES } from "./server.ts";

describe("an action", () => {
  test("say: the room hears it, and the fact is its ack", async () => {
    await using house = new House();
    const dan = await house.netcat("Dan");
    const output = new Kept();
    expect(await run(house, ["say", "hello", "all"], output)).toBe(0);
    await dan.heard.waitFor("ann: hello all\n");
    expect(output.facts).toEqual([{ type: "ack", text: "hello all", seq: 1 }]);
    expect(output.lines).toEqual([]);
  });

  test("status and list: tables, and a fact each", async () => {
    await using house = new House();
    const [status, list] = [new Kept(), new Kept()];
    expect(await run(house, ["status"], status)).toBe(0);
    expect(status.facts).toMatchObject([
      { client: 1, name: "ann", closed: null, dialect: "frames" },
    ]);
    expect(status.lines).toHaveLength(2);
    expect(await run(house, ["list"], list)).toBe(0);
    const names = [...Object.keys(SIZES), "info.txt", "test.txt"].toSorted();
    expect(list.facts).toMatchObject(names.map((file) => ({ file })));
  });

  test("say: keeps the lines of its text; one too many is refused with the count", async () => {
    await using house = new House();
    const dan = await house.netcat("Dan");
    const output = new Kept();
    expect(await run(house, ["say", "\none", "\n two\n"], output)).toBe(0);
    await dan.heard.waitFor("ann: one \nann:  two\n* ann left\n");
    expect(output.facts).toEqual([{ type: "ack", text: "\none \n two\n", seq: 1 }]);
    expect(await run(house, ["say", "x\n".repeat(101)], output)).toBe(2);
    expect(await run(house, ["say", "x".repeat(4200)], output)).toBe(2);
    expect(output.failures).toEqual([
      "Cannot send it: it has 101 lines, a message takes 100",
      "Cannot send it: it has 4,200 bytes, a message takes 4,096",
    ]);
  });

  test("who: a table with everyone, and a fact each", async () => {
    await using house = new House();
    await house.join("Dan");
    const output = new Kept();
    expect(await run(house, ["who"], output)).toBe(0);
    expect(output.facts).toEqual([
      { client: 1, name: "Dan" },
      { client: 2, name: "ann" },
    ]);
    expect(output.lines).toEqual(["1 Dan", "2 ann"]);
  });

  test("list: of an empty shelf is nothing, and a remark", async () => {
    await using house = new House();
    for (const file of readdirSync(house.shelf)) rmSync(join(house.shelf, file));
    const output = new Kept();
    expect(await run(house, ["list"], output)).toBe(0);
    expect(output).toMatchObject({ facts: [], lines: [], notes: ["The shelf is empty"] });
  });

  test("tail: what is said, until the server goes", async () => {
    await using house = new House();
    const output = new Kept();
    const heard = Promise.withResolvers<string>();
    output.onLine = (line) => line.includes("hi") && heard.resolve(line);
    const joined = house.log.waitFor("Received from Client 1: ann");
    const tailing = run(house, ["tail"], output);
    await joined;
    (await house.netcat("Dan")).text("hi\n");
    expect(await heard.promise).toBe("Dan: hi");
    await house.stop();
    expect(await tailing).toBe(1);
    expect(output.failures).toEqual(["The server is shutting down"]);
  });
});

test("tail: what someone does and several lines are readable, and facts as they travel", async () => {
  await using house = new House();
  const output = new Kept();
  const last = Promise.withResolvers<string>();
  output.onLine = (line) => line.includes("last") && last.resolve(line);
  const joined = house.log.waitFor("Received from Client 1: ann");
  const tailing = run(house, ["tail"], output);
  await joined;
  const dan = await house.join("Dan");
  await dan.request({ type: "say", text: "waves", action: true });
  await dan.request({ type: "say", text: "one\nann: two" });
  await dan.request({ type: "msg", to: "ann", text: "psst" });
  await dan.request({ type: "say", text: "last" });
  await last.promise;
  await house.stop();
  await tailing;
  expect(output.lines.slice(0, 6)).toEqual([
    "* Dan joined",
    "~ Dan waves",
    "Dan: one",
    "Dan: ann: two",
    "→ Dan to you: psst",
    "Dan: last",
  ]);
  expect(output.facts.slice(1, 4)).toMatchObject([
    { type: "said", from: "Dan", text: "waves", action: true },
    { type: "said", from: "Dan", text: "one\nann: two" },
    { type: "told", from: "Dan", text: "psst" },
  ]);
});

describe("lines from a pipe", () => {
  test("are messages; one that cannot be is told of, and the others go", async () => {
    await using house = new House();
    const dan = await house.netcat("Dan");
    const output = new Kept();
    const lines = linesOf("one\r", " ", "x".repeat(MESSAGE_BYTES + 1), "x".repeat(70_000), "two");
    expect(await run(house, [], output, lines)).toBe(2);
    await dan.heard.waitFor("ann: one\nann: two\n");
    expect(output.failures).toHaveLength(2);
  });

  test("end with the session, also when none comes", async () => {
    await using house = new House();
    const output = new Kept();
    const never: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    };
    const joined = house.log.waitFor("Received from Client 1: ann");
    const sending = runHeadless(readPlan([house.at], {}), output, never, { USER: "ann" });
    await joined;
    await house.stop();
    expect(await sending).toBe(1);
  });
});

describe("the name", () => {
  test("of a user whose name cannot be one is guest", async () => {
    await using house = new House();
    const output = new Kept();
    const plan = readPlan([house.at, "status"], {});
    expect(await runHeadless(plan, output, linesOf(), { USER: "server" })).toBe(0);
    expect(output.facts).toMatchObject([{ name: "guest" }]);
  });

  test("of the user gets a number where it is taken; a given one does not", async () => {
    await using house = new House();
    await house.join("ann");
    const [own, given] = [new Kept(), new Kept()];
    expect(await run(house, ["status"], own)).toBe(0);
    expect(own.facts).toMatchObject([{ name: "ann" }, { name: "ann-2" }]);
    expect(await run(house, ["status", "--name", "Ann"], given)).toBe(3);
    expect(given.failures).toEqual(['Cannot use "Ann" as a name: it is taken']);
  });
});
