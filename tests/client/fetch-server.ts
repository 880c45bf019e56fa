// A server with one file, which it serves as it should, up to a byte.

import { connect } from "../../lib/client/connect.ts";
import type { Session } from "../../lib/client/session.ts";
import type { Have } from "../../lib/protocol/messages.ts";
import { encodeChunk } from "../support/chunk.ts";
import { framesServer, Heard, type Answers, type FakeServer, type Peer } from "./peers.ts";

export const sha256 = (bytes: Uint8Array) =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

export interface Offered {
  bytes: Uint8Array;
  /** Milliseconds since 1970. */
  modified?: number;
  /** How many of its bytes are sent, and what is done then in place of the end. */
  until?: number;
  andThen?: (peer: Peer, id: number) => void;
  answers?: Answers;
}

/** What one server was asked for. */
export class OneFile implements Disposable {
  readonly fake: FakeServer;
  /** What each "get" said was there. */
  readonly gets: (Have | undefined)[] = [];
  abouts = 0;
  /** The ids of transfers that were cancelled, each with ";" behind it. */
  readonly cancelled = new Heard();

  constructor(readonly offered: Offered) {
    this.fake = framesServer({
      get: (peer, id, message) => message.type === "get" && this.#serve(peer, id, message.have),
      about: (peer, re) => {
        this.abouts++;
        const { bytes } = this.offered;
        peer.control({ ...this.#facts, type: "about", sha256: sha256(bytes), re });
      },
      cancel: (peer, re, message) => {
        if (message.type !== "cancel") return;
        const { transfer } = message;
        this.cancelled.add(`${transfer};`);
        peer.control({ type: "ack", re });
        const error = { type: "error", code: "cancelled", message: "It is cancelled" };
        peer.control({ ...error, re: transfer });
      },
      who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
      ...offered.answers,
    });
  }

  /** A session of its own. */
  async enter(): Promise<Session> {
    return (await connect(this.fake.address, Date.now)).session;
  }

  [Symbol.dispose](): void {
    this.fake[Symbol.dispose]();
  }

  get #facts() {
    const { bytes, modified = 1 } = this.offered;
    return { file: "a.txt", size: bytes.byteLength, modified };
  }

  #serve(peer: Peer, re: number, have: Have | undefined): void {
    const { bytes, until, andThen } = this.offered;
    const facts = this.#facts;
    this.gets.push(have);
    const same = have?.size === facts.size && have.modified === facts.modified;
    const from = same ? have.bytes : 0;
    peer.control({ type: "ack", re });
    peer.control({ ...facts, type: "file", from, re });
    if (from < (until ?? bytes.byteLength))
      peer.bytes(encodeChunk(re, bytes.subarray(from, until)));
    if (andThen) return andThen(peer, re);
    if (until === undefined) peer.control({ type: "end", sha256: sha256(bytes), re });
  }
}
