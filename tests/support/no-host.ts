// The parts of a server that a test has no use for: a password, a host at its terminal, a count of what is litter.
import { Litter } from "../../lib/server/litter.ts";
import type { Slots } from "../../lib/server/sendings.ts";
import type { ServerParts } from "../../lib/server/server.ts";
import { TransferSlots } from "../../lib/server/transfer-slots.ts";

export const NO_HOST: Pick<ServerParts, "gate" | "keepBans" | "closeIn" | "clock"> = {
  gate: undefined,
  clock: () => performance.now(),
  keepBans() {},
  closeIn() {},
};

/** Places for whoever asks for one. */
export const FREE_SLOTS: Slots = { files: new TransferSlots(), lists: new TransferSlots() };

/** Where nobody counts what is no longer needed. */
export const NO_LITTER = new Litter(
  () => {},
  () => {},
  () => 0,
);
