// The room and its shelf: who may put files there and take them off, and who hears of it.
import { describe, expect, test } from "bun:test";
import { Owners } from "../../lib/room/owners.ts";
import { ack, nick, openRoom, welcomeIn } from "./house.ts";

const SHA256 = "0".repeat(64);
const put = { type: "put", file: "photo.jpg", size: 5, sha256: SHA256 } as const;
const rm = { type: "rm", file: "photo.jpg" } as const;
const notYours = {
  type: "error",
  code: "not-yours",
  message: 'Cannot remove "photo.jpg": only who put it there since they came can, or the host',
} as const;

describe("putting a file", () => {
  test("is an effect where the room takes files", () => {
    const { ask, enter } = openRoom({ uploads: true });
    const ann = enter("Ann");
    const effect = { effect: "put", to: ann, tag: 7, file: "photo.jpg", size: 5, sha256: SHA256 };
    expect<unknown>(ask(ann, 7, put)).toEqual([ack(ann, 7), effect]);
  });

  test("is refused where it takes none, and the name comes out clean", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    const message = 'Cannot put "photo.jpg": this server takes no files';
    const error = { type: "error", code: "uploads-off", message } as const;
    const file = "photo\x1b[31m.jpg";
    expect(ask(ann, 7, { ...put, file })).toEqual([
      { effect: "reply", to: ann, tag: 7, message: error },
    ]);
  });

  test.each([true, false])("newcomers are told whether it can be done: %p", (uploads) => {
    const { ask, arrive } = openRoom({ uploads });
    const welcome = welcomeIn(ask(arrive(), 1, nick("Ann")));
    expect<unknown>(welcome).toEqual({
      type: "welcome",
      name: "Ann",
      client: 1,
      ...(uploads ? { uploads } : {}),
    });
  });

  test("that is done is told to who did it, and to all others", () => {
    const { room, clock, enter } = openRoom({ uploads: true });
    const ann = enter("Ann");
    clock.at = 2000;
    const added = { type: "added", at: 2000, name: "Ann", client: ann, file: "a.txt", size: 5 };
    expect<unknown>(room.added(ann, 7, "a.txt", 5)).toEqual([
      { effect: "reply", to: ann, tag: 7, message: { type: "stored", file: "a.txt" } },
      { effect: "relay", except: ann, message: added },
    ]);
  });

  test("that is done after its guest has left still bears the name", () => {
    const { room, leave, enter } = openRoom({ uploads: true });
    const ann = enter("Ann");
    leave(ann);
    const [, relayed] = room.added(ann, 7, "a.txt", 5);
    expect(relayed).toMatchObject({ message: { name: "Ann", client: ann } });
  });
});

describe("taking a file off the shelf", () => {
  test("is for who put it there", () => {
    const { room, clock, ask, enter } = openRoom({ uploads: true });
    const ann = enter("Ann");
    room.added(ann, 7, "photo.jpg", 5);
    expect(ask(ann, 8, rm)).toEqual([
      ack(ann, 8),
      { effect: "rm", to: ann, tag: 8, file: "photo.jpg" },
    ]);
    clock.at = 3000;
    const message = {
      type: "removed",
      at: 3000,
      name: "Ann",
      client: ann,
      file: "photo.jpg",
    } as const;
    expect(room.removed(ann, 8, "photo.jpg")).toEqual([
      { effect: "reply", to: ann, tag: 8, message },
      { effect: "relay", except: ann, message },
    ]);
    const refused = { effect: "reply", to: ann, tag: 9, message: notYours } as const;
    expect(ask(ann, 9, rm)).toEqual([refused]);
  });

  test("is for nobody else, a file of the host's for nobody", () => {
    const { room, ask, enter } = openRoom({ uploads: true });
    const ann = enter("Ann");
    const bob = enter("Bob");
    room.added(ann, 7, "photo.jpg", 5);
    expect(ask(bob, 8, rm)).toMatchObject([{ to: bob, message: notYours }]);
    expect(ask(ann, 8, { ...rm, file: "info.txt" })).toMatchObject([
      { message: { code: "not-yours" } },
    ]);
  });

  test("is not for who has come again: that is another client", () => {
    const { room, ask, leave, enter } = openRoom({ uploads: true });
    const ann = enter("Ann");
    room.added(ann, 7, "photo.jpg", 5);
    leave(ann);
    const again = enter("Ann");
    expect(ask(again, 8, rm)).toMatchObject([{ message: notYours }]);
  });

  test("is not for who was lost meanwhile, and is for who only changed its connection", () => {
    const { room, ask, leave, join, comeBack } = openRoom({ uploads: true });
    const ann = join("Ann");
    room.added(ann.number, 7, "photo.jpg", 5);
    comeBack(ann.token);
    expect(ask(ann.number, 8, rm)).toMatchObject([{}, { effect: "rm" }]);
    leave(ann.number);
    comeBack(ann.token);
    expect(ask(ann.number, 8, rm)).toMatchObject([{ message: notYours }]);
    leave(ann.number);
    room.added(ann.number, 7, "photo.jpg", 5);
    comeBack(ann.token);
    expect(ask(ann.number, 8, rm)).toMatchObject([{ message: notYours }]);
  });

  test("is for who put it there last", () => {
    const { room, ask, enter } = openRoom({ uploads: true });
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    room.added(ann, 7, "photo.jpg", 5);
    room.added(bob, 7, "photo.jpg", 6);
    expect(ask(ann, 8, rm)).toMatchObject([{ message: notYours }]);
    expect(ask(bob, 8, rm)).toMatchObject([{}, { effect: "rm" }]);
  });

  test("is for nobody once another has put one there and left before it was done", () => {
    const { room, ask, leave, enter } = openRoom({ uploads: true });
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    room.added(ann, 7, "photo.jpg", 5);
    leave(bob);
    room.added(bob, 7, "photo.jpg", 6);
    expect(ask(ann, 8, rm)).toMatchObject([{ message: notYours }]);
  });
});

test("what a client has of a file, and what it cancels, goes with the effect", () => {
  const { ask, enter } = openRoom();
  const ann = enter("Ann");
  const have = { bytes: 1, size: 2, modified: 3 };
  const get = { effect: "get", to: ann, tag: 7, file: "a.txt" } as const;
  expect(ask(ann, 7, { type: "get", file: "a.txt" })).toEqual([ack(ann, 7), get]);
  expect(ask(ann, 7, { type: "get", file: "a.txt", have })).toEqual([
    ack(ann, 7),
    { ...get, have },
  ]);
  expect(ask(ann, 8, { type: "cancel", transfer: 7 })).toEqual([
    ack(ann, 8),
    { effect: "cancel", to: ann, transfer: 7 },
  ]);
  expect(ask(ann, 9, { type: "about", file: "a.txt" })).toEqual([
    ack(ann, 9),
    { effect: "about", to: ann, tag: 9, file: "a.txt" },
  ]);
});

test("owners forget who has left", () => {
  const owners = new Owners();
  owners.add(1, "a.txt");
  owners.forget(1);
  expect(owners.owns(1, "a.txt")).toBe(false);
});
