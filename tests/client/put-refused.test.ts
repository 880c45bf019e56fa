// Uploads to servers that answer badly: a name that no file can have, and a part that is wrong again and again.

import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { toFailure } from "../../lib/client/failure.ts";
import { putFile } from "../../lib/client/put.ts";
import { DamagedPart } from "../../lib/client/receive.ts";
import { VerificationError } from "../../lib/files/appending.ts";
import { Turns } from "../../lib/files/turns.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { framesServer } from "./peers.ts";
import { errorOf, failureOf } from "./server.ts";

const emptyFolder = temporaryFolders();
const turns = new Turns();

/** A file of seven bytes. */
function small(): string {
  const path = join(emptyFolder(), "small");
  writeFileSync(path, "content");
  return path;
}

test.each([
  ["../../etc/passwd", 'a part of it is "." or ".."'],
  ["/etc/passwd", "it is absolute"],
  [".bashrc", "a part of it is hidden"],
  ["a\\b", "it has a backslash"],
  ["", "it is empty"],
])("a name like %j is not passed on", async (file, problem) => {
  using fake = framesServer({
    put: (peer, re) => peer.control({ type: "stored", file, already: true, re }),
  });
  const { session } = await connect(fake.address, Date.now);
  expect(await failureOf(putFile(session, small(), { turns }))).toMatchObject({
    exit: EXIT.network,
    message: `Cannot put "small": the server gave it a name that no file can have: ${problem}`,
  });
});

test("a part that is wrong once more, after all was to be sent anew, is a failed check", async () => {
  let puts = 0;
  using fake = framesServer({
    put: (peer, re) => {
      puts++;
      peer.control({ type: "send", from: 3, re });
    },
    chunk: (peer, re) => peer.control({ type: "error", code: "broken", message: "It is not", re }),
  });
  const { session } = await connect(fake.address, Date.now);
  const error = await errorOf(putFile(session, small(), { turns }));
  expect(error).toBeInstanceOf(DamagedPart);
  expect(error).toBeInstanceOf(VerificationError);
  expect(error.name).toBe("DamagedPart");
  expect(toFailure(error)).toMatchObject({ exit: EXIT.verification, message: "It is not" });
  expect(puts).toBe(2);
});
