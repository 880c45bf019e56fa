// That the load of the journal's bench sees what must not happen: messages lost, doubled, changed or out of order.

import { beforeEach, expect, test } from "bun:test";
import { HEADER_BYTES } from "../../../lib/protocol/frame.ts";
import { BARE, writeBarePair, writeHeader } from "./bare-frames.ts";
import { CommonRecord } from "./common-record.ts";
import { LoadGuest } from "./load-guest.ts";
import { bare } from "./wires.ts";

/** What was there before. */
const BEFORE = 40;

let record: CommonRecord;
let acked: number[];
let heard: number;

beforeEach(() => {
  record = new CommonRecord(BEFORE);
  acked = [];
  heard = 0;
});

function guest(client: number): LoadGuest {
  const crowd = {
    acked: (seq: number) => void acked.push(seq),
    heard: (count: number) => void (heard += count),
  };
  return new LoadGuest({ client, send() {} }, { wire: bare, record, crowd });
}

function ack(seq: number, id: number): Buffer {
  const frame = Buffer.alloc(BARE.ackBytes);
  writeBarePair(frame, 0, BARE.ack, seq, id);
  return frame;
}

function said(seq: number, client: number, text = `text ${seq}`): Buffer {
  const frame = Buffer.alloc(BARE.saidTextAt + text.length);
  writeHeader(frame, 0, frame.byteLength, BARE.said);
  frame.writeUInt32BE(seq, HEADER_BYTES);
  frame.writeUInt32BE(client, HEADER_BYTES + 4);
  frame.write(text, BARE.saidTextAt);
  return frame;
}

const [SAID_41, SAID_42, SAID_43, SAID_44] = [said(41, 1), said(42, 2), said(43, 1), said(44, 3)];

test("whoever hears all but its own, each once, is through, however the bytes come", () => {
  const all = [SAID_41, SAID_42, SAID_43, SAID_44];
  for (let cut = 1; cut < 60; cut++) {
    record = new CommonRecord(BEFORE);
    const [one, two, three] = [guest(1), guest(2), guest(3)];
    one.say(["text 41", "text 43"]);
    two.say(["text 42"]);
    const streams = new Map([
      [one, [ack(41, 2), SAID_42, ack(43, 3), SAID_44]],
      [two, [SAID_41, ack(42, 2), SAID_43, SAID_44]],
      [three, [SAID_41, SAID_42, SAID_43]],
      [guest(4), all],
      [guest(5), all],
    ]);
    for (const [who, frames] of streams) {
      const bytes = Buffer.concat(frames);
      for (let at = 0; at < bytes.byteLength; at += cut) who.take(bytes.subarray(at, at + cut));
      if (who === three) continue; // its own is not said before the others have heard it
      expect(who.isThrough(44), who.state).toBe(true);
      who.check(44);
    }
  }
  expect(heard).toBe(59 * (2 + 3 + 3 + 4 + 4));
});

test("a message that is not heard is seen at the end", () => {
  const one = guest(1);
  one.take(Buffer.concat([said(41, 2), said(43, 2)]));
  expect(() => one.check(43)).toThrow("client 1 said , but did not hear 42");
});

test("a message that is heard twice, or after a later one, is seen", () => {
  const twice = guest(1);
  twice.take(SAID_42);
  expect(() => twice.take(SAID_42)).toThrow("client 1 hears 42 of 2, and is at 43");
  const late = guest(4);
  late.take(SAID_43);
  expect(() => late.take(SAID_42)).toThrow("client 4 hears 42 of 2, and is at 44");
});

test("a message that others heard otherwise is seen", () => {
  guest(4).take(SAID_41);
  expect(() => guest(5).take(said(41, 1, "text 14"))).toThrow("hears another message 41: text 14");
});

test("one's own message that comes back is seen", () => {
  expect(() => guest(1).take(SAID_41)).toThrow("client 1 hears 41 of 1");
  guest(4).take(Buffer.concat([SAID_41, SAID_42]));
  const amongOthers = Buffer.concat([SAID_41, SAID_42]);
  expect(() => guest(2).take(amongOthers)).toThrow("client 2 hears 42 of 2, and is at 43");
});

test("an ACK of another request, or of no request, or before its turn, is seen", () => {
  const one = guest(1);
  one.say(["first", "second"]);
  expect(() => one.take(ack(41, 3))).toThrow("an ACK of request 3, not of 2");
  const two = guest(2);
  expect(() => two.take(ack(41, 2))).toThrow("an ACK of request 2, not of undefined");
  const three = guest(3);
  three.say(["first", "second"]);
  three.take(ack(42, 2));
  expect(() => three.take(ack(41, 3))).toThrow("an ACK of 41 after a later one");
});
