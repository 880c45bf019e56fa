// Any steps of joining, going, coming back, renaming, time and restarts: the room is what a plain picture of it says.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { HELD_MS, SESSION_MS } from "../../lib/protocol/limits.ts";
import type { Effect } from "../../lib/room/effects.ts";
import { exit, nick, openRoom, outline, quiet, resume, say, welcomeIn } from "./house.ts";
import { People, type Person } from "./people.ts";

const PLACES = 3;

const who = fc.nat({ max: 7 });
const aName = fc.constantFrom("Ann", "Bob", "Cleo", "Dan", "Eve");
const anyStep = fc.oneof(
  fc.record({
    do: fc.constant("join"),
    name: aName,
    dialect: fc.constantFrom("frames", "frames", "lines"),
  }),
  fc.record({ do: fc.constantFrom("lose", "exit", "say"), who }),
  fc.record({ do: fc.constantFrom("lose", "resume"), who }),
  fc.record({ do: fc.constant("rename"), who, name: aName }),
  fc.record({
    do: fc.constant("wait"),
    ms: fc.constantFrom(1, HELD_MS / 2, HELD_MS - 1, HELD_MS, SESSION_MS - HELD_MS),
  }),
  fc.record({ do: fc.constant("restart") }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

class Steps {
  #people = new People(PLACES);
  #den = openRoom({ places: PLACES });
  #seq = 0;

  /** Takes one step, and compares what came of it. */
  take(step: Step): void {
    const now = this.#den.clock.at;
    if ("dialect" in step) this.#join(step.name, step.dialect, now);
    else if ("ms" in step) this.#den.clock.at += step.ms;
    else if ("name" in step) this.#rename(this.#here(step.who), step.name, now);
    else if (!("who" in step)) this.#restart(now);
    else if (step.do === "resume") this.#resume(this.#stranger(step.who), now);
    else this.#go(step.do, this.#here(step.who), now);
    this.#compare();
  }

  #join(wanted: string, dialect: string, now: number): void {
    const { room, ask, leave } = this.#den;
    const number = room.open("x", quiet());
    if (this.#people.isFull(now)) {
      expect(number).toBeUndefined();
      return;
    }
    expect(number).toBe(++this.#people.lastNumber);
    room.greet(number ?? 0, dialect);
    const effects = ask(number ?? 0, 1, nick(wanted));
    const isTaken = this.#people.isTaken(wanted, undefined, now);
    expect(codeIn(effects)).toBe(isTaken ? "name-taken" : undefined);
    if (isTaken) leave(number ?? 0);
    else this.#people.join(wanted, welcomeIn(effects)?.token);
  }

  #resume(person: Person | undefined, now: number): void {
    const { room, ask, leave } = this.#den;
    const isFull = this.#people.isFull(now);
    const token = person?.token ?? "1.wrong";
    const number = room.open("x", quiet()) ?? room.openReturning("x", quiet());
    if (!isFull) this.#people.lastNumber++;
    const canAnyone = this.#people.all.some((each) => this.#people.canComeBack(each, now));
    expect((number ?? 0) > 0).toBe(!isFull);
    if (isFull) expect(number !== undefined).toBe(canAnyone);
    if (number === undefined) return;
    room.greet(number, "frames");
    const effects = ask(number, 1, resume(token));
    const code = this.#refusal(person, isFull, now);
    expect(codeIn(effects)).toBe(code);
    if (code !== undefined || !person) {
      leave(number);
      return;
    }
    const wasHere = person.closed === undefined;
    expect(outline(effects)).toEqual([
      `adopt ${number} as ${person.number}`,
      `reply welcome to ${person.number}`,
      `listen to ${person.number}`,
      ...(wasHere ? [] : [`relay joined except ${person.number}`]),
    ]);
    person.closed = undefined;
  }

  #refusal(person: Person | undefined, isFull: boolean, now: number): string | undefined {
    if (!person || !this.#people.canComeBack(person, now)) return isFull ? "full" : "no-session";
    if (person.closed === undefined || now < person.heldUntil) return undefined;
    if (isFull) return "full";
    return this.#people.isTaken(person.name, person, now) ? "name-taken" : undefined;
  }

  #rename(person: Person | undefined, wanted: string, now: number): void {
    if (!person) return;
    const effects = this.#den.ask(person.number, 1, nick(wanted));
    const isTaken = this.#people.isTaken(wanted, person, now);
    expect(codeIn(effects)).toBe(isTaken ? "name-taken" : undefined);
    if (!isTaken) person.name = wanted;
  }

  #go(how: string, person: Person | undefined, now: number): void {
    if (!person) return;
    const { ask, leave } = this.#den;
    const { number } = person;
    if (how === "say") {
      expect(ask(number, 1, say("hi"))).toMatchObject([{ message: { seq: ++this.#seq } }, {}]);
    } else if (how === "exit") {
      expect(outline(ask(number, 1, exit))).toContain("relay left");
      this.#people.exit(person, now);
    } else {
      expect(outline(leave(number))).toEqual(["relay left"]);
      this.#people.lose(person, now);
    }
  }

  #restart(now: number): void {
    this.#den = openRoom({ places: PLACES }, this.#den.journal.kept(now), now);
    this.#people.restart(now);
  }

  /** One of those who had a token, the latest of them most often. */
  #stranger(at: number): Person | undefined {
    return this.#people.all.filter(({ token }) => token !== undefined).at(-1 - (at % 4));
  }

  #here(at: number): Person | undefined {
    const { here } = this.#people;
    return here[at % Math.max(1, here.length)];
  }

  #compare(): void {
    const { room, clock, recordsOf } = this.#den;
    const { all, here, lastNumber } = this.#people;
    expect(room.lastNumber).toBe(lastNumber);
    expect([...room.listeners].toSorted(ascending)).toEqual(here.map(({ number }) => number));
    const held = this.#people.held(clock.at);
    expect(here.length + held.length).toBeLessThanOrEqual(PLACES);
    const names = [...here, ...held].map((person) => person.name);
    expect(new Set(names).size).toBe(names.length);
    // Each is in the status once: here or past, under its number and its last name.
    const [asker] = here;
    if (!asker) return;
    const shown = recordsOf(asker.number).map(({ client, name, closed }) => [client, name, closed]);
    expect(shown).toEqual(all.map(({ number, name, closed }) => [number, name, closed ?? null]));
  }
}

test("the room agrees with a plain picture of it after any steps", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 20, maxLength: 60, size: "max" }), (steps) => {
      const room = new Steps();
      for (const each of steps) room.take(each);
    }),
    { numRuns: 500 },
  );
});

const ascending = (one: number, other: number) => one - other;

/** The code of a refusal or of a goodbye among effects. */
function codeIn(effects: readonly Effect[]): string | undefined {
  return effects.flatMap((each) =>
    each.effect === "reply" && "code" in each.message ? [each.message.code] : [],
  )[0];
}
