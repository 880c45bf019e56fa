// A program around Screen: it does what the lines typed into it say, and its frame tells how many it has done.

import { ALTERNATE_OFF, ALTERNATE_ON } from "../../../lib/client/terminal/terminal.ts";
import { paragraph } from "../../../lib/client/view/line.ts";
import { Screen } from "../../../lib/client/terminal/screen.ts";

const screen = new Screen(process.stdout);
let done = 0;
let status: string[] = [];

const DEEDS: Record<string, (rest: string) => void> = {
  say: (text) => screen.print(paragraph({ head: "ann: ", text })),
  count: (to) => {
    for (let i = 0; i < Number(to); i++) screen.print(paragraph({ text: `line ${i}` }));
  },
  status: (text) => {
    status = text === "" ? [] : text.split("|");
  },
  back: () => screen.page(-1),
  forward: () => screen.page(1),
  clear: () => screen.clear(),
  ask: (question) => {
    screen.hold();
    process.stdout.write(`${ALTERNATE_ON}\x1b[H\x1b[J${question}`);
  },
  answer: () => {
    process.stdout.write(ALTERNATE_OFF);
    screen.release();
  },
  end: () => {
    screen.detach();
    screen.write("\r\n");
    screen.flush();
    process.stdin.pause();
  },
};

process.stdin.setRawMode(true);
screen.attach(() => [...status, `${screen.unread} ${screen.columns}x${screen.rows} #${done}█`]);
let unfinished = "";
process.stdin.on("data", (bytes) => {
  const lines = (unfinished + bytes.toString()).split("\n");
  unfinished = lines.pop() ?? "";
  for (const line of lines) {
    const [deed = "", rest = ""] = line.split(/ (.*)/);
    done++;
    DEEDS[deed]?.(rest);
  }
  screen.changed();
});
