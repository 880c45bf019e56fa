// Guests that speak TLS are guests as any others: in every dialect, to their last byte, and with what they download.

import { expect, test } from "bun:test";
import { MESSAGE_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import { CERTIFICATE as certificate } from "../support/certificate.ts";
import { House } from "../support/house.ts";

const BIG = 64 * 1024 * 1024;

test("lines, frames and bare guests talk with each other", async () => {
  await using house = new House({ certificate });
  const ann = await house.lines("Ann");
  const finn = await house.frames("Finn");
  const bo = await house.bare("Bo");
  expect(await ann.lines(2)).toEqual(["* Finn joined", "* Bo joined"]);
  finn.ask({ type: "say", text: "Hi" });
  expect(await ann.line()).toBe("Finn: Hi");
  expect(await bo.line()).toBe("Finn: Hi");
  bo.send("Ho");
  expect(await bo.line()).toBe("Ho ACK");
  expect(await ann.line()).toBe("Bo: Ho");
});

test("one that half-closes gets every answer", async () => {
  await using house = new House({ certificate, files: { "a.txt": "content" } });
  const guest = await house.guest({ stays: true });
  guest.send("Ann\nHi\nget a.txt\n");
  guest.end();
  const said = ["Please enter a name:", "Your name is set as: Ann", "Hi ACK", "get a.txt ACK"];
  expect(await guest.rest()).toBe(`${[...said, "content"].join("\n")}\n`);
  await guest.closed;
});

test("one that goes without a goodbye of TLS leaves its place", async () => {
  await using house = new House({ certificate, places: 1 });
  const ann = await house.lines("Ann");
  ann[Symbol.dispose]();
  await house.log.line("Connection closed");
  await house.lines("Bo");
});

test("a file of many megabytes arrives as it is, in frames and in lines", async () => {
  const bytes = someBytes(BIG);
  const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  await using house = new House({ certificate, files: { "big.bin": bytes } });
  const finn = await house.frames("Finn");
  const get = finn.ask({ type: "get", file: "big.bin" });
  expect(await finn.downloaded(get)).toMatchObject({ size: BIG, sha256 });
  const ann = await house.lines("Ann");
  ann.send("get big.bin\n");
  expect(await ann.line()).toBe("get big.bin ACK");
  const got = await ann.bytes(BIG);
  expect(new Bun.CryptoHasher("sha256").update(got).digest("hex")).toBe(sha256);
}, 20_000);

test("many messages at once are all answered, in their order, by a server that has to wait", async () => {
  await using house = new House({ certificate });
  const ann = await house.lines("Ann");
  const text = "x".repeat(MESSAGE_BYTES - 10);
  const texts = Array.from({ length: 2000 }, (_, at) => `${at} ${text}`);
  ann.pause();
  for (const each of texts) ann.send(`${each}\n`);
  ann.resume();
  expect(await ann.lines(texts.length)).toEqual(texts.map((each) => `${each} ACK`));
}, 20_000);

test("a stopping server says so in TLS, and ends those who do not finish", async () => {
  await using house = new House({ certificate });
  const ann = await house.lines("Ann");
  const stopped = house.server.stop();
  expect(await ann.rest()).toBe("* The server is shutting down\n");
  await stopped;
  await ann.closed;
});

test("who is one too many is told, in TLS", async () => {
  await using house = new House({ certificate, places: 1 });
  await house.lines("Ann");
  const guest = await house.guest();
  expect(await guest.rest()).toBe("Server is full, try again later.\n");
});
