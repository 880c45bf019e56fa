// Answers that come in pages, gathered.
import type { ClientRecord, Message } from "../protocol/messages.ts";
import type { Session } from "./session.ts";

/** Every client, connected and past. @throws Failure */
export async function gatherStatus(session: Session): Promise<ClientRecord[]> {
  const clients: ClientRecord[] = [];
  await session.request(
    { type: "status" },
    { message: (message) => void (message.type === "status" && clients.push(...message.clients)) },
  );
  return clients;
}

/** Who is here now. @throws Failure */
export async function gatherWho(session: Session): Promise<Message<"who">["clients"]> {
  const clients: Message<"who">["clients"] = [];
  await session.request(
    { type: "who" },
    { message: (message) => void (message.type === "who" && clients.push(...message.clients)) },
  );
  return clients;
}

/** The files on the shelf. @throws Failure */
export async function gatherList(session: Session): Promise<Message<"list">["files"]> {
  const files: Message<"list">["files"] = [];
  await session.request(
    { type: "list" },
    { message: (message) => void (message.type === "list" && files.push(...message.files)) },
  );
  return files;
}
