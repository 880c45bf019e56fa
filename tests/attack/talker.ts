// A frames guest that only talks: it counts its ACKs and what others say, and checks nothing else.

import { z } from "zod";
import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { Link, type Target } from "./link.ts";

/** What the tests look at of what a server says. */
const Heard = z.object({
  type: z.string(),
  re: z.number().optional(),
  text: z.string().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  password: z.boolean().optional(),
});
export type Heard = z.infer<typeof Heard>;

export class Talker implements Disposable {
  /** Hears each message once it is in the room. */
  onHeard: (heard: Heard) => void = () => {};
  /** Hears that its connection has ended, and the last that it was told by a refusal or a goodbye. */
  onEnded: (why: string) => void = () => {};
  #decoder = new FrameDecoder();
  #isOpen = false;
  #lastId = 0;
  #why = "nothing was said";
  #joined = Promise.withResolvers<void>();

  private constructor(
    private readonly link: Link,
    private readonly name: string,
    private readonly password: string | undefined,
  ) {
    link.onBytes = (bytes) => (bytes ? this.#take(bytes) : this.#ended());
    link.send(PREFACE);
  }

  /**
   * Comes into the room by a name.
   * @throws Error with what it was told, where it is not let in
   */
  static async join(target: Target, name: string): Promise<Talker> {
    const talker = new Talker(await Link.open(target), name, target.password);
    await talker.#joined.promise;
    return talker;
  }

  /** Says something; returns the id that its ACK bears. */
  say(text: string): number {
    return this.ask({ type: "say", text });
  }

  /** Asks for something; returns the id that the answers bear. */
  ask(request: { type: string; [field: string]: unknown }): number {
    const id = ++this.#lastId;
    this.link.send(encodeControl({ id, ...request }));
    return id;
  }

  [Symbol.dispose](): void {
    this.onEnded = () => {};
    this.link.reset();
  }

  #take(bytes: Uint8Array): void {
    // What stands before the preface is for people, and has no NUL.
    const at = this.#isOpen ? 0 : bytes.indexOf(PREFACE[0] ?? 0);
    if (at < 0) return void (this.#why = Buffer.from(bytes).toString().trim());
    const rest = this.#isOpen ? bytes : bytes.subarray(at + PREFACE.byteLength);
    this.#isOpen = true;
    for (const frame of this.#decoder.push(rest)) {
      if (frame.kind !== "control") throw new Error(`${this.name} got a frame "${frame.kind}"`);
      const { data } = Heard.safeParse(JSON.parse(Buffer.from(frame.payload).toString()));
      if (data) this.#hear(data);
    }
  }

  #hear(heard: Heard): void {
    if (heard.message !== undefined) this.#why = `${heard.code}: ${heard.message}`;
    if (heard.type === "ping") return this.link.send(encodeControl({ type: "pong" }));
    if (heard.type === "hello") return void this.#greeted(heard);
    if (heard.type === "admitted") return void this.#giveName();
    if (heard.type === "welcome") return this.#joined.resolve();
    this.onHeard(heard);
  }

  #greeted({ password: isAsked }: Heard): void {
    if (isAsked) this.ask({ type: "password", password: this.password ?? "" });
    else this.#giveName();
  }

  #giveName(): void {
    this.ask({ type: "nick", name: this.name, replay: 0, session: false });
  }

  #ended(): void {
    this.#joined.reject(new Error(`"${this.name}" is not let in: ${this.#why}`));
    this.onEnded(this.#why);
  }
}
