// What happens to the sockets of the port: told to a guest's connection, or to the door where there is none.
import type { Socket } from "bun";
import type { Refusal } from "../protocol/errors.ts";
import { Connection } from "./connection.ts";
import type { Guest } from "./door.ts";
import { describe, type Log } from "./log.ts";
import type { GuestHandler } from "./secure.ts";

/** Why somebody goes who speaks in the clear where TLS is spoken; it was told in the clear. */
const NO_TLS: Refusal = { code: "foreign", message: "It does not speak TLS" };

/** Who hears of sockets that are no connection's, or not any more. */
export interface SocketEvents {
  opened(socket: Socket<Guest>): void;
  /** One that was turned away can take more. */
  drained(socket: Socket<Guest>): void;
  closed(socket: Socket<Guest>): void;
}

/** The handler for a listener. */
export function guestHandler(events: SocketEvents, log: Pick<Log, "error">): GuestHandler<Guest> {
  return {
    open: (socket) => events.opened(socket),
    foreign({ data: guest }) {
      if (guest instanceof Connection) guest.letGo(NO_TLS);
    },
    data({ data: guest }, bytes) {
      if (guest instanceof Connection) guest.received(bytes);
    },
    drain(socket) {
      if (socket.data instanceof Connection) socket.data.drained();
      else events.drained(socket);
    },
    end(socket) {
      if (socket.data instanceof Connection) socket.data.ended();
      else socket.end();
    },
    close: (socket) => events.closed(socket),
    error(socket, error) {
      log.error(`Cannot serve a connection: ${describe(error)}`);
      socket.terminate();
    },
  };
}
