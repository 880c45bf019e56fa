// The table of commands: complete, without doubles, and every row works as its own help says.
import { describe, expect, test } from "bun:test";
import {
  COMMANDS,
  findCommand,
  helpLines,
  noFields,
  optionalField,
  usageOf,
  usageText,
  type CommandRow,
} from "../../lib/protocol/commands.ts";
import { HOST_COMMANDS } from "../../lib/protocol/host-commands.ts";
import { LONGEST_MS } from "../../lib/protocol/limits.ts";
import { Command } from "../../lib/protocol/messages.ts";
import { parseLine } from "../../lib/protocol/parse.ts";

/** What the host can type: all that guests can, and more. */
const EVERY: readonly CommandRow[] = [...COMMANDS, ...HOST_COMMANDS];

/** A word for each word of a usage; optional ones are given or left out. */
const SAMPLES: Record<string, string> = {
  FILE: "info.txt",
  NAME: "Ann",
  TEXT: "see you at six",
  COMMAND: "msg",
  "N|before SEQ": "before 120",
  WHY: "too loud",
  "NAME|ADDRESS [TIME]": "10.0.0.7 2h",
  "NAME|ADDRESS": "10.0.0.7",
  "TIME|off": "10m",
  "TEXT|off": "welcome",
  "IN|off": "5m",
};

function sample(usage: string, optional: boolean): string {
  const words = (usage.match(/\[(?:[^[\]]|\[[^\]]*\])+\]|\S+/g) ?? []).filter(
    (word) => optional || !word.startsWith("["),
  );
  return words.map((word) => SAMPLES[word.replace(/^\[(.*)\]$/, "$1")] ?? word).join(" ");
}

function typeOf(line: string): string {
  const result = parseLine(line, EVERY);
  return result.ok ? result.value.type : result.refusal.code;
}

/** What only programs ask: nobody types a file's hash, the number of a transfer, or a token. */
const UNTYPED: ReadonlySet<string> = new Set(["about", "put", "cancel", "resume", "password"]);

test("every command has exactly one row, but for talk, which can also be what one does", () => {
  const types = Command.options
    .map(({ shape }) => shape.type.value)
    .filter((type) => !UNTYPED.has(type));
  const rows = EVERY.filter((row) => row.words[0] !== "me");
  expect(rows.map(({ type }) => type).toSorted()).toEqual(types.toSorted());
  expect(findCommand("me", COMMANDS)?.type).toBe("say");
});

test("no word stands for two commands", () => {
  const words = EVERY.flatMap((row) => row.words);
  expect(new Set(words).size).toBe(words.length);
  for (const word of words) expect(word).toMatch(/^[a-z]+$/);
});

test("the original's four are the bare ones", () => {
  const bare = COMMANDS.filter((row) => row.bare).map((row) => row.words[0]);
  expect(bare.toSorted()).toEqual(["exit", "get", "list", "status"]);
});

describe.each(EVERY)("/$words.0", (row: CommandRow) => {
  test("is what its usage makes, by each of its words", () => {
    for (const word of row.words) {
      expect(typeOf(`/${word} ${sample(row.usage, true)}`)).toBe(row.type);
      expect(typeOf(`/${word} ${sample(row.usage, false)}`)).toBe(row.type);
      expect(findCommand(word, EVERY)).toBe(row);
    }
    const bare = `${row.words[0]} ${sample(row.usage, true)}`;
    expect(typeOf(bare)).toBe(row.bare ? row.type : "say");
  });

  test("is what its example makes", () => {
    if (row.example !== undefined) expect(typeOf(row.example)).toBe(row.type);
    expect(row.example !== undefined).toBe(row.usage !== "");
  });

  test("says what Tab offers for its first word, where there is a choice", () => {
    const offers: Record<string, CommandRow["completes"]> = {
      FILE: "file",
      NAME: "name",
      COMMAND: "command",
    };
    const [first = ""] = row.usage.replaceAll(/[[\]]/g, "").split(/[ |]/);
    // The new name of /nick is nobody's yet.
    // Whoever is kept out is not here.
    const isNobody = row.type === "nick" || row.type === "unban";
    expect(row.completes).toBe(isNobody ? undefined : offers[first]);
  });

  test("is shown its usage when that is wrong", () => {
    const needs = row.usage !== "" && !row.usage.startsWith("[");
    const wrong = needs ? `/${row.words[0]}` : `/${row.words[0]} and more`;
    if (row.type === "help" || row.type === "motd") return expect(typeOf(wrong)).toBe(row.type);
    expect(parseLine(wrong, EVERY)).toEqual({
      ok: false,
      refusal: { code: "usage", message: usageText(row) },
    });
  });

  test("has its line in /help, and help of its own", () => {
    const line = helpLines(undefined, HOST_COMMANDS).find((each) =>
      each.startsWith(`${usageOf(row)}  `),
    );
    expect(line).toEndWith(`  ${row.summary}`);
    for (const word of row.words) {
      expect(helpLines(word, HOST_COMMANDS)[0]).toBe(`${usageOf(row)}  ${row.summary}`);
      expect(helpLines(`/${word}`, HOST_COMMANDS)).toEqual(helpLines(word, HOST_COMMANDS));
    }
  });
});

