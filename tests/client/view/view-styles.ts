// A process that has colours and prints lines of the view as JSON: whether there are colours is told once a process.
import { dayLine } from "../../../lib/client/view/days.ts";
import { helpOf } from "../../../lib/client/view/help.ts";
import { historyLine } from "../../../lib/client/view/history.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import { statusTable, whoTable } from "../../../lib/client/view/tables.ts";
import {
  errorLine,
  eventLine,
  failedLine,
  pendingLine,
  PLAIN_LOOK,
  type Look,
} from "../../../lib/client/view/events.ts";

const AT = Date.UTC(2026, 10, 22, 14, 2);
const who = { at: AT, client: 2 };
const ann = { ...who, seq: 5, from: "Ann" };
const look: Look = { ...PLAIN_LOOK, me: () => "Bo", colourOf: () => (name) => `<${name}>` };
const past = {
  client: 1,
  name: "Ann",
  address: "127.0.0.1:5",
  dialect: "lines",
  opened: AT,
  closed: AT,
  messages: 0,
  received: 0,
  sent: 0,
};

const lines: Record<string, Line | undefined> = {
  talk: eventLine({ type: "said", ...ann, text: "hi" }, look),
  mention: eventLine({ type: "said", ...ann, text: "hi Bo!" }, look),
  action: eventLine({ type: "said", ...ann, text: "waves", action: true }, look),
  told: eventLine({ type: "told", ...ann, text: "psst" }, look),
  joined: eventLine({ type: "joined", ...who, name: "Cy" }, look),
  timed: eventLine({ type: "said", ...ann, text: "hi" }, { ...look, times: () => true }),
  error: errorLine("Failed"),
  pending: pendingLine({ text: "hi" }, look),
  failed: failedLine("hi", "refused", "busy"),
  day: dayLine(AT),
  who: whoTable([{ client: 1, name: "Ann" }]),
  searched: historyLine([{ ...ann, text: "Tea!" }], { ...look, number: 1 }, AT, "search", "tea"),
  past: statusTable([past], AT),
  help: helpOf({ usage: "/who", summary: "who is here" }),
};

const shown = Object.entries(lines).map(([what, line]) => [what, line?.(20).join("\n")]);
process.stdout.write(JSON.stringify(Object.fromEntries(shown)));
