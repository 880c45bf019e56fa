// A terminal with a server's console on it, whose window can be stopped: then nobody reads what the server shows.
import { ServerAtTerminal } from "./console-process.ts";

const server = new ServerAtTerminal(["--rate", "0", "--ephemeral"], { alone: true });
console.log(`${await server.port()} ${server.terminal.proc.pid}`);
await server.terminal.proc.exited;
