// The parts of a server that bound who comes, where a test is about something else.
import { descriptorPlan } from "../../lib/server/descriptors.ts";
import type { ServerParts } from "../../lib/server/server.ts";

export const OPEN_DOOR: Pick<ServerParts, "descriptors" | "isExempt"> = {
  descriptors: descriptorPlan(),
  isExempt: () => true,
};
