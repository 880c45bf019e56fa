// A plain picture of who is here, held or away, after any steps: what the room is compared with.
import { HELD_MS, SESSION_MS } from "../../lib/protocol/limits.ts";

export interface Person {
  number: number;
  name: string;
  /** Undefined of one who cannot come back. */
  token: string | undefined;
  /** When it was lost or left; undefined while it is here. */
  closed: number | undefined;
  heldUntil: number;
}

export class People {
  readonly all: Person[] = [];
  lastNumber = 0;

  constructor(private readonly places: number) {}

  get here(): Person[] {
    return this.all.filter(({ closed }) => closed === undefined);
  }

  held(now: number): Person[] {
    return this.all.filter(({ closed, heldUntil }) => closed !== undefined && now < heldUntil);
  }

  isFull(now: number): boolean {
    return this.here.length + this.held(now).length >= this.places;
  }

  canComeBack({ token, closed }: Person, now: number): boolean {
    return token !== undefined && (closed === undefined || now < closed + SESSION_MS);
  }

  /** Whether somebody else has the name, or it is held for them. */
  isTaken(name: string, by: Person | undefined, now: number): boolean {
    return [...this.here, ...this.held(now)].some((each) => each !== by && each.name === name);
  }

  join(name: string, token: string | undefined): void {
    this.all.push({ number: this.lastNumber, name, token, closed: undefined, heldUntil: 0 });
  }

  lose(person: Person, now: number): void {
    person.closed = now;
    person.heldUntil = person.token === undefined ? 0 : now + HELD_MS;
  }

  exit(person: Person, now: number): void {
    person.token = undefined;
    this.lose(person, now);
  }

  restart(now: number): void {
    for (const person of this.here) this.lose(person, now);
    const last = Math.max(...this.all.map(({ closed }) => closed ?? 0));
    for (const person of this.all) {
      const wasHere = (person.closed ?? 0) > last - HELD_MS && this.canComeBack(person, now);
      person.heldUntil = wasHere ? now + HELD_MS : 0;
    }
  }
}
