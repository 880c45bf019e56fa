// The Worker that has the journal's files open, so that no disk holds the event loop of the room. Started by thread.ts.

import { parentPort } from "node:worker_threads";
import { CallHandler } from "./call-handler.ts";
import type { Answer, Call, Warning } from "./calls.ts";

const say = (what: Answer | Warning) => parentPort?.postMessage(JSON.stringify(what), []);
const handler = new CallHandler((warning) => say({ warning }));

// What asks is the other half of this very program: its calls are what their type says.
parentPort?.on("message", (text: string) => {
  const call: Call = JSON.parse(text);
  say(handler.answerTo(call));
});
