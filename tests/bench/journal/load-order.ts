// What the load of the journal's bench is told to do, and what it tells.

import { z } from "zod";

export const LoadOrder = z.object({
  /** What the port speaks: Parlor's frames, or the bare relay's. */
  speaks: z.enum(["frames", "bare"]),
  port: z.number(),
  /** All who are in the room, and those of them who talk. */
  guests: z.number(),
  talkers: z.number(),
  /** Messages of each talker that are not ACKed yet; or all of them say so many a second, whatever is ACKed. */
  inFlight: z.number(),
  perSecond: z.number().optional(),
  /** How long they talk before it is measured, and then: milliseconds. */
  warmMs: z.number(),
  measureMs: z.number(),
});
export type LoadOrder = z.infer<typeof LoadOrder>;

export const Carried = z.object({
  /** How long it was measured: milliseconds. */
  ms: z.number(),
  /** Messages that were ACKed in that time, and messages that guests heard of others. */
  stored: z.number(),
  delivered: z.number(),
  /** All messages that were ACKed, before, in and after it. */
  all: z.number(),
  /** What half, 99 of 100, and all ACKs did not exceed, from the sending on: milliseconds. */
  p50: z.number(),
  p99: z.number(),
  worst: z.number(),
  /** The share of the time in which the load itself worked, from 0 to 1. */
  busy: z.number(),
});
export type Carried = z.infer<typeof Carried>;
