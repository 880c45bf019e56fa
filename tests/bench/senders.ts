// What sends a file in the bench: Parlor's server, a bare Bun.listen, and nginx, each a process with a port.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHUNK_HEADER_BYTES } from "../../lib/protocol/frame.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import type { ReceiveOrder } from "./receive-order.ts";
import { Running, script } from "./running.ts";

const SERVER = join(import.meta.dir, "../../server.ts");

export interface Sender extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  readonly speaks: ReceiveOrder["speaks"];
}

/** Parlor's server, with a folder as its shelf, that takes files. */
export async function startParlor(shelf: string): Promise<Sender> {
  const flags = [
    "--port",
    "0",
    "--repo",
    shelf,
    "--ephemeral",
    "--rate",
    "0",
    "--log-level",
    "warn",
  ];
  // Whoever hangs up has its place kept for a while, and the receivers of each measurement do.
  const places = ["--max-clients", "1000"];
  const uploads = ["--allow-upload", "--upload-quota", "100GB", "--upload-limit", "100GB"];
  const running = new Running([process.execPath, SERVER, ...flags, ...places, ...uploads]);
  return sender(running, "frames", Number((await running.line(/is open on .*:(\d+)/))[1]));
}

/** A bare sender of one file, whatever it is asked for. */
export async function startBare(path: string): Promise<Sender> {
  const running = new Running(script("bare-sender.ts", { file: path, chunkBytes: CHUNK_BYTES }));
  return sender(running, "file", Number((await running.line(/listens on (\d+)/))[1]));
}

/** nginx with sendfile, in one process, with all that it writes in a folder; undefined where it is not on the PATH. */
export async function startNginx(shelf: string, folder: string): Promise<Sender | undefined> {
  const nginx = Bun.which("nginx");
  if (nginx === null) return undefined;
  const port = freePort();
  mkdirSync(folder, { recursive: true });
  const config = join(folder, "nginx.conf");
  writeFileSync(config, nginxConfig(shelf, folder, port));
  const running = new Running([nginx, "-p", folder, "-e", "stderr", "-c", config]);
  await running.line(/using the "\w+" event method/); // it says so once it listens
  return sender(running, "http", port);
}

/** What one request for a file of that size brings from a sender: bytes. */
export function answerBytes({ speaks }: Sender, size: number): number {
  if (speaks === "frames") return size + CHUNK_HEADER_BYTES * Math.ceil(size / CHUNK_BYTES);
  return size;
}

function sender(running: Running, speaks: Sender["speaks"], port: number): Sender {
  return {
    pid: running.pid,
    port,
    speaks,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

/** A port that nobody has; another may take it, but nobody else is asked to. */
function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  listener.stop(true);
  return listener.port;
}

function nginxConfig(shelf: string, folder: string, port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr notice;
events { worker_connections 256; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  ${temporary.map((what) => `${what}_temp_path ${folder}/${what};`).join("\n  ")}
  server { listen 127.0.0.1:${port}; root ${shelf}; }
}
`;
}
