// What ends as which exit code.

import { expect, test } from "bun:test";
import { join } from "node:path";
import { Failure, refused, toFailure } from "../../lib/client/failure.ts";
import { VerificationError } from "../../lib/files/appending.ts";
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

test("a fault in what listens is none of the network's: nobody catches it", async () => {
  await using house = new House();
  const { host, port } = house.address;
  const script = `
    const { connect } = await import("./lib/client/connect.ts");
    const { session } = await connect({ host: "${host}", port: ${port} }, Date.now);
    await session.request({ type: "nick", name: "Ann" });
    session.listen(() => {
      throw new Error("the screen is broken");
    });
    await session.request({ type: "nick", name: "Anna" });`;
  const proc = Bun.spawn([process.execPath, "-e", script], {
    cwd: join(import.meta.dir, "../.."),
    stderr: "pipe",
  });
  expect(await proc.stderr.text()).toContain("error: the screen is broken");
  expect(await proc.exited).toBe(1);
});
