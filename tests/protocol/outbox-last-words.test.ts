// What a stream has to say only once it is ready: it holds back nothing, and is not forgotten.
import { expect, test } from "bun:test";
import { UNREAD_STREAMS } from "../../lib/protocol/limits.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { HandStream, latin1, pieces, ScriptedSink, turn } from "./sink.ts";

function setUp() {
  const sink = new ScriptedSink();
  const heard: unknown[] = [];
  const events = {
    relieved: () => void heard.push("relieved"),
    failed: (error: unknown) => void heard.push(error),
    dead() {},
  };
  return { sink, heard, outbox: new Outbox(sink, () => 0, events) };
}

/** A file stream that is through but for its last words. */
async function through(outbox: Outbox) {
  const last = Promise.withResolvers<Uint8Array>();
  const file = new HandStream();
  outbox.stream(file, "files");
  await turn();
  await file.finish(() => last.promise);
  return last;
}

test("other streams and talk go on meanwhile; then they are said", async () => {
  const { sink, outbox } = setUp();
  const last = await through(outbox);
  outbox.stream(pieces("file"), "files");
  outbox.send(latin1("talk"));
  await turn();
  await turn();
  expect(sink.text).toBe("talkfile");
  expect(outbox.empty).toBe(false);
  last.resolve(latin1("end"));
  await turn();
  expect(sink.text).toBe("talkfileend");
  expect(outbox.empty).toBe(true);
});

test("the end of all waits for them", async () => {
  const { sink, outbox } = setUp();
  const last = await through(outbox);
  outbox.finish();
  await turn();
  expect(sink.shutdowns).toBe(0);
  last.resolve(latin1("end"));
  await turn();
  expect([sink.text, sink.shutdowns]).toEqual(["end", 1]);
});

test("they count as answers under way", async () => {
  const { heard, outbox } = setUp();
  const lasts = [];
  for (let each = 0; each < UNREAD_STREAMS; each++) lasts.push(await through(outbox));
  expect(outbox.congested).toBe(true);
  lasts[0]?.resolve(latin1("end"));
  await turn();
  expect(outbox.congested).toBe(false);
  expect(heard).toEqual(["relieved"]);
});

test.each(["drop", "close"] as const)("nothing of them is said after %s()", async (end) => {
  const { sink, outbox } = setUp();
  const last = await through(outbox);
  outbox[end]();
  last.resolve(latin1("end"));
  await turn();
  expect(sink.text).toBe("");
  expect(outbox.empty).toBe(true);
});

test("their failure is told, and over all the same", async () => {
  const { heard, outbox } = setUp();
  const last = await through(outbox);
  const error = new Error("no words");
  last.reject(error);
  await turn();
  expect(heard).toEqual([error]);
  expect(outbox.empty).toBe(true);
});

test("a stream is asked for a piece only once the piece before has left, whosever it is", async () => {
  const sink = new ScriptedSink([1]);
  const outbox = new Outbox(sink, () => 0);
  const [first, second] = [new HandStream(), new HandStream()];
  outbox.stream(first, "files");
  outbox.stream(second, "files");
  await turn();
  await first.give("ab");
  expect([sink.text, second.pulls]).toEqual(["a", 0]);
  outbox.drained();
  await turn();
  expect([sink.text, second.pulls]).toEqual(["ab", 1]);
});
