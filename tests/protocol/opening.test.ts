// What the first bytes of a guest tell: frames, lines, bare, another protocol, or nothing yet.
import { describe, expect, test } from "bun:test";
import {
  detectOpening,
  foreignProtocol,
  type FirstBytes,
  type Opening,
} from "../../lib/protocol/opening.ts";

const LINES: Opening = { speaks: "lines", used: 0 };
const BARE: Opening = { speaks: "bare", used: 0 };
const FRAMES: Opening = { speaks: "frames", used: 8 };
const UNDECIDED: Opening = { speaks: "undecided" };
const foreign = (protocol: string): Opening => ({ speaks: "foreign", protocol });
const BINARY = foreign("a binary protocol");

/** Bytes as Latin-1 text, as one piece unless it is said otherwise. */
function first(text: string, { pieces = 1, quiet = false } = {}): FirstBytes {
  return { bytes: Buffer.from(text, "latin1"), pieces, quiet };
}

describe("frames", () => {
  const cases: [string, string, Opening][] = [
    ["the preface", "\0Parlor\x01", FRAMES],
    ["the preface and a frame with a LF in it", "\0Parlor\x01\0\0\0\n\x01{}", FRAMES],
    ["an older version", "\0Parlor\0", { speaks: "other-version", version: 0 }],
    ["a newer version", "\0Parlor\x02", { speaks: "other-version", version: 2 }],
    ["the last version", "\0Parlor\xff\n", { speaks: "other-version", version: 255 }],
    ["NUL alone", "\0", UNDECIDED],
    ["a preface but for its version", "\0Parlor", UNDECIDED],
    ["NUL and garbage of eight bytes", "\0garbage", BINARY],
    ["NULs", "\0".repeat(20), BINARY],
    ["NUL and one byte of something else", "\0a", BINARY],
    ["a preface that goes wrong at its end", "\0Parlo\n", BINARY],
    ["another case", "\0PARLOR\x01", BINARY],
  ];

  test.each(cases)("%s", (_, text, opening) => {
    expect(detectOpening(first(text))).toEqual(opening);
    expect(detectOpening(first(text, { pieces: 3 }))).toEqual(opening);
    expect(detectOpening(first(text, { quiet: true }))).toEqual(opening);
  });
});

describe("lines and bare", () => {
  const cases: [string, FirstBytes, Opening][] = [
    ["nothing", first("", { pieces: 0 }), UNDECIDED],
    ["nothing, and quiet", first("", { pieces: 0, quiet: true }), UNDECIDED],
    ["a name with LF", first("Brandon\n"), LINES],
    ["a name with CRLF", first("Brandon\r\n"), LINES],
    ["a LF alone", first("\n"), LINES],
    ["a CRLF alone", first("\r\n"), LINES],
    ["more than a line", first("Brandon\nhel"), LINES],
    ["a LF after a while", first("Brandon\n", { quiet: true }), LINES],
    ["one key", first("B"), LINES],
    ["one key, and quiet", first("B", { quiet: true }), LINES],
    ["a CR alone", first("\r"), LINES],
    ["backspace, tab, escape", first("\x08"), LINES],
    ["two pieces", first("Br", { pieces: 2 }), LINES],
    ["two pieces, and quiet", first("Brandon", { pieces: 2, quiet: true }), LINES],
    ["one piece without a newline", first("Brandon"), UNDECIDED],
    ["two bytes", first("Br"), UNDECIDED],
    ["one piece without a newline, and quiet", first("Brandon", { quiet: true }), BARE],
    ["two bytes, and quiet", first("Br", { quiet: true }), BARE],
    ["a CR is no newline", first("Brandon\r", { quiet: true }), BARE],
    ["UTF-8", first("\xc3\xa9\xc3\xa9", { quiet: true }), BARE],
    ["an escape sequence of a key", first("\x1b[A"), UNDECIDED],
    ["a NUL that is not first", first("Br\0", { quiet: true }), BARE],
  ];

  test.each(cases)("%s", (_, bytes, opening) => {
    expect(detectOpening(bytes)).toEqual(opening);
  });

  test.each(["\x08", "\t", "\n", "\v", "\f", "\r", "\x1b", "\x7f"])("the first key %p", (key) => {
    expect(detectOpening(first(key))).toEqual(LINES);
  });
});

const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"];

describe("another protocol", () => {
  const cases: [string, string, Opening][] = [
    ["TLS", "\x16\x03\x01\x02\0\x01\0", foreign("TLS")],
    ["TLS of one byte", "\x16", foreign("TLS")],
    ["SSH", "SSH-2.0-OpenSSH_9.6\r\n", foreign("SSH")],
    ["old SSH", "SSH-1.99-x", foreign("SSH")],
    ["a proxied request", "GET http://example.org/ HTTP/1.1\r\n", foreign("HTTP")],
    ["CONNECT", "CONNECT example.org:443 HTTP/1.1\r\n\r\n", foreign("HTTP")],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", foreign("HTTP")],
    ["a request for all", "OPTIONS * HTTP/1.1\r\n", foreign("HTTP")],
    ["a request cut off", "GET /", foreign("HTTP")],
    ["binary", "\x01\x02\x03", BINARY],
    ["MQTT", "\x10\x0c\0\x04MQTT", BINARY],
    ["SOCKS 5", "\x05\x01\0", BINARY],
  ];

  test.each(cases)("%s", (_, text, opening) => {
    expect(detectOpening(first(text))).toEqual(opening);
    expect(detectOpening(first(text, { quiet: true }))).toEqual(opening);
  });

  test.each(METHODS)("HTTP %s", (method) => {
    const line = `${method} /index.html HTTP/1.1\r\n`;
    expect(detectOpening(first(line))).toEqual(foreign("HTTP"));
    expect(foreignProtocol(line.trim())).toBe("HTTP");
  });

  test.each([
    "GETTY\n",
    "GET\n",
    "GET/home\n",
    "GETTY HTTP/1.1\n",
    "GET well soon\n",
    "Get /x\n",
    "PUT it down\n",
    "POSTER /x\n",
    "SSHy\n",
    "SSH-key\n",
    "ssh-2.0\n",
    "TRACEY *\n",
    " GET / HTTP/1.1\n",
  ])("%p merely looks alike", (text) => {
    expect(detectOpening(first(text))).toEqual(LINES);
    expect(foreignProtocol(text.trimEnd())).toBeUndefined();
  });

  test("a first line too long to be seen at the opening is known as a line", () => {
    const line = `CONNECT ${"a".repeat(100)}.example:443 HTTP/1.1`;
    expect(detectOpening(first(`${line}\r\n`))).toEqual(LINES);
    expect(foreignProtocol(line)).toBe("HTTP");
  });
});
