// Streams that are not ready for their turn among the files hold back nobody, and are given back with all others.

import { describe, expect, test } from "bun:test";
import { UNREAD_STREAMS } from "../../lib/protocol/limits.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { HandStream, latin1, pieces, ScriptedSink, turn } from "./sink.ts";

/** A stream that is ready once the test says so. */
class LateStream extends HandStream {
  readonly #ready = Promise.withResolvers<void>();

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  become(): Promise<void> {
    this.#ready.resolve();
    return turn();
  }
}

function setUp() {
  const sink = new ScriptedSink();
  const heard: string[] = [];
  const outbox = new Outbox(sink, () => 0, {
    relieved: () => heard.push("relieved"),
    failed: (error) => heard.push(String(error)),
    dead() {},
  });
  return { sink, outbox, heard };
}

test("it is not asked for anything before, and others go on meanwhile", async () => {
  const { sink, outbox } = setUp();
  const late = new LateStream();
  outbox.stream(late, "files");
  outbox.stream(pieces("a", "b"), "files");
  outbox.send(latin1("talk"));
  await turn();
  await turn();
  expect([sink.text, late.pulls, outbox.empty]).toEqual(["talkab", 0, false]);
  await late.become();
  await late.give("c");
  await late.finish();
  expect([sink.text, outbox.empty]).toEqual(["talkabc", true]);
});

test("in the talk lane nobody asks whether it is ready", async () => {
  const { sink, outbox } = setUp();
  const late = new LateStream();
  outbox.stream(late, "talk");
  await turn();
  await late.give("a");
  await late.finish();
  expect(sink.text).toBe("a");
});

test("the end of all waits for it", async () => {
  const { sink, outbox } = setUp();
  const late = new LateStream();
  outbox.stream(late, "files");
  outbox.finish();
  await turn();
  expect(sink.shutdowns).toBe(0);
  await late.become();
  await late.give("a");
  await late.finish();
  expect([sink.text, sink.shutdowns]).toEqual(["a", 1]);
});

test("it counts as an answer under way", async () => {
  const { outbox, heard } = setUp();
  const all = Array.from({ length: UNREAD_STREAMS }, () => new LateStream());
  for (const each of all) outbox.stream(each, "files");
  expect(outbox.congested).toBe(true);
  await all[0]?.become();
  await all[0]?.finish();
  expect([outbox.congested, heard]).toEqual([false, ["relieved"]]);
});

describe.each(["drop", "close"] as const)("%s", (how) => {
  test("lets it give back what it holds, and it is never asked for anything", async () => {
    const { outbox, heard } = setUp();
    const late = new LateStream();
    outbox.stream(late, "files");
    outbox[how]();
    await late.become();
    expect([late.pulls, late.returns, outbox.empty, heard]).toEqual([0, 1, true, []]);
  });
});
