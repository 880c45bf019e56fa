// What typed commands mean that no guest's chat has: the host's, and those that no line means.
import { expect, test } from "bun:test";
import { carryOut, type Doers } from "../../../lib/client/chat/carry-out.ts";
import { CONSOLE_COMMANDS } from "../../../lib/client/chat/commands.ts";
import type { Answering } from "../../../lib/client/answering.ts";
import type { Command, ServerMessage } from "../../../lib/protocol/messages.ts";

/** Doers of whom only the server does anything: it answers with a notice. */
function setUp() {
  const asked: Command[] = [];
  const heard: ServerMessage[] = [];
  const notice = { type: "notice", at: 0, text: "Done" } as const;
  const doers: Doers = {
    place: {
      async request(command: Command, answering: Answering = {}) {
        asked.push(command);
        answering.message?.(notice);
      },
    },
    surface: { clear() {} },
    transcript: {
      show() {},
      hear: (message: ServerMessage) => void heard.push(message),
      setTimes() {},
      setBell() {},
      ignore() {},
    },
    talking: { rename: async () => {} },
    traffic: {
      here: () => expect.unreachable(),
      get now() {
        return expect.unreachable();
      },
    },
    commands: CONSOLE_COMMANDS,
    ask: async () => {},
    leave() {},
  };
  return { doers, asked, heard, notice };
}

const OF_THE_HOST: Parameters<typeof carryOut>[0][] = [
  { type: "kick", name: "Bo" },
  { type: "ban" },
  { type: "unban", who: "Bo" },
  { type: "mute", name: "Bo" },
  { type: "announce", text: "Tea" },
  { type: "motd" },
  { type: "shutdown" },
];

test.each(OF_THE_HOST)("$type is asked of the server, and its notice is shown", async (typed) => {
  const { doers, asked, heard, notice } = setUp();
  await carryOut(typed, doers);
  expect(asked.map(({ type }): string => type)).toEqual([typed.type]);
  expect(heard).toEqual([notice]);
});

const OF_NO_LINE: Parameters<typeof carryOut>[0][] = [
  { type: "password", password: "secret" },
  { type: "about", file: "one.bin" },
  { type: "get", file: "one.bin" },
  { type: "put", file: "one.bin", size: 1, sha256: "0".repeat(64) },
  { type: "cancel", transfer: 1 },
  { type: "resume", token: "token" },
];

test.each(OF_NO_LINE)("$type asks for nothing", (typed) => {
  const { doers, asked } = setUp();
  expect(carryOut(typed, doers)).toBeUndefined();
  expect(asked).toEqual([]);
});
