// Where a server or a guest is, and how people write it.

export interface Address {
  host: string;
  port: number;
}

/** An address as people write it: `10.0.0.5:12345`, `[::1]:12345`. */
export function addressText({ host, port }: Address): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
