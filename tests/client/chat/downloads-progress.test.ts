// How far a download of the chat is, and that one which was lost goes on where it stopped.

import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../../lib/client/connect.ts";
import { PROGRESS_MS } from "../../../lib/protocol/limits.ts";
import { encodeChunk } from "../../support/chunk.ts";
import { framesServer, type Peer } from "../peers.ts";
import { House } from "../server.ts";
import { Around } from "./traffic-fixture.ts";

test("progress is shown when it is due; what is lost says that it can be continued, and is", async () => {
  const bytes = Buffer.alloc(100, "x");
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  const asked: unknown[] = [];
  let peer: Peer | undefined;
  let id = 0;
  await using house = new House();
  using fake = framesServer({
    get: (to, request, message) => {
      [peer, id] = [to, request];
      asked.push("have" in message ? message.have?.bytes : undefined);
      const from = asked.length > 1 ? 40 : 0;
      to.control({ type: "file", file: "a", size: 100, modified: 1, from, re: request });
      to.bytes(encodeChunk(request, bytes.subarray(from, from + 10)));
    },
    who: (to, request) => to.control({ type: "who", clients: [], more: false, re: request }),
  });
  const { session } = await connect(fake.address, Date.now);
  const around = new Around(session, house.out);
  around.traffic.get("a");
  await around.showed("↓ a 0 % of 100 B");
  const more = async (part: number) => {
    peer?.bytes(encodeChunk(id, bytes.subarray(0, part)));
    // Its answer comes behind the bytes.
    await session.request({ type: "who" });
    return around.shown.at(-1);
  };
  await session.request({ type: "who" });
  around.now += PROGRESS_MS - 1;
  expect(await more(10)).toEqual(["↓ a 0 % of 100 B"]);
  expect(around.traffic.progress).toEqual(["↓ a 20 % of 100 B"]);
  around.now += 1;
  expect(await more(10)).toEqual(["↓ a 30 % of 100 B"]);
  around.now += 900;
  expect(await more(10)).toEqual(["↓ a 40 % of 100 B, 40 B/s, 2 s left"]);
  expect(around.table).toEqual([
    "#  way   file  done     of    rate  left",
    "1  down  a     40 %  100 B  40 B/s   2 s",
  ]);
  session.abandon();
  await around.traffic.settled();
  expect(around.words).toEqual(["a has stopped at 40 %; /get a continues it"]);

  const again = new Around((await connect(fake.address, Date.now)).session, house.out);
  again.traffic.get("a");
  await again.showed("↓ a 40 % of 100 B");
  peer?.bytes(encodeChunk(id, bytes.subarray(50)));
  peer?.control({ type: "end", sha256, re: id });
  expect(await again.told()).toBe(
    `Saved ${join(house.out, "a")}: 100 B, checked; continued at 40 B`,
  );
  expect(asked).toEqual([undefined, 40]);
  expect(readdirSync(house.out)).toEqual(["a"]);
});
