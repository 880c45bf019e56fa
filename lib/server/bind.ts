// Binding the one port, with the reason in a sentence where it cannot be had.
import type { SocketHandler, TCPSocketListener } from "bun";
import { errorCode } from "../files/reasons.ts";

const REASONS: Record<string, string> = {
  EADDRINUSE: "another program listens there; choose another with --port",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "this port needs more rights; choose one above 1023",
  ENOTFOUND: "no such host is known",
};

/**
 * Listens on an address.
 * @throws Error `Cannot listen on "host:port": reason`
 */
export function bind<Data>(
  hostname: string,
  port: number,
  socket: SocketHandler<Data>,
): TCPSocketListener<Data> {
  try {
    // Half-open, so that a guest which has said all it wants still gets its answers.
    return Bun.listen<Data>({ hostname, port, allowHalfOpen: true, socket });
  } catch (error) {
    const reason = REASONS[errorCode(error) ?? ""] ?? "this address cannot be listened on";
    throw new Error(`Cannot listen on "${hostname}:${port}": ${reason}`, { cause: error });
  }
}
