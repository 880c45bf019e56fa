// The answers that a guest in the room gets: the shelf, help, and who is and was here.
import { describe, expect, test } from "bun:test";
import { helpLines } from "../../lib/protocol/commands.ts";
import { PAST_CLIENTS, REPLAYED_MESSAGES, STATUS_PAGE } from "../../lib/protocol/limits.ts";
import type { Command, ServerMessage } from "../../lib/protocol/messages.ts";
import type { Earlier, HistoryRange } from "../../lib/room/effects.ts";
import {
  ack,
  msg,
  nick,
  openRoom,
  pagesOf,
  quiet,
  reply,
  say,
  status,
  welcomeIn,
} from "./house.ts";

describe("list, get and help", () => {
  test("the shelf is others' to read: the room says to whom", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    expect(ask(ann, 2, { type: "list" })).toEqual([
      ack(ann, 2),
      { effect: "list", to: ann, tag: 2 },
    ]);
    expect(ask(ann, 3, { type: "get", file: "../x" })).toEqual([
      ack(ann, 3),
      { effect: "get", to: ann, tag: 3, file: "../x" },
    ]);
  });

  test.each([undefined, "msg", "dance"])("help of %p", (command) => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    const asked = { type: "help", ...(command === undefined ? {} : { command }) } as const;
    expect(ask(ann, 4, asked)).toEqual([
      ack(ann, 4),
      reply(ann, 4, { type: "help", lines: helpLines(command) }),
    ]);
  });
});

describe("status", () => {
  test("shows all who have or had a name, with their counts", () => {
    const { clock, ask, leave, arrive, enter } = openRoom();
    const bytes = quiet();
    const ann = enter("Ann", "frames", bytes);
    arrive();
    clock.at = 2000;
    const bob = enter("Bob", "bare");
    ask(ann, 1, say("one"));
    ask(ann, 2, msg("Bob", "refused, not counted"));
    ask(bob, 1, msg("Ann", "counted"));
    ask(ann, 3, { type: "who" });
    clock.at = 3000;
    leave(bob);
    Object.assign(bytes, { received: 11, sent: 22 });
    const effects = ask(ann, 4, status);
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
    const { ask, enter } = openRoom({ places: 1000 });
    const ann = enter("Ann");
    for (let guest = 2; guest <= count; guest++) enter(`guest ${guest}`);
    for (const command of [status, { type: "who" } as const]) {
      const pages = pagesOf(ask(ann, 1, command));
      const shape = pages.map((page) => (isPage(page) ? [page.clients.length, page.more] : []));
      expect(shape).toEqual(sizes.map((size, at) => [size, at < sizes.length - 1]));
      const numbers = pages.flatMap((page) =>
        isPage(page) ? page.clients.map(({ client }) => client) : [],
      );
      expect(numbers).toEqual(Array.from({ length: count }, (_, index) => index + 1));
    }
  });

  test("is that of the moment it was asked for, whenever it is read", () => {
    const { ask, leave, enter, recordsOf } = openRoom({ places: 1000 });
    const bytes = quiet();
    const ann = enter("Ann", "lines", bytes);
    for (let guest = 0; guest < STATUS_PAGE; guest++) enter(`guest ${guest}`);
    const before = recordsOf(ann);
    const asked = [ask(ann, 1, status), ask(ann, 2, { type: "who" })];
    ask(ann, 3, say("later"));
    ask(ann, 4, nick("Anna"));
    leave(2);
    enter("late");
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
    const { leave, enter, recordsOf } = openRoom();
    const ann = enter("Ann");
    for (let guest = 0; guest <= PAST_CLIENTS; guest++) leave(enter("guest"));
    const records = recordsOf(ann);
    expect(records).toHaveLength(1 + PAST_CLIENTS);
    expect(records.slice(0, 2).map(({ client }) => client)).toEqual([ann, 3]);
  });
});

test("who shows who is here now, and nobody else", () => {
  const { ask, leave, arrive, enter } = openRoom();
  const ann = enter("Ann");
  leave(enter("Gone"));
  const bob = enter("Bob");
  arrive();
  const effects = ask(ann, 7, { type: "who" });
  expect(effects[0]).toEqual(ack(ann, 7));
  const clients = [
    { client: ann, name: "Ann" },
    { client: bob, name: "Bob" },
  ];
  expect(pagesOf(effects)).toEqual([{ type: "who", clients, more: false }]);
});

describe("the history", () => {
  const asked: [Partial<Extract<Command, { type: "history" }>>, HistoryRange][] = [
    [{}, { newest: REPLAYED_MESSAGES }],
    [{ last: 0 }, { newest: 0 }],
    [{ last: 7 }, { newest: 7 }],
    [{ before: 120 }, { newest: REPLAYED_MESSAGES, before: 120 }],
    [
      { before: 0, last: 3 },
      { newest: 3, before: 0 },
    ],
    [{ since: 0 }, { since: 0 }],
    [{ since: 5, last: 3, before: 9 }, { since: 5 }],
  ];

  test.each(asked)("asked for by %j is that range", (fields, range) => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    expect(ask(ann, 3, { type: "history", ...fields })).toEqual([
      ack(ann, 3),
      { effect: "history", to: ann, tag: 3, range },
    ]);
  });

  test("is searched for a text", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann", "frames");
    expect(ask(ann, 3, { type: "search", text: "tea" })).toEqual([
      ack(ann, 3),
      { effect: "search", to: ann, tag: 3, text: "tea" },
    ]);
  });

  test.each<Command>([{ type: "history" }, { type: "search", text: "tea" }])(
    "is refused to a bare guest: %j",
    (command) => {
      const { ask, enter } = openRoom();
      const ann = enter("Ann", "bare");
      const message = "Cannot show the history: your client is to end its lines";
      expect(ask(ann, 3, command)).toEqual([
        reply(ann, 3, { type: "error", code: "usage", message }),
      ]);
    },
  );

  test.each<[string, object, Earlier]>([
    ["frames", {}, { newest: 7 }],
    ["frames", { replay: 0 }, { newest: 0 }],
    ["frames", { replay: 9 }, { newest: 9 }],
    ["frames", { since: 0 }, { since: 0 }],
    ["frames", { since: 3, replay: 9 }, { since: 3 }],
    ["lines", {}, { newest: 0 }],
    ["bare", {}, { newest: 0 }],
  ])("is shown to a newcomer by %s who asks for %j", (dialect, fields, earlier) => {
    const { ask, enter, arrive } = openRoom({ replay: 7 });
    ask(enter("Ann"), 1, say("one"));
    const guest = arrive(dialect);
    const effects = ask(guest, 1, { type: "nick", name: "Bob", ...fields });
    expect(effects[1]).toEqual({ effect: "listen", to: guest, earlier, upTo: 1 });
    expect(welcomeIn(effects)?.token === undefined).toBe(dialect !== "frames");
  });
});

function isPage(message: ServerMessage) {
  return message.type === "status" || message.type === "who";
}
