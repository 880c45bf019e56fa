// Sessions: what lets a lost client come back as itself. The token is its client's alone; the room keeps a hash of it.
import { timingSafeEqual } from "node:crypto";
import { SESSION_MS } from "../protocol/limits.ts";
import type { Client } from "./client.ts";
import type { KeptClient } from "./journal.ts";

export type Session = NonNullable<KeptClient["session"]>;

/** A session that is there from now on, under a token that nobody else can guess. */
export function openSession(token: string, now: number): Session {
  return { hash: hashOf(token), until: now + SESSION_MS };
}

/** The same session, from now on for its whole time. */
export function prolonged({ hash }: Session, now: number): Session {
  return { hash, until: now + SESSION_MS };
}

/** Whether a client can still come back. While it is here its session does not grow old, whatever was kept of it. */
export function hasSession({ session, closed }: Pick<Client, "session" | "closed">, now: number) {
  if (!session) return false;
  return closed === null || now < Math.max(session.until, closed + SESSION_MS);
}

/** The token of a client: its number, by which the session is found, and the secret. */
export function tokenOf(client: number, secret: string): string {
  return `${client}.${secret}`;
}

/** The number in a token; undefined where it cannot be one of ours. */
export function numberIn(token: string): number | undefined {
  const [, digits] = /^([1-9]\d{0,14})\./.exec(token) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Whether a session has this token: in a time that does not tell how much of it is right. */
export function opens(token: string, { hash }: Session): boolean {
  return timingSafeEqual(Buffer.from(hashOf(token), "hex"), Buffer.from(hash, "hex"));
}

function hashOf(token: string): string {
  return new Bun.CryptoHasher("sha256").update(token).digest("hex");
}
