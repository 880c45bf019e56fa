// The tables of the room: every client, the files on the shelf, who is here.
import pc from "picocolors";
import type { ClientRecord, Message } from "../../protocol/messages.ts";
import { bytesText } from "../../protocol/sizes.ts";
import { localMinute } from "../../protocol/time.ts";
import { GAP, padded, tableLine, widest, type Column } from "./columns.ts";
import { cutEnd, cutFile } from "./cut.ts";
import { timeText } from "./days.ts";
import { textWidth } from "./graphemes.ts";
import type { Line } from "./line.ts";
import { noticeLine } from "./events.ts";

type File = Message<"list">["files"][number];
type Guest = Message<"who">["clients"][number];

// What is kept for a name while less important columns could be left out instead: columns of the screen.
const NAME = { least: 12, to: cutEnd };
const FILE = { least: 16, to: cutFile };

/** Every client, connected and past. Without a width (Infinity) nothing is left out, and times are whole. */
export function statusTable(clients: readonly ClientRecord[], now: number): Line {
  const shown = { rows: clients, headed: true };
  const whole = tableLine({ ...shown, columns: WHOLE_STATUS });
  const paint = ({ closed }: ClientRecord) => (closed === null ? String : pc.dim);
  const fitting = tableLine({ ...shown, columns: fittingStatus(now), paint });
  return (columns) => (columns === Infinity ? whole : fitting)(columns);
}

/** The files on the shelf: size, time, name. Without a width (Infinity) nothing is cut, and times are whole. */
export function listTable(files: readonly File[], now: number): Line {
  if (files.length === 0) return noticeLine("The shelf is empty");
  const shown = { rows: files, headed: false };
  const whole = tableLine({ ...shown, columns: listColumns(localMinute) });
  const fitting = tableLine({ ...shown, columns: listColumns((at) => timeText(at, now)) });
  return (columns) => (columns === Infinity ? whole : fitting)(columns);
}

/**
 * Who is here: number and name, as many beside each other as there is room for, read down, under how
 * many they are. Without a width (Infinity) there is one a row, and no heading to be counted with them.
 */
export function whoTable(clients: readonly Guest[]): Line {
  const digits = widest(clients.map(({ client }) => String(client)));
  const cells = clients.map(
    ({ client, name }) => `${padded(String(client), digits, true)} ${name}`,
  );
  const widths = cells.map(textWidth);
  return (columns) => {
    if (columns === Infinity) return cells;
    const heading = pc.bold(cutEnd(`${clients.length} here`, columns));
    const height = heightOf(widths, columns);
    const stacks = stacked(cells, height).map((stack) => ({ stack, width: widest(stack) }));
    const rows = Array.from({ length: height }, (_, at) => {
      const row = stacks.map(({ stack, width }) => padded(stack[at] ?? "", width));
      return cutEnd(row.join(" ".repeat(GAP)).trimEnd(), columns);
    });
    return [heading, ...rows];
  };
}

const COUNTS: readonly Column<ClientRecord>[] = [
  { heading: "messages", text: ({ messages }) => String(messages), right: true, rank: 2 },
  { heading: "received", text: ({ received }) => bytesText(received), right: true, rank: 3 },
  { heading: "sent", text: ({ sent }) => bytesText(sent), right: true, rank: 4 },
];
const NUMBER: Column<ClientRecord> = {
  heading: "#",
  text: ({ client }) => String(client),
  right: true,
  rank: 0,
};
const ADDRESS: Column<ClientRecord> = {
  heading: "address",
  text: ({ address }) => address,
  rank: 5,
};

const WHOLE_STATUS: readonly Column<ClientRecord>[] = [
  NUMBER,
  { heading: "name", text: ({ name }) => name, rank: 0 },
  ADDRESS,
  { heading: "opened", text: ({ opened }) => localMinute(opened), rank: 1 },
  {
    heading: "closed",
    text: ({ closed }) => (closed === null ? "here" : localMinute(closed)),
    rank: 1,
  },
  ...COUNTS,
];

function fittingStatus(now: number): readonly Column<ClientRecord>[] {
  return [
    NUMBER,
    { heading: "name", text: ({ name }) => name, rank: 0, cut: NAME },
    { heading: "", text: ({ closed }) => (closed === null ? "here" : "left"), rank: 0 },
    { heading: "since", text: ({ opened, closed }) => timeText(closed ?? opened, now), rank: 1 },
    ...COUNTS,
    ADDRESS,
  ];
}

function listColumns(time: (at: number) => string): readonly Column<File>[] {
  return [
    { heading: "size", text: ({ size }) => bytesText(size), right: true, rank: 1 },
    { heading: "modified", text: ({ modified }) => time(modified), rank: 2 },
    { heading: "file", text: ({ file }) => file, rank: 0, cut: FILE },
  ];
}

/** The fewest rows in which cells of these widths fit beside each other. */
function heightOf(widths: readonly number[], columns: number): number {
  const narrowest = widths.reduce((least, width) => Math.min(least, width), columns);
  for (let across = Math.floor((columns + GAP) / (narrowest + GAP)); across > 1; across--) {
    const height = Math.ceil(widths.length / across);
    const sum = stacked(widths, height).reduce((width, stack) => width + greatest(stack) + GAP, 0);
    if (sum - GAP <= columns) return height;
  }
  return widths.length;
}

function greatest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

/** The cells in stacks so high. */
function stacked<T>(cells: readonly T[], height: number): T[][] {
  const stacks: T[][] = [];
  for (let at = 0; at < cells.length; at += height) stacks.push(cells.slice(at, at + height));
  return stacks;
}
