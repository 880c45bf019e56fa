// How the client gives the room's password: by itself, asked for, or not at all where others could listen.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { comeBack, join as joinAs, type Connect } from "../../lib/client/joining.ts";
import { admit, admitting, passwordGiven, type PasswordAsker } from "../../lib/client/password.ts";
import { hideTyping } from "../../lib/client/terminal/echo.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { gateOf } from "../support/password.ts";
import { framesServer } from "./peers.ts";
import { run } from "./process.ts";
import { failureOf, House } from "./server.ts";

setDefaultTimeout(20_000);

const SECRET = "open sesame";
const open = () => new House({ gate: gateOf("caf\u00e9 sesame") });
const RIGHT = "cafe\u0301 sesame";
const near = (house: House) => ({ address: house.address, isTls: false, insecure: false });

/** Somebody who types these, one after the other, and then gives up. */
function typing(...texts: string[]) {
  const refused: string[] = [];
  const asker: PasswordAsker = {
    ask: async () => texts.shift(),
    refuse: (why) => void refused.push(why),
  };
  return { asker, refused };
}

describe("the password", () => {
  test("that is right is given, whatever way its letters are written", async () => {
    await using house = open();
    const connected = await connect(house.address, Date.now);
    await using session = connected.session;
    expect(await admitting(near(house), RIGHT)(connected)).toBe(RIGHT);
    expect((await joinAs(session, { type: "nick", name: "ann" })).welcome.name).toBe("ann");
  });

  test("that is wrong is asked for, as often as that is wrong, too", async () => {
    await using house = open();
    const connected = await connect(house.address, Date.now);
    await using session = connected.session;
    const { asker, refused } = typing("wrong too", RIGHT);
    expect(await admit({ ...connected, session }, near(house), "wrong", asker)).toBe(RIGHT);
    expect(refused).toEqual(["That is not the password", "That is not the password"]);
  });

  test("is not asked for by a room without one", async () => {
    await using house = new House();
    const connected = await connect(house.address, Date.now);
    await using session = connected.session;
    expect(
      await admit({ ...connected, session }, near(house), undefined, typing().asker),
    ).toBeUndefined();
  });

  test("of a person who gives up ends it, and so does the end of the session", async () => {
    await using house = open();
    const connected = await connect(house.address, Date.now);
    await using session = connected.session;
    const gaveUp = await failureOf(admit(connected, near(house), undefined, typing().asker));
    expect([gaveUp.exit, gaveUp.message]).toEqual([EXIT.interrupted, "Cancelled"]);
    const aborted = Promise.withResolvers<undefined>();
    const ask = (signal: AbortSignal) => {
      signal.addEventListener("abort", () => aborted.resolve(undefined));
      session.abandon();
      return aborted.promise;
    };
    const ended = await failureOf(admit(connected, near(house), undefined, { ask, refuse() {} }));
    expect(ended.message).toBe("Left the room");
  });

  test("is not given where others could listen, unless that is wanted", async () => {
    await using house = open();
    const connected = await connect(house.address, Date.now);
    await using session = connected.session;
    const far = { address: { host: "192.0.2.1", port: 1 }, isTls: false, insecure: false };
    const failure = await failureOf(
      admit({ ...connected, session }, far, RIGHT, typing(RIGHT).asker),
    );
    expect(failure.exit).toBe(EXIT.refused);
    expect(failure.message).toStartWith(
      'Cannot give the password to "192.0.2.1:1": it would cross',
    );
    expect(house.log.text).not.toContain("(a password)");
    expect(await admit({ ...connected, session }, { ...far, isTls: true }, RIGHT)).toBe(RIGHT);
    expect(await admit({ ...connected, session }, { ...far, insecure: true }, RIGHT)).toBe(RIGHT);
  });

  test("is known to who has to join anew, and is tried once", async () => {
    await using house = open();
    const former = { name: "ann", token: "none", history: undefined, seen: undefined };
    const again: Connect = (opened) => connect(house.address, Date.now, 5000, opened);
    const back = await comeBack(again, former, (connected) => admit(connected, near(house), RIGHT));
    expect([back.as, back.welcome.name]).toEqual(["newcomer", "ann"]);
    await back.session.leave();
    const changed = comeBack(again, former, (connected) => admit(connected, near(house), "old"));
    expect((await failureOf(changed)).message).toBe("That is not the password");
  });
});

describe("in a script", () => {
  const folder = mkdtempSync(join(tmpdir(), "parlor-given-"));
  const file = join(folder, "password");
  writeFileSync(file, `${RIGHT}\n`);
  writeFileSync(join(folder, "wrong"), "wrong\n");

  test("a file or a variable gives it", async () => {
    await using house = open();
    const byFile = await run([house.at, "-n", "ann", "--password-file", file, "who"]);
    expect([byFile.exit, byFile.out]).toEqual([0, expect.stringContaining("ann")]);
    const byVariable = await run([house.at, "-n", "ann", "who"], "", { PARLOR_PASSWORD: RIGHT });
    expect([byVariable.exit, byVariable.err]).toEqual([0, ""]);
  });

  test("without one, or with a wrong one, it is refused", async () => {
    await using house = open();
    const without = await run([house.at, "who"]);
    expect([without.exit, without.err]).toEqual([
      3,
      "This room has a password: name a file that has it with --password-file, or set PARLOR_PASSWORD\n",
    ]);
    const wrong = await run([house.at, "--password-file", join(folder, "wrong"), "who"]);
    expect([wrong.exit, wrong.err]).toEqual([3, "That is not the password\n"]);
    rmSync(folder, { recursive: true });
    const missing = await run([house.at, "--password-file", file, "who"]);
    expect([missing.exit, missing.err]).toEqual([6, `Cannot read "${file}": no such file\n`]);
  });

  test("there is no flag for it", async () => {
    const { exit, err } = await run(["--password", "hunter2", "who"]);
    expect([exit, err]).toEqual([
      2,
      'Cannot use "--password": there is no such flag; --help shows them all\n',
    ]);
  });
});

test("a variable that cannot be a password is wrong usage", async () => {
  const failure = await failureOf(
    passwordGiven({ passwordFile: undefined }, { PARLOR_PASSWORD: "a\nb" }),
  );
  expect(failure.exit).toBe(EXIT.usage);
});

test("the end of the session ends the waiting for an answer", async () => {
  using server = framesServer({ password: () => {} }, "Fake", () => ({ password: true }));
  const connected = await connect(server.address, Date.now);
  const session = connected.session;
  const asked = admit(
    connected,
    { address: server.address, isTls: false, insecure: false },
    SECRET,
  );
  session.abandon();
  expect((await failureOf(asked)).message).toBe("Left the room");
});

test("typing is hidden and shown again, where the terminal can", () => {
  const settings: string[] = [];
  const show = hideTyping((setting) => settings.push(setting) > 0);
  show?.();
  expect(settings).toEqual(["-echo", "echo"]);
  expect(hideTyping(() => false)).toBeUndefined();
});

test("the end of the process shows typing again", () => {
  const settings: string[] = [];
  const before = process.listeners("exit");
  hideTyping((setting) => settings.push(setting) > 0);
  const added = process.listeners("exit").filter((listener) => !before.includes(listener));
  expect(added).toHaveLength(1);
  for (const listener of added) {
    listener(0);
    process.off("exit", listener);
  }
  expect(settings).toEqual(["-echo", "echo"]);
});
