// Joins, leaves and renames folded into one line: what it says, and that it counts every event.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Folding, type FoldedEvent } from "../../../lib/client/view/folding.ts";
import { PLAIN_LOOK, type Look } from "../../../lib/client/view/events.ts";
import { FOLDED_EVENTS, FOLDED_NAMES } from "../../../lib/protocol/limits.ts";
import { localMinute } from "../../../lib/protocol/time.ts";

const AT = Date.UTC(2026, 10, 22, 14, 2);

/** `+bob`, `-bob`, `bob>ann`; who is named by a number besides is that client. */
function eventOf(short: string): FoldedEvent {
  const [words = "", client = "1"] = short.split("#");
  const who = { at: AT, client: Number(client) };
  const [from = "", to] = words.split(">");
  if (to !== undefined) return { type: "renamed", ...who, from, to };
  return { type: words.startsWith("+") ? "joined" : "left", ...who, name: words.slice(1) };
}

function folded(shorts: readonly string[], look: Look = PLAIN_LOOK): string | undefined {
  const folding = new Folding(look);
  for (const short of shorts) expect(folding.add(eventOf(short))).toBeUndefined();
  return textOf(folding);
}

function textOf(folding: Folding): string | undefined {
  return folding.line()?.(Infinity).map(Bun.stripANSI).join("\n");
}

test.each([
  ["+bob", "* bob joined"],
  ["-bob", "* bob left"],
  ["bob>ann", "* bob is now ann"],
  ["+bob +eve", "* bob and eve joined"],
  ["+bob +eve +dan", "* bob, eve and dan joined"],
  ["+bob +eve +dan +kim", "* 4 joined"],
  ["+a +b +c +d +e -f -g", "* 5 joined, f and g left"],
  ["+a +b +c +d +e -f -g -h -i", "* 5 joined, 4 left"],
  ["-f +a", "* a joined, f left"],
  ["+bob -bob", "* bob came and went"],
  ["+bob -BOB +eve", "* BOB came and went, eve joined"],
  ["+a -a +b -b +c -c +d -d", "* 4 came and went"],
  ["-bob +bob", "* bob came back"],
  ["+bob -bob +bob", "* bob came and went, bob joined"],
  ["-bob +bob -bob", "* bob came back, bob left"],
  ["+bob -bob +bob -bob", "* bob came and went (2 times)"],
  ["+a -a +b -b +c -c +d -d +d -d", "* 4 came and went (5 times)"],
  ["bob>ann eve>kim", "* bob is now ann, eve is now kim"],
  ["a>b#1 c>d#2 e>f#3", "* a is now b, c is now d, e is now f"],
  ["a>b#1 c>d#2 e>f#3 g>h#4", "* 4 renamed"],
  ["a>b#1 c>d#2 e>f#3 f>e#3", "* 3 renamed (4 times)"],
  ["+bob bob>ann", "* bob joined, bob is now ann"],
  ["+bob bob>ann -ann", "* ann came and went, bob is now ann"],
  ["bob>ann -ann", "* ann left, bob is now ann"],
])("%s is %p", (shorts, text) => {
  expect(folded(shorts.split(" "))).toBe(text);
});

test("taking it ends the fold: the line stays, the next event begins another", () => {
  const folding = new Folding(PLAIN_LOOK);
  expect(folding.line()).toBeUndefined();
  expect(folding.take()).toBeUndefined();
  for (const short of ["+bob", "-eve", "+kim", "-kim", "-lou", "+lou", "x>y"]) {
    folding.add(eventOf(short));
  }
  const line = folding.take();
  expect(folding.line()).toBeUndefined();
  folding.add(eventOf("-bob"));
  expect(textOf(folding)).toBe("* bob left");
  expect(line?.(Infinity).map(Bun.stripANSI)).toEqual([
    "* kim came and went, lou came back, bob joined, eve left, x is now y",
  ]);
});

test("with times, it has that of its last event", () => {
  const folding = new Folding({ ...PLAIN_LOOK, times: () => true });
  folding.add(eventOf("+bob"));
  folding.add({ ...eventOf("+eve"), at: AT + 60_000 });
  expect(textOf(folding)).toBe(`${localMinute(AT + 60_000).slice(11)} * bob and eve joined`);
});

test("so many events are one line, one more begins another", () => {
  const folding = new Folding(PLAIN_LOOK);
  for (let n = 0; n < FOLDED_EVENTS; n++) {
    expect(folding.add(eventOf(`+guest-${n}`))).toBeUndefined();
  }
  expect(textOf(folding)).toBe(`* ${FOLDED_EVENTS} joined`);
  const full = folding.add(eventOf("-bob"));
  expect(full?.(Infinity).map(Bun.stripANSI)).toEqual([`* ${FOLDED_EVENTS} joined`]);
  expect(textOf(folding)).toBe("* bob left");
});

describe("of any events", () => {
  const name = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
  const short = fc.oneof(
    name.map((each) => `+${each}`),
    name.map((each) => `-${each}`),
    fc.tuple(name, name).map(([from, to]) => `${from}>${to}#${from.charCodeAt(0)}`),
  );

  /** How many events a part of the line tells. */
  function countOf(part: string): number {
    const [, subject = "", verb = "", times] =
      /^(.*) (came and went|came back|joined|left|renamed|is now .)(?: \((\d+) times\))?$/.exec(
        part,
      ) ?? [];
    const named = verb.startsWith("is now") ? 1 : subject.split(/ and |, /).length;
    expect(named).toBeLessThanOrEqual(FOLDED_NAMES);
    const people = /^\d+$/.test(subject) ? Number(subject) : named;
    const each = verb.startsWith("came") ? 2 : 1;
    return each * Number(times ?? people);
  }

  test("the line counts each once", () => {
    fc.assert(
      fc.property(fc.array(short, { minLength: 1, maxLength: 40 }), (shorts) => {
        const text = folded(shorts) ?? "";
        const parts = text
          .slice(2)
          .split(/(?<= (?:came and went|came back|joined|left|renamed|is now .|times\))), /);
        expect(parts.reduce((sum, part) => sum + countOf(part), 0)).toBe(shorts.length);
      }),
      { numRuns: 1000 },
    );
  });

  test("no row is wider than the screen", () => {
    fc.assert(
      fc.property(
        fc.array(short, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 20, max: 80 }),
        (shorts, columns) => {
          const folding = new Folding(PLAIN_LOOK);
          for (const each of shorts) folding.add(eventOf(each));
          for (const row of folding.line()?.(columns) ?? []) {
            expect(Bun.stringWidth(row)).toBeLessThanOrEqual(columns);
          }
        },
      ),
    );
  });
});
