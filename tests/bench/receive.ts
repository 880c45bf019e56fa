// Takes files from a port and counts their bytes, at next to no cost: bun tests/bench/receive.ts ORDER
// Says "ready" when all connections are there, begins at a line, and says what it received as JSON.

import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { close, connectTo, Polled, receive, send, skip } from "./libc.ts";
import { ReceiveOrder, type Received } from "./receive-order.ts";

const { speaks, port, file, connections, take, perRequest, stops } = ReceiveOrder.parse(
  JSON.parse(process.argv[2] ?? ""),
);

const all = Array.from({ length: connections }, (_, number) => {
  const fd = connectTo(port);
  if (speaks === "frames") join(fd, `reader-${process.pid}-${number}`);
  return { fd, bytes: 0, requests: 0 };
});
console.log("ready");
await console[Symbol.asyncIterator]().next();
for (const { fd } of all) while (skip(fd, Infinity) > 0); // who else has joined
console.log(JSON.stringify(run()));
if (stops) await new Promise(() => {});

function join(fd: number, name: string): void {
  send(fd, Buffer.concat([PREFACE, encodeControl({ id: 1, type: "nick", name })]));
  for (let heard = ""; !heard.includes('"welcome"');) {
    const bytes = receive(fd);
    if (bytes.byteLength === 0) throw new Error(`"${name}" was not let in: ${heard}`);
    heard += Buffer.from(bytes).toString("latin1");
    if (heard.includes('"error"')) throw new Error(`"${name}" was not let in: ${heard}`);
  }
}

function request(connection: { fd: number; requests: number }): void {
  const id = 2 + connection.requests++;
  const http = `GET /${file} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  send(
    connection.fd,
    speaks === "frames" ? encodeControl({ id, type: "get", file }) : Buffer.from(http),
  );
}

function run(): Received {
  const polled = new Polled(all.map(({ fd }) => fd));
  const begun = performance.now();
  const cpu = process.cpuUsage();
  for (const connection of all) request(connection);
  let atFirstEnd: number[] | undefined;
  for (let left = connections; left > 0;) {
    for (const at of polled.ready()) {
      const connection = all[at];
      if (!connection) continue;
      const taken = skip(connection.fd, take - connection.bytes);
      if (taken === 0) throw new Error(`the connection ended after ${connection.bytes} bytes`);
      connection.bytes += Math.max(0, taken);
      if (connection.bytes < take) {
        if (connection.bytes >= connection.requests * perRequest) request(connection);
        continue;
      }
      atFirstEnd ??= all.map(({ bytes }) => bytes);
      polled.drop(at);
      if (!stops) close(connection.fd);
      left--;
    }
  }
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return {
    ms,
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    atFirstEnd: atFirstEnd ?? [],
    busy: (user + system) / 1000 / ms,
  };
}
