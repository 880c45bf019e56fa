// Each attack in short: the healthy pair loses nothing, who is told why is told, and all that was taken is given back.

import { expect, setDefaultTimeout, test } from "bun:test";
import { ATTACKS } from "./attacks.ts";
import { underAttack, type Plan } from "./round.ts";
import { wrongs } from "./verdict.ts";

setDefaultTimeout(60_000);

/** What is measured by hand, with more messages, is no more than looked at here: another test may have the processor. */
const SHORT: Plan = {
  messages: 150,
  perSecond: 500,
  isThorough: false,
  fileBytes: 16 * 1024 * 1024,
};

const SOON_OVER = Object.entries(ATTACKS).filter(([, attack]) => !attack.byHand);

test.each(SOON_OVER)("%s", async (name, attack) => {
  const outcome = await underAttack(name, attack, { ...SHORT, tls: attack.needs === "tls" });
  expect(wrongs(outcome, attack)).toEqual([]);
});
