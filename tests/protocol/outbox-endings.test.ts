// How an outbox ends: finished in order, dropped for a last word, or closed.
import { describe, expect, test } from "bun:test";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { HandStream, latin1, pieces, ScriptedSink, turn } from "./sink.ts";

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

describe("finish", () => {
  test("sends all that waits, then ends the stream once", async () => {
    const { sink, outbox } = setUp([1, 0, 2]);
    outbox.send(latin1("talk"));
    outbox.stream(pieces("1", "2"), "talk");
    outbox.stream(pieces("a", "b"), "files");
    outbox.finish();
    outbox.finish();
    for (let drains = 0; drains < 6; drains++) {
      await turn();
      expect(sink.shutdowns).toBe(sink.text === "talk12ab" ? 1 : 0);
      outbox.drained();
    }
    expect(sink.text).toBe("talk12ab");
    expect(sink.shutdowns).toBe(1);
    expect(outbox.ended).toBe(true);
  });

  test("with nothing waiting ends the stream at the end of the turn", async () => {
    const { sink, outbox } = setUp();
    outbox.finish();
    expect([sink.shutdowns, outbox.ended]).toEqual([0, false]);
    await turn();
    expect([sink.shutdowns, outbox.ended]).toEqual([1, true]);
  });

  test("waits for a stream that is still being made", async () => {
    const { sink, outbox } = setUp();
    const stream = new HandStream();
    outbox.stream(stream, "files");
    outbox.finish();
    await turn();
    await stream.give("a");
    expect(sink.shutdowns).toBe(0);
    await stream.finish();
    expect([sink.text, sink.shutdowns]).toEqual(["a", 1]);
  });

  test.each(["before its end", "after its end"])("nothing is sent after it, %s", async (when) => {
    const { sink, outbox } = setUp();
    outbox.send(latin1("said"));
    outbox.finish();
    if (when === "after its end") await turn();
    const late = [new HandStream(), new HandStream()] as const;
    outbox.send(latin1("late"));
    outbox.stream(late[0], "talk");
    outbox.stream(late[1], "files");
    await turn();
    outbox.drained();
    expect([sink.text, sink.shutdowns]).toEqual(["said", 1]);
    expect(late.map(({ pulls, returns }) => ({ pulls, returns }))).toEqual([
      { pulls: 0, returns: 1 },
      { pulls: 0, returns: 1 },
    ]);
  });
});

describe("drop", () => {
  test("forgets what is not begun, finishes what is, and lets a last word follow", async () => {
    const { sink, outbox } = setUp([2]);
    outbox.send(latin1("begun"));
    await turn();
    outbox.send(latin1("waiting"));
    outbox.stream(pieces("answer"), "talk");
    outbox.stream(pieces("file"), "files");
    outbox.drop();
    expect(outbox.waitingBytes).toBe(3);
    outbox.send(latin1(" bye"));
    outbox.finish();
    await turn();
    outbox.drained();
    await turn();
    expect([sink.text, sink.shutdowns]).toEqual(["begun bye", 1]);
  });

  test.each(["files", "talk"] as const)("in the midst of a piece of the %s lane", async (lane) => {
    const { sink, outbox } = setUp([2]);
    outbox.stream(pieces("begun", "never"), lane);
    await turn();
    outbox.drop();
    expect([outbox.waitingBytes, outbox.empty]).toEqual([3, false]);
    outbox.send(latin1(" bye"));
    outbox.drained();
    await turn();
    expect(sink.text).toBe("begun bye");
    expect([outbox.waitingBytes, outbox.empty]).toEqual([0, true]);
  });

  test("with nothing begun leaves nothing", async () => {
    const { sink, outbox } = setUp();
    outbox.send(latin1("waiting"));
    outbox.drop();
    expect([outbox.waitingBytes, outbox.empty]).toEqual([0, true]);
    await turn();
    expect(sink.text).toBe("");
  });

  test("a piece that arrives after it is not sent, and another stream has its turn", async () => {
    const { sink, outbox } = setUp();
    const stream = new HandStream();
    outbox.stream(stream, "files");
    await turn();
    outbox.drop();
    outbox.stream(pieces("next"), "files");
    await stream.give("late");
    await turn();
    expect(sink.text).toBe("next");
    expect(outbox.empty).toBe(true);
  });
});

describe.each(["drop", "close"] as const)("%s lets every stream give back what it holds", (end) => {
  test.each(["files", "talk"] as const)("in the %s lane", async (lane) => {
    const released: string[] = [];
    async function* held(name: string) {
      try {
        yield latin1(`[${name}]`);
        yield latin1("never");
      } finally {
        released.push(name);
      }
    }
    const { outbox } = setUp([3, 1]);
    const [waiting, begun] = [new HandStream(), held("begun")];
    outbox.stream(begun, lane);
    outbox.stream(waiting, lane);
    await turn();
    outbox[end]();
    await turn();
    expect(released).toEqual(["begun"]);
    expect([waiting.pulls, waiting.returns]).toEqual([0, 1]);
  });

  test.each(["files", "talk"] as const)("in the %s lane, while one is being made", async (lane) => {
    const { outbox } = setUp();
    const [made, waiting] = [new HandStream(), new HandStream()];
    outbox.stream(made, lane);
    outbox.stream(waiting, lane);
    await turn();
    outbox[end]();
    expect([made.pulls, waiting.pulls]).toEqual([1, 0]);
    expect([made.returns > 0, waiting.returns > 0]).toEqual([true, true]);
    await made.give("late");
  });

  test("also one whose piece waits behind talk", async () => {
    const { sink, outbox } = setUp([0]);
    const file = new HandStream();
    outbox.stream(file, "files");
    await turn();
    outbox.send(latin1("talk"));
    await turn();
    await file.give("piece");
    outbox[end]();
    expect(file.returns).toBe(1);
    outbox.drained();
    expect(sink.text).toBe(end === "drop" ? "talk" : "");
  });

  test("a stream that cannot give it back is a failure that is heard of", async () => {
    const { outbox, heard } = setUp();
    const error = new Error("cannot close the file");
    const stream = new HandStream();
    stream.return = () => Promise.reject(error);
    outbox.stream(stream, "files");
    outbox[end]();
    await turn();
    expect(heard).toEqual([error]);
  });
});

describe("close", () => {
  test("ends everything at once; nothing is written, nothing waits", async () => {
    const { sink, outbox, heard } = setUp([2]);
    outbox.send(latin1("begun"));
    await turn();
    outbox.send(latin1("waiting"));
    outbox.close();
    outbox.close();
    outbox.send(latin1("late"));
    outbox.finish();
    outbox.drained();
    await turn();
    expect([sink.text, sink.shutdowns, outbox.waitingBytes]).toEqual(["be", 0, 0]);
    expect([outbox.empty, outbox.ended, heard]).toEqual([true, false, []]);
  });

  test("before the first write", async () => {
    const { sink, outbox } = setUp();
    outbox.send(latin1("waiting"));
    outbox.close();
    await turn();
    expect(sink.text).toBe("");
  });
});
