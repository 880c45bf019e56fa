// A certificate's fingerprint: its SHA-256 as people pass it on.

/** A fingerprint as "AB:CD:…", of hex in any case with or without colons; undefined where it is none. */
export function readFingerprint(text: string): string | undefined {
  const hex = text
    .trim()
    .replace(/^sha-?256[:=]/i, "")
    .replaceAll(":", "")
    .toUpperCase();
  return /^[0-9A-F]{64}$/.test(hex) ? hex.replace(/(..)(?=.)/g, "$1:") : undefined;
}
