// Opening a session in TLS: with the right server alone, and nothing is said before that is known.

import { expect, test } from "bun:test";
import { once } from "node:events";
import { createServer, connect as dialWire } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { connect } from "../../lib/client/connect.ts";
import type { Failure } from "../../lib/client/failure.ts";
import { trustInAuthority, trustInFingerprint, type Trust } from "../../lib/client/trust.ts";
import type { Address } from "../../lib/protocol/address.ts";
import { SPEAKS_TLS } from "../../lib/protocol/dialogue.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { ANOTHER, CERTIFICATE as certificate } from "../support/certificate.ts";
import { FakeServer, type Peer } from "./peers.ts";
import { failureOf, House } from "./server.ts";

const firstTime = () => trustInFingerprint("box:7", { file: undefined });
const told = (fingerprint: string) =>
  trustInFingerprint("box:7", { told: fingerprint, file: undefined });

const joined = (address: Address, trust?: Trust) =>
  connect(address, Date.now, undefined, undefined, trust);
const refusalAt = (address: Address, trust?: Trust, ms = 10_000): Promise<Failure> =>
  failureOf(connect(address, Date.now, ms, undefined, trust));

test("a server is met, talked to, and met again as the same", async () => {
  await using house = new House({ certificate });
  const trust = firstTime();
  const { session, hello, remark } = await joined(house.address, trust);
  expect(hello.room).toBe("Testing");
  expect(remark).toContain(certificate.fingerprint);
  await session.request({ type: "nick", name: "Ann" });
  await session.request({ type: "say", text: "Hi" });
  await session.leave();
  const again = await joined(house.address, trust);
  expect(again.remark).toBeUndefined();
  again.session.abandon();
});

test("by the fingerprint that was told; another server hears nothing but a handshake", async () => {
  await using house = new House({ certificate });
  const { session } = await joined(house.address, told(certificate.fingerprint));
  await session.leave();
  const failure = await refusalAt(house.address, told(ANOTHER.fingerprint));
  expect(failure.message).toContain(`its fingerprint is ${certificate.fingerprint}, not `);
  expect(failure.exit).toBe(EXIT.refused);
  await house.log.waitFor(/Client 2[^]*Connection closed: \S+; Client 2/);
  expect(house.log.text).not.toContain("Received from Client 2");
});

test("by who vouches for its name", async () => {
  await using house = new House({ certificate });
  const { port } = house.address;
  const vouched = trustInAuthority("box:7", certificate.cert, "ca.pem");
  const { session } = await joined({ host: "localhost", port }, vouched);
  await session.leave();
  const stranger = await refusalAt(
    house.address,
    trustInAuthority("box:7", ANOTHER.cert, "ca.pem"),
  );
  expect(stranger.message).toContain(
    '"ca.pem" does not vouch for it (DEPTH_ZERO_SELF_SIGNED_CERT)',
  );
  expect(stranger.exit).toBe(EXIT.refused);
});

test("a name that nobody vouches for is not the server's", async () => {
  const tls = { key: certificate.key, cert: certificate.cert };
  const socket = { data() {}, open() {} };
  using listener = Bun.listen({ hostname: "127.0.0.2", port: 0, tls, socket });
  const vouched = trustInAuthority("box:7", certificate.cert, "ca.pem");
  const failure = await refusalAt({ host: "127.0.0.2", port: listener.port }, vouched);
  expect(failure.message).toContain("does not vouch for it (ERR_TLS_CERT_ALTNAME_INVALID)");
  expect(failure.exit).toBe(EXIT.refused);
});

test("in the clear where TLS is spoken: what to add", async () => {
  await using house = new House({ certificate });
  const failure = await refusalAt(house.address);
  expect(failure.message).toBe(
    `Cannot join "${house.at}": the server speaks TLS: add --tls, or leave out --no-tls`,
  );
  expect(failure.exit).toBe(EXIT.network);
});

test.each([
  ["a sentence", (peer: Peer) => peer.text(`${SPEAKS_TLS}\n`)],
  ["an alert", (peer: Peer) => peer.bytes(Buffer.from("15030100020246", "hex"))],
])("the same by %s", async (_what, say) => {
  using fake = new FakeServer((peer) => {
    say(peer);
    peer.finish();
  });
  expect((await refusalAt(fake.address)).message).toEndWith(
    "the server speaks TLS: add --tls, or leave out --no-tls",
  );
});

