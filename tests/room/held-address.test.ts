// What is held for those lost from one address: so much, and no more, or one could keep a room full by hanging up.
import { expect, test } from "bun:test";
import { HELD_PER_ADDRESS } from "../../lib/protocol/limits.ts";
import { nick, quiet } from "./house.ts";
import { codeIn, openHosted } from "./hosted.ts";

const PLACES = HELD_PER_ADDRESS + 1;

/** A room from which so many of one address were lost, one after the other. */
function hangUp(host: string, count: number) {
  const den = openHosted({ places: PLACES });
  for (let n = 1; n <= count; n++) den.leave(den.from(host, `N${n}`));
  const isHeld = (name: string) => codeIn(den.ask(den.arrive(), 1, nick(name))) === "name-taken";
  return { ...den, isHeld };
}

test.each(["10.0.0.7", "2001:db8::7"])("as many as may be held of %s are", (host) => {
  const { isHeld } = hangUp(host, HELD_PER_ADDRESS);
  expect([isHeld("N1"), isHeld(`N${HELD_PER_ADDRESS}`)]).toEqual([true, true]);
});

test.each(["10.0.0.7", "2001:db8::7"])("one more of %s and the first is given up", (host) => {
  const { isHeld, room } = hangUp(host, HELD_PER_ADDRESS + 1);
  expect([isHeld("N2"), isHeld(`N${HELD_PER_ADDRESS + 1}`), isHeld("N1")]).toEqual([
    true,
    true,
    false,
  ]);
  expect(room.open("10.0.0.8:1", quiet())).toBeUndefined();
});

test("so others still come in", () => {
  const { room } = hangUp("10.0.0.7", PLACES * 3);
  expect(room.open("10.0.0.8:1", quiet())).toBeDefined();
});

test("who came back is not counted any more", () => {
  const { join, leave, comeBack, from, room } = openHosted({ places: PLACES + 1 });
  const ann = join("Ann");
  leave(ann.number);
  comeBack(ann.token);
  for (let n = 0; n < HELD_PER_ADDRESS; n++) leave(from("10.0.0.7", `N${n}`));
  expect(room.isNamed(ann.number)).toBe(true);
  leave(ann.number);
  expect(codeIn(comeBack(ann.token).effects)).toBeUndefined();
});

test("this machine itself is not bounded", () => {
  const { room } = hangUp("127.0.0.1", PLACES);
  expect(room.open("10.0.0.8:1", quiet())).toBeUndefined();
});
