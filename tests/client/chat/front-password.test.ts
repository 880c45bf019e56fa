// The question for the room's password in a whole chat of this process: on a screen and in appended lines.
import { expect, setDefaultTimeout, test } from "bun:test";
import { gateOf } from "../../support/password.ts";
import { House } from "../server.ts";
import { Desk } from "./desk.ts";

setDefaultTimeout(20_000);

const SECRET = "open sesame";
const ASKED = "The room's password?";

test.each([
  ["a screen", {}],
  ["appended lines", { TERM: "dumb" }],
])("%s: asks until it is right, then for a name", async (_what, env) => {
  await using house = new House({ gate: gateOf(SECRET) });
  using desk = new Desk(env);
  const exit = desk.chat(house.at);
  await desk.screen.shows(ASKED);
  await desk.type("\r", "Cannot be the password: it is empty");
  await desk.type("wrong\r", "That is not the password");
  await desk.screen.shows(/That is not the password[\s\S]*The room's password\?/);
  await desk.type(`${SECRET}\r`, "Your name?");
  await desk.type("Ann\r", "You are Ann.");
  desk.keyboard.type("/exit\r");
  expect(await exit).toBe(0);
});

test.each([
  ["a screen", {}],
  ["appended lines", { TERM: "dumb" }],
])("%s: the input's end gives up", async (_what, env) => {
  await using house = new House({ gate: gateOf(SECRET) });
  using desk = new Desk(env);
  const exit = desk.chat(house.at);
  await desk.screen.shows(ASKED);
  desk.keyboard.end();
  expect(await exit).toBe(130);
});