test("TLS where it is not spoken: what to leave out, by what asked for it", async () => {
  await using house = new House();
  const why = (trust: Trust) => refusalAt(house.address, trust).then(({ message }) => message);
  const sentence = `Cannot join "${house.at}": the server does not speak TLS`;
  const leaveOut = (flag: string) =>
    `${sentence}: leave out ${flag}, or have it started with --tls`;
  expect(await why(firstTime())).toBe(leaveOut("--tls"));
  expect(await why(told(ANOTHER.fingerprint))).toBe(leaveOut("--fingerprint"));
  expect(await why(trustInAuthority("box:7", ANOTHER.cert, "ca.pem"))).toBe(leaveOut("--ca"));
  const known = { known: ANOTHER.fingerprint, file: "/f" };
  expect(await why(trustInFingerprint("box:7", known))).toBe(
    `${sentence}, as it did before ("/f"): have it started with --tls, or use --no-tls`,
  );
});

const CLOSED = "it closed the connection during the TLS handshake";

test.each([
  ["ends", (peer: Peer) => peer.finish(), CLOSED],
  ["breaks off", (peer: Peer) => (peer.onBytes = () => peer.reset()), CLOSED],
  [
    "refuses",
    (peer: Peer) => peer.bytes(Buffer.from("15030100020228", "hex")),
    "the TLS handshake failed: sslv3 alert handshake failure",
  ],
  [
    "talks nonsense",
    (peer: Peer) => peer.bytes(Buffer.from("1603010005aaaaaaaaaa", "hex")),
    "the TLS handshake failed: excessive message size",
  ],
])("one that %s in the handshake", async (_what, onOpen, why) => {
  using fake = new FakeServer(onOpen);
  const failure = await refusalAt(fake.address, firstTime());
  expect(failure.message).toBe(`Cannot join "${fake.at}": ${why}`);
  expect(failure.exit).toBe(EXIT.network);
});

test("one that never finishes the handshake is given up, and hung up on", async () => {
  using fake = new FakeServer((peer) => (peer.stubborn = true));
  const failure = await refusalAt(fake.address, firstTime(), 50);
  expect(failure.message).toBe(`Cannot join "${fake.at}": no answer within 0.05 seconds`);
  await fake.peers[0]?.closed.promise;
});

test("one that ends behind the handshake is no Parlor server", async () => {
  const tls = { key: certificate.key, cert: certificate.cert };
  const socket = { data() {}, open: (opened: Bun.Socket) => void opened.end("HTTP/1.1 400\r\n") };
  using listener = Bun.listen({ hostname: "127.0.0.1", port: 0, tls, socket });
  const failure = await refusalAt({ host: "127.0.0.1", port: listener.port }, firstTime());
  expect(failure.message).toEndWith("no Parlor server, it closed the connection at once");
});

test("a certificate that is shown without its key counts for nothing", async () => {
  const { key, cert, fingerprint } = certificate;
  const server = createTlsServer({ key, cert, maxVersion: "TLSv1.2" });
  server.on("tlsClientError", () => {});
  // In TLS 1.2 the certificate crosses in the clear, and its key signs what follows: here, something else.
  const wire = createServer((guest) => {
    const there = dialWire(portOf(server), "127.0.0.1");
    guest.pipe(there);
    there.once("data", (first) => {
      const forged = Buffer.from(first);
      forged.writeUInt8(forged.readUInt8(forged.length - 20) ^ 0x55, forged.length - 20);
      guest.write(forged);
      there.pipe(guest);
    });
    for (const end of [guest, there]) end.on("error", () => {});
  });
  for (const each of [server, wire]) await once(each.listen(0, "127.0.0.1"), "listening");
  const address = { host: "127.0.0.1", port: portOf(wire) };
  const failure = await refusalAt(address, told(fingerprint));
  expect(failure.message).toContain("the TLS handshake failed: bad signature");
  for (const each of [server, wire]) each.close();
});

function portOf(server: ReturnType<typeof createServer>): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it does not listen");
  return address.port;
}
