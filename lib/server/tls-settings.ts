// Which flags have the room speak TLS, and with which certificate.
import { UsageError } from "../protocol/settings.ts";
import type { CertificateSource } from "./certificate.ts";
import type { ServerSettings } from "./settings.ts";

type TlsSettings = Pick<ServerSettings, "tls" | "noTls" | "tlsCert" | "tlsKey">;

/**
 * Checks that the flags of TLS go together.
 * @throws UsageError that names the one that is missing, or that contradicts another
 */
export function checkTls({ tls, noTls, tlsCert, tlsKey }: TlsSettings): void {
  const missing = (one: string, other: string) =>
    new UsageError(`Cannot use --${one} alone: --${other} has to name the other file of the pair`);
  if (tlsCert !== undefined && tlsKey === undefined) throw missing("tls-cert", "tls-key");
  if (tlsKey !== undefined && tlsCert === undefined) throw missing("tls-key", "tls-cert");
  const asked = tls ? "--tls" : tlsCert !== undefined ? "--tls-cert" : undefined;
  if (noTls && asked) throw new UsageError(`Cannot use --no-tls: ${asked} asks for TLS`);
}

/** Whether the room speaks TLS: where that was asked for, and wherever a password would cross the wire. */
export function speaksTls({ tls, noTls, tlsCert }: TlsSettings, hasPassword: boolean): boolean {
  return !noTls && (tls || tlsCert !== undefined || hasPassword);
}

/** Where the certificate is from with which TLS is spoken; undefined where it is not. */
export function certificateSource(
  settings: TlsSettings & Pick<ServerSettings, "data" | "ephemeral">,
  hasPassword: boolean,
): CertificateSource | undefined {
  if (!speaksTls(settings, hasPassword)) return undefined;
  const { tlsCert: certFile, tlsKey: keyFile, data, ephemeral } = settings;
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  return ephemeral ? {} : { folder: data };
}
