// The headless actions in this process: what each prints for people and for programs, and its exit code.

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { runHeadless } from "../../lib/client/headless.ts";
import type { Output } from "../../lib/client/output.ts";
import { readPlan } from "../../lib/client/settings.ts";
import { MESSAGE_BYTES } from "../../lib/protocol/limits.ts";
import { House, SIZES } from "./server.ts";

/** An output that keeps what it is given. */
class Kept implements Output {
  readonly lines: string[] = [];
  readonly facts: object[] = [];
  readonly failures: string[] = [];
  readonly notes: string[] = [];
  size = 0;
  /** Hears of each line. */
  onLine: (line: string) => void = () => {};

  data = (fact: object, line?: string) => {
    this.facts.push(fact);
    if (line === undefined) return;
    this.lines.push(line);
    this.onLine(line);
  };
  rows = <T extends object>(facts: T[], table: (facts: T[]) => string[]) => {
    this.facts.push(...facts);
    this.lines.push(...table(facts));
  };
  bytes = async (bytes: Uint8Array) => void (this.size += bytes.byteLength);
  note = (text: string) => void this.notes.push(text);
  fail = (text: string) => void this.failures.push(text);
}

async function* linesOf(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

function run(house: House, words: string[], output: Kept, lines = linesOf()): Promise<number> {
  const plan = readPlan([house.at, ...words], {});
  return runHeadless(plan, output, lines, { USER: "ann" });
}

describe("an action", () => {
  test("say: the room hears it, and the fact is its ack", async () => {
    await using house = new House();
    const dan = await house.netcat("Dan");
    const output = new Kept();
    expect(await run(house, ["say", "hello", "all"], output)).toBe(0);
    await dan.heard.waitFor("ann: hello all\n");
    expect(output.facts).toEqual([{ type: "ack", text: "hello all" }]);
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

  test("get: into the folder, and what is missing does not keep the others back", async () => {
    await using house = new House();
    const output = new Kept();
    const words = ["get", "one.bin", "nope", "big.bin", "--out", house.out];
    expect(await run(house, words, output)).toBe(4);
    expect(output.lines).toEqual([join(house.out, "one.bin"), join(house.out, "big.bin")]);
    expect(output.failures).toEqual(["File 'nope' not found"]);
    expect(output.notes).toEqual(["Got one.bin: 1 B, checked", "Got big.bin: 5.0 MB, checked"]);
  });

  test("get --stdout: the bytes and no path", async () => {
    await using house = new House();
    const output = new Kept();
    expect(await run(house, ["get", "big.bin", "--stdout"], output)).toBe(0);
    expect(output.size).toBe(SIZES["big.bin"]);
    expect(output.lines).toEqual([]);
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
    expect(Bun.stripANSI(await heard.promise)).toBe("Dan: hi");
    await house.stop();
    expect(await tailing).toBe(1);
    expect(output.failures).toEqual(["The server is shutting down"]);
  });
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
