// The documents say what the tables say: commands, flags, actions, codes, messages, and the test command.
import { expect, test } from "bun:test";
import { join } from "node:path";
import { ACTIONS } from "../../lib/client/actions.ts";
import { OWN_COMMANDS } from "../../lib/client/chat/commands.ts";
import { CLIENT_FLAGS } from "../../lib/client/settings.ts";
import { COMMANDS, usageOf, type CommandRow } from "../../lib/protocol/commands.ts";
import { ERRORS } from "../../lib/protocol/errors.ts";
import { HOST_COMMANDS } from "../../lib/protocol/host-commands.ts";
import { Command, ServerMessage } from "../../lib/protocol/messages.ts";
import { flagName, type Flags } from "../../lib/protocol/settings.ts";
import { SERVER_FLAGS } from "../../lib/server/settings.ts";

const read = (file: string) => Bun.file(join(import.meta.dir, "../..", file)).text();
const readme = await read("README.md");
const protocol = await read("PROTOCOL.md");
const gate = await read(".ci/run");

/** The cells of all table rows of a document, so that a column's width does not matter. */
function rows(markdown: string): string[][] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll("\\|", "|")),
    );
}

/** The rows of the table that begins with such a heading, without it. */
function tableOf(markdown: string, ...heading: string[]): string[][] {
  const tables = markdown.split("\n\n").map(rows);
  const found = tables.find(([first]) => Bun.deepEquals(first?.slice(0, heading.length), heading));
  return found?.slice(2) ?? [];
}

const code = (text: string) => `\`${text}\``;

function commandCells(row: CommandRow<string>): string[] {
  const others = row.words.slice(1).map((word) => `/${word}`);
  const bare = row.bare ? code(`${row.words[0]} ${row.usage}`.trim()) : "";
  return [[usageOf(row), ...others].map(code).join(", "), row.summary, bare];
}

test("README shows the commands, and no others", () => {
  const expected = [
    ...COMMANDS.map(commandCells),
    ...OWN_COMMANDS.map((row) => commandCells({ ...row, summary: `${row.summary} (our client)` })),
  ];
  expect(tableOf(readme, "type", "it does").toSorted()).toEqual(expected.toSorted());
});

test("README shows the host's commands, and no others", () => {
  const expected = HOST_COMMANDS.map((row) => commandCells(row).slice(0, 2));
  expect(tableOf(readme, "the host types")).toEqual(expected);
});

const flagTables: [string, Flags][] = [
  ["server", SERVER_FLAGS],
  ["client", CLIENT_FLAGS],
];

test.each(flagTables)("README shows the %s's flags", (_side, flags) => {
  for (const [key, { short, value, help }] of Object.entries(flags)) {
    const long = code(`--${flagName(key)}${value ? ` ${value}` : ""}`);
    expect(rows(readme)).toContainEqual([short ? `${long}, \`-${short}\`` : long, help]);
  }
});

test("README shows the headless actions", () => {
  const expected = Object.values(ACTIONS).map(({ usage, summary }) => [code(usage), summary]);
  expect(tableOf(readme, "action").toSorted()).toEqual(expected.toSorted());
});

test("PROTOCOL.md has each code with its meaning and exit code", () => {
  for (const [name, { means, exit }] of Object.entries(ERRORS)) {
    expect(rows(protocol)).toContainEqual([code(name), means, String(exit)]);
  }
});

test("PROTOCOL.md has each message with its fields", () => {
  for (const { shape } of [...Command.options, ...ServerMessage.options]) {
    const { type, ...fields } = shape;
    const [name = ""] = type.values;
    const found = rows(protocol).some(
      ([cell, listed]) =>
        cell === code(name) && Object.keys(fields).every((field) => listed?.includes(code(field))),
    );
    expect(found, `${name} with ${Object.keys(fields)}`).toBe(true);
  }
});

test("the gate runs the README's test command to the letter", () => {
  const command = /^npx .* test$/m.exec(readme)?.[0];
  expect(command).toBeDefined();
  expect(gate).toContain(`(${command})`);
});

test("both README commands stand on a line of their own in a code block", () => {
  expect(readme).toMatch(/^```sh\nnpx -y bun@1\.4\.5 server\.ts\n```$/m);
  expect(readme).toMatch(/^```sh\nnpx -y bun@1\.4\.5 install .* && npx -y bun@1\.4\.5 test\n```$/m);
});
