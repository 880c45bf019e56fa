// The lines dialect: netcat, telnet, scripts. UTF-8 lines ended by LF or CRLF.
import { readChunks } from "../../files/read.ts";
import { MESSAGE_BYTES } from "../../protocol/limits.ts";
import { LineSplitter, type Line } from "../../protocol/lines.ts";
import type { ServerMessage } from "../../protocol/messages.ts";
import { checkCommand } from "../../protocol/read-message.ts";
import { foreignProtocol, type DialectName } from "../../protocol/opening.ts";
import { parseLine } from "../../protocol/parse.ts";
import { cleanText, decodeUtf8 } from "../../protocol/text.ts";
import type { Stage } from "../../room/client.ts";
import type { Tag } from "../../room/effects.ts";
import type { Sending } from "../sending.ts";
import type { Answer } from "../sendings.ts";
import { NOTHING, questionAt, type Dialect, type Input } from "./dialect.ts";
import { renderLines } from "./render.ts";

const utf8 = new TextEncoder();
const LF = 0x0a;

export class LinesDialect implements Dialect {
  readonly name: DialectName = "lines";
  readonly preface = NOTHING;
  readonly lane = "talk";
  readonly endsBySilence: boolean = false;
  readonly pings = false;
  #splitter = new LineSplitter();

  *receive(bytes: Uint8Array, stage: () => Stage): Iterable<Input> {
    for (const line of this.#splitter.push(bytes)) yield* inputsOf(line, stage());
  }

  prompt(stage: Stage): Uint8Array {
    return questionAt(stage);
  }

  handOver(_bytes: Uint8Array): Uint8Array | undefined {
    return undefined;
  }

  *complete(stage: () => Stage): Generator<Input> {
    const line = this.#splitter.end();
    if (line !== undefined) yield* inputsOf(line, stage());
  }

  encode(message: ServerMessage, tag?: Tag): Uint8Array | undefined {
    const text = renderLines(message, tag);
    return text === undefined ? undefined : utf8.encode(text);
  }

  /** The file's bytes alone, and a newline where they did not end in one. */
  async *sendFile({ open, file, turns }: Sending): Answer {
    let last: number | undefined;
    for await (const step of readChunks(open, { from: 0, headroom: 0, turns })) {
      if (step.step === "chunk") {
        last = step.bytes.at(-1);
        yield step.bytes;
      } else if (step.step === "broken") {
        yield utf8.encode(`\n* Cannot send "${file}" to its end: ${step.why}\n`);
      } else if (last !== LF) {
        yield utf8.encode("\n");
      }
    }
  }
}

/** What one line of a lines or bare guest asks for; behind a password comes another one or a name, as it turns out. */
export function* inputsOf(line: Line, stage: Stage): Generator<Input> {
  yield inputOf(line, stage);
  if (stage === "password") yield { input: "settled" };
}

function inputOf(line: Line, stage: Stage): Input {
  if (line === "too-long") return refused("too-long", `it is longer than ${MESSAGE_BYTES} bytes`);
  const text = decodeUtf8(line);
  if (text === undefined) return refused("bad-text", "it is no UTF-8");
  if (text.includes("\0")) return refused("bad-text", "it contains NUL");
  if (stage === "here") return typedInput(text);
  return stage === "name" ? nameInput(text) : passwordInput(text);
}

function typedInput(text: string): Input {
  const tag = cleanText(text);
  if (tag.trim() === "") return { input: "nothing" };
  const parsed = parseLine(tag);
  return parsed.ok
    ? { input: "command", tag, command: parsed.value }
    : { input: "refused", tag, refusal: parsed.refusal };
}

function nameInput(text: string): Input {
  const protocol = foreignProtocol(text);
  if (protocol !== undefined) return foreignInput(protocol);
  const checked = checkCommand({ type: "nick", name: text });
  return checked.ok
    ? { input: "command", tag: cleanText(text), command: checked.value }
    : { input: "refused", tag: undefined, refusal: checked.refusal };
}

/** The tag is no part of it: what was typed is for nobody's eyes. */
function passwordInput(text: string): Input {
  const protocol = foreignProtocol(text);
  if (protocol !== undefined) return foreignInput(protocol);
  const checked = checkCommand({ type: "password", password: text });
  return checked.ok
    ? { input: "command", tag: "", command: checked.value }
    : { input: "refused", tag: undefined, refusal: checked.refusal };
}

/** The end of a connection that was opened in another protocol. */
export function foreignInput(protocol: string): Input {
  const message = `This is a Parlor room; it does not speak ${protocol}. Join it with: nc HOST PORT`;
  return { input: "broken", refusal: { code: "foreign", message } };
}

function refused(code: "too-long" | "bad-text", why: string): Input {
  return {
    input: "refused",
    tag: undefined,
    refusal: { code, message: `Cannot take the line: ${why}` },
  };
}
