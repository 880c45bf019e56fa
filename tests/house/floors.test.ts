// Imports point down the floors only: a line of code can never reach up to who uses it.
import { expect, test } from "bun:test";
import { Glob } from "bun";
import { dirname, join, relative } from "node:path";

const ROOT = join(import.meta.dir, "../..");

/** What each room of lib/ may import from, besides itself; the entry scripts stand above them all. */
const FLOORS: Record<string, readonly string[]> = {
  protocol: [],
  files: ["protocol"],
  room: ["protocol"],
  client: ["protocol", "files"],
  journal: ["protocol", "room"],
  server: ["protocol", "files", "room", "journal"],
};

/** The same within lib/client: what each folder of it may import from there; "" is what stands beside the folders. */
const CLIENT_FLOORS: Record<string, readonly string[]> = {
  view: [],
  terminal: ["view"],
  "": ["view", "terminal"],
  chat: ["view", "terminal", ""],
};

/** What only some rooms may know of: sockets and the screen. */
const MODULES: Record<string, readonly string[]> = {
  "@clack/prompts": ["client"],
  "@clack/core": ["client"],
  picocolors: ["client", "server"],
  "node:fs": ["files", "client", "journal"],
  "bun:sqlite": ["journal"],
  "node:fs/promises": ["files"],
  "node:net": ["protocol"],
  "node:tls": [],
};

const files = [...new Glob("lib/**/*.ts").scanSync(ROOT)];
const imports = await Promise.all(
  files.map(async (file) => ({ file, names: await importsOf(file) })),
);

async function importsOf(file: string): Promise<string[]> {
  const text = await Bun.file(join(ROOT, file)).text();
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g);
  return [...found].map(([, name]) => name ?? "");
}

function roomOf(file: string): string {
  return file.split("/")[1] ?? "";
}

test("lib has the six rooms and no file beside them", () => {
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) expect(Object.keys(FLOORS)).toContain(roomOf(file));
});

test.each(imports)("$file imports from its own room and those below", ({ file, names }) => {
  const room = roomOf(file);
  for (const name of names.filter((each) => each.startsWith("."))) {
    const target = relative(ROOT, join(ROOT, dirname(file), name));
    expect([room, ...(FLOORS[room] ?? [])], `${file} imports ${name}`).toContain(roomOf(target));
  }
});

function clientFloorOf(file: string): string {
  const [, , folder, name] = file.split("/");
  return name === undefined ? "" : (folder ?? "");
}

test.each(imports.filter(({ file }) => roomOf(file) === "client"))(
  "$file imports from its own floor of the client and those below",
  ({ file, names }) => {
    const floor = clientFloorOf(file);
    for (const name of names.filter((each) => each.startsWith("."))) {
      const target = relative(ROOT, join(ROOT, dirname(file), name));
      if (roomOf(target) !== "client") {
        if (floor === "view") expect(roomOf(target), `${file} imports ${name}`).toBe("protocol");
        continue;
      }
      const allowed = [floor, ...(CLIENT_FLOORS[floor] ?? [])];
      expect(allowed, `${file} imports ${name}`).toContain(clientFloorOf(target));
    }
  },
);

test.each(imports)("$file uses only the modules of its room", ({ file, names }) => {
  for (const name of names) {
    const allowed = MODULES[name];
    if (allowed) expect(allowed, `${file} imports ${name}`).toContain(roomOf(file));
  }
});

test("sockets are opened in one file a side", async () => {
  const opening: string[] = [];
  for (const file of files) {
    const text = await Bun.file(join(ROOT, file)).text();
    if (/Bun\.(listen|connect)\b[<(]/.test(text)) opening.push(file);
  }
  expect(opening.toSorted()).toEqual(["lib/client/connect.ts", "lib/server/bind.ts"]);
});
