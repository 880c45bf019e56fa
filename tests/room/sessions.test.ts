// Sessions and their tokens: what opens one, for how long, and that the token itself is never kept.
import { describe, expect, mock, test } from "bun:test";
import * as nodeCrypto from "node:crypto";
import { SESSION_MS, TOKEN_CHARACTERS } from "../../lib/protocol/limits.ts";
import {
  hasSession,
  numberIn,
  openSession,
  opens,
  prolonged,
  tokenOf,
} from "../../lib/room/sessions.ts";
import { openRoom } from "./house.ts";

const sha256 = (text: string) => new Bun.CryptoHasher("sha256").update(text).digest("hex");

describe("a token", () => {
  test("bears its client's number", () => {
    expect(tokenOf(17, "secret")).toBe("17.secret");
    expect(numberIn("17.secret")).toBe(17);
    expect(numberIn(tokenOf(999_999_999_999_999, "x"))).toBe(999_999_999_999_999);
  });

  test.each([
    "",
    ".",
    "x",
    "17",
    "17secret",
    "0.x",
    "-1.x",
    "01.x",
    " 1.x",
    "1e3.x",
    "1000000000000000.x",
    "\u0661.x",
    "x\n17.x",
  ])("%p is none of ours", (token) => {
    expect(numberIn(token)).toBeUndefined();
  });

  test("with the longest number and 32 random bytes fits its bound", () => {
    const token = tokenOf(Number("9".repeat(15)), Buffer.alloc(32).toString("base64url"));
    expect(token.length).toBeLessThanOrEqual(TOKEN_CHARACTERS);
  });

  test("opens its own session, and nothing like it does", () => {
    const session = openSession("17.secret", 0);
    expect(opens("17.secret", session)).toBe(true);
    for (const other of ["17.secreT", "17.secre", "17.secrets", "18.secret", "", session.hash])
      expect(opens(other, session)).toBe(false);
  });

  test("is compared in constant time, and as a hash", async () => {
    const crypto = { ...nodeCrypto };
    const compare = mock((one: Buffer, other: Buffer) => crypto.timingSafeEqual(one, other));
    await mock.module("node:crypto", () => ({ ...crypto, timingSafeEqual: compare }));
    const session = openSession("17.secret", 0);
    expect([opens("17.secret", session), opens("17.x", session)]).toEqual([true, false]);
    await mock.module("node:crypto", () => crypto);
    const hex = compare.mock.calls.map((each) => each.map((bytes) => bytes.toString("hex")));
    expect(hex).toEqual([
      [sha256("17.secret"), session.hash],
      [sha256("17.x"), session.hash],
    ]);
  });
});

describe("a session", () => {
  test("has the hash of its token, never the token", () => {
    const { journal, join } = openRoom();
    const { number, token } = join("Ann");
    expect(journal.clients.get(number)?.session).toEqual({
      hash: sha256(token),
      until: 1000 + SESSION_MS,
    });
    expect(JSON.stringify([...journal.clients.values()])).not.toContain("secret");
  });

  test("is kept anew when its client is lost, for its whole time from then on", () => {
    const { journal, clock, leave, join } = openRoom();
    const { number, token } = join("Ann");
    clock.at = 5000;
    leave(number);
    expect(journal.clients.get(number)).toMatchObject({
      closed: 5000,
      session: { hash: sha256(token), until: 5000 + SESSION_MS },
    });
  });

  test("lasts its time, not a millisecond longer; while its client is here it does not grow old", () => {
    const session = openSession("1.x", 50);
    expect(session.until).toBe(50 + SESSION_MS);
    const lost = { session, closed: 50 };
    expect(hasSession(lost, 50 + SESSION_MS - 1)).toBe(true);
    expect(hasSession(lost, 50 + SESSION_MS)).toBe(false);
    expect(hasSession({ session, closed: null }, 50 + 9 * SESSION_MS)).toBe(true);
    expect(hasSession({ session: null, closed: null }, 50)).toBe(false);
  });

  test("of one who was here when the server went lasts from when it was last seen", () => {
    const lost = { session: openSession("1.x", 50), closed: 1000 };
    expect(hasSession(lost, 1000 + SESSION_MS - 1)).toBe(true);
    expect(hasSession(lost, 1000 + SESSION_MS)).toBe(false);
  });

  test("is prolonged under the same token", () => {
    const session = openSession("1.x", 50);
    expect(prolonged(session, 70)).toEqual({ hash: session.hash, until: 70 + SESSION_MS });
  });
});
