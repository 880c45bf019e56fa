// The session that the picture shows, and Ann's screen at its end.

import { Stage, type ShelfFile } from "./stage.ts";
import type { Picture } from "./svg.ts";

const SIZE = { cols: 80, rows: 24 } as const;

/** The list tells when files were changed, as seen from today. */
const SHELF: readonly ShelfFile[] = [
  { path: "agenda.md", bytes: 1_480, changed: clock("17:02", -1) },
  { path: "rainfall.csv", bytes: 347_112, changed: clock("07:45") },
  { path: "slides/intro.pdf", bytes: 2_104_330, changed: clock("08:31") },
];

const LEFT = "\x1b[D";

/** Plays the session; resolves with what Ann then sees. */
export async function playSession(): Promise<Picture> {
  await using stage = new Stage(SHELF, SIZE);
  const ann = await stage.enter("Ann");
  const bo = await stage.enter("Bo");
  await stage.says(bo, "Morning! The slides are on the shelf.");
  const cleo = await stage.enter("Cleo");
  await stage.says(
    cleo,
    "早上好! The café next door keeps a table by the window for us at one o'clock.",
  );
  await stage.says(ann, "Good morning. Which data do we start with?");
  await stage.says(bo, "Ann, with the rainfall of March, please.");
  await stage.does(ann, "list", /slides\/intro\.pdf\n/);
  await stage.does(ann, "get rainfall.csv", /saved \S*rainfall\.csv/i);
  await stage.says(cleo, "/me waters the plants meanwhile", "waters the plants meanwhile");
  await stage.tells(ann, cleo, "/msg Cleo shall we go at half past?");
  await stage.tells(cleo, ann, "/msg Ann yes, see you there");
  await stage.pastes(bo, ["Look at the 9th:", "  north   4 mm", "  south 410 mm"]);
  // Not sent, and its cursor within it.
  ann.type(`The gauge was stuck, I tink${LEFT.repeat(3)}h`);
  await ann.waitFor(/stuck, I th/);
  await ann.until(() => !ann.modes.updating);
  return {
    title: "Parlor's client in a terminal",
    description:
      "Three people talk in a room. One has listed the files of the shelf, downloaded one of them, and is typing a line.",
    caption: "bun client.ts",
    columns: SIZE.cols,
    rows: await stage.screenOf(ann),
    cursor: ann.modes.cursorShown ? ann.cursor : undefined,
  };
}

/** A time of the clock as a moment of today, or of as many days after it; in the time zone of the stage. */
function clock(time: string, days = 0): Date {
  const today = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  return new Date(`${today}T${time}:00Z`);
}
