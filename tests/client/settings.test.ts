// The client's flags and words: every way to say where to, as whom and what, and every way to get it wrong.

import { describe, expect, test } from "bun:test";
import { ACTIONS, isAction } from "../../lib/client/actions.ts";
import {
  CLIENT_FLAGS,
  checkChat,
  clientHelp,
  DEFAULT_ADDRESS,
  parseAddress,
  readPlan,
} from "../../lib/client/settings.ts";
import { REPLAYED_MESSAGES } from "../../lib/protocol/limits.ts";
import { flagName, UsageError, variableName } from "../../lib/protocol/settings.ts";

/** The message of the usage error that a call throws. */
function usageError(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error("nothing was thrown");
}

describe("parseAddress", () => {
  test.each([
    ["example.org", "example.org", 12345],
    ["example.org:80", "example.org", 80],
    ["10.0.0.1:1", "10.0.0.1", 1],
    ["localhost:65535", "localhost", 65535],
    ["::1", "::1", 12345],
    ["::", "::", 12345],
    ["fe80::1%eth0", "fe80::1%eth0", 12345],
    ["[::1]", "::1", 12345],
    ["[::1]:4000", "::1", 4000],
    ["[2001:db8::1]:80", "2001:db8::1", 80],
  ])("%s", (text, host, port) => {
    expect(parseAddress(text)).toEqual({ host, port });
  });

  const badPort = "the port must be a whole number from 1 to 65535";
  test.each([
    ["example.org:0", badPort],
    ["example.org:65536", badPort],
    ["example.org:abc", badPort],
    ["example.org:", badPort],
    ["example.org:-1", badPort],
    ["example.org:1e3", badPort],
    ["example.org:1.5", badPort],
    ["example.org: 80", badPort],
    ["[::1]:0", badPort],
    ["[::1]:", badPort],
    ["[::1]:123456", badPort],
    ["", "the host is missing"],
    [":80", "the host is missing"],
  ])("refuses %p", (text, why) => {
    const message = `Cannot use "${text}" as HOST[:PORT]: ${why}`;
    expect(usageError(() => parseAddress(text))).toBe(message);
  });

  test.each(["[]", "[]:80", "[::1", "[::1]80", "[::1]x:80"])(
    "refuses the brackets of %p",
    (text) => {
      expect(usageError(() => parseAddress(text))).toStartWith(`Cannot use "${text}"`);
    },
  );
});

const SHA256 = "ab".repeat(32);

