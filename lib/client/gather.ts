// Answers that come in pages, gathered.
import { EXIT } from "../protocol/exits.ts";
import { GATHERED_RECORDS } from "../protocol/limits.ts";
import type {
  ClientRecord,
  Command,
  HistoryEntry,
  Message,
  ServerMessage,
} from "../protocol/messages.ts";
import { Failure } from "./failure.ts";
import type { Session } from "./session.ts";

/** What answers, and can be given up for this reason. */
type Asked = Pick<Session, "request" | "abandon">;

/** Every client, connected and past. @throws Failure */
export function gatherStatus(session: Asked): Promise<ClientRecord[]> {
  return gather(session, { type: "status" }, (message) =>
    message.type === "status" ? message.clients : [],
  );
}

/** Who is here now. @throws Failure */
export function gatherWho(session: Asked): Promise<Message<"who">["clients"]> {
  return gather(session, { type: "who" }, (message) =>
    message.type === "who" ? message.clients : [],
  );
}

/** The files on the shelf. @throws Failure */
export function gatherList(session: Asked): Promise<Message<"list">["files"]> {
  return gather(session, { type: "list" }, (message) =>
    message.type === "list" ? message.files : [],
  );
}

/** The messages that a history or a search answers with, in their order. @throws Failure */
export function gatherHistory(
  session: Asked,
  command: Extract<Command, { type: "history" | "search" }>,
): Promise<HistoryEntry[]> {
  return gather(session, command, (message) => (message.type === "history" ? message.entries : []));
}

async function gather<T>(
  session: Asked,
  command: Command,
  recordsOf: (message: ServerMessage) => readonly T[],
): Promise<T[]> {
  const records: T[] = [];
  const message = (page: ServerMessage) => {
    for (const record of recordsOf(page)) records.push(record);
    if (records.length <= GATHERED_RECORDS) return;
    // A server that never comes to an end would fill this machine.
    const why = `the answer to "${command.type}" has more than ${GATHERED_RECORDS} records`;
    session.abandon(new Failure(EXIT.network, `Cannot go on: ${why}`));
  };
  await session.request(command, { message });
  return records;
}
