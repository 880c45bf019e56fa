// What the receiver of the bench is told to do, and what it tells.

import { z } from "zod";

export const ReceiveOrder = z.object({
  /** What the port speaks: Parlor's frames, HTTP, or just the file's bytes for any bytes. */
  speaks: z.enum(["frames", "http", "file"]),
  port: z.number(),
  file: z.string(),
  /** Connections at once, and what each takes before it is closed: bytes as they come, frames and all. */
  connections: z.number(),
  take: z.number(),
  /** One request brings so many bytes; another follows when they are there. */
  perRequest: z.number(),
  /** Whether the connections stop reading instead of closing, until the process is killed. */
  stops: z.boolean(),
});
export type ReceiveOrder = z.infer<typeof ReceiveOrder>;

export const Received = z.object({
  ms: z.number(),
  /** Bytes of all connections, and of each when the first had all that it takes. */
  bytes: z.number(),
  atFirstEnd: z.array(z.number()),
  /** The share of the time in which this process itself worked, from 0 to 1. */
  busy: z.number(),
});
export type Received = z.infer<typeof Received>;