describe("help", () => {
  test("has one line for each command, aligned", () => {
    const lines = helpLines();
    expect(lines).toHaveLength(COMMANDS.length);
    const columns = lines.map((line, row) => line.lastIndexOf(COMMANDS[row]?.summary ?? "\0"));
    expect(new Set(columns).size).toBe(1);
    expect(columns[0]).toBeGreaterThan(0);
  });

  test("of one command shows what is the same, and an example", () => {
    expect(helpLines("exit")).toEqual(["/exit  leave", "The same: exit, /quit"]);
    expect(helpLines("get")).toEqual([
      "/get FILE  download a file",
      "The same: get",
      "Example: /get info.txt",
    ]);
    expect(helpLines("who")).toEqual(["/who  who is here now"]);
    expect(helpLines("me")).toEqual(["/me TEXT  say what you do", "Example: /me waves"]);
  });

  test("of one whose words need it says what they are, and so does wrong usage", () => {
    const hint = "TIME is as 30s, 10m, 2h or 7d";
    expect(helpLines("mute", HOST_COMMANDS)[1]).toBe(hint);
    expect(parseLine("/mute bob 5x", EVERY)).toMatchObject({
      refusal: { message: `Usage: /mute NAME [TIME|off]; ${hint}` },
    });
  });

  test("of none says so", () => {
    expect(helpLines("dance")).toEqual(['There is no command "dance"; /help shows them all']);
    expect(helpLines("")).toEqual(['There is no command ""; /help shows them all']);
  });
});

test.each(["", "/get", "Get", "ge", "getx", "constructor", "toString"])(
  "%p names no row",
  (word) => {
    expect(findCommand(word, COMMANDS)).toBeUndefined();
  },
);

test("the fields of nothing, and of a text that may be left out", () => {
  expect([noFields(""), noFields("x")]).toEqual([{}, undefined]);
  expect([optionalField("file")(""), optionalField("file")("x y")]).toEqual([{}, { file: "x y" }]);
});

describe("the host's commands", () => {
  const fieldsOf = (line: string) => {
    const result = parseLine(line, EVERY);
    return result.ok ? result.value : result.refusal.code;
  };

  test.each([
    ["/kick bob", { type: "kick", name: "bob" }],
    ['/kick "Ann Lee" too  loud', { type: "kick", name: "Ann Lee", why: "too  loud" }],
    ["/ban", { type: "ban" }],
    ["/ban 'Ann Lee' 90s", { type: "ban", who: "Ann Lee", ms: 90_000 }],
    ["/ban 10.0.0.7 2h", { type: "ban", who: "10.0.0.7", ms: 7_200_000 }],
    ["/ban bob soon", "usage"],
    ["/ban bob off", "usage"],
    ["/mute bob", { type: "mute", name: "bob" }],
    ["/mute bob off", { type: "mute", name: "bob", ms: 0 }],
    ["/mute bob 10m", { type: "mute", name: "bob", ms: 600_000 }],
    ["/mute bob x", "usage"],
    ["/motd", { type: "motd" }],
    ["/motd off", { type: "motd", text: "" }],
    ["/motd off we go", { type: "motd", text: "off we go" }],
    ["/shutdown", { type: "shutdown" }],
    ["/shutdown off", { type: "shutdown", ms: 0 }],
    ["/shutdown 5m", { type: "shutdown", ms: 300_000 }],
    ["/shutdown later", "usage"],
    ["/shutdown 10y", { type: "shutdown", ms: LONGEST_MS }],
    ["/shutdown 3651d", "bad-message"],
  ] as const)("%s", (line, command) => {
    expect<unknown>(fieldsOf(line)).toEqual(command);
  });

  test.each([...HOST_COMMANDS])("/$words.0 is none of a guest's", ({ words: [word] }) => {
    expect(parseLine(`/${word} bob`)).toMatchObject({
      refusal: {
        code: "unknown-command",
        message: expect.stringContaining(`Cannot run "/${word}"`),
      },
    });
    expect(helpLines().join("\n")).not.toContain(`/${word} `);
  });
});
