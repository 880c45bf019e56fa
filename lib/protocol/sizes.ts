// Numbers of bytes as people write them.

const UNITS = ["B", "kB", "MB", "GB", "TB"];
const FACTORS: Record<string, number> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `347 kB`: a number of bytes. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let step = 0;
  // From what is shown as 1000 on, the next unit says it.
  while (value >= 999.5 && step < UNITS.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value < 9.95 && step > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
}

/** The bytes that `500`, `500MB`, `1.5 G` or `1GiB` means; undefined where a text is no size, or over 2^53. */
export function readBytes(text: string): number | undefined {
  const [, digits, unit = "", binary] =
    /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? [];
  const factor = binary
    ? 1024 ** ["", "k", "m", "g", "t"].indexOf(unit.toLowerCase())
    : FACTORS[unit.toLowerCase()];
  const bytes = Math.floor(Number(digits) * (factor ?? NaN));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
