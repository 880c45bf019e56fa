// One round of how fast messages are stored: Parlor, the bare relay and the bare loop in turn, for each size of crowd.

import { rmSync } from "node:fs";
import { join } from "node:path";
import { carry, loopRate, startParlor, startRelay, type Served } from "./servers.ts";

/** Talkers who are alone in the room, each with so many messages that are not ACKed yet. */
export interface Crowd {
  talkers: number;
  inFlight: number;
}

/** How much is measured. */
export interface TalkPlan {
  crowds: readonly Crowd[];
  /** Talkers among guests who only listen, who all together say so many messages a second. */
  paced: { talkers: number; guests: number; perSecond: number; measureMs: number };
  warmMs: number;
  measureMs: number;
}

/** What one round measured of one crowd. */
export interface Measured {
  parlor: Served;
  relay: Served;
  /** Rows a second of the loop. */
  loop: number;
}

export interface TalkRound {
  /** As the plan's crowds. */
  crowds: Measured[];
  paced: Pick<Measured, "parlor" | "relay">;
}

/** Measures with files of its own in a folder; which one goes first changes from round to round. */
export async function measureTalk(
  plan: TalkPlan,
  folder: string,
  number: number,
): Promise<TalkRound> {
  const here = join(folder, `round-${number}`);
  const { paced, warmMs, measureMs } = plan;
  try {
    const places = Math.max(paced.guests, ...plan.crowds.map(({ talkers }) => talkers));
    await using parlor = await startParlor(places, join(here, "parlor"));
    await using relay = await startRelay(join(here, "relay"));
    const both = async (what: Parameters<typeof carry>[1]) => {
      if (number % 2 === 0)
        return { parlor: await carry(parlor, what), relay: await carry(relay, what) };
      return { relay: await carry(relay, what), parlor: await carry(parlor, what) };
    };
    const crowds: Measured[] = [];
    for (const [at, { talkers, inFlight }] of plan.crowds.entries()) {
      const carried = await both({ guests: talkers, talkers, inFlight, warmMs, measureMs });
      const loopFolder = join(here, `loop-${at}`);
      const rows = talkers * inFlight;
      const loop = await loopRate({ folder: loopFolder, rows, warmMs, measureMs });
      crowds.push({ ...carried, loop });
    }
    return { crowds, paced: await both({ ...paced, inFlight: 1, warmMs }) };
  } finally {
    rmSync(here, { recursive: true, force: true });
  }
}
