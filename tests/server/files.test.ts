// Files over real sockets: they are whole or known to be broken, never delay talk, and lie on the shelf.

import { describe, expect, onTestFinished, test } from "bun:test";
import {
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { someBytes } from "../files/temp.ts";
import { House } from "../support/house.ts";

const MEGABYTE = 1024 * 1024;
const BIG = Buffer.concat(Array.from({ length: 64 }, () => someBytes(MEGABYTE)));
const sha256 = (bytes: Uint8Array | string) =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

describe("talk while files are downloaded", () => {
  test("goes back and forth many times before the first of three downloads is over", async () => {
    await using house = new House({ files: { "big.bin": BIG } });
    const ann = await house.lines("Ann");
    const ben = await house.lines("Ben");
    const programs = [
      await house.frames("Finn"),
      await house.frames("Fred"),
      await house.frames("Fay"),
    ];
    await ann.heard();
    await ben.heard();

    let ended = 0;
    const downloads = programs.map(async (program) => {
      const download = await program.downloaded(program.ask({ type: "get", file: "big.bin" }));
      ended++;
      return download;
    });
    let rounds = 0;
    const nobodyHasEnded = () => ended === 0;
    for (; nobodyHasEnded(); rounds++) {
      ann.send(`ping ${rounds}\n`);
      expect(await ben.line()).toBe(`Ann: ping ${rounds}`);
      ben.send(`pong ${rounds}\n`);
      expect(await ben.line()).toBe(`pong ${rounds} ACK`);
      expect(await ann.lines(2)).toEqual([`ping ${rounds} ACK`, `Ben: pong ${rounds}`]);
    }
    expect(rounds).toBeGreaterThanOrEqual(5);
    for (const download of await Promise.all(downloads)) {
      expect(download.size).toBe(BIG.byteLength);
      expect(download.sha256).toBe(sha256(BIG));
      expect(download.answers.at(-1)).toMatchObject({ type: "end", sha256: sha256(BIG) });
    }
  }, 30_000);

  test("reaches the guest that downloads, and what it asks is answered, between two chunks", async () => {
    await using house = new House({ files: { "big.bin": BIG } });
    const program = await house.frames("Finn");
    const ann = await house.lines("Ann");
    const id = program.ask({ type: "get", file: "big.bin" });
    await program.firstChunk(id);
    program.raw.pause();
    ann.send("Hello\n");
    expect(await ann.line()).toBe("Hello ACK");
    const ping = program.ask({ type: "ping" });
    await house.read();
    program.raw.resume();
    await program.downloaded(id);
    await program.answers(ping);

    const kinds = program.came.map(({ type }) => type);
    expect(kinds.filter((kind) => kind === "said")).toHaveLength(1);
    expect(kinds.indexOf("said")).toBeGreaterThan(kinds.indexOf("chunk"));
    expect(kinds.indexOf("said")).toBeLessThan(kinds.lastIndexOf("chunk"));
    expect(kinds.indexOf("pong")).toBeLessThan(kinds.lastIndexOf("chunk"));
  }, 20_000);

  test("shares the way with every download of a guest: they take turns", async () => {
    await using house = new House({ files: { "a.bin": BIG, "b.bin": BIG } });
    const program = await house.frames("Finn");
    const [first, second] = [
      program.ask({ type: "get", file: "a.bin" }),
      program.ask({ type: "get", file: "b.bin" }),
    ];
    await Promise.all([program.downloaded(first), program.downloaded(second)]);
    const chunks = program.came.flatMap((each) => (each.type === "chunk" ? [each.re] : []));
    const half = chunks.slice(0, chunks.length / 2).filter((id) => id === first);
    expect(half.length).toBeWithin(chunks.length / 8, chunks.length * (3 / 8));
  }, 20_000);

  test("is not lost to a guest that breaks its download off", async () => {
    await using house = new House({ files: { "big.bin": BIG } });
    const ann = await house.lines("Ann");
    const program = await house.frames("Finn");
    expect(await ann.line()).toBe("* Finn joined");
    await program.firstChunk(program.ask({ type: "get", file: "big.bin" }));
    program[Symbol.dispose]();
    expect(await ann.line()).toBe("* Finn left");
    expect(house.log.all.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

test.each([
  { file: "empty.bin", content: new Uint8Array(0) },
  { file: "one chunk.bin", content: someBytes(256 * 1024) },
  { file: "sub folder/größer.bin", content: someBytes(256 * 1024 + 1) },
])("$file comes whole", async ({ file, content }) => {
  await using house = new House({ files: { [file]: content } });
  const program = await house.frames("Finn");
  const download = await program.downloaded(program.ask({ type: "get", file }));
  expect(download).toMatchObject({ size: content.byteLength, sha256: sha256(content) });
  expect(download.answers.map(({ type }) => type)).toEqual(["ack", "file", "end"]);

  const ann = await house.lines("Ann");
  ann.send(`get ${file}\nlist\n`);
  expect(await ann.line()).toBe(`get ${file} ACK`);
  expect(Buffer.from(content).equals(await ann.bytes(content.byteLength))).toBe(true);
  expect(await ann.lines(3)).toEqual(["", "list ACK", file]);
});

describe("a file that changes while it is sent", () => {
  const CHANGES = [
    { what: "cut", change: (path: string) => truncateSync(path, 5 * MEGABYTE) },
    { what: "grown", change: (path: string) => writeFileSync(path, "more", { flag: "a" }) },
    { what: "touched", change: (path: string) => utimesSync(path, 1, 1) },
  ];

  test.each(CHANGES)("is broken for a frames guest: $what", async ({ change }) => {
    await using house = new House({ files: { "big.bin": BIG } });
    const program = await house.frames("Finn");
    const id = program.ask({ type: "get", file: "big.bin" });
    await program.firstChunk(id);
    program.raw.pause();
    change(join(house.shelf, "big.bin"));
    program.raw.resume();
    const { answers } = await program.downloaded(id);
    expect(answers.map(({ type }) => type)).toEqual(["ack", "file", "error"]);
    expect(answers.at(-1)).toMatchObject({ code: "broken" });
    expect(program.came.filter(({ type }) => type === "end")).toEqual([]);
    await program.request({ type: "say", text: "still here" });
  });

  test("is told to a lines guest", async () => {
    await using house = new House({ files: { "big.bin": BIG } });
    const ann = await house.lines("Ann");
    ann.send("get big.bin\n");
    expect(await ann.line()).toBe("get big.bin ACK");
    await ann.bytes(1);
    ann.pause();
    truncateSync(join(house.shelf, "big.bin"), 0);
    ann.resume();
    ann.end();
    const rest = await ann.restBytes();
    expect(rest.byteLength).toBeLessThan(BIG.byteLength);
    expect(rest.subarray(-200).toString()).toEndWith(
      '\n* Cannot send "big.bin" to its end: it changed while it was read\n',
    );
  });
});

describe("what is not a file of the shelf", () => {
  const OUTSIDE = [
    "../secret.txt",
    "sub/../../secret.txt",
    "sub/../info.txt",
    "./info.txt",
    "/etc/hostname",
    "sub",
    "sub/",
    ".",
    "..",
    ".hidden",
    ".git/config",
    "link.txt",
    "inside.txt",
    "linked/secret.txt",
    "hard.txt",
    "pipe",
    "info.txt/x",
    "sub\\x.txt",
    "INFO.TXT.",
    "x".repeat(300),
    "sub//x.txt",
  ];

  test("is not found, and nothing of it is read or listed", async () => {
    await using house = new House({
      files: { "info.txt": "info\n", "sub/x.txt": "x\n", ".hidden": "h", ".git/config": "c" },
    });
    const outside = join(dirname(house.shelf), `parlor-secret-${process.pid}`);
    mkdirSync(outside);
    onTestFinished(() => rmSync(outside, { recursive: true }));
    writeFileSync(join(outside, "secret.txt"), "secret");
    writeFileSync(join(outside, "hard.txt"), "secret");
    symlinkSync(join(outside, "secret.txt"), join(house.shelf, "link.txt"));
    symlinkSync(join(house.shelf, "info.txt"), join(house.shelf, "inside.txt"));
    symlinkSync(outside, join(house.shelf, "linked"));
    linkSync(join(outside, "hard.txt"), join(house.shelf, "hard.txt"));
    expect(Bun.spawnSync(["mkfifo", join(house.shelf, "pipe")]).exitCode).toBe(0);

    const ann = await house.lines("Ann");
    const program = await house.frames("Finn");
    expect(await ann.line()).toBe("* Finn joined");
    const escapes = `../${outside.split("/").at(-1)}/secret.txt`;
    for (const file of [...OUTSIDE, escapes, join(outside, "secret.txt")]) {
      ann.send(`get ${file}\n`);
      expect(await ann.lines(2)).toEqual([`get ${file} ACK`, `File '${file}' not found`]);
      const answers = await program.request({ type: "get", file });
      expect(answers).toMatchObject([{ type: "ack" }, { type: "error", code: "not-found" }]);
    }
    ann.send("list\nget info.txt\n");
    expect(await ann.lines(5)).toEqual([
      "list ACK",
      "info.txt",
      "sub/x.txt",
      "get info.txt ACK",
      "info",
    ]);
  });
});
