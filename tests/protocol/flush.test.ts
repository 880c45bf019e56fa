// What outboxes share: the end of the turn at which they write, and where they gather what they write at once.
import { expect, test } from "bun:test";
import { atEndOfTurn, gather, keptApart } from "../../lib/protocol/flush.ts";
import { GATHER_BYTES } from "../../lib/protocol/limits.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { latin1, ScriptedSink, turn } from "./sink.ts";

test("what is put off in one turn happens at its end in its order, and what that puts off in the next", async () => {
  const done: string[] = [];
  atEndOfTurn(() => {
    done.push("a");
    atEndOfTurn(() => void done.push("c"));
  });
  atEndOfTurn(() => void done.push("b"));
  expect(done).toEqual([]);
  await turn();
  expect(done).toEqual(["a", "b"]);
  await turn();
  expect(done).toEqual(["a", "b", "c"]);
});

test("as much is gathered as fits, and not a byte more", () => {
  const first = new Uint8Array(GATHER_BYTES - 1).fill(1);
  const [second, third] = [new Uint8Array([2]), new Uint8Array([3])];
  const items = [first, second, third];
  const piece = keptApart(gather(first, items));
  expect(items).toEqual([third]);
  expect(piece.byteLength).toBe(GATHER_BYTES);
  expect(piece.subarray(-2)).toEqual(new Uint8Array([1, 2]));
  // What is alone, or too long by itself, is not copied.
  expect(gather(third, items)).toBe(third);
  expect(keptApart(third)).toBe(third);
  const long = new Uint8Array(GATHER_BYTES + 1);
  const others: Uint8Array[] = [long, second];
  expect(gather(long, others)).toBe(long);
  expect(others).toEqual([second]);
});

test("what a socket did not take stays as it was while others write", async () => {
  const slow = new ScriptedSink([3, 1]);
  const quick = new ScriptedSink();
  const [held, free] = [new Outbox(slow, () => 0), new Outbox(quick, () => 0)];
  for (const text of ["abc", "def"]) held.send(latin1(text));
  for (const text of ["123", "456"]) free.send(latin1(text));
  await turn();
  held.drained();
  for (const text of ["78", "9"]) free.send(latin1(text));
  await turn();
  held.drained();
  expect(slow.writes).toEqual(["abc", "d", "ef"]);
  expect(quick.writes).toEqual(["123456", "789"]);
});
