// The certificate that the server shows: the host's own, or one made for this room and kept in its data folder.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { isShown } from "../files/apart.ts";
import { readWhole, replaceWhole } from "../files/whole-file.ts";
import { CERTIFICATE_BYTES, CERTIFICATE_MS, CLOCK_SKEW_MS } from "../protocol/limits.ts";

/** A certificate, chain included, and its private key: PEM. */
export interface Certificate {
  cert: string;
  key: string;
  /** The certificate's SHA-256 in hex, as "AB:CD:…". */
  fingerprint: string;
}

/** Where a certificate is from: two files of the host's, or the data folder; undefined is memory alone. */
export type CertificateSource = { certFile: string; keyFile: string } | { folder?: string };

export interface CertificateMeans {
  /** The shelf's folder, a real path: what is on it is anybody's. */
  shelf: string;
  now: () => number;
  warn: (message: string) => void;
}

/**
 * The certificate of a source; one of its own that is missing or has expired is made anew.
 * @throws Error that names the file and what is wrong with it
 */
export async function openCertificate(
  source: CertificateSource,
  { shelf, now, warn }: CertificateMeans,
): Promise<Certificate> {
  if ("certFile" in source) {
    const { certFile, keyFile } = source;
    if (await isShown(shelf, keyFile))
      throw new Error(`Cannot use "${keyFile}": everyone could get it from the shelf`);
    const given = checked(await readPair(certFile, keyFile), certFile, keyFile);
    if (isExpired(given.cert, now())) warn(`The certificate in "${certFile}" has expired`);
    return given;
  }
  const { folder } = source;
  if (folder === undefined) return makeCertificate(now());
  const certFile = join(folder, "certificate.pem");
  const keyFile = join(folder, "key.pem");
  const kept = await readWhole(certFile, CERTIFICATE_BYTES);
  if (kept !== undefined) {
    const own = checked(await readPair(certFile, keyFile), certFile, keyFile);
    if (!isExpired(own.cert, now())) return own;
    warn("The room's certificate has expired; a new one is made, with another fingerprint");
  } else if (await Bun.file(keyFile).exists()) {
    warn("Made a new certificate: guests who know the old one will refuse it");
  }
  const made = await makeCertificate(now());
  // The key first: a certificate without its key would be a pair that is damaged.
  await replaceWhole(keyFile, made.key, 0o600);
  await replaceWhole(certFile, made.cert, 0o644);
  return made;
}

async function readPair(certFile: string, keyFile: string): Promise<{ cert: string; key: string }> {
  return { cert: await readThere(certFile), key: await readThere(keyFile) };
}

async function readThere(path: string): Promise<string> {
  const text = await readWhole(path, CERTIFICATE_BYTES);
  if (text === undefined) throw new Error(`Cannot read "${path}": no such file`);
  return text;
}

/** A pair that belongs together. @throws Error */
function checked(
  { cert, key }: { cert: string; key: string },
  certFile: string,
  keyFile: string,
): Certificate {
  const certificate = orElse(() => new X509Certificate(cert), certFile, "no certificate in PEM");
  const why = "no private key in PEM, or one with a passphrase";
  const privateKey = orElse(() => createPrivateKey(key), keyFile, why);
  if (!certificate.checkPrivateKey(privateKey))
    throw new Error(`Cannot use "${keyFile}": it is not the key of "${certFile}"`);
  return { cert, key, fingerprint: certificate.fingerprint256 };
}

function orElse<T>(make: () => T, path: string, why: string): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`Cannot use "${path}": ${why}`, { cause: error });
  }
}

function isExpired(cert: string, now: number): boolean {
  return Date.parse(new X509Certificate(cert).validTo) <= now;
}

/** A self-signed certificate for a new key; guests know it by its fingerprint, not by whom it is of. */
async function makeCertificate(now: number): Promise<Certificate> {
  const generate = await openMaker();
  const made = await generate([{ name: "commonName", value: "Parlor" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(now - CLOCK_SKEW_MS),
    notAfterDate: new Date(now + CERTIFICATE_MS),
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  const { fingerprint256: fingerprint } = new X509Certificate(made.cert);
  return { cert: asFile(made.cert), key: asFile(made.private), fingerprint };
}

/** Large, and seldom needed: to load it at every start would take tens of milliseconds. */
async function openMaker() {
  try {
    return (await import("selfsigned")).generate;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot make a certificate: ${why}; run "bun install" once with internet, or give --tls-cert and --tls-key`,
      { cause: error },
    );
  }
}

function asFile(pem: string): string {
  return `${pem.replaceAll("\r", "").trim()}\n`;
}
