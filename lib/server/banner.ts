// What a host sees at the start: what is served, the lines to give to others, how to open the room.
import { networkInterfaces } from "node:os";
import pc from "picocolors";
import type { UploadRules } from "../files/uploads.ts";
import { addressText } from "../protocol/address.ts";
import { bytesText } from "../protocol/sizes.ts";

export interface BannerFacts {
  room: string;
  host: string;
  port: number;
  places: number;
  /** The shelf's folder. */
  shelf: string;
  /** What guests may put there, if anything. */
  rules: UploadRules | undefined;
  /** The certificate's, where TLS is spoken. */
  fingerprint: string | undefined;
  /** Whether guests give a password that others can listen to. */
  inClear?: boolean;
  /** Whether the host has a console below it. */
  hasConsole?: boolean;
}

const ANY_ADDRESS = new Set(["0.0.0.0", "::"]);
const LOOPBACK = /^(127\.|::1$|localhost$)/;

/** The banner's lines, the last one ended too. `addresses` are those of this machine on its networks. */
export function banner(facts: BannerFacts, addresses: readonly string[]): string {
  const { room, host, port, places, shelf, rules, fingerprint, hasConsole } = facts;
  const hosts = ANY_ADDRESS.has(host) && addresses.length > 0 ? addresses : [host];
  const netcat = fingerprint === undefined ? "nc" : "ncat --ssl";
  const flags = clientFlags(facts);
  return [
    `${pc.bold(room)} is open on ${pc.cyan(addressText({ host, port }))}`,
    `  places  ${places}`,
    `  shelf   ${shelf}${rules ? `; guests may add ${bytesText(rules.quota)}` : ""}`,
    `  join    ${hosts.map((each) => `bun client.ts ${addressText({ host: each, port })}${flags}`).join("\n          ")}`,
    `          ${hosts.map((each) => `${netcat} ${each} ${port}`).join("\n          ")}`,
    ...(hasConsole && fingerprint !== undefined ? fingerprintRows(fingerprint) : []),
    ...(LOOPBACK.test(host)
      ? [
          `  Only this machine can join. To open it to the network, add ${pc.cyan(fingerprint ? "--host 0.0.0.0" : "--host 0.0.0.0 --tls")}`,
        ]
      : []),
    hasConsole ? "  /quit closes the room." : "  Ctrl-C stops the server.",
    "",
  ].join("\n");
}

/** The addresses of this machine that others on its networks can reach, IPv4 first. */
export function networkAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .toSorted((a, b) => a.family.localeCompare(b.family))
    .map(({ address }) => address);
}

/** What our client needs to join. A console breaks long rows in two, and a command in two rows is two when it is pasted. */
function clientFlags({ fingerprint, inClear, hasConsole }: BannerFacts): string {
  if (fingerprint === undefined) return inClear ? " --insecure" : "";
  return hasConsole ? " --tls" : ` --fingerprint ${fingerprint}`;
}

/** The fingerprint to compare with what our client shows the first time, in two halves. */
function fingerprintRows(fingerprint: string): string[] {
  const half = Math.ceil(fingerprint.length / 2);
  return [
    `  its fingerprint  ${fingerprint.slice(0, half)}`,
    `                   ${fingerprint.slice(half)}`,
  ];
}
