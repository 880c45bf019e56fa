// Guests who talk in one room, all in this process, and check what they hear: bun tests/bench/journal/load.ts ORDER
// Says what was carried as JSON, once every message is ACKed and was heard by all others.

import { CommonRecord } from "./common-record.ts";
import { Crowd } from "./crowd.ts";
import { enter, type Entered } from "./enter.ts";
import { LoadGuest } from "./load-guest.ts";
import { LoadOrder } from "./load-order.ts";
import { bare, frames } from "./wires.ts";

const order = LoadOrder.parse(JSON.parse(process.argv[2] ?? ""));
const wire = order.speaks === "frames" ? frames : bare;
const all: Entered[] = [];
while (all.length < order.guests)
  all.push(await enter(order.port, wire, `guest-${all.length}`, fail));

const record = new CommonRecord(all[0]?.seq ?? 0);
const crowd = new Crowd(order, record);
for (const entered of all) {
  const guest = new LoadGuest(entered, { wire, record, crowd });
  crowd.add(guest);
  entered.listen((bytes) => crowd.take(guest, bytes));
}
const carried = await crowd.carry();
await Promise.all(all.map((entered) => entered.leave()));
console.log(JSON.stringify(carried));
process.exit();

function fail(why: unknown): void {
  console.error(why);
  process.exit(1);
}