describe("readPlan", () => {
  test("without anything, chats here", () => {
    expect(readPlan([], {})).toEqual({
      settings: {
        name: undefined,
        out: "downloads",
        onDuplicate: "rename",
        stdout: false,
        all: false,
        last: REPLAYED_MESSAGES,
        since: undefined,
        json: false,
        tls: false,
        noTls: false,
        ca: undefined,
        fingerprint: undefined,
        passwordFile: undefined,
        insecure: false,
        private: false,
        quiet: false,
        help: false,
        version: false,
      },
      address: DEFAULT_ADDRESS,
      action: undefined,
      words: [],
      flagged: new Set(),
    });
  });

  test.each([
    [["--tls", "--no-tls"], "Cannot use --no-tls: --tls asks for TLS"],
    [["--no-tls", "--ca", "x"], "Cannot use --no-tls: --ca asks for TLS"],
    [["--no-tls", "--fingerprint", SHA256], "Cannot use --no-tls: --fingerprint asks for TLS"],
    [
      ["--ca", "x", "--fingerprint", SHA256],
      "Cannot use --ca: --fingerprint says already which server it is",
    ],
    [
      ["--fingerprint", "ab"],
      'Cannot use --fingerprint "ab": it must be a SHA-256 fingerprint: 64 hex digits, with or without colons',
    ],
    [["--stdout"], "Cannot use --stdout: it belongs to get"],
    [["list", "--stdout"], "Cannot use --stdout: it belongs to get"],
    [["--on-duplicate", "error"], "Cannot use --on-duplicate: it belongs to get"],
    [["put", "a", "--on-duplicate", "error"], "Cannot use --on-duplicate: it belongs to get"],
    [
      ["get", "a", "--on-duplicate", "ask"],
      'Cannot use --on-duplicate "ask": it must be one of error, overwrite, rename',
    ],
    [["get", "a", "--stdout", "--json"], "Cannot use --json: standard output has the file"],
  ])("refuses %j", (argv, message) => {
    expect(usageError(() => readPlan(argv, {}))).toBe(message);
  });

  test("a chat takes no flags that are for scripts; a variable of theirs does no harm", () => {
    for (const flag of ["json", "quiet"]) {
      const message = `Cannot use --${flag}: a chat is for people; name an action`;
      expect(usageError(() => checkChat(readPlan([`--${flag}`], {})))).toBe(message);
    }
    expect(() =>
      checkChat(readPlan(["--private", "--out", "x"], { PARLOR_JSON: "1" })),
    ).not.toThrow();
  });

  test.each([
    [["ann.local"], "ann.local", 12345, undefined, []],
    [["ann.local:99"], "ann.local", 99, undefined, []],
    [["ann.local", "say", "hello", "there"], "ann.local", 12345, "say", ["hello", "there"]],
    [["[::1]:99", "tail"], "::1", 99, "tail", []],
    [["status"], "127.0.0.1", 12345, "status", []],
    [["list"], "127.0.0.1", 12345, "list", []],
    [["get", "a", "b"], "127.0.0.1", 12345, "get", ["a", "b"]],
    [["put", "a", "b"], "127.0.0.1", 12345, "put", ["a", "b"]],
    [["say", "say", "list"], "127.0.0.1", 12345, "say", ["say", "list"]],
    [["h", "say", "--", "--name"], "h", 12345, "say", ["--name"]],
  ] as const)("%j", (argv, host, port, action, words) => {
    const plan = readPlan(argv, {});
    expect(plan.address).toEqual({ host, port });
    expect(plan.action).toBe(action);
    expect(plan.words).toEqual([...words]);
  });

  test("takes flags before, between and after the words", () => {
    const argv = ["-n", "Ann", "h:9", "--json", "get", "-o", "there", "a", "-q", "--private"];
    const { settings, address, words } = readPlan(argv, {});
    expect(settings).toMatchObject({ name: "Ann", json: true, out: "there", quiet: true });
    expect(settings).toMatchObject({ private: true, help: false, version: false });
    expect(address).toEqual({ host: "h", port: 9 });
    expect(words).toEqual(["a"]);
  });

  test("takes variables, and flags before them", () => {
    const env = { PARLOR_NAME: "Env", PARLOR_OUT: "env-out", PARLOR_JSON: "1", PARLOR_QUIET: "no" };
    expect(readPlan([], env).settings).toMatchObject({
      name: "Env",
      out: "env-out",
      json: true,
      quiet: false,
    });
    expect(readPlan(["--name", "Flag"], env).settings.name).toBe("Flag");
    expect(readPlan([], { PARLOR_OUT: "" }).settings.out).toBe("downloads");
  });

  test("takes what becomes of a taken name, from a flag or a variable", () => {
    const of = (argv: string[], env = {}) => readPlan(argv, env).settings.onDuplicate;
    for (const how of ["error", "overwrite", "rename"] as const) {
      expect(of(["get", "a", "--on-duplicate", how])).toBe(how);
      expect(of(["list"], { PARLOR_ON_DUPLICATE: how })).toBe(how);
    }
    expect(of(["get", "a", "--on-duplicate", "error"], { PARLOR_ON_DUPLICATE: "rename" })).toBe(
      "error",
    );
  });

  test("refuses an action that it does not know", () => {
    const known = "the client knows say, tail, history, search, status, list, who, get, put";
    expect(usageError(() => readPlan(["h", "dance"], {}))).toBe(`Cannot do "dance": ${known}`);
    expect(usageError(() => readPlan(["h", "toString"], {}))).toContain('Cannot do "toString"');
  });

  test.each([
    [["say"], "say TEXT"],
    [["get"], "get FILE..."],
    [["put"], "put FILE..."],
    [["tail", "more"], "tail"],
    [["history", "20"], "history"],
    [["search"], "search TEXT"],
    [["status", "more"], "status"],
    [["h", "list", "more"], "list"],
  ])("refuses the number of words in %j", (argv, usage) => {
    expect(usageError(() => readPlan(argv, {}))).toBe(
      `Usage: bun client.ts [HOST[:PORT]] ${usage}`,
    );
  });

  test.each([[["--nope"]], [["--name"]], [["--json=yes"]], [["-x"]]])("refuses %j", (argv) => {
    expect(usageError(() => readPlan(argv, {}))).toContain(argv[0]?.split("=")[0] ?? "");
  });

  test("refuses an empty host rather than joining here", () => {
    expect(usageError(() => readPlan([""], {}))).toContain("the host is missing");
  });
});

test("help names every action, flag and variable", () => {
  const help = clientHelp();
  for (const { usage, summary } of Object.values(ACTIONS)) {
    expect(help).toMatch(new RegExp(`^  ${RegExp.escape(usage)} +${RegExp.escape(summary)}$`, "m"));
  }
  for (const [key, flag] of Object.entries(CLIENT_FLAGS)) {
    expect(help).toContain(`--${flagName(key)}`);
    expect(help).toContain(`${flag.help} [${variableName(key)}]`);
    if ("short" in flag) expect(help).toContain(`-${flag.short}, --`);
  }
  expect(help).toContain("127.0.0.1:12345");
});

test("an action is a word of the table, and nothing that objects inherit", () => {
  expect(Object.keys(ACTIONS).every(isAction)).toBe(true);
  expect(["constructor", "toString", "Say", ""].some(isAction)).toBe(false);
});
