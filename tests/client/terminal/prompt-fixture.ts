// A small chat client around ChatPrompt, driven by the line server of prompt-room.ts:
// it sends the lines entered, and shows or does what the server's lines say.

import { settings } from "@clack/core";
import { join } from "node:path";
import { History } from "../../../lib/client/terminal/history.ts";
import { paragraph } from "../../../lib/client/view/line.ts";
import { ChatPrompt } from "../../../lib/client/terminal/prompt.ts";
import { stateFolder } from "../../../lib/client/state.ts";

const WORDS = ["/who", "/send", "/save", "/slow", "anna", "andy", "anton"];

/** What the program shares with others and must leave as it was. */
function shared(): string {
  return [
    `raw ${process.stdin.isRaw}`,
    `escape ${settings.aliases.get("escape")}`,
    `resize ${process.stdout.listenerCount("resize")}`,
    `SIGCONT ${process.listenerCount("SIGCONT")}`,
  ].join(", ");
}

const [, , port, kept] = process.argv;
const folder = kept === "kept" ? stateFolder(process.env) : undefined;
const found = shared();
const asked: Promise<void>[] = [];
let decide = (_yes: boolean): void => {};

/** Resolves once the server has said "!decide yes" or "!decide no". */
function decision(): Promise<boolean> {
  tell("deciding");
  return new Promise((resolve) => (decide = resolve));
}

function tell(what: string): void {
  socket.write(`(${what})\n`);
}

const chat = new ChatPrompt({
  label: "ann",
  history: History.open(folder && join(folder, "history")),
  out: process.stdout,
  typist: {
    onLine(line) {
      if (line.startsWith("/wrong")) return false;
      if (line === "/quit") chat.quit();
      else if (line === "/ask") asked.push(ask(["Really?", "yes", "no"]));
      else socket.write(`${line}\n`);
      return true;
    },
    async onPaste(whole, pasted) {
      tell(`paste ${JSON.stringify([whole, pasted])}`);
      return pasted.includes("decide") ? await decision() : !pasted.includes("refuse");
    },
    onLeave() {
      tell("leaving");
      chat.quit();
    },
    async complete(line, cursor) {
      const start = line.lastIndexOf(" ", cursor - 1) + 1;
      const begun = line.slice(start, cursor);
      if (begun === "/slow" && !(await decision())) return undefined;
      const candidates = WORDS.filter((word) => word.startsWith(begun)).map((word) => `${word} `);
      return { start, end: cursor, candidates };
    },
  },
});

/** Lines that begin with a command do something, all others are shown. */
function obey(line: string): void {
  const [command, rest = ""] = line.split(/ (.*)/);
  const parts = rest === "" ? [] : rest.split("|");
  if (command === "!label") chat.setLabel(rest);
  else if (command === "!status") chat.setStatus(parts);
  else if (command === "!live") chat.setLive(parts.map((text) => paragraph({ text })));
  else if (command === "!bell") chat.bell();
  else if (command === "!clear") chat.clear();
  else if (command === "!draft") tell(`draft ${chat.draft}`);
  else if (command === "!decide") decide(rest === "yes");
  else if (command === "!ask") asked.push(ask(parts));
  else if (command === "!quit") chat.quit();
  else chat.print(paragraph({ text: line }));
}

async function ask([message = "", ...values]: readonly string[]): Promise<void> {
  const choices = values.map((value) => ({ value, label: value }));
  tell(`answer ${await chat.choose({ message, choices })}`);
}

const decoder = new TextDecoder();
let unfinished = "";
const socket = await Bun.connect({
  hostname: "127.0.0.1",
  port: Number(port),
  socket: {
    data(_socket, bytes) {
      const lines = (unfinished + decoder.decode(bytes, { stream: true })).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) obey(line);
    },
  },
});
if (kept === "never") {
  asked.push(ask(["Really?", "yes", "no"]));
  chat.quit();
}
await chat.run();
await Promise.all(asked);
tell("left");
socket.end();
console.log(shared() === found ? "left as found" : `${found}; left ${shared()}`);
