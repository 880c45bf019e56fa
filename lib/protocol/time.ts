// Local time for people: one form for the dialogue, the log and our client.

/** `2025-02-10 20:29:31`, in this machine's time zone, of milliseconds since the epoch. */
export function localSecond(at: number): string {
  const zoneMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - zoneMs).toISOString().slice(0, 19).replace("T", " ");
}

/** `2025-02-10 20:29`. */
export function localMinute(at: number): string {
  return localSecond(at).slice(0, 16);
}
