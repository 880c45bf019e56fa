// The connections by the numbers of their clients, through which the room's effects find them.
import { HOST } from "../room/client.ts";
import type { Connection } from "./connection.ts";

export class Connections {
  #byNumber = new Map<number, Connection>();

  /** How many there are, but for the host's, which takes nobody's place. */
  get size(): number {
    return this.#byNumber.size - (this.#byNumber.has(HOST) ? 1 : 0);
  }

  get(number: number): Connection | undefined {
    return this.#byNumber.get(number);
  }

  all(): Iterable<Connection> {
    return this.#byNumber.values();
  }

  add(connection: Connection): void {
    this.#byNumber.set(connection.number, connection);
  }

  remove(connection: Connection): void {
    this.#byNumber.delete(connection.number);
  }

  /**
   * Makes a connection that of a client who was here before, and gives its number to the one that still stands for
   * that client, which ends. Returns the connection; undefined where it is gone already.
   */
  adopt(from: number, as: number): Connection | undefined {
    const connection = this.#byNumber.get(from);
    if (!connection) return undefined;
    const old = this.#byNumber.get(as);
    this.#byNumber.delete(from);
    connection.becomes(as);
    this.#byNumber.set(as, connection);
    if (!old) return connection;
    old.replaced(from);
    this.#byNumber.set(from, old);
    return connection;
  }
}
