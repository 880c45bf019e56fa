// Where a server or a guest is, and how people write it.
import { isIPv4, isIPv6 } from "node:net";

export interface Address {
  host: string;
  port: number;
}

/** An address as people write it: `10.0.0.5:12345`, `[::1]:12345`. */
export function addressText({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** The host of an address as people write it, without its port and brackets. */
export function hostOf(address: string): string {
  return address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  return (isIPv4(host) && host.startsWith("127.")) || host === "::1" || host === "localhost";
}

/**
 * The one way to write an address: IPv4, mapped into IPv6 or not, with dots; IPv6 as RFC 5952 has it, without its zone. A
 * network of IPv6, as `2001:db8:1:2::/64`, is one too. Undefined where a text is neither.
 */
export function addressKey(text: string): string | undefined {
  const host = text.trim();
  if (isIPv4(host)) return host;
  const [, address = "", network] = /^([^/%]*)(?:%[^/]*)?(\/64)?$/.exec(host) ?? [];
  if (!isIPv6(address)) return undefined;
  return network ? networkKey(address) : (mappedIn(groupsOf(address)) ?? canonical(address));
}

/**
 * What somebody has who has one address of it: an IPv4 address alone, of IPv6 the /64 that it is in, whose other addresses
 * cost nothing. Undefined where a text is no address.
 */
export function networkKey(host: string): string | undefined {
  const key = addressKey(host);
  if (key === undefined || isIPv4(key) || key.endsWith(NETWORK)) return key;
  return `${canonical(`${groupsOf(key).slice(0, 4).join(":")}::`)}${NETWORK}`;
}

const NETWORK = "/64";

/** The eight groups of an IPv6 address, in hexadecimal. */
function groupsOf(address: string): string[] {
  const [before = "", after = ""] = canonical(address).split("::");
  const [first, last] = [before, after].map((part) => (part === "" ? [] : part.split(":")));
  const known = [...(first ?? []), ...(last ?? [])];
  const zeros = Array<string>(Math.max(0, 8 - known.length)).fill("0");
  return [...(first ?? []), ...zeros, ...(last ?? [])];
}

function canonical(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}

/** The IPv4 address that eight groups have in them as `::ffff:0:0/96` does. */
function mappedIn(groups: readonly string[]): string | undefined {
  if (groups.slice(0, 6).join(":") !== "0:0:0:0:0:ffff") return undefined;
  const bytes = groups.slice(6).flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return bytes.join(".");
}
