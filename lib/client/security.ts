// Whether a server is spoken to in TLS, and by what it is then known: what the flags say, or what is known of it.
import { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { readWhole } from "../files/whole-file.ts";
import { addressText, type Address } from "../protocol/address.ts";
import { EXIT } from "../protocol/exits.ts";
import { AUTHORITIES_BYTES } from "../protocol/limits.ts";
import { Failure, toFailure } from "./failure.ts";
import { knownFingerprint } from "./known-servers.ts";
import type { ClientSettings } from "./settings.ts";
import { configFolder } from "./state.ts";
import { trustInAuthority, trustInFingerprint, type Trust } from "./trust.ts";

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

type TlsSettings = Pick<ClientSettings, "tls" | "noTls" | "ca" | "fingerprint">;

/**
 * The trust in a server that is spoken to in TLS; undefined where it is spoken to in the clear. A server that is known by
 * its certificate is never spoken to in the clear, unless --no-tls says so.
 * @throws Failure where a file cannot be read that decides it
 */
export async function trustFor(
  address: Address,
  { tls, noTls, ca, fingerprint: told }: TlsSettings,
  env: Record<string, string | undefined>,
): Promise<Trust | undefined> {
  if (noTls) return undefined;
  const server = addressText(address);
  try {
    if (ca !== undefined) return trustInAuthority(server, await readAuthority(ca), ca);
    const config = configFolder(env);
    const file = config && join(config, "known-servers");
    const known = file && (await knownFingerprint(file, server));
    if (!tls && told === undefined && known === undefined) return undefined;
    return trustInFingerprint(server, { told, known, file });
  } catch (error) {
    throw toFailure(error);
  }
}

/** The certificates of a file: PEM. @throws Failure, or Error */
async function readAuthority(path: string): Promise<string> {
  const text = await readWhole(path, AUTHORITIES_BYTES);
  const cannot = (why: string) => new Failure(EXIT.localFile, `Cannot use --ca "${path}": ${why}`);
  if (text === undefined) throw cannot("no such file");
  const certificates = text.match(CERTIFICATES) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw cannot("no certificates in PEM");
  return certificates.join("\n");
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).fingerprint256 !== "";
  } catch {
    return false;
  }
}
