// Random keys, pastes, lines and resizes against a model: every line once, in order, the input exact.
// PARLOR_SEED=n runs that seed alone.

import { expect, test } from "bun:test";
import { atEnd, EMPTY } from "../../../lib/client/terminal/editing.ts";
import { Editor } from "../../../lib/client/terminal/editor.ts";
import { History } from "../../../lib/client/terminal/history.ts";
import { FAMILY, resize, Room, unbroken } from "./prompt-room.ts";

/** Keys that change the line or the cursor, but C-_: fast typing is fewer steps to it. */
const KEYS = [
  ["\x1b[D", "left"],
  ["\x1b[C", "right"],
  ["\x1b[H", "home"],
  ["\x1b[3~", "delete"],
  ["\x7f", "backspace"],
  ["\x1bb", "M-b"],
  ["\x1b[1;5C", "C-right"],
  ["\x17", "C-w"],
  ["\x0b", "C-k"],
  ["\x19", "C-y"],
  ["\x1by", "M-y"],
  ["\x1b\x7f", "M-backspace"],
  ["\x14", "C-t"],
  ["\x1bc", "M-c"],
  ["\x1b[A", "up"],
  ["\x1bOB", "down"],
] as const;

const given = Number(process.env["PARLOR_SEED"] ?? 0);

test.each(given > 0 ? [given] : [1, 2, 3])(
  "random keys, lines and resizes, seed %d",
  async (seed) => {
    let state = seed * 7919;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    using room = new Room();
    await using ann = await room.join(50, 14);
    const said: string[] = [];
    const history = History.open(undefined);
    const editor = new Editor();
    let input = EMPTY;
    for (let step = 1; step <= 400; step++) {
      const choice = random(12);
      if (choice < 5) {
        const text = [..."abcdefg 漢é😀", FAMILY][random(12)] ?? "";
        input = editor.typed(input, text);
        ann.type(random(6) > 0 ? text : `\x1b[200~${text}\x1b[201~`);
      } else if (choice < 9) {
        const [bytes, name] = KEYS[random(KEYS.length)] ?? ["", ""];
        const walks = name === "up" || name === "down";
        const walked =
          name === "up" ? history.older(input.text) : walks && history.newer(input.text);
        if (!walks) input = editor.press(name, input) ?? input;
        else if (typeof walked === "string") input = atEnd(walked);
        // A key in two writes may come in two reads, or in one with what is typed around it.
        const cut = random(bytes.length + 1);
        for (const part of [bytes.slice(0, cut), bytes.slice(cut)]) if (part !== "") ann.type(part);
      } else {
        said.push(`<${said.length}${"w".repeat(random(90))}>`);
        room.say(said.at(-1) ?? "");
      }
      if (step % 40 > 0) continue;
      // The end of the input, marked by a sentinel, is on the screen: so all keys were.
      const mark = (key: string) => editor.typed(editor.press(key, input) ?? input, `${step};`);
      ann.type(`\x05${step};`);
      input = mark("C-e");
      const shows = (screen: string) => unbroken(screen).endsWith(`${step};█`);
      const exact = () => `${said.join("")}ann>${unbroken(input.text)}█`;
      const before = await ann.waitFor(
        (screen) => shows(screen) && unbroken(screen).includes(said.at(-1) ?? ""),
      );
      expect(unbroken(before)).toBe(exact());
      // Of an input's last row that a resize breaks, terminals make different things.
      if (Bun.stringWidth(input.text) > 20) {
        ann.type(`\x15${step};`);
        input = mark("C-u");
        await ann.waitFor((screen) => screen.endsWith(`ann> ${step};█`));
      }
      // Never the same size again, of which nothing would be heard.
      await resize(ann, 30 + random(40), 10 + 2 * random(5) + ((step / 40) % 2));
      expect(unbroken(await ann.waitFor(shows))).toBe(exact());
      ann.type("\r");
      expect((await room.hear(step / 40)).at(-1)).toBe(input.text);
      history.add(input.text);
      history.reset();
      editor.reset();
      input = EMPTY;
    }
  },
  20_000,
);
