// Settings: flag over environment over default, and errors that name what was given.
import { describe, expect, test } from "bun:test";
import { z } from "zod";
import {
  flagLines,
  flagName,
  readSettings,
  UsageError,
  variableName,
} from "../../lib/protocol/settings.ts";

const FLAGS = {
  port: {
    short: "p",
    value: "PORT",
    help: "where",
    schema: z.string().regex(/^\d+$/, "must be a number").transform(Number).default(7),
  },
  roomName: { value: "NAME", help: "what", schema: z.string().default("Room") },
  allowUpload: { short: "u", help: "whether", schema: z.boolean().default(false) },
  key: { value: "KEY", help: "none by default", schema: z.string().optional() },
};

const DEFAULTS = { port: 7, roomName: "Room", allowUpload: false, key: undefined };

const read = (argv: string[], env: Record<string, string | undefined> = {}) =>
  readSettings(FLAGS, argv, env);

/** The message of the UsageError that reading throws. */
function complaint(argv: string[], env: Record<string, string | undefined> = {}): string {
  try {
    read(argv, env);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "(none)";
}

describe("where a setting comes from", () => {
  const cases: [string, string[], Record<string, string>, object][] = [
    ["the default", [], {}, {}],
    ["the environment", [], { PARLOR_PORT: "8" }, { port: 8 }],
    ["a flag", ["--port", "9"], {}, { port: 9 }],
    ["a flag over the environment", ["--port", "9"], { PARLOR_PORT: "8" }, { port: 9 }],
    ["a flag over a wrong variable", ["--port", "9"], { PARLOR_PORT: "x" }, { port: 9 }],
    ["a short flag", ["-p", "9"], {}, { port: 9 }],
    ["a flag with =", ["--port=9"], {}, { port: 9 }],
    ["the last of two", ["--port=9", "-p", "10"], {}, { port: 10 }],
    ["a kebab flag", ["--room-name", "Den"], {}, { roomName: "Den" }],
    ["a kebab variable", [], { PARLOR_ROOM_NAME: "Den" }, { roomName: "Den" }],
    ["a switch", ["--allow-upload"], {}, { allowUpload: true }],
    ["a short switch", ["-u"], { PARLOR_ALLOW_UPLOAD: "0" }, { allowUpload: true }],
    ["an empty variable is none", [], { PARLOR_PORT: "", PARLOR_ALLOW_UPLOAD: "" }, {}],
    ["an empty flag is the default", ["--room-name="], { PARLOR_ROOM_NAME: "Den" }, {}],
    ["another's variable", [], { PORT: "8", PARLOR_PORTS: "8" }, {}],
    ["one without default", ["--key", "k"], {}, { key: "k" }],
  ];

  test.each(cases)("%s", (_, argv, env, settings) => {
    const got = read(argv, env);
    expect<object>(got.settings).toEqual({ ...DEFAULTS, ...settings });
    expect(got.words).toEqual([]);
  });

  test("tells flags from variables", () => {
    const { flagged } = read(["-p", "9", "--room-name="], { PARLOR_ALLOW_UPLOAD: "1" });
    expect([...flagged]).toEqual(["port", "roomName"]);
  });

  test.each(["1", "true", "yes", "on", "TRUE", "On"])("a switch's variable %p is on", (on) => {
    expect(read([], { PARLOR_ALLOW_UPLOAD: on }).settings.allowUpload).toBe(true);
  });

  test.each(["2", "one"])("a switch's variable cannot be %p", (neither) => {
    expect(() => read([], { PARLOR_ALLOW_UPLOAD: neither })).toThrow(
      new UsageError(`Cannot use PARLOR_ALLOW_UPLOAD "${neither}": must be 1 or 0`),
    );
  });

  test.each(["0", "false", "no", "off"])("a switch's variable %p is off", (off) => {
    expect(read([], { PARLOR_ALLOW_UPLOAD: off }).settings.allowUpload).toBe(false);
  });

  test("what is no flag is a word, in order, also all that follows --", () => {
    const { settings, words } = read(["one", "--port", "9", "two", "--", "--port"]);
    expect(words).toEqual(["one", "two", "--port"]);
    expect(settings.port).toBe(9);
  });
});

describe("what is wrong is named", () => {
  test("by its flag", () => {
    expect(complaint(["--port", "x"])).toBe('Cannot use --port "x": must be a number');
    expect(complaint(["-p", "x"], { PARLOR_PORT: "8" })).toBe(
      'Cannot use --port "x": must be a number',
    );
  });

  test("by its variable", () => {
    expect(complaint([], { PARLOR_PORT: "x" })).toBe(
      'Cannot use PARLOR_PORT "x": must be a number',
    );
  });

  const wrong: { argv: string[]; named: string }[] = [
    { argv: ["--prot", "9"], named: "--prot" },
    { argv: ["-x"], named: "-x" },
    { argv: ["--room-name"], named: "--room-name" },
    { argv: ["--roomName", "Den"], named: "--roomName" },
    { argv: ["--allow-upload=yes"], named: "--allow-upload" },
    { argv: ["--no-allow-upload"], named: "--no-allow-upload" },
    { argv: ["--port", "--allow-upload"], named: "--port" },
  ];

  test("a flag that is none, and a flag without its value, in our words", () => {
    const none = 'Cannot use "--prot": there is no such flag; --help shows them all';
    const bare = 'Cannot use "--port": its value is missing or not wanted; see --help';
    expect(complaint(["--prot", "9"])).toBe(none);
    expect(complaint(["-p"])).toBe(bare);
  });

  test.each(wrong)("$argv", ({ argv, named }) => {
    expect(complaint(argv)).toContain(named);
  });
});

test.each([
  ["port", "port", "PARLOR_PORT"],
  ["maxClients", "max-clients", "PARLOR_MAX_CLIENTS"],
  ["nameTimeoutMs", "name-timeout-ms", "PARLOR_NAME_TIMEOUT_MS"],
])("%s is --%s and %s", (key, flag, variable) => {
  expect(flagName(key)).toBe(flag);
  expect(variableName(key)).toBe(variable);
});

test("help has a line for each flag, aligned, with its variable", () => {
  expect(flagLines(FLAGS)).toEqual([
    "  -p, --port PORT       where [PARLOR_PORT]",
    "      --room-name NAME  what [PARLOR_ROOM_NAME]",
    "  -u, --allow-upload    whether [PARLOR_ALLOW_UPLOAD]",
    "      --key KEY         none by default [PARLOR_KEY]",
  ]);
});
