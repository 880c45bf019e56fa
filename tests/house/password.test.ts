// The server as its host starts it with a password: where that is from, what SIGHUP does, and how it does not start.
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "../support/program.ts";

setDefaultTimeout(20_000);

const ASK_PASSWORD = "Please enter the password:";
const ASK_NAME = "Please enter a name:";
const folder = mkdtempSync(join(tmpdir(), "parlor-host-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HERE = ["--port", "0", "--no-tls"];

test("a variable says it, and SIGHUP leaves it", async () => {
  await using server = new Program(HERE, { PARLOR_PASSWORD: "open sesame" });
  const guest = await server.guest();
  guest.send("open sesame\n");
  expect(await guest.lines(2)).toEqual([ASK_PASSWORD, ASK_NAME]);
  server.signal("SIGHUP");
  await server.line(/Read anew; nothing has changed/);
  const next = await server.guest();
  next.send("open sesame\n");
  expect(await next.lines(2)).toEqual([ASK_PASSWORD, ASK_NAME]);
  expect(server.output.join("\n")).not.toContain("sesame");
  server.signal("SIGTERM");
  expect(await server.exited).toBe(0);
});

test("SIGHUP reads its file and that of the motd anew", async () => {
  const password = fileOf("password", "open sesame\n");
  const motd = fileOf("motd", "Be kind\n");
  await using server = new Program([...HERE, "--password-file", password, "--motd-file", motd]);
  const guest = await server.guest();
  guest.send("open sesame\nann\n");
  expect(await guest.lines(4)).toEqual([
    ASK_PASSWORD,
    ASK_NAME,
    "Your name is set as: ann",
    "* Be kind",
  ]);
  fileOf("password", "another\n");
  fileOf("motd", "Be kinder\n");
  server.signal("SIGHUP");
  await server.line(/Read anew; newcomers read: Be kinder, there is another password/);
  const next = await server.guest();
  next.send("another\nben\n");
  expect((await next.lines(4)).at(-1)).toBe("* Be kinder");
  expect(await guest.line()).toBe("* ben joined");
  expect(server.output.join("\n")).not.toMatch(/sesame|another\b(?! password)/);
});

describe("it does not start, and says why", () => {
  test.each<[string, string[], number]>([
    ["an empty file", ["--password-file", fileOf("empty", "")], 2],
    ["no such file", ["--password-file", join(folder, "nowhere")], 6],
    ["in clear text", ["-b", "0.0.0.0", "--no-tls", "--password-file", fileOf("some", "x")], 2],
    ["a motd that is too long", ["--motd-file", fileOf("long", "x".repeat(1001))], 2],
    ["two motds", ["--motd", "x", "--motd-file", "y"], 2],
    ["a password among the flags", ["--password=hunter2"], 2],
  ])("%s", async (_what, flags, exit) => {
    await using server = new Program(["--port", "0", ...flags]);
    expect(await server.exited).toBe(exit);
    const errors = await server.errors;
    expect(errors).toMatch(/^Cannot (?:use|read) .+\n$/);
    expect(errors).not.toContain("hunter2");
  });
});
