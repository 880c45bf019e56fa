// What ends as which exit code.

import { expect, test } from "bun:test";
import { Failure, refused, toFailure } from "../../lib/client/failure.ts";
import { VerificationError } from "../../lib/files/download.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { House } from "./server.ts";

test.each([
  { error: new Failure(EXIT.refused, "full"), exit: EXIT.refused, message: "full" },
  { error: new VerificationError("wrong hash"), exit: EXIT.verification, message: "wrong hash" },
  { error: new Error("disk full"), exit: EXIT.localFile, message: "disk full" },
  { error: "a text", exit: EXIT.localFile, message: "a text" },
])("$message ends with $exit", ({ error, exit, message }) => {
  expect(toFailure(error)).toMatchObject({ exit, message });
});

test("a refusal keeps its code", () => {
  const refusal = { code: "not-found", message: "File 'x' not found" } as const;
  expect(refused(refusal)).toMatchObject({ exit: EXIT.notFound, refusal });
});

test("a fault in what listens ends the session with its reason", async () => {
  await using house = new House();
  const session = await house.join("Ann");
  session.listen(() => {
    throw new Error("the screen is broken");
  });
  await house.netcat("Ben");
  const { message, exit } = await session.ended;
  expect(message).toContain("the screen is broken");
  expect(exit).toBe(EXIT.network);
});
