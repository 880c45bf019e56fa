// How a TLS handshake ended: with what the server has shown, or in a sentence why there is none.
import type { Socket } from "bun";
import { errorCode } from "../files/reasons.ts";
import { Lost } from "./passing.ts";
import type { Shown, Trust } from "./trust.ts";

/** What is said of a certificate that is nobody's but its own, of a handshake that is done all the same. */
const UNVOUCHED: ReadonlySet<string | undefined> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_CHAIN_TOO_LONG",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/**
 * What a server has shown in a handshake that is done: it has the certificate's key, whoever it is.
 * @throws Lost where the handshake failed; a certificate that came before that proves nothing
 */
export function shownIn(
  socket: Pick<Socket, "getPeerX509Certificate">,
  error: Error | null,
  server: string,
  { withoutTls }: Trust,
): Shown {
  const problem = error ? (errorCode(error) ?? error.message) : undefined;
  const fingerprint = socket.getPeerX509Certificate()?.fingerprint256;
  const isDone = problem === undefined || UNVOUCHED.has(problem);
  if (isDone && fingerprint !== undefined) return { fingerprint, problem };
  const message = error?.message ?? "";
  if (message.includes("WRONG_VERSION_NUMBER"))
    throw new Lost(`Cannot join "${server}": the server does not speak TLS${withoutTls}`);
  const why = problem === "EPROTO" ? `the TLS handshake failed: ${reason(message)}` : CLOSED;
  throw new Lost(`Cannot join "${server}": ${why}`);
}

/** Why there is no handshake where the server closed before it was done. */
export const CLOSED = "it closed the connection during the TLS handshake";

/** The library's own word: the last of `error:100000f7:SSL routines:OPENSSL_internal:NO_SHARED_CIPHER`. */
function reason(message: string): string {
  return (message.split(":").at(-1) ?? "").toLowerCase().replaceAll("_", " ");
}
