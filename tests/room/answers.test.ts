// The answers that a guest in the room gets: the shelf, help, and who is and was here.
import { describe, expect, test } from "bun:test";
import { helpLines } from "../../lib/protocol/commands.ts";
import { PAST_CLIENTS, STATUS_PAGE } from "../../lib/protocol/limits.ts";
import type { ServerMessage } from "../../lib/protocol/messages.ts";
import {
  ack,
  arrive,
  enter,
  msg,
  nick,
  openRoom,
  pagesOf,
  quiet,
  recordsOf,
  say,
  status,
} from "./house.ts";

describe("list, get and help", () => {
  test("the shelf is others' to read: the room says to whom", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    expect(room.handle(ann, 2, { type: "list" })).toEqual([
      ack(ann, 2),
      { effect: "list", to: ann, tag: 2 },
    ]);
    expect(room.handle(ann, 3, { type: "get", file: "../x" })).toEqual([
      ack(ann, 3),
      { effect: "get", to: ann, tag: 3, file: "../x" },
    ]);
  });

  test.each([undefined, "msg", "dance"])("help of %p", (command) => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    const asked = { type: "help", ...(command === undefined ? {} : { command }) } as const;
    expect(room.handle(ann, 4, asked)).toEqual([
      ack(ann, 4),
      { effect: "reply", to: ann, tag: 4, message: { type: "help", lines: helpLines(command) } },
    ]);
  });
});

describe("status", () => {
  test("shows all who have or had a name, with their counts", () => {
    const { room, clock } = openRoom();
    const bytes = quiet();
    const ann = enter(room, "Ann", "frames", bytes);
    arrive(room);
    clock.at = 2000;
    const bob = enter(room, "Bob", "bare");
    room.handle(ann, 1, say("one"));
    room.handle(ann, 2, msg("Bob", "refused, not counted"));
    room.handle(bob, 1, msg("Ann", "counted"));
    room.handle(ann, 3, { type: "who" });
    clock.at = 3000;
    room.leave(bob);
    Object.assign(bytes, { received: 11, sent: 22 });
    const effects = room.handle(ann, 4, status);
    expect(effects[0]).toEqual(ack(ann, 4));
    expect(effects[1]).toMatchObject({ effect: "pages", to: ann, tag: 4 });
    expect(pagesOf(effects)).toEqual([
      {
        type: "status",
        more: false,
        clients: [
          {
            client: ann,
            name: "Ann",
            address: "127.0.0.1:5",
            dialect: "frames",
            opened: 1000,
            closed: null,
            messages: 1,
            received: 11,
            sent: 22,
          },
          {
            client: bob,
            name: "Bob",
            address: "127.0.0.1:5",
            dialect: "bare",
            opened: 2000,
            closed: 3000,
            messages: 1,
            received: 0,
            sent: 0,
          },
        ],
      },
    ]);
  });

  test.each([
    [1, [1]],
    [STATUS_PAGE, [STATUS_PAGE]],
    [STATUS_PAGE + 1, [STATUS_PAGE, 1]],
    [2 * STATUS_PAGE, [STATUS_PAGE, STATUS_PAGE]],
    [2 * STATUS_PAGE + 1, [STATUS_PAGE, STATUS_PAGE, 1]],
  ])("%d clients come in pages; all but the last have more", (count, sizes) => {
    const { room } = openRoom({ places: 1000 });
    const ann = enter(room, "Ann");
    for (let guest = 2; guest <= count; guest++) enter(room, `guest ${guest}`);
    for (const command of [status, { type: "who" } as const]) {
      const pages = pagesOf(room.handle(ann, 1, command));
      const shape = pages.map((page) => (isPage(page) ? [page.clients.length, page.more] : []));
      expect(shape).toEqual(sizes.map((size, at) => [size, at < sizes.length - 1]));
      const numbers = pages.flatMap((page) =>
        isPage(page) ? page.clients.map(({ client }) => client) : [],
      );
      expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    }
  });

  test("is that of the moment it was asked for, whenever it is read", () => {
    const { room } = openRoom({ places: 1000 });
    const bytes = quiet();
    const ann = enter(room, "Ann", "lines", bytes);
    for (let guest = 0; guest < STATUS_PAGE; guest++) enter(room, `guest ${guest}`);
    const before = recordsOf(room, ann);
    const asked = [room.handle(ann, 1, status), room.handle(ann, 2, { type: "who" })];
    room.handle(ann, 3, say("later"));
    room.handle(ann, 4, nick("Anna"));
    room.leave(2);
    enter(room, "late");
    bytes.sent = 99;
    const [statusPages, whoPages] = asked.map(pagesOf);
    expect(statusPages?.flatMap((page) => (page.type === "status" ? page.clients : []))).toEqual(
      before,
    );
    expect(whoPages?.flatMap((page) => (page.type === "who" ? page.clients : []))).toEqual(
      before.map(({ client, name }) => ({ client, name })),
    );
  });

  test("remembers so many who left, and forgets the oldest beyond them", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    for (let guest = 0; guest <= PAST_CLIENTS; guest++) room.leave(enter(room, "guest"));
    const records = recordsOf(room, ann);
    expect(records).toHaveLength(1 + PAST_CLIENTS);
    expect(records.slice(0, 2).map(({ client }) => client)).toEqual([ann, 3]);
  });
});

test("who shows who is here now, and nobody else", () => {
  const { room } = openRoom();
  const ann = enter(room, "Ann");
  room.leave(enter(room, "Gone"));
  const bob = enter(room, "Bob");
  arrive(room);
  const effects = room.handle(ann, 7, { type: "who" });
  expect(effects[0]).toEqual(ack(ann, 7));
  const clients = [
    { client: ann, name: "Ann" },
    { client: bob, name: "Bob" },
  ];
  expect(pagesOf(effects)).toEqual([{ type: "who", clients, more: false }]);
});

function isPage(message: ServerMessage) {
  return message.type === "status" || message.type === "who";
}
