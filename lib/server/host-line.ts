// The host's own line to the room, from its terminal: a connection as any guest's, within this process.
import { duplex, type DuplexEnd } from "../protocol/duplex.ts";
import type { Traffic } from "../room/client.ts";
import type { Room } from "../room/room.ts";
import { Connection } from "./connection.ts";
import type { House } from "./house.ts";

/** Where the host is, as the log and the status have it. */
const CONSOLE = "console";

export interface HostLine {
  /** The server's side. */
  connection: Connection;
  /** The other end, for whoever speaks for the host. */
  end: DuplexEnd;
}

/** Lets the host in. */
export function openHostLine(house: House, room: Room): HostLine {
  const [near, end] = duplex();
  const traffic: Traffic = { received: 0, sent: 0 };
  const number = room.openHost(traffic);
  const connection = new Connection(near, house, number, CONSOLE, traffic);
  near.listen({
    data: (bytes) => connection.received(bytes),
    drain: () => connection.drained(),
    end: () => connection.ended(),
    close: () => connection.closed(),
  });
  return { connection, end };
}
