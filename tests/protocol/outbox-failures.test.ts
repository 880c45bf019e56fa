// What an outbox tells its owner when the socket is dead or a stream throws.
import { describe, expect, test } from "bun:test";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { HandStream, latin1, ScriptedSink, turn } from "./sink.ts";

function setUp(script: readonly number[] = []) {
  const sink = new ScriptedSink(script);
  const heard: unknown[] = [];
  const outbox = new Outbox(sink, () => 0, {
    relieved: () => heard.push("relieved"),
    failed: (error) => heard.push(error),
    dead: () => heard.push("dead"),
  });
  return { sink, outbox, heard };
}

describe("a dead socket", () => {
  test.each([-1, -2])("a write that gives %d ends it, and is told once", async (answer) => {
    const { sink, outbox, heard } = setUp([2, answer]);
    const file = new HandStream();
    outbox.stream(file, "files");
    outbox.send(latin1("talk"));
    await turn();
    outbox.drained();
    expect(heard).toEqual(["dead"]);
    outbox.send(latin1("late"));
    outbox.drained();
    await turn();
    expect([sink.text, heard]).toEqual(["ta", ["dead"]]);
    expect([outbox.empty, file.returns]).toEqual([true, 1]);
  });

  test("is not relieved of anything", async () => {
    const { outbox, heard } = setUp([0, -1]);
    outbox.send(latin1("x".repeat(100_000)));
    await turn();
    expect(outbox.congested).toBe(true);
    outbox.drained();
    expect(heard).toEqual(["dead"]);
  });
});

describe("a stream that throws", () => {
  test.each(["files", "talk"] as const)(
    "in the %s lane is told, and its place is free",
    async (lane) => {
      const { sink, outbox, heard } = setUp();
      const [bad, error] = [new HandStream(), new Error("disk on fire")];
      outbox.stream(bad, lane);
      outbox.send(latin1("before"));
      await turn();
      await bad.give("1");
      await bad.fail(error);
      outbox.send(latin1("after"));
      await turn();
      expect(heard).toEqual([error]);
      expect(sink.text).toBe(lane === "talk" ? "1beforeafter" : "before1after");
      expect(outbox.empty).toBe(true);
    },
  );
});

describe("a stream that throws when nobody wants it any more", () => {
  test.each([
    ["files", "drop"],
    ["files", "close"],
    ["talk", "drop"],
    ["talk", "close"],
  ] as const)("in the %s lane, after %s, is not told", async (lane, forget) => {
    const { sink, outbox, heard } = setUp();
    const bad = new HandStream();
    outbox.stream(bad, lane);
    await turn();
    expect(bad.pulls).toBe(1);
    outbox[forget]();
    await bad.fail(new Error("its file was closed"));
    expect([heard, outbox.empty]).toEqual([[], true]);
    expect(bad.returns).toBeGreaterThanOrEqual(1);
    outbox.send(latin1("goodbye"));
    await turn();
    expect(sink.text).toBe(forget === "drop" ? "goodbye" : "");
    expect(heard).toEqual([]);
  });
});

test("an owner may choose to hear nothing of all this", async () => {
  const sink = new ScriptedSink([0, 100_000, -1]);
  const outbox = new Outbox(sink, () => 0);
  const bad = new HandStream();
  outbox.send(latin1("x".repeat(100_000)));
  outbox.stream(bad, "talk");
  await turn();
  outbox.drained(); // relieved
  await bad.fail(new Error("disk on fire"));
  outbox.send(latin1("late"));
  await turn(); // dead
  expect([sink.text.length, outbox.empty]).toEqual([100_000, true]);
});
