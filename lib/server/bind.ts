// Binding the one port, with the reason in a sentence where it cannot be had.
import type { SocketHandler } from "bun";
import { errorCode } from "../files/reasons.ts";
import type { Certificate } from "./certificate.ts";
import { secured, type GuestHandler } from "./secure.ts";

const REASONS: Record<string, string> = {
  EADDRINUSE: "another program listens there; choose another with --port",
  EADDRNOTAVAIL: "this machine has no such address",
  EACCES: "this port needs more rights; choose one above 1023",
  ENOTFOUND: "no such host is known",
};

export interface Listener {
  readonly port: number;
  /** Accepts nobody any more. */
  stop(): void;
  /** Closes all sockets that are still open. */
  terminate(): void;
}

/**
 * Listens on an address; with a certificate, TLS is spoken there.
 * @throws Error `Cannot listen on "host:port": reason`
 */
export function bind<Data>(
  hostname: string,
  port: number,
  handler: GuestHandler<Data>,
  certificate?: Certificate,
): Listener {
  if (!certificate) return listen(hostname, port, handler);
  const { wire, terminate } = secured(certificate, handler);
  return { ...listen(hostname, port, wire), terminate };
}

function listen<Data>(hostname: string, port: number, socket: SocketHandler<Data>): Listener {
  try {
    // Half-open, so that a guest which has said all it wants still gets its answers.
    const listener = Bun.listen<Data>({ hostname, port, allowHalfOpen: true, socket });
    return {
      port: listener.port,
      stop: () => listener.stop(),
      terminate: () => listener.stop(true),
    };
  } catch (error) {
    const reason = REASONS[errorCode(error) ?? ""] ?? "this address cannot be listened on";
    throw new Error(`Cannot listen on "${hostname}:${port}": ${reason}`, { cause: error });
  }
}
