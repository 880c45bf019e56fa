// The Worker that hashes files, so that the event loop of the room goes on meanwhile. Started by hasher.ts.

import { parentPort } from "node:worker_threads";
import { HashJobs } from "./hash-sync.ts";

const jobs = new HashJobs();

parentPort?.on("message", (told: unknown) => {
  const answer = jobs.answerTo(told);
  if (answer !== undefined) parentPort?.postMessage(answer, []);
});
