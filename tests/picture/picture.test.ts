// The committed pictures show what the client shows today; if not: bun tests/picture/draw.ts

import { expect, setDefaultTimeout, test } from "bun:test";
import { DRAW, pathOf } from "./draw.ts";
import { DARK, LIGHT } from "./schemes.ts";
import { playSession } from "./session.ts";
import { drawSvg, textRows } from "./svg.ts";

setDefaultTimeout(60_000);

test("the pictures are those of the session as it looks today", async () => {
  const picture = await playSession();
  for (const scheme of [LIGHT, DARK]) {
    const kept = await Bun.file(pathOf(scheme)).text();
    const today = drawSvg(picture, scheme);
    const hint = `${pathOf(scheme)} is not what the client shows; redraw it with: ${DRAW}`;
    // The text first: where it differs, the rows say more than the elements do.
    expect(textRows(kept), hint).toEqual(textRows(today));
    expect(kept, hint).toBe(today);
  }
});
