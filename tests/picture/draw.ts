// Draws the README's pictures anew: bun tests/picture/draw.ts

import { join } from "node:path";
import { DARK, LIGHT, type Scheme } from "./schemes.ts";
import { playSession } from "./session.ts";
import { drawSvg } from "./svg.ts";

export const DRAW = "bun tests/picture/draw.ts";

/** Where the picture of a scheme is kept. */
export function pathOf({ name }: Scheme): string {
  return join(import.meta.dir, `chat-${name}.svg`);
}

if (import.meta.main) {
  const picture = await playSession();
  for (const scheme of [LIGHT, DARK]) {
    await Bun.write(pathOf(scheme), drawSvg(picture, scheme));
    console.log(pathOf(scheme));
  }
}
