// Whether a server is spoken to in TLS, by flag or because it is known; and whom that trusts, first and later.

import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../lib/client/failure.ts";
import { readFingerprint } from "../../lib/client/fingerprint.ts";
import { trustFor } from "../../lib/client/security.ts";
import { readPlan } from "../../lib/client/settings.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { AUTHORITIES_BYTES } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { ANOTHER, CERTIFICATE } from "../support/certificate.ts";
import { failureOf } from "./server.ts";

const folder = temporaryFolders();
const AB = Array(32).fill("AB").join(":");
const CD = Array(32).fill("CD").join(":");
const HOST = { host: "box", port: 7 };
const ASK = "ask the host";

/** A home whose file of known servers has this text, or that has none. */
function home(known?: string) {
  const config = folder();
  const file = join(config, "parlor", "known-servers");
  if (known !== undefined) {
    mkdirSync(join(file, ".."));
    writeFileSync(file, known);
  }
  return { env: { XDG_CONFIG_HOME: config }, file, text: () => readFileSync(file, "utf8") };
}

const trust = (flags: readonly string[], env: Record<string, string | undefined> = {}) =>
  trustFor(HOST, readPlan([...flags, "who"], {}).settings, env);

/** The failure that meeting a server ends in. */
function refusal(judge: () => unknown): Failure {
  try {
    judge();
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error("it was trusted");
}

const shown = (fingerprint: string, problem?: string) => ({ fingerprint, problem });

test.each([
  [AB, AB],
  [AB.toLowerCase(), AB],
  [AB.replaceAll(":", ""), AB],
  [`SHA256:${AB}`, AB],
  [`sha256=${AB} `, AB],
  [AB.slice(1), undefined],
  [`${AB}:AB`, undefined],
  [AB.replace("A", "G"), undefined],
  ["", undefined],
])("the fingerprint %p", (text, fingerprint) => {
  expect(readFingerprint(text)).toBe(fingerprint);
});

describe("in the clear", () => {
  test("is spoken where nothing else is said or known", async () => {
    expect(await trust([], home().env)).toBeUndefined();
    expect(await trust([], home(`box:8 ${AB}\n`).env)).toBeUndefined();
    expect(await trust([])).toBeUndefined();
  });

  test("is never spoken to a server that is known, but where that is said", async () => {
    const { env } = home(`box:7 ${AB}\n`);
    expect(await trust([], env)).toBeDefined();
    expect(await trust(["--no-tls"], env)).toBeUndefined();
  });

  test("is not spoken where nobody can tell whether it is known", async () => {
    const { env, file } = home("box:7 slip\n");
    const failure = await failureOf(trust([], env));
    expect(failure.message).toBe(`Cannot read "${file}": line 1 has no SHA-256 fingerprint`);
    expect(failure.exit).toBe(EXIT.localFile);
    expect(await trust(["--no-tls"], env)).toBeUndefined();
  });
});

describe("a server that is met for the first time", () => {
  test("is remembered, which is said with its fingerprint; the next time nothing is", async () => {
    const { env, file, text } = home();
    const first = await trust(["--tls"], env);
    const remark = first?.judge(shown(AB, "DEPTH_ZERO_SELF_SIGNED_CERT"));
    expect(remark).toStartWith(`"box:7" has the fingerprint ${AB}; ${ASK} whether that is right.`);
    expect(remark).toEndWith(`(${file})`);
    expect(first?.judge(shown(AB))).toBeUndefined();
    expect(text()).toBe(`box:7 ${AB}\n`);
    expect((await trust([], env))?.judge(shown(AB))).toBeUndefined();
    expect(text()).toBe(`box:7 ${AB}\n`);
  });

  test("is not remembered without a home, which is said", async () => {
    const remark = (await trust(["--tls"]))?.judge(shown(AB));
    expect(remark).toEndWith("It is not remembered: there is no home folder");
  });

  test("or where the file cannot be written", async () => {
    const config = join(folder(), "file");
    writeFileSync(config, "");
    const remark = (await trust(["--tls"], { XDG_CONFIG_HOME: config }))?.judge(shown(AB));
    expect(remark).toContain(`It is not remembered: Cannot write "${config}/parlor/known-servers"`);
  });
});

describe("another fingerprint is refused", () => {
  test("than that which is known, with what can be done", async () => {
    const { env, file, text } = home(`box:7 ${AB}\n`);
    const server = await trust([], env);
    const { message, exit } = refusal(() => server?.judge(shown(CD)));
    const sentence = `its fingerprint was ${AB} before, and is ${CD} now; ${ASK} which is right. `;
    const way = `If that is the new one, remove the lines of box:7 from "${file}", or use --fingerprint`;
    expect(message).toBe(`Cannot trust "box:7": ${sentence}${way}`);
    expect(exit).toBe(EXIT.refused);
    expect(text()).toBe(`box:7 ${AB}\n`);
  });

  test("than that which was told, whatever is known", async () => {
    const { env, text } = home(`box:7 ${CD}\n`);
    const server = await trust(["--fingerprint", AB], env);
    const { message, exit } = refusal(() => server?.judge(shown(CD)));
    expect(message).toBe(
      `Cannot trust "box:7": its fingerprint is ${CD}, not ${AB}; ${ASK} which is right`,
    );
    expect(exit).toBe(EXIT.refused);
    expect(text()).toBe(`box:7 ${CD}\n`);
  });

  test("than that with which this run began, whatever is known by then", async () => {
    const { env, file } = home();
    const server = await trust(["--tls"], env);
    server?.judge(shown(AB));
    writeFileSync(file, `box:7 ${CD}\n`);
    expect(server?.judge(shown(AB))).toBeUndefined();
    const { message, exit } = refusal(() => server?.judge(shown(CD)));
    expect(message).toStartWith(`Cannot trust "box:7": its fingerprint was ${AB} before the`);
    expect(exit).toBe(EXIT.refused);
  });
});

test("a fingerprint that was told and is right is remembered, also in the place of another", async () => {
  const { env, text } = home(`box:7 ${CD}\n`);
  const told = await trust(["--fingerprint", AB.toLowerCase()], env);
  expect(told?.judge(shown(AB))).toBeUndefined();
  expect(text()).toBe(`box:7 ${CD}\nbox:7 ${AB}\n`);
  expect((await trust([], env))?.judge(shown(AB))).toBeUndefined();
  expect((await trust(["--fingerprint", AB]))?.judge(shown(AB))).toBeUndefined();
});

describe("who may vouch for a server", () => {
  const withFile = (text: string) => {
    const path = join(folder(), "ca.pem");
    writeFileSync(path, text);
    return path;
  };

  test("does, or does not; nothing is remembered of it", async () => {
    const { env } = home(`box:7 ${CD}\n`);
    const path = withFile(`Ann\n${CERTIFICATE.cert}\n${ANOTHER.cert}`);
    const vouched = await trust(["--ca", path], env);
    expect(vouched?.ca?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(vouched?.judge(shown(AB))).toBeUndefined();
    const { message, exit } = refusal(() => vouched?.judge(shown(AB, "CERT_HAS_EXPIRED")));
    const why = `"${path}" does not vouch for it (CERT_HAS_EXPIRED); its fingerprint is ${AB}`;
    expect([message, exit]).toEqual([`Cannot trust "box:7": ${why}`, EXIT.refused]);
  });

  test.each([
    ["hello", "no certificates in PEM"],
    ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "no certificates in PEM"],
    [CERTIFICATE.key, "no certificates in PEM"],
  ])("is not told by %p", async (text, why) => {
    const path = withFile(text);
    const failure = await failureOf(trust(["--ca", path]));
    expect([failure.message, failure.exit]).toEqual([
      `Cannot use --ca "${path}": ${why}`,
      EXIT.localFile,
    ]);
  });

  test("is told by as many bytes as may be, and no more; and by no file at all", async () => {
    const path = withFile(CERTIFICATE.cert.padEnd(AUTHORITIES_BYTES, "\n"));
    expect(await trust(["--ca", path])).toBeDefined();
    const long = withFile(CERTIFICATE.cert.padEnd(AUTHORITIES_BYTES + 1, "\n"));
    const failure = await failureOf(trust(["--ca", long]));
    const why = `it has more than ${AUTHORITIES_BYTES} bytes`;
    expect([failure.message, failure.exit]).toEqual([`Cannot read "${long}": ${why}`, 6]);
    const missing = await failureOf(trust(["--ca", "/nowhere"]));
    expect(missing.message).toBe('Cannot use --ca "/nowhere": no such file');
  });
});
