// What a stream has to say only once it is ready: it holds back nothing, and is not forgotten.
import { expect, test } from "bun:test";
import { FILES_AT_ONCE, UNREAD_STREAMS } from "../../lib/protocol/limits.ts";
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

test("only the first few streams take turns; the next begins when one of them ends", async () => {
  const { sink, outbox } = setUp();
  const late = new HandStream();
  for (let each = 0; each < FILES_AT_ONCE; each++) outbox.stream(pieces("a", "b"), "files");
  outbox.stream(late, "files");
  for (let turns = 0; turns < 20 && late.pulls === 0; turns++) await turn();
  expect(sink.text.startsWith("a".repeat(FILES_AT_ONCE) + "b")).toBe(true);
  expect(late.pulls).toBe(1);
});
