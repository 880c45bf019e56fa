// Who takes part when files are measured: a receiver, two who talk, and those who upload.

import { z } from "zod";
import { Received, type ReceiveOrder } from "./receive-order.ts";
import { Running, script } from "./running.ts";
import { answerBytes, type Sender } from "./senders.ts";
import { cpuSeconds } from "./processes.ts";
import { percentile } from "./statistics.ts";

/** Messages a second of the one who talks. */
export const MESSAGES_PER_SECOND = 200;

export const FILE = "big.bin";

/** What a sender did. */
export interface Sent extends Received {
  gbPerSecond: number;
  /** The sender's processor time: seconds per GB (10^9 bytes). */
  cpuPerGb: number;
}

/** How much is received, and by how many. */
export interface Receiving {
  size: number;
  connections: number;
  /** Whole files, by each, one after the other; or so many bytes of one. */
  files: number;
  take?: number;
  /** Whether they then stop reading and do not close. */
  stops?: boolean;
}

/** A receiver whose connections are there, and which begins when it is told. */
export class Receiver implements AsyncDisposable {
  readonly #running: Running;

  private constructor(
    order: ReceiveOrder,
    private readonly sender: Sender,
  ) {
    this.#running = new Running(script("receive.ts", order));
  }

  static async open(sender: Sender, what: Receiving): Promise<Receiver> {
    const { port, speaks } = sender;
    const perRequest = answerBytes(sender, what.size);
    const { connections, take = what.files * perRequest, stops = false } = what;
    const receiver = new Receiver(
      { speaks, port, file: FILE, connections, take, perRequest, stops },
      sender,
    );
    await receiver.#running.line(/^ready$/);
    return receiver;
  }

  /** Begins, and resolves when all is there; where it stops reading, it then has not closed anything. */
  async receive(): Promise<Sent> {
    const before = cpuSeconds(this.sender.pid);
    this.#running.tell("go");
    const [json] = await this.#running.line(/^\{.*\}$/);
    const cpu = cpuSeconds(this.sender.pid) - before;
    const received = Received.parse(JSON.parse(json));
    const gb = received.bytes / 1e9;
    return { ...received, gbPerSecond: gb / (received.ms / 1000), cpuPerGb: cpu / gb };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#running[Symbol.asyncDispose]();
  }
}

/** Receives from a sender. */
export async function receiveFrom(sender: Sender, what: Receiving): Promise<Sent> {
  await using receiver = await Receiver.open(sender, what);
  return await receiver.receive();
}

/** What half, and what 99 of 100 of the messages did not exceed on their way from guest to guest: milliseconds. */
export type Delivery = Record<"p50" | "p99", number>;

/** Two guests of a server, of whom one talks and the other hears it. */
export class Talk implements AsyncDisposable {
  readonly #running: Running;

  private constructor(port: number) {
    this.#running = new Running(script("talk.ts", { port, perSecond: MESSAGES_PER_SECOND }));
  }

  static async open({ port }: Sender): Promise<Talk> {
    const talk = new Talk(port);
    await talk.#running.line(/^ready$/);
    return talk;
  }

  /** How long messages took while something was done, and what that gave. */
  async during<T>(run: () => Promise<T>): Promise<{ talk: Delivery; result: T }> {
    this.#running.tell("begin");
    const result = await run();
    this.#running.tell("end");
    const [json] = await this.#running.line(/^\[.*\]$/);
    const ms = z.array(z.number()).parse(JSON.parse(json));
    return { talk: { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) }, result };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#running[Symbol.asyncDispose]();
  }
}

/** Guests that upload a file each, ready to begin. */
export class Uploading implements AsyncDisposable {
  readonly #running: Running;

  private constructor(
    port: number,
    private readonly uploads: number,
    private readonly size: number,
  ) {
    this.#running = new Running(script("upload.ts", { port, uploads, size }));
  }

  static async open({ port }: Sender, { count, size }: Uploads): Promise<Uploading> {
    const uploading = new Uploading(port, count, size);
    await uploading.#running.line(/^ready$/);
    return uploading;
  }

  /** The names that they have on the shelf. */
  static files({ count }: Uploads): string[] {
    return Array.from({ length: count }, (_, number) => `upload-${number}.bin`);
  }

  /** Uploads; resolves with the GB a second of all when each file is stored. */
  async upload(): Promise<number> {
    this.#running.tell("go");
    const [ms] = await this.#running.line(/^[\d.]+$/);
    return (this.uploads * this.size) / 1e9 / (Number(ms) / 1000);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#running[Symbol.asyncDispose]();
  }
}

/** How many uploads at once, of how many bytes each. */
export interface Uploads {
  count: number;
  size: number;
}
