// The parts of a server that a test has no use for: a password, a host at its terminal, a count of what is litter.
import { Litter } from "../../lib/server/litter.ts";
import type { ServerParts } from "../../lib/server/server.ts";

export const NO_HOST: Pick<ServerParts, "gate" | "keepBans" | "closeIn"> = {
  gate: undefined,
  keepBans() {},
  closeIn() {},
};

/** Where nobody counts what is no longer needed. */
export const NO_LITTER = new Litter(
  () => {},
  () => {},
  () => 0,
);
