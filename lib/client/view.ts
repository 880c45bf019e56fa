// What the client shows of the server's messages, to people.
import pc from "picocolors";
import type { ClientRecord, Message, ServerMessage } from "../protocol/messages.ts";
import { localMinute } from "../protocol/time.ts";

/** The line that shows what the server said unasked, or undefined where there is nothing to show. */
export function eventLine(message: ServerMessage): string | undefined {
  switch (message.type) {
    case "said":
      return saidLine(message.from, message.text);
    case "told":
      return `${pc.magenta(`* ${message.from} to you:`)} ${message.text}`;
    case "joined":
      return pc.dim(`* ${message.name} joined`);
    case "left":
      return pc.dim(`* ${message.name} left`);
    case "renamed":
      return pc.dim(`* ${message.from} is now ${message.to}`);
    case "error":
      return pc.red(message.message);
    default:
      return undefined;
  }
}

/** A line of talk, from others or oneself. */
export function saidLine(from: string, text: string): string {
  return `${pc.bold(pc.cyan(from))}: ${text}`;
}

/** The clients as an aligned table with a heading. */
export function statusTable(clients: readonly ClientRecord[]): string[] {
  const heading = ["#", "name", "address", "opened", "closed", "messages", "received", "sent"];
  const rows = clients.map((client) => [
    String(client.client),
    client.name,
    client.address,
    localMinute(client.opened),
    client.closed === null ? "here" : localMinute(client.closed),
    String(client.messages),
    bytesText(client.received),
    bytesText(client.sent),
  ]);
  return columns([heading, ...rows]);
}

/** The shelf's files as an aligned table: size, time, name. */
export function listTable(files: Message<"list">["files"]): string[] {
  return columns(
    files.map(({ file, size, modified }) => [bytesText(size), localMinute(modified), file]),
  );
}

export function whoLine(clients: Message<"who">["clients"]): string {
  return `${clients.length} here: ${clients.map(({ name }) => name).join(", ")}`;
}

/** How far a download is. */
export function progressLine(file: string, received: number, size: number): string {
  const percent = size === 0 ? 100 : Math.floor((100 * received) / size);
  return `${file}: ${percent} % of ${bytesText(size)}`;
}

/** `347 kB`: a number of bytes as people say it. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let step = 0;
  // From what is shown as 1000 on, the next unit says it.
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value < 9.95 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** Rows with each column but the last as wide as its widest cell on a screen. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, at) =>
    Math.max(...rows.map((row) => Bun.stringWidth(row[at] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map(
        (cell, at) => cell + " ".repeat(Math.max(0, (widths?.[at] ?? 0) - Bun.stringWidth(cell))),
      )
      .join("  ")
      .trimEnd(),
  );
}
