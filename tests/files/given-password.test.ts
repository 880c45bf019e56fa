// Where a password is from: the first line of a file, or a variable that is gone afterwards.
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { givenPassword, passwordOfFile } from "../../lib/files/given-password.ts";
import { PASSWORD_FILE_BYTES } from "../../lib/protocol/limits.ts";
import { UsageError } from "../../lib/protocol/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "parlor-password-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(text: string | Uint8Array): string {
  const path = join(folder, "password");
  writeFileSync(path, text);
  return path;
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("a file", () => {
  test.each([
    ["open sesame", "open sesame"],
    ["open sesame\n", "open sesame"],
    ["open sesame\r\nwhat follows\n", "open sesame"],
    [" with spaces \n", " with spaces "],
    ["\ufeffmarked\n", "marked"],
  ])("%j has %j", async (text, password) => {
    expect(await givenPassword(fileOf(text), {})).toBe(password);
  });

  test.each(["", "\n", "\nsecond", "a\tb\n"])("%j has none", async (text) => {
    const error = await errorOf(passwordOfFile(fileOf(text)));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain(`Cannot use the first line of "${folder}`);
  });

  test("as long as it may be is read", async () => {
    expect(await passwordOfFile(fileOf(`x\n${"y".repeat(PASSWORD_FILE_BYTES - 2)}`))).toBe("x");
  });

  test("that is too long, is not there, or is no text is not read", async () => {
    const long = await errorOf(passwordOfFile(fileOf(`x\n${"y".repeat(PASSWORD_FILE_BYTES - 1)}`)));
    expect(String(long)).toContain(`more than ${PASSWORD_FILE_BYTES} bytes`);
    const missing = await errorOf(passwordOfFile(join(folder, "nowhere")));
    expect(missing).not.toBeInstanceOf(UsageError);
    expect(String(missing)).toBe(`Error: Cannot read "${folder}/nowhere": no such file`);
    expect(String(await errorOf(passwordOfFile(fileOf(Uint8Array.of(0xff)))))).toContain("UTF-8");
  });
});

describe("the variable", () => {
  test("says it, and is gone", async () => {
    const env = { PARLOR_PASSWORD: "open sesame", OTHER: "stays" };
    expect(await givenPassword(undefined, env)).toBe("open sesame");
    expect(Object.keys(env)).toEqual(["OTHER"]);
  });

  test("is gone where a file says it, too", async () => {
    const env = { PARLOR_PASSWORD: "another" };
    expect(await givenPassword(fileOf("open sesame"), env)).toBe("open sesame");
    expect(Object.keys(env)).toEqual([]);
  });

  test("that is empty says nothing, as one that is not there", async () => {
    expect(await givenPassword(undefined, { PARLOR_PASSWORD: "" })).toBeUndefined();
    expect(await givenPassword(undefined, {})).toBeUndefined();
  });

  test("with two lines is none, and is not shown", async () => {
    const error = await errorOf(givenPassword(undefined, { PARLOR_PASSWORD: "secret\nwords" }));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toContain("Cannot use PARLOR_PASSWORD as a password");
    expect(String(error)).not.toContain("secret");
  });
});
