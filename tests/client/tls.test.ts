// The client as people run it where TLS is spoken: what it says at the first time, what it refuses, and how it comes back.

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT } from "../../lib/protocol/exits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { ANOTHER, CERTIFICATE as certificate } from "../support/certificate.ts";
import { chat, chatAs, left, chatInShell, run, seen } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

const folder = temporaryFolders();
const { fingerprint } = certificate;

/** Where a client has its known servers, perhaps with this text. */
function config(known?: string) {
  const XDG_CONFIG_HOME = folder();
  const file = join(XDG_CONFIG_HOME, "parlor", "known-servers");
  if (known !== undefined) {
    mkdirSync(join(file, ".."));
    writeFileSync(file, known);
  }
  return { env: { XDG_CONFIG_HOME }, text: () => readFileSync(file, "utf8") };
}

test("in scripts: the first time is remarked upon, the next needs no flag and says nothing", async () => {
  await using house = new House({ certificate });
  const { env, text } = config();
  const first = await run([house.at, "--tls", "list"], "", env);
  expect(first.exit).toBe(EXIT.ok);
  expect(first.out).toContain("info.txt");
  expect(first.err).toStartWith(`"${house.at}" has the fingerprint ${fingerprint}; ask the host`);
  expect(text()).toBe(`${house.at} ${fingerprint}\n`);
  const second = await run([house.at, "list"], "", env);
  expect(second).toMatchObject({ exit: EXIT.ok, out: first.out, err: "" });
});

test("in scripts: quiet, by a variable, by a fingerprint, and by who vouches for it", async () => {
  await using house = new House({ certificate });
  const quiet = await run([house.at, "--quiet", "list"], "", { ...config().env, PARLOR_TLS: "1" });
  expect(quiet).toMatchObject({ exit: EXIT.ok, err: "" });
  const { env, text } = config();
  const told = await run([house.at, "--fingerprint", fingerprint.toLowerCase(), "list"], "", env);
  expect(told).toMatchObject({ exit: EXIT.ok, err: "" });
  expect(text()).toBe(`${house.at} ${fingerprint}\n`);
  const ca = join(folder(), "ca.pem");
  writeFileSync(ca, certificate.cert);
  const at = `localhost:${house.address.port}`;
  const vouched = await run([at, "--ca", ca, "list"], "", config().env);
  expect(vouched).toMatchObject({ exit: EXIT.ok, err: "" });
});

test("in scripts: one that has changed is refused, and one that no longer speaks TLS", async () => {
  await using house = new House({ certificate });
  const { env, text } = config(`${house.at} ${ANOTHER.fingerprint}\n`);
  const { exit, out, err } = await run([house.at, "list"], "", env);
  expect([exit, out]).toEqual([EXIT.refused, ""]);
  expect(err).toContain(`its fingerprint was ${ANOTHER.fingerprint} before, and is ${fingerprint}`);
  expect(text()).toBe(`${house.at} ${ANOTHER.fingerprint}\n`);
  await using clear = new House();
  const known = config(`${clear.at} ${fingerprint}\n`).env;
  const downgraded = await run([clear.at, "list"], "", known);
  expect([downgraded.exit, downgraded.out]).toEqual([EXIT.network, ""]);
  expect(downgraded.err).toContain("the server does not speak TLS, as it did before");
  expect(clear.log.text).not.toMatch(/Received from Client 1: (?!\(broken off\))/);
  expect((await run([clear.at, "--no-tls", "list"], "", known)).exit).toBe(EXIT.ok);
});

test("in scripts: a file arrives as it is", async () => {
  await using house = new House({ certificate });
  const { env } = config(`${house.at} ${fingerprint}\n`);
  const got = await run([house.at, "get", "big.bin", "--stdout"], "", env);
  expect(got.exit).toBe(EXIT.ok);
  const file = readFileSync(join(house.shelf, "big.bin"));
  expect(Buffer.compare(got.bytes, file)).toBe(0);
});

test("in a chat the first time has a line before the question for a name", async () => {
  await using house = new House({ certificate });
  const { env, text } = config();
  await using ann = chat([house.at, "--tls"], { env, cols: 120 });
  const screen = await ann.waitFor("Your name?", 10_000);
  const plain = screen.replaceAll(/[│\s]+/g, " ");
  expect(plain).toMatch(/Connected to Testing.*has the fingerprint.*ask the host.*Your name\?/);
  expect(plain.replaceAll(" ", "")).toContain(fingerprint);
  ann.type("\x15Ann\r");
  await ann.waitFor("Ann> █");
  expect(text()).toBe(`${house.at} ${fingerprint}\n`);
});

test("a chat without a screen has it too", async () => {
  await using house = new House({ certificate });
  const env = { ...config().env, TERM: "dumb" };
  await using ann = chat([house.at, "--tls", "--name", "Ann"], { env, cols: 200 });
  await ann.waitFor(/Connected to Testing\n"127\.0\.0\.1:\d+" has the fingerprint /, 10_000);
});

test("a chat comes back to the same server, in TLS", async () => {
  const house = new House({ certificate });
  const { env } = config(`${house.at} ${fingerprint}\n`);
  const { port } = house.address;
  await using ann = await chatAs("Ann", house.at, [], { env });
  await house.stop();
  await using again = new House({ certificate, port });
  ann.type("here again\r");
  await again.log.waitFor(/Received from Client \d+: here again/);
  await seen(ann, "\nAnn: here again\n");
  await house[Symbol.asyncDispose]();
});

test("a chat does not come back to another server", async () => {
  const house = new House({ certificate });
  const { env } = config(`${house.at} ${fingerprint}\n`);
  const { port } = house.address;
  await using ann = chatInShell([house.at, "--name", "Ann"], { env, cols: 250 });
  await ann.waitFor("Ann> █", 10_000);
  await house.stop();
  await using other = new House({ certificate: ANOTHER, port });
  const screen = await left(ann, EXIT.refused);
  expect(screen.replaceAll(/\s+/g, " ")).toContain(
    `its fingerprint was ${fingerprint} before the connection was lost, and is ${ANOTHER.fingerprint} now`,
  );
  expect(other.log.text).not.toContain("Received from");
  await house[Symbol.asyncDispose]();
});
