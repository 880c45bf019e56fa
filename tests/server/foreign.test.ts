// Openings of other protocols are told so and closed, and never become a name or a line of talk.

import { expect, test } from "bun:test";
import { House } from "../support/house.ts";

const TOLD = (protocol: string) =>
  `* This is a Parlor room; it does not speak ${protocol}. Join it with: nc HOST PORT\n`;

const OPENINGS = [
  {
    protocol: "HTTP",
    what: "a GET request",
    bytes: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n",
  },
  {
    protocol: "HTTP",
    what: "a POST of a web page that means harm",
    bytes: "POST / HTTP/1.1\r\nContent-Length: 22\r\n\r\nMallory\nHi, it is me!\n",
  },
  { protocol: "HTTP", what: "HTTP/2", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
  { protocol: "SSH", what: "an SSH client", bytes: "SSH-2.0-OpenSSH_9.2\r\n" },
  {
    protocol: "TLS",
    what: "a ClientHello",
    bytes: Uint8Array.from([0x16, 0x03, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00, 0x0a, 0x03]),
  },
  { protocol: "a binary protocol", what: "SMB or so", bytes: Uint8Array.from([1, 2, 10, 65, 10]) },
  { protocol: "a binary protocol", what: "garbage after NUL", bytes: "\0Parley!\nMallory\n" },
];

test.each(OPENINGS)("$protocol: $what", async ({ protocol, bytes }) => {
  await using house = new House();
  const other = await house.lines("Lina");
  const guest = await house.guest();
  expect(await guest.line()).toBe("Please enter a name:");
  guest.send(bytes);
  expect(await guest.rest()).toBe(TOLD(protocol));
  await guest.closed;
  expect(await other.heard()).toEqual([]);
  expect(await house.log.line("broken off")).toContain(`it does not speak ${protocol}`);
});

test.each(["GET / HTTP/1.1", "SSH-2.0-OpenSSH_9.2"])("%s byte by byte", async (opening) => {
  await using house = new House();
  const other = await house.lines("Lina");
  const guest = await house.guest();
  expect(await guest.line()).toBe("Please enter a name:");
  for (const character of opening) {
    guest.send(character);
    await house.read();
  }
  guest.send("\r\nMallory\nHi, it is me!\n");
  expect(await guest.rest()).toStartWith("* This is a Parlor room");
  await guest.closed;
  expect(await other.heard()).toEqual([]);
});

test("an opening cut after its NUL is closed when its sender is done", async () => {
  await using house = new House();
  const guest = await house.guest();
  guest.send("\0Par");
  guest.end();
  expect(await guest.rest()).toBe("Please enter a name:\n");
  await guest.closed;
});

test("someone named may talk of HTTP", async () => {
  await using house = new House();
  const other = await house.lines("Lina");
  const guest = await house.lines("Bob");
  guest.send("GET / HTTP/1.1\n");
  expect(await guest.line()).toBe("GET / HTTP/1.1 ACK");
  expect(await other.lines(2)).toEqual(["* Bob joined", "Bob: GET / HTTP/1.1"]);
});
