// The gate at the server's start: what it is made of, and when nobody is to be asked for a password.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../lib/protocol/settings.ts";
import { crossesInClear } from "../../lib/server/in-clear.ts";
import { openGate, pause } from "../../lib/server/secrets.ts";
import { readServerSettings } from "../../lib/server/settings.ts";
import { CHEAP } from "../support/password.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "parlor-secrets-")));
const shelf = join(folder, "shelf");
mkdirSync(shelf);
writeFileSync(join(folder, "password"), "open sesame\n");
writeFileSync(join(shelf, "password"), "open sesame\n");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function opened(flags: string[], env: Record<string, string | undefined> = {}) {
  const warned: string[] = [];
  const log = { warn: (message: string) => void warned.push(message) };
  const gate = await openGate(readServerSettings(flags, {}), { env, shelf, log, cost: CHEAP });
  return { gate, warned };
}

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("the gate", () => {
  test("is none where there is no password", async () => {
    expect((await opened([])).gate).toBeUndefined();
  });

  test("compares with that of a file, or of a variable", async () => {
    const { gate } = await opened(["--password-file", join(folder, "password")]);
    const { signal } = new AbortController();
    expect(await gate?.compare("127.0.0.1", "open sesame", signal)).toBe("right");
    const other = await opened([], { PARLOR_PASSWORD: "another" });
    expect(await other.gate?.isPassword("another")).toBe(true);
  });

  test("never keeps this machine out", async () => {
    const { gate, warned } = await opened([], { PARLOR_PASSWORD: "open sesame" });
    const signal = AbortSignal.timeout(1);
    await gate?.compare("127.0.0.1", "wrong", signal);
    expect(gate?.bars("127.0.0.1")).toBe(false);
    expect(warned).toEqual(["A wrong password from 127.0.0.1, 1 within 10 minutes"]);
  });

  test("is not made of a file that everyone could get", async () => {
    const file = join(shelf, "password");
    expect(String(await errorOf(opened(["--password-file", file])))).toBe(
      `Error: Cannot use "${file}": everyone could get it from the shelf`,
    );
  });

  test("of passwords that others can listen to is only made where that is wanted, with a warning", async () => {
    const env = () => ({ PARLOR_PASSWORD: "x" });
    const error = await errorOf(opened(["--host", "0.0.0.0", "--no-tls"], env()));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain('Cannot use --no-tls on "0.0.0.0": the password would cross');
    const { gate, warned } = await opened(["-b", "0.0.0.0", "--no-tls", "--insecure"], env());
    expect(gate?.inClear).toBe(true);
    expect(warned[0]).toStartWith("This room's password crosses the network in clear text");
    const safe = await opened(["-b", "0.0.0.0", "--insecure"], env());
    expect([safe.gate?.inClear, safe.warned]).toEqual([false, []]);
  });
});

test.each([
  [["--no-tls"], false],
  [["--no-tls", "--host", "::1"], false],
  [["--host", "0.0.0.0"], false],
  [["--host", "::", "--tls"], false],
  [["--host", "10.0.0.5", "--no-tls", "--insecure"], true],
])("%j: in clear text: %p", (flags, inClear) => {
  expect(crossesInClear(readServerSettings(flags, {}))).toBe(inClear);
});

test("there is no flag for the password itself, which all could read", () => {
  expect(() => readServerSettings(["--password", "x"], {})).toThrow(
    'Cannot use "--password": there is no such flag; --help shows them all',
  );
});

test("a pause ends by itself, or when its signal aborts", async () => {
  await pause(1, new AbortController().signal);
  const aborting = new AbortController();
  const pausing = pause(60_000, aborting.signal);
  aborting.abort();
  await pausing;
});
