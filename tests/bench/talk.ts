// How long talk takes from one guest to another, both in this process: bun tests/bench/talk.ts ORDER
// Says "ready"; "begin" has it talk, "end" stop; then it says the milliseconds of each message as JSON.

import { z } from "zod";
import { connect } from "../../lib/client/connect.ts";

/** How often it looks how many messages are due: milliseconds. */
const TICK_MS = 1;

const { port, perSecond } = z
  .object({ port: z.number(), perSecond: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ""));
const address = { host: "127.0.0.1", port };
const [speaker, hearer] = [await join("speaker"), await join("hearer")];
speaker.listen(() => {});

let sentAt: number[] = [];
let ms: number[] = [];
let heard = Promise.withResolvers<void>();
hearer.listen((message) => {
  if (message.type !== "said") return;
  const sent = sentAt[Number(message.text)];
  if (sent === undefined) return;
  ms.push(performance.now() - sent);
  heard.resolve();
  heard = Promise.withResolvers();
});

console.log("ready");
let talking: NodeJS.Timeout | undefined;
for await (const order of console) {
  if (order === "begin") begin();
  else console.log(JSON.stringify(await end()));
}

async function join(name: string) {
  const { session } = await connect(address, Date.now);
  await session.request({ type: "nick", name });
  return session;
}

function say(): void {
  const text = String(sentAt.push(performance.now()) - 1);
  speaker.request({ type: "say", text }).catch(() => process.exit(1));
}

/** At its pace whether or not the answers come: a server that is late is not spared. */
function begin(): void {
  [sentAt, ms] = [[], []];
  const begun = performance.now();
  say();
  talking = setInterval(() => {
    const due = 1 + Math.floor(((performance.now() - begun) * perSecond) / 1000);
    while (sentAt.length < due) say();
  }, TICK_MS);
}

async function end(): Promise<number[]> {
  clearInterval(talking);
  while (ms.length < sentAt.length) await heard.promise;
  return ms;
}
