// What is stored at once: so many messages and so much text, and the next batch takes the rest.

import { expect, test } from "bun:test";
import {
  BATCH_BYTES,
  BATCH_MESSAGES,
  MESSAGE_BYTES,
  TALK_WAITING_BYTES,
} from "../../lib/protocol/limits.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { House } from "../support/house.ts";
import { memoryJournal } from "../support/journals.ts";

/** What each guest says of it: less than what it may have waiting. */
const EACH = 60;

/** A house whose journal tells how many messages each of its batches had. */
function counting() {
  const journal = new FaultyJournal(memoryJournal());
  const sizes: number[] = [];
  const append = journal.append.bind(journal);
  journal.append = (batch) => {
    if (batch.drafts.length > 0) sizes.push(batch.drafts.length);
    return append(batch);
  };
  const house = new House({ journal });
  return { house, journal, sizes, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

/** Has guests say so many messages of a size while nothing is stored, and waits until all are heard. */
async function burst(
  { house, journal }: ReturnType<typeof counting>,
  messages: number,
  bytes: number,
): Promise<void> {
  const talkers: FramesGuest[] = [];
  while (talkers.length * EACH < messages)
    talkers.push(await house.frames(`Talker ${talkers.length}`));
  const waits = journal.stall();
  const first = talkers[0]?.ask({ type: "say", text: "first" }) ?? 0;
  await waits;
  const asked = talkers.map((guest, index) => {
    const count = Math.min(EACH, messages - index * EACH);
    const say = () => guest.ask({ type: "say", text: "x".repeat(bytes) });
    return Array.from({ length: count }, say);
  });
  for (const guest of talkers) await guest.request({ type: "ping" });
  journal.go();
  const seqs: number[] = [];
  for (const [index, guest] of talkers.entries())
    for (const id of index === 0 ? [first, ...(asked[0] ?? [])] : (asked[index] ?? [])) {
      const [ack] = await guest.answers(id);
      if (ack?.type === "ack") seqs.push(ack.seq ?? 0);
    }
  const all = Array.from({ length: messages + 1 }, (_, index) => index + 1);
  expect(seqs.toSorted((a, b) => a - b)).toEqual(all);
}

test("a batch takes so many messages, and the next the one that is too many", async () => {
  await using fixture = counting();
  await burst(fixture, BATCH_MESSAGES, 1);
  expect(fixture.sizes.splice(0)).toEqual([1, BATCH_MESSAGES]);
}, 20_000);

test("one more is in a batch of its own", async () => {
  await using fixture = counting();
  await burst(fixture, BATCH_MESSAGES + 1, 1);
  expect(fixture.sizes).toEqual([1, BATCH_MESSAGES, 1]);
}, 20_000);

test("the same of their text", async () => {
  const most = BATCH_BYTES / MESSAGE_BYTES;
  for (const [messages, sizes] of [
    [most, [1, most]],
    [most + 1, [1, most, 1]],
  ] as const) {
    await using fixture = counting();
    await burst(fixture, messages, MESSAGE_BYTES);
    expect(fixture.sizes).toEqual([...sizes]);
  }
});

test("what was said while the disk stood still makes nobody too slow who reads", async () => {
  await using fixture = counting();
  const { house } = fixture;
  const [ann, lina] = [await house.frames("Ann"), await house.lines("Lina")];
  const messages = Math.ceil((2 * TALK_WAITING_BYTES) / MESSAGE_BYTES);
  await burst(fixture, messages, MESSAGE_BYTES);
  await ann.heard();
  expect(ann.came.filter(({ type }) => type === "said")).toHaveLength(messages + 1);
  const said = (await lina.heard()).filter((line) => line.startsWith("Talker"));
  expect(said).toHaveLength(messages + 1);
}, 20_000);
