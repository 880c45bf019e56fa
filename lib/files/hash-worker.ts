// The Worker that hashes files, so that the event loop of the room goes on meanwhile. Started by hasher.ts.

import { parentPort } from "node:worker_threads";
import { answerTo } from "./hash-sync.ts";

parentPort?.on("message", (job: unknown) => parentPort?.postMessage(answerTo(job), []));
