// A gate whose hash costs next to nothing, and whose time is the test's.
import { Gate, type Cost, type GateParts } from "../../lib/server/gate.ts";

export const CHEAP: Cost = { memoryCost: 8, timeCost: 1 };

/** The gate of a room with a password: wrong ones cost no time, unless a test is about that. */
export function gateOf(password: string, parts: Partial<GateParts> = {}): Gate {
  const hash = Bun.password.hashSync(password, { algorithm: "argon2id", ...CHEAP });
  return new Gate(hash, {
    now: () => 0,
    pause: async () => {},
    isExempt: () => true,
    log: { warn() {} },
    ...parts,
  });
}
