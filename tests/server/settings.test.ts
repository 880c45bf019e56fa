// The server's flags: each with its default, its limits at and one past, and its place in --help.
import { describe, expect, test } from "bun:test";
import {
  DEFAULT_PLACES,
  HISTORY_LAST,
  KEPT_BYTES,
  LEAST_KEPT_BYTES,
  MAX_NAME_TIMEOUT_S,
  MAX_PLACES,
  MAX_RATE_MESSAGES,
  MOTD_CHARACTERS,
  NAME_TIMEOUT_S,
  RATE_MESSAGES,
  REPLAYED_MESSAGES,
} from "../../lib/protocol/limits.ts";
import { flagName, readSettings, UsageError, variableName } from "../../lib/protocol/settings.ts";
import { readServerSettings, SERVER_FLAGS, serverHelp } from "../../lib/server/settings.ts";

type Key = keyof typeof SERVER_FLAGS;

const HOUR_MS = 60 * 60 * 1000;

const keys = Object.keys(SERVER_FLAGS);

test("the defaults", () => {
  expect(readServerSettings([], {})).toMatchObject({
    host: "127.0.0.1",
    port: 12345,
    maxClients: DEFAULT_PLACES,
    repo: "repo",
    name: "Parlor",
    motd: "",
    data: ".parlor",
    ephemeral: false,
    keep: { bytes: KEPT_BYTES },
    replay: REPLAYED_MESSAGES,
    nameTimeout: NAME_TIMEOUT_S,
    rate: RATE_MESSAGES,
    logLevel: "info",
    logFormat: "pretty",
    help: false,
    version: false,
  });
});

describe("a value is taken, from the flag as from its variable", () => {
  const cases: [Key, string, unknown][] = [
    ["host", "0.0.0.0", "0.0.0.0"],
    ["host", "::1", "::1"],
    ["port", "0", 0],
    ["port", "65535", 65535],
    ["port", "080", 80],
    ["maxClients", "1", 1],
    ["maxClients", String(MAX_PLACES), MAX_PLACES],
    ["repo", "/srv/files", "/srv/files"],
    ["name", "x".repeat(64), "x".repeat(64)],
    ["name", "\x1b[1mDen\x1b[0m", "Den"],
    ["motd", "x".repeat(MOTD_CHARACTERS), "x".repeat(MOTD_CHARACTERS)],
    ["motd", "one\ntwo", "one two"],
    ["nameTimeout", "1", 1],
    ["data", "/srv/talk", "/srv/talk"],
    ["replay", "0", 0],
    ["replay", String(HISTORY_LAST), HISTORY_LAST],
    ["keep", "12h", { ageMs: 12 * HOUR_MS }],
    ["keep", "30d", { ageMs: 720 * HOUR_MS }],
    ["keep", "2 W", { ageMs: 336 * HOUR_MS }],
    ["keep", "1y", { ageMs: 8760 * HOUR_MS }],
    ["keep", `${LEAST_KEPT_BYTES}B`, { bytes: LEAST_KEPT_BYTES }],
    ["keep", "500MB", { bytes: 500_000_000 }],
    ["keep", "30d,1GiB", { ageMs: 720 * HOUR_MS, bytes: 1024 ** 3 }],
    ["keep", "1 GiB, 30 d", { ageMs: 720 * HOUR_MS, bytes: 1024 ** 3 }],
    ["keep", "all", {}],
    ["keep", "ALL", {}],
    ["nameTimeout", String(MAX_NAME_TIMEOUT_S), MAX_NAME_TIMEOUT_S],
    ["rate", "0", 0],
    ["rate", String(MAX_RATE_MESSAGES), MAX_RATE_MESSAGES],
    ...(["debug", "info", "warn", "error"] as const).map((level) => {
      return ["logLevel", level, level] satisfies [Key, string, unknown];
    }),
    ["logFormat", "pretty", "pretty"],
    ["logFormat", "json", "json"],
  ];

  test.each(cases)("%s %p", (key, text, value) => {
    expect<unknown>(readServerSettings([`--${flagName(key)}`, text], {})[key]).toEqual(value);
    expect<unknown>(readServerSettings([], { [variableName(key)]: text })[key]).toEqual(value);
  });
});

