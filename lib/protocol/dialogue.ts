// The sentences of the dialogue that both sides know by heart.
import type { Refusal } from "./errors.ts";
import { BARRED_MS } from "./limits.ts";

export const ASK_NAME = "Please enter a name:";
export const ASK_PASSWORD = "Please enter the password:";

export const FULL = "Server is full, try again later.";
export const CROWDED = "Too many connections from your address, try again later.";
export const BANNED = "You are banned from this room.";
export const BARRED = `Too many wrong passwords from your address; try again in ${BARRED_MS / 60_000} minutes, or ask the host.`;

/** What a guest reads in the clear where TLS is spoken. */
export const SPEAKS_TLS =
  "This room speaks TLS: join with ncat --ssl HOST PORT, or bun client.ts --tls HOST:PORT";

/** What a connection that is not let in reads before it is closed, whatever it speaks, and the refusal that it is. */
export const TURNED_AWAY = [
  { code: "full", message: FULL },
  { code: "crowded", message: CROWDED },
  { code: "banned", message: BANNED },
  { code: "banned", message: BARRED },
] as const satisfies readonly Refusal[];
