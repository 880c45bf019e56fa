// The names of the shelf's files, as completion has them.
import { expect, test } from "bun:test";
import { ShelfNames } from "../../../lib/client/chat/shelf-names.ts";
import { connect } from "../../../lib/client/connect.ts";
import { FRESH_LIST_MS } from "../../../lib/protocol/limits.ts";
import { framesServer } from "../peers.ts";

test("are asked for once in a while, or when the shelf has changed; a shelf that cannot be listed has none", async () => {
  let asked = 0;
  using fake = framesServer({
    list: (peer, id) => {
      const file = { file: `${++asked}.txt`, size: 1, modified: 1 };
      if (asked < 4) peer.control({ type: "list", files: [file], more: false, re: id });
      else peer.control({ type: "error", code: "internal", message: "No shelf today", re: id });
    },
  });
  const { session } = await connect(fake.address, Date.now);
  let now = 0;
  const names = new ShelfNames(session, () => now);
  expect(await names.get()).toEqual(["1.txt"]);
  now += FRESH_LIST_MS;
  expect(await names.get()).toEqual(["1.txt"]);
  now += 1;
  expect(await names.get()).toEqual(["2.txt"]);
  names.forget();
  expect(await names.get()).toEqual(["3.txt"]);
  now += FRESH_LIST_MS + 1;
  expect(await names.get()).toEqual([]);
  session.abandon();
});
