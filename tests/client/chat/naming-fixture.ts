// Asks for a name in a terminal as the client would, suggesting the first word, and tells the answer.

import { settings } from "@clack/core";
import { promptedNames } from "../../../lib/client/chat/name-prompt.ts";
import { nameProblem } from "../../../lib/protocol/names.ts";

const [suggested = ""] = process.argv.slice(2);
const ended = new AbortController();
process.on("SIGUSR1", () => ended.abort());
process.on("SIGUSR2", () => console.log(`Escape: ${settings.aliases.get("escape")}`));
const asker = promptedNames(process.stdin, process.stdout);
asker.refuse("Say who you are");
const problem = (text: string) => {
  const why = nameProblem(text.trim());
  return why && `Not a name: ${why}`;
};
const name = await asker.ask({ suggested, problem, signal: ended.signal });
console.log(`answer: ${JSON.stringify(name)}, raw: ${process.stdin.isRaw}`);
process.exit();
