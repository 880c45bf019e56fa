// A small chat client around ChatPrompt, driven by the line server of prompt.test.ts:
// it sends the lines entered, and shows or does what the server's lines say.

import { settings } from "@clack/core";
import { ChatPrompt } from "../../lib/client/prompt.ts";

const WORDS = ["/who", "/send", "/save"];

/** What the program shares with others and must leave as it was. */
function shared(): string {
  return [
    `raw ${process.stdin.isRaw}`,
    `escape ${settings.aliases.get("escape")}`,
    `resize ${process.stdout.listenerCount("resize")}`,
    `SIGCONT ${process.listenerCount("SIGCONT")}`,
  ].join(", ");
}

const found = shared();
const chat = new ChatPrompt({
  label: "ann",
  onLine(line) {
    if (line === "/quit") chat.quit();
    else socket.write(`${line}\n`);
  },
  complete(line) {
    const [word, ...more] = WORDS.filter((known) => known.startsWith(line));
    if (word === undefined) return undefined;
    return more.length === 0 ? `${word} ` : [word, ...more];
  },
});

/** Lines that begin with a command do something, all others are shown. */
function obey(line: string): void {
  const [command, rest = ""] = line.split(/ (.*)/);
  if (command === "!label") chat.setLabel(rest);
  else if (command === "!status") chat.status(rest === "" ? [] : rest.split("|"));
  else if (command === "!quit") chat.quit();
  else chat.print(line);
}

const decoder = new TextDecoder();
let unfinished = "";
const socket = await Bun.connect({
  hostname: "127.0.0.1",
  port: Number(process.argv[2]),
  socket: {
    data(_socket, bytes) {
      const lines = (unfinished + decoder.decode(bytes, { stream: true })).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) obey(line);
    },
  },
});
await chat.run();
socket.write("(left)\n");
socket.end();
console.log(shared() === found ? "left as found" : `${found}; left ${shared()}`);
