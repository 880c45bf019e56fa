// The Worker that has the journal's files open, so that no disk holds the event loop of the room. Started by thread.ts.

import { parentPort } from "node:worker_threads";
import { CallHandler } from "./call-handler.ts";
import type { Call } from "./calls.ts";

const handler = new CallHandler();

// What asks is the other half of this very program: its calls are what their type says.
parentPort?.on("message", (call: Call) => {
  parentPort?.postMessage(handler.answerTo(call), []);
});
