// Which flags have the room speak TLS, with which certificate, and which contradict each other.

import { describe, expect, test } from "bun:test";
import { UsageError } from "../../lib/protocol/settings.ts";
import { readServerSettings } from "../../lib/server/settings.ts";
import { certificateSource } from "../../lib/server/tls-settings.ts";

const PAIR = ["--tls-cert", "c.pem", "--tls-key", "k.pem"];
const FILES = { certFile: "c.pem", keyFile: "k.pem" };

describe("the certificate is from", () => {
  test.each([
    ["nowhere without a flag", [], false, undefined],
    ["the data folder", ["--tls"], false, { folder: ".parlor" }],
    ["another one", ["--tls", "--data", "d"], false, { folder: "d" }],
    ["memory where nothing is kept", ["--tls", "--ephemeral"], false, {}],
    ["two files, which need no other flag", PAIR, false, FILES],
    ["two files, also with one", ["--tls", ...PAIR, "--ephemeral"], true, FILES],
    ["the data folder where there is a password", [], true, { folder: ".parlor" }],
    ["nowhere with a password in the clear", ["--no-tls"], true, undefined],
    ["nowhere where that is said", ["--no-tls"], false, undefined],
  ] as const)("%s", (_what, flags, hasPassword, source) => {
    const settings = readServerSettings(flags, {});
    expect(certificateSource(settings, hasPassword)).toEqual(source);
  });

  test("files that variables name", () => {
    const env = { PARLOR_TLS_CERT: "c.pem", PARLOR_TLS_KEY: "k.pem" };
    expect(certificateSource(readServerSettings([], env), false)).toEqual(FILES);
  });
});

const alone = (one: string, other: string) =>
  `Cannot use --${one} alone: --${other} has to name the other file of the pair`;

test.each([
  [["--tls-cert", "c.pem"], alone("tls-cert", "tls-key")],
  [["--tls-key", "k.pem"], alone("tls-key", "tls-cert")],
  [["--tls", "--no-tls"], "Cannot use --no-tls: --tls asks for TLS"],
  [["--no-tls", ...PAIR], "Cannot use --no-tls: --tls-cert asks for TLS"],
])("%j is refused", (flags, message) => {
  expect(() => readServerSettings(flags, {})).toThrow(new UsageError(message));
});