describe("a value is refused", () => {
  const port = "must be a whole number from 0 to 65535";
  const places = `must be a whole number from 1 to ${MAX_PLACES}`;
  const rate = `must be a whole number from 0 to ${MAX_RATE_MESSAGES}`;
  const timeout = `must be a whole number from 1 to ${MAX_NAME_TIMEOUT_S}`;
  const replay = `must be a whole number from 0 to ${HISTORY_LAST}`;
  const keep = "must be an age, a size or both, as 30d, 1GiB or 30d,1GiB, or all";
  const cases: [Key, string, string][] = [
    ["replay", "-1", replay],
    ["replay", String(HISTORY_LAST + 1), replay],
    ...[
      "0d",
      "0",
      "30d,0B",
      `${LEAST_KEPT_BYTES - 1}B`,
      "30",
      "30m",
      "1.5d",
      "d",
      "30d,7d",
      "1GB,2GB",
      "30d,",
      "all,30d",
      "much",
      `${"9".repeat(30)}y`,
    ].map((text) => ["keep", text, keep] satisfies [Key, string, string]),
    ["port", "65536", port],
    ["port", "80.5", port],
    ["port", "0x50", port],
    ["port", "1e3", port],
    ["port", " 80", port],
    ["port", "eighty", port],
    ["maxClients", "0", places],
    ["maxClients", String(MAX_PLACES + 1), places],
    ["nameTimeout", "0", timeout],
    ["nameTimeout", String(MAX_NAME_TIMEOUT_S + 1), timeout],
    ["rate", "-1", rate],
    ["rate", String(MAX_RATE_MESSAGES + 1), rate],
    ["name", "x".repeat(65), "must have at most 64 characters"],
    ["motd", "x".repeat(MOTD_CHARACTERS + 1), `must have at most ${MOTD_CHARACTERS} characters`],
    ["logLevel", "loud", "must be one of debug, info, warn, error"],
    ["logLevel", "INFO", "must be one of debug, info, warn, error"],
    ["logFormat", "xml", "must be one of pretty, json"],
  ];

  test.each(cases)("%s %p", (key, text, why) => {
    expect(() => readServerSettings([`--${flagName(key)}=${text}`], {})).toThrow(
      new UsageError(`Cannot use --${flagName(key)} "${text}": ${why}`),
    );
    expect(() => readServerSettings([], { [variableName(key)]: text })).toThrow(
      new UsageError(`Cannot use ${variableName(key)} "${text}": ${why}`),
    );
  });

  test("a number too long for a number", () => {
    expect(() => readServerSettings(["--port", "9".repeat(400)], {})).toThrow(port);
  });

  test("a negative number, which looks like a flag", () => {
    expect(() => readServerSettings(["--port=-1"], {})).toThrow(port);
    expect(() => readServerSettings(["--port", "-1"], {})).toThrow(UsageError);
  });

  test("a word that is no flag", () => {
    expect(() => readServerSettings(["--port", "1", "8080"], {})).toThrow(
      new UsageError('Cannot use "8080": the server takes flags only'),
    );
  });

  test("a flag that is none", () => {
    expect(() => readServerSettings(["--prot", "1"], {})).toThrow(UsageError);
  });
});

test("nothing is kept, by a switch or its variable", () => {
  expect(readServerSettings(["--ephemeral"], {}).ephemeral).toBe(true);
  expect(readServerSettings([], { PARLOR_EPHEMERAL: "1" }).ephemeral).toBe(true);
});

test("short flags", () => {
  const argv = ["-b", "::", "-p", "1", "-m", "2", "-h", "-V"];
  expect(readServerSettings(argv, {})).toMatchObject({
    host: "::",
    port: 1,
    maxClients: 2,
    help: true,
    version: true,
  });
  const shorts = Object.values(SERVER_FLAGS).flatMap((flag) => ("short" in flag ? flag.short : []));
  expect(new Set(shorts).size).toBe(shorts.length);
});

test("the table read by itself gives the same", () => {
  const { settings, words } = readSettings(SERVER_FLAGS, ["-p", "1"], {});
  expect({ settings, words }).toEqual({
    settings: readServerSettings(["-p", "1"], {}),
    words: [],
  });
});

describe("help", () => {
  const lines = serverHelp().split("\n");

  test.each(keys)("has a line for %s, with its variable", (key) => {
    const line = lines.filter((each) => new RegExp(`--${flagName(key)}( |$)`).test(each));
    expect(line).toHaveLength(1);
    expect(line[0]).toEndWith(` [${variableName(key)}]`);
  });

  test("tells the defaults that a host will meet", () => {
    const shown = [DEFAULT_PLACES, NAME_TIMEOUT_S, 12345, "127.0.0.1", "Parlor", "info"];
    for (const value of shown) expect(serverHelp()).toContain(`(${value})`);
  });

  test("begins with how the server is started", () => {
    expect(lines[0]).toBe("Usage: bun server.ts [FLAG...]");
  });
});
