// The server's certificate: made once and kept, made anew when it has expired, or the host's own; else a sentence.

import { expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CERTIFICATE_BYTES, CERTIFICATE_MS } from "../../lib/protocol/limits.ts";
import { openCertificate, type CertificateSource } from "../../lib/server/certificate.ts";
import { asNobody, temporaryFolders } from "../files/temp.ts";
import { ANOTHER, CERTIFICATE } from "../support/certificate.ts";

const folder = temporaryFolders();
const NOW = Date.UTC(2026, 0, 1);

/** Opens a certificate, with what is warned of. */
async function opened(source: CertificateSource, { now = NOW, shelf = "/nowhere" } = {}) {
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  return { ...(await openCertificate(source, { shelf, now: () => now, warn })), warnings };
}

/** The message of the error that opening it ends in. */
const refusalOf = (source: CertificateSource, shelf?: string) =>
  opened(source, shelf === undefined ? {} : { shelf }).then(
    () => "none",
    ({ message }: Error) => message,
  );

/** A folder with a pair of these. */
function given(cert: string, key: string): { certFile: string; keyFile: string } {
  const inside = folder();
  const [certFile, keyFile] = [join(inside, "c.pem"), join(inside, "k.pem")];
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  return { certFile, keyFile };
}

test("one is made in the data folder, which is made too, its key for its owner alone", async () => {
  const data = join(folder(), "data");
  const { cert, key, fingerprint, warnings } = await opened({ folder: data });
  expect(readdirSync(data).toSorted()).toEqual(["certificate.pem", "key.pem"]);
  expect(readFileSync(join(data, "certificate.pem"), "utf8")).toBe(cert);
  expect(readFileSync(join(data, "key.pem"), "utf8")).toBe(key);
  expect(statSync(join(data, "key.pem")).mode & 0o777).toBe(0o600);
  expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(warnings).toEqual([]);
});

test("it is of P-256, for ten years, also for a clock that is late, and for this machine", async () => {
  const certificate = new X509Certificate((await opened({})).cert);
  const { publicKey, validFrom, validTo, subjectAltName } = certificate;
  expect(publicKey.asymmetricKeyType).toBe("ec");
  expect(publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(Date.parse(validTo)).toBe(NOW + CERTIFICATE_MS);
  expect(Date.parse(validFrom)).toBeLessThan(NOW);
  expect(subjectAltName).toStartWith("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:");
});

test("it is the same the next time; without a folder another each time, and nothing is kept", async () => {
  const data = folder();
  const first = await opened({ folder: data });
  expect(await opened({ folder: data })).toEqual(first);
  const memory = await opened({});
  expect(memory.fingerprint).not.toBe((await opened({})).fingerprint);
});

test("until the moment at which it expires; then a new one is made, with a warning", async () => {
  const data = folder();
  const first = await opened({ folder: data });
  const last = await opened({ folder: data }, { now: NOW + CERTIFICATE_MS - 1 });
  expect(last).toEqual(first);
  const next = await opened({ folder: data }, { now: NOW + CERTIFICATE_MS });
  expect(next.fingerprint).not.toBe(first.fingerprint);
  expect(next.warnings).toEqual([
    "The room's certificate has expired; a new one is made, with another fingerprint",
  ]);
  const { fingerprint } = await opened({ folder: data }, { now: NOW + CERTIFICATE_MS });
  expect(fingerprint).toBe(next.fingerprint);
});

test("a key without its certificate: a new pair is made, with a warning", async () => {
  const data = folder();
  const first = await opened({ folder: data });
  rmSync(join(data, "certificate.pem"));
  const made = await opened({ folder: data });
  expect(made.fingerprint).not.toBe(first.fingerprint);
  expect(made.warnings).toEqual([
    "Made a new certificate: guests who know the old one will refuse it",
  ]);
  expect((await opened({ folder: data })).warnings).toEqual([]);
});

test.each([
  ["a damaged certificate", "certificate.pem", "hello", 'Cannot use "CERT": no certificate in PEM'],
  ["an empty one", "certificate.pem", "", 'Cannot use "CERT": no certificate in PEM'],
  [
    "a damaged key",
    "key.pem",
    "hello",
    'Cannot use "KEY": no private key in PEM, or one with a passphrase',
  ],
  ["another's key", "key.pem", ANOTHER.key, 'Cannot use "KEY": it is not the key of "CERT"'],
  ["no key", "key.pem", undefined, 'Cannot read "KEY": no such file'],
])("%s is refused and stays", async (_what, name, text, message) => {
  const data = folder();
  await opened({ folder: data });
  rmSync(join(data, name));
  if (text !== undefined) writeFileSync(join(data, name), text);
  const [cert, key] = [join(data, "certificate.pem"), join(data, "key.pem")];
  expect(await refusalOf({ folder: data })).toBe(message.replace("CERT", cert).replace("KEY", key));
  if (text !== undefined) expect(readFileSync(join(data, name), "utf8")).toBe(text);
});

test("the host's own, with its chain", async () => {
  const chain = CERTIFICATE.cert + ANOTHER.cert;
  const source = given(chain, CERTIFICATE.key);
  const { fingerprint } = CERTIFICATE;
  const expected = { cert: chain, key: CERTIFICATE.key, fingerprint, warnings: [] };
  expect(await opened(source, { now: Date.now() })).toEqual(expected);
});

test("an expired one of the host is used, with a warning", async () => {
  const source = given(CERTIFICATE.cert, CERTIFICATE.key);
  const { warnings } = await opened(source, { now: Date.now() + 2 * CERTIFICATE_MS });
  expect(warnings).toEqual([`The certificate in "${source.certFile}" has expired`]);
});

test("one that is missing, unreadable or too long is said", async () => {
  const source = given(CERTIFICATE.cert, CERTIFICATE.key);
  const missing = { ...source, certFile: "/nowhere/c.pem" };
  expect(await refusalOf(missing)).toBe('Cannot read "/nowhere/c.pem": no such file');
  const { keyFile } = source;
  const key = CERTIFICATE.key.padEnd(CERTIFICATE_BYTES, "\n");
  writeFileSync(keyFile, key);
  expect(await refusalOf(source)).toBe("none");
  writeFileSync(keyFile, `${key}\n`);
  const why = `it has more than ${CERTIFICATE_BYTES} bytes`;
  expect(await refusalOf(source)).toBe(`Cannot read "${keyFile}": ${why}`);
  chmodSync(join(keyFile, ".."), 0o755);
  chmodSync(keyFile, 0o000);
  const message = `Cannot read "${keyFile}": permission denied`;
  expect(await asNobody(() => refusalOf(source))).toBe(message);
});

test("a key on the shelf would be everyone's", async () => {
  const source = given(CERTIFICATE.cert, CERTIFICATE.key);
  const shelf = join(source.keyFile, "..");
  const message = `Cannot use "${source.keyFile}": everyone could get it from the shelf`;
  expect(await refusalOf(source, shelf)).toBe(message);
});
