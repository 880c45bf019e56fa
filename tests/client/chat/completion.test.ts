// What Tab offers, line by line; "|" in a line is the cursor.
import { expect, test } from "bun:test";
import { CHAT_COMMANDS } from "../../../lib/client/chat/commands.ts";
import { completionAt } from "../../../lib/client/chat/completion.ts";

const PATHS = ["./notes.txt", "./notes/", "~/pictures/", "my notes.txt", "my music/"];

async function complete(marked: string): Promise<string[] | undefined> {
  const cursor = marked.indexOf("|");
  const line = marked.replace("|", "");
  const found = await completionAt(line, cursor, {
    commands: CHAT_COMMANDS,
    names: () => ["bob", "Ann Lee", "anton", "Zoë", 'Bo "the" X'],
    files: async (type) =>
      type === "stop" ? ["big.bin"] : ["info.txt", "Infra plan.pdf", "sub/deep.txt"],
    paths: async (begun) => PATHS.filter((path) => path.startsWith(begun)),
  });
  return found?.candidates.map((each) => line.slice(0, found.start) + each + line.slice(found.end));
}

test.each<[string, string[] | undefined]>([
  // commands
  ["/wh|", ["/who "]],
  ["/st|", ["/status "]],
  ["/nope|", undefined],
  ["/who| rest", ["/who  rest"]],
  ["/help ms|", ["/help msg"]],
  ["/help /ms|", ["/help msg"]],
  ["/bell |", ["/bell on", "/bell off", "/bell all"]],
  ["/time of|", ["/time off"]],
  // files, with spaces and in folders, whatever the case
  ["/get inf|", ["/get info.txt", '/get "Infra plan.pdf"']],
  ["get infra p|", ['get "Infra plan.pdf"']],
  // the last of several
  ["/get info.txt inf|", ["/get info.txt info.txt", '/get info.txt "Infra plan.pdf"']],
  ['/get "Infra plan.pdf" s|', ['/get "Infra plan.pdf" sub/deep.txt']],
  ['/get info.txt "infra p|', ['/get info.txt "Infra plan.pdf"']],
  ["/get info.txt 'i|", ["/get info.txt 'info.txt'", "/get info.txt 'Infra plan.pdf'"]],
  ["/get infra\\ p|", ['/get "Infra plan.pdf"']],
  ["/get info.txt nope|", undefined],
  ["/get sub|", ["/get sub/deep.txt"]],
  ["/get nope|", undefined],
  ["list inf|", undefined],
  ["/rm inf|", ["/rm info.txt", "/rm Infra plan.pdf"]],
  ["/cancel |", ["/cancel big.bin"]],
  ["/cancel inf|", undefined],
  ["/rm info.txt inf|", undefined],
  // names as arguments
  ["/msg an|", ['/msg "Ann Lee" ', "/msg anton "]],
  ['/msg "ann l|', ['/msg "Ann Lee" ']],
  ["/ignore z|", ["/ignore Zoë "]],
  ["/msg Bo |", [`/msg 'Bo "the" X' `]],
  ["/msg 'bo |", [`/msg 'Bo "the" X' `]],
  ["/msg bob hi an|", ["/msg bob hi Ann Lee ", "/msg bob hi anton "]],
  // names in talk: an address at its beginning
  ["bob|", ["bob: "]],
  ["hi @bob|", ["hi @bob "]],
  ["@bob|", ["@bob "]],
  ["hi ann l|", ["hi Ann Lee "]],
  ["hi bob| there", ["hi bob  there"]],
  ["hi x|", undefined],
  ["hi |", undefined],
  ["|", undefined],
  // local paths
  ["see ./no|", ["see ./notes.txt", "see ./notes/"]],
  ["~/p|", ["~/pictures/"]],
  // as an argument also without "./", and in quotes
  ["/put ./no|", ["/put ./notes.txt", "/put ./notes/"]],
  ["/put my n|", ['/put "my notes.txt"']],
  ["/put my m|", ['/put "my music/']],
  ['/put "my notes.txt" ./notes.|', ['/put "my notes.txt" ./notes.txt']],
  ["/put ./notes.txt 'my m|", ["/put ./notes.txt 'my music/"]],
  ["/put ./notes.txt my|", ['/put ./notes.txt "my notes.txt"', '/put ./notes.txt "my music/']],
  ["/put ~/p|", ["/put ~/pictures/"]],
  ['/put "my |', ['/put "my notes.txt"', '/put "my music/']],
  ["/put 'my n|", ["/put 'my notes.txt'"]],
  ["/put zzz|", undefined],
  ["put my|", undefined],
])("%s", async (marked, lines) => {
  expect(await complete(marked)).toEqual(lines);
});
