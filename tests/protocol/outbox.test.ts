// What leaves an outbox: every byte once, in the order of its lane, talk before files.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { HandStream, latin1, pieces, ScriptedSink, turn } from "./sink.ts";

const now = () => 0;

function setUp(script: readonly number[] = []) {
  const sink = new ScriptedSink(script);
  return { sink, outbox: new Outbox(sink, now) };
}

/** Drains until the sink has taken everything. */
async function drainAll(outbox: Outbox): Promise<void> {
  for (await turn(); !outbox.empty; await turn()) outbox.drained();
}

describe("talk", () => {
  test("of one turn leaves at its end, as one write", async () => {
    const { sink, outbox } = setUp();
    for (const word of ["a", "b", "c"]) outbox.send(latin1(word));
    expect(sink.writes).toEqual([]);
    await turn();
    expect(sink.writes).toEqual(["abc"]);
    expect(outbox.empty).toBe(true);
  });

  test("is written in pieces of at most 64 KiB, but for what is longer by itself", async () => {
    const { sink, outbox } = setUp();
    for (const length of [40_000, 25_536, 1, 100_000, 5, 6])
      outbox.send(latin1("x".repeat(length)));
    await turn();
    expect(sink.writes.map((each) => each.length)).toEqual([65_536, 1, 100_000, 11]);
  });

  test("that is nothing is not written", async () => {
    const { sink, outbox } = setUp();
    outbox.send(new Uint8Array(0));
    expect(outbox.empty).toBe(true);
    await turn();
    expect(sink.writes).toEqual([]);
  });

  test("any sends, acceptances and drains give the exact bytes, and a true count of what waits", async () => {
    const step = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 9 }),
      fc.constantFrom("(turn)", "(drain)"),
    );
    const script = fc.array(fc.nat({ max: 12 }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), script, async (steps, accepted) => {
        const { sink, outbox } = setUp(accepted);
        let sent = "";
        for (const each of steps) {
          if (each === "(turn)") await turn();
          else if (each === "(drain)") outbox.drained();
          else {
            outbox.send(latin1(each));
            sent += each;
          }
          expect(sent).toStartWith(sink.text);
          expect(outbox.waitingBytes).toBe(sent.length - sink.text.length);
        }
        await drainAll(outbox);
        expect(sink.text).toBe(sent);
        expect(outbox.waitingBytes).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  test("waits for drained() once the socket took less than all", async () => {
    const { sink, outbox } = setUp([2]);
    outbox.send(latin1("abcd"));
    await turn();
    outbox.send(latin1("ef"));
    await turn();
    expect(sink.writes).toEqual(["ab"]);
    outbox.drained();
    expect(sink.writes).toEqual(["ab", "cd", "ef"]);
  });
});

describe("a stream in the talk lane", () => {
  test("comes between what was sent before and after it", async () => {
    const { sink, outbox } = setUp();
    outbox.send(latin1("a"));
    outbox.stream(pieces("1", "2", "3"), "talk");
    outbox.send(latin1("b"));
    outbox.stream(pieces(), "talk");
    outbox.stream(pieces("4"), "talk");
    outbox.send(latin1("c"));
    await drainAll(outbox);
    expect(sink.text).toBe("a123b4c");
  });

  test("holds back later talk while it is being made", async () => {
    const { sink, outbox } = setUp();
    const stream = new HandStream();
    outbox.stream(stream, "talk");
    outbox.send(latin1("later"));
    await turn();
    await stream.give("1");
    expect(sink.text).toBe("1");
    expect(outbox.waitingBytes).toBe(5);
    await stream.finish();
    expect(sink.text).toBe("1later");
    expect(outbox.empty).toBe(true);
  });
});

describe("files", () => {
  test("take turns, piece by piece", async () => {
    const { sink, outbox } = setUp();
    outbox.stream(pieces("a", "b", "c"), "files");
    outbox.stream(pieces("1"), "files");
    outbox.stream(pieces("x", "y"), "files");
    await drainAll(outbox);
    expect(sink.text).toBe("a1xbyc");
  });

  test("wait for all talk, also for talk that comes while a piece is being made", async () => {
    const { sink, outbox } = setUp();
    const file = new HandStream();
    outbox.stream(file, "files");
    outbox.send(latin1("first "));
    await turn();
    outbox.send(latin1("meanwhile "));
    await file.give("piece ");
    outbox.send(latin1("after "));
    await turn();
    expect(sink.text).toBe("first meanwhile piece after ");
  });

  test("finish the piece that has begun before talk goes on", async () => {
    const { sink, outbox } = setUp([3, 1]);
    outbox.stream(pieces("[file]", "[more]"), "files");
    await turn();
    outbox.send(latin1("talk"));
    outbox.drained();
    await turn();
    expect(sink.text).toBe("[fil");
    await drainAll(outbox);
    expect(sink.text).toBe("[file]talk[more]");
  });

  test("a piece is pulled only when the socket has taken the one before", async () => {
    const { sink, outbox } = setUp([0, 3, 0, 5, 2]);
    const [one, other] = [new HandStream(), new HandStream()];
    outbox.stream(one, "files");
    outbox.stream(other, "files");
    await turn();
    await one.give("abcdef");
    outbox.drained();
    await turn();
    outbox.drained();
    await turn();
    expect(sink.text).toBe("abc");
    expect([one.pulls, other.pulls]).toEqual([1, 0]);
    outbox.drained();
    await turn();
    expect(sink.text).toBe("abcdef");
    expect([one.pulls, other.pulls]).toEqual([1, 1]);
    await other.give("123456");
    expect([one.pulls, other.pulls]).toEqual([1, 1]);
    outbox.drained();
    expect([one.pulls, other.pulls]).toEqual([2, 1]);
  });

  test("with talk in any mixture: nothing is torn, nothing is lost, each lane keeps its order", async () => {
    const step = fc.oneof(
      fc.constantFrom("talk", "turn", "drain"),
      fc.record({ lane: fc.constantFrom("talk", "files"), count: fc.nat({ max: 4 }) }),
    );
    const script = fc.array(fc.nat({ max: 9 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), script, async (steps, accepted) => {
        const { sink, outbox } = setUp(accepted);
        const talk: string[] = [];
        const files = new Map<string, string[]>();
        for (const [at, each] of steps.entries()) {
          if (each === "turn") await turn();
          else if (each === "drain") outbox.drained();
          else if (each === "talk") {
            talk.push(`<${at}>`);
            outbox.send(latin1(`<${at}>`));
          } else if (each.lane === "talk") {
            const parts = Array.from({ length: each.count }, (_, part) => `<${at}.${part}>`);
            talk.push(...parts);
            outbox.stream(pieces(...parts), "talk");
          } else {
            const parts = Array.from({ length: each.count }, (_, part) => `[${at}:${part}]`);
            if (parts.length > 0) files.set(String(at), parts);
            outbox.stream(pieces(...parts), "files");
          }
        }
        await drainAll(outbox);
        const tokens = sink.text.match(/<[\d.]+>|\[[\d:]+\]/g) ?? [];
        expect(tokens.join("")).toBe(sink.text);
        expect(tokens.filter((token) => token.startsWith("<"))).toEqual(talk);
        const fileTokens = tokens.filter((token) => token.startsWith("["));
        expect(Map.groupBy(fileTokens, (token) => token.slice(1).split(":")[0] ?? "")).toEqual(
          files,
        );
      }),
      { numRuns: 300 },
    );
  });
});
