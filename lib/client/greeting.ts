// The server's greeting: text for people, then the preface of the frames dialect.
import { SPEAKS_TLS, TURNED_AWAY } from "../protocol/dialogue.ts";
import { EXIT } from "../protocol/exits.ts";
import { PREFACE_BYTES, prefaceVersion, VERSION } from "../protocol/frame.ts";
import { CONTROL_BYTES } from "../protocol/limits.ts";
import { Failure, refused } from "./failure.ts";
import { Lost } from "./passing.ts";

/** How the record begins by which a server says in TLS that it cannot read us. */
const TLS_ALERT = 0x15;
const TLS_MAJOR = 3;

/** Skips a server's text up to its preface. */
export class Greeting {
  #bytes = new Uint8Array(0);

  constructor(private readonly server: string) {}

  /**
   * The bytes after the preface, or undefined until it is complete.
   * @throws Failure where this is no Parlor server, or one of another version
   */
  push(chunk: Uint8Array): Uint8Array | undefined {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes[0] === TLS_ALERT && this.#bytes[1] === TLS_MAJOR) throw this.#speaksTls();
    const at = this.#bytes.indexOf(0);
    if (at < 0 && this.#bytes.byteLength > CONTROL_BYTES) throw this.noParlor("it only sends text");
    if (at < 0 || this.#bytes.byteLength < at + PREFACE_BYTES) return undefined;
    const version = prefaceVersion(this.#bytes.subarray(at));
    if (version === undefined) throw this.noParlor("it speaks another protocol");
    if (version !== VERSION) {
      const why = `it speaks version ${version} of the protocol, this client version ${VERSION}`;
      throw new Failure(EXIT.refused, `Cannot join "${this.server}": ${why}`);
    }
    return this.#bytes.subarray(at + PREFACE_BYTES);
  }

  /** Why the server closed before its preface. */
  closedEarly(): Failure {
    const text = Buffer.from(this.#bytes).toString("latin1");
    const refusal = TURNED_AWAY.find(({ message }) => text.includes(message));
    if (refusal) return refused(refusal);
    if (text.includes(SPEAKS_TLS)) return this.#speaksTls();
    return this.noParlor("it closed the connection at once");
  }

  #speaksTls(): Failure {
    const why = "the server speaks TLS: add --tls, or leave out --no-tls";
    return new Failure(EXIT.network, `Cannot join "${this.server}": ${why}`);
  }

  noParlor(why: string): Failure {
    return new Lost(`Cannot join "${this.server}": no Parlor server, ${why}`);
  }
}
