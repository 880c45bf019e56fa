// A client of the room: what is known of it, as others may see it, and as it is kept.
import type { ClientRecord } from "../protocol/messages.ts";
import type { KeptClient } from "./journal.ts";
import type { Session } from "./sessions.ts";

/** Bytes that a connection has received and sent so far; the connection counts, the cache reads. */
export interface Traffic {
  received: number;
  sent: number;
}

/** What a guest has to give next: the room's password, a name, or nothing more. */
export type Stage = "password" | "name" | "here";

/** The number of the host, who is no guest: it takes no place, and is not among the clients of a status. */
export const HOST = 0;
export const HOST_NAME = "host";

export interface Client {
  /** Below 0 of one who is let in beyond the last place, only to come back. */
  readonly number: number;
  /** Whether it may give a name: it knew the password, or there is none. */
  admitted: boolean;
  /** Undefined until the guest has given one at the door. */
  name: string | undefined;
  address: string;
  dialect: string;
  /** Of all its connections. */
  traffic: Traffic;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  closed: number | null;
  messages: number;
  /** By what it can come back; frames guests alone have one. */
  session: Session | null;
  /** How often it came back: what was asked before is not answered on a later connection. */
  returns: number;
  /** Whether it was welcomed, and so hears what is relayed. */
  listening: boolean;
}

/** Who has just come, and has no name yet. */
export function newClient(number: number, address: string, traffic: Traffic, now: number): Client {
  return {
    number,
    admitted: false,
    name: undefined,
    address,
    dialect: "unknown",
    traffic,
    opened: now,
    closed: null,
    messages: 0,
    session: null,
    returns: 0,
    listening: false,
  };
}

/** A client as others may see it. */
export function recordOf(client: Client): ClientRecord {
  return {
    client: client.number,
    name: client.name ?? "",
    address: client.address,
    dialect: client.dialect,
    opened: client.opened,
    closed: client.closed,
    messages: client.messages,
    received: client.traffic.received,
    sent: client.traffic.sent,
  };
}

/** A client with a name as it is kept. */
export function keptOf(client: Client): KeptClient {
  const { client: number, ...record } = recordOf(client);
  return { ...record, number, session: client.session };
}

/** A client of the past as it was kept. */
export function clientOf({ received, sent, ...kept }: KeptClient): Client {
  return { ...kept, admitted: true, traffic: { received, sent }, returns: 0, listening: false };
}
