// A room that speaks TLS as its host starts it: the lines to join it, and a sentence where its certificate is no good.

import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../lib/protocol/exits.ts";
import { banner, networkAddresses } from "../../lib/server/banner.ts";
import { temporaryFolders } from "../files/temp.ts";
import { CERTIFICATE } from "../support/certificate.ts";
import { Program } from "../support/program.ts";

const folder = temporaryFolders();
const FINGERPRINT = "([0-9A-F]{2}:){31}[0-9A-F]{2}";

test("the join lines have the fingerprint, which is the same the next time", async () => {
  const data = folder();
  const flags = ["--tls", "--port", "0", "--data", data];
  const line = new RegExp(
    `join +bun client\\.ts 127\\.0\\.0\\.1:\\d+ --fingerprint (${FINGERPRINT})$`,
  );
  const shown: (string | undefined)[] = [];
  for (let start = 0; start < 2; start++) {
    await using program = new Program(flags);
    shown.push((await program.line(line))[1]);
    await program.line(/^ +ncat --ssl 127\.0\.0\.1 \d+$/);
    program.signal("SIGTERM");
    await program.exited;
  }
  expect(shown[1]).toBe(shown[0]);
});

test("programs are told it too", async () => {
  await using program = new Program(["--tls", "--port", "0", "--log-format", "json"]);
  const [line] = await program.line(/.*Listening on.*/);
  expect(JSON.parse(line).fingerprint).toMatch(new RegExp(`^${FINGERPRINT}$`));
});

test("a pair that does not belong together is a fault of a local file", async () => {
  const data = folder();
  const flags = ["--tls", "--port", "0", "--data", data];
  await using first = new Program(flags);
  await first.port();
  await first.kill();
  const key = join(data, "key.pem");
  writeFileSync(key, CERTIFICATE.key);
  await using second = new Program(flags);
  expect(await second.exited).toBe(EXIT.localFile);
  const why = `it is not the key of "${join(data, "certificate.pem")}"`;
  expect(await second.errors).toBe(`Cannot use "${key}": ${why}\n`);
  expect(readFileSync(key, "utf8")).toBe(CERTIFICATE.key);
});

test("the banner's lines, in the clear and in TLS, for each address", () => {
  const facts = { room: "Den", host: "0.0.0.0", port: 1, places: 3, shelf: "/s", rules: undefined };
  const lines = (fingerprint: string | undefined) =>
    Bun.stripANSI(banner({ ...facts, fingerprint }, ["10.0.0.5", "fe80::1"])).split("\n");
  expect(lines(undefined).slice(3, 7)).toEqual([
    "  join    bun client.ts 10.0.0.5:1",
    "          bun client.ts [fe80::1]:1",
    "          nc 10.0.0.5 1",
    "          nc fe80::1 1",
  ]);
  expect(lines("AB:CD").slice(3, 7)).toEqual([
    "  join    bun client.ts 10.0.0.5:1 --fingerprint AB:CD",
    "          bun client.ts [fe80::1]:1 --fingerprint AB:CD",
    "          ncat --ssl 10.0.0.5 1",
    "          ncat --ssl fe80::1 1",
  ]);
});

test("the banner of a room that only this machine can join says how others could", () => {
  const facts = { room: "Den", port: 1, places: 3, shelf: "/s", rules: undefined };
  const opens = (host: string) =>
    banner({ ...facts, host, fingerprint: undefined }, []).includes("--host 0.0.0.0");
  expect(["127.0.0.1", "::1", "localhost", "0.0.0.0", "10.0.0.5"].map(opens)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  for (const address of networkAddresses()) expect(address).not.toMatch(/^127\.|^::1$/);
});
