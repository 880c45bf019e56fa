// A room that speaks TLS as its host starts it: the lines to join it, and a sentence where its certificate is no good.

import { expect, test } from "bun:test";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../lib/protocol/exits.ts";
import { banner, networkAddresses } from "../../lib/server/banner.ts";
import { temporaryFolders } from "../files/temp.ts";
import { CERTIFICATE } from "../support/certificate.ts";
import { patiently } from "../support/patience.ts";
import { Program } from "../support/program.ts";

const ROOT = join(import.meta.dir, "../..");
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

test("at a console no join line is longer than a row of a terminal, and the fingerprint stands alone", () => {
  const host = "2001:db8:85a3:8d3:1319:8a2e:370:7348";
  const facts = { room: "Den", host, port: 65535, places: 3, shelf: "/s", rules: undefined };
  const fingerprint = CERTIFICATE.fingerprint;
  const lines = Bun.stripANSI(banner({ ...facts, fingerprint, hasConsole: true }, [])).split("\n");
  expect(lines[3]).toBe(`  join    bun client.ts [${host}]:65535 --tls`);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(80);
  const rows = lines.slice(5, 7).map((row) => row.replace("its fingerprint", "").trim());
  expect(rows.join("")).toBe(fingerprint);
});

test("where a password is given in the clear, our client's line says that this is wanted", () => {
  const facts = { room: "Den", host: "10.0.0.5", port: 1, places: 3, shelf: "/s" };
  const shown = { ...facts, rules: undefined, fingerprint: undefined };
  const joinLine = (inClear: boolean) => banner({ ...shown, inClear }, []).split("\n")[3];
  expect(joinLine(true)).toBe("  join    bun client.ts 10.0.0.5:1 --insecure");
  expect(joinLine(false)).toBe("  join    bun client.ts 10.0.0.5:1");
});

test("so it is in the banner of a room of that kind", async () => {
  const flags = ["--no-tls", "--insecure", "--host", "0.0.0.0", "--port", "0"];
  await using program = new Program(flags, { PARLOR_PASSWORD: "open sesame" });
  await program.line(/^ +join +bun client\.ts .*:\d+ --insecure$/);
});

test("where the maker of certificates is missing, and cannot be fetched: one sentence that says what to do", async () => {
  const root = folder();
  for (const name of ["server.ts", "package.json", "bunfig.toml", "lib"])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  mkdirSync(join(root, "node_modules", "@clack"), { recursive: true });
  for (const name of [
    "zod",
    "picocolors",
    "fastest-levenshtein",
    "unhomoglyph",
    "@clack/core",
    "@clack/prompts",
  ])
    symlinkSync(join(ROOT, "node_modules", name), join(root, "node_modules", name));
  const flags = ["--tls", "--port", "0", "--ephemeral", "--repo", root];
  await using program = Bun.spawn([process.execPath, "server.ts", ...flags], {
    cwd: root,
    env: {
      ...process.env,
      BUN_CONFIG_REGISTRY: "http://127.0.0.1:1",
      BUN_INSTALL_CACHE_DIR: join(root, "cache"),
    },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe",
  });
  expect(await patiently(program.exited)).toBe(EXIT.localFile);
  expect(await program.stderr.text()).toMatch(
    /^Cannot make a certificate: .*selfsigned.*; run "bun install" once with internet, or give --tls-cert and --tls-key\n$/,
  );
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
