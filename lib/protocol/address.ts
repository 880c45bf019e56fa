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
 * What counts as one address: an IPv4 address, mapped into IPv6 or not; of IPv6 the first 64 bits, since whoever has one
 * address of a network has all of it. Undefined where a text is no address.
 */
export function addressKey(host: string): string | undefined {
  const plain = host
    .trim()
    .toLowerCase()
    .replace(/^::ffff:(?=\d+\.)/, "")
    .replace(/\/64$/, "");
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return undefined;
  const { hostname } = new URL(`http://[${plain.replace(/%.*$/, "")}]`);
  const [before = "", after] = hostname.slice(1, -1).split("::");
  const groups = (text = "") => (text === "" ? [] : text.split(":"));
  const zeros = 8 - groups(before).length - groups(after).length;
  const all = [...groups(before), ...Array<string>(zeros).fill("0"), ...groups(after)];
  return `${all.slice(0, 4).join(":")}::/64`;
}
