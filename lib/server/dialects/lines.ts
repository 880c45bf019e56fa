// The lines dialect: netcat, telnet, scripts. UTF-8 lines ended by LF or CRLF.
import type { OpenFile } from "../../files/shelf.ts";
import { readChunks } from "../../files/read.ts";
import { MESSAGE_BYTES } from "../../protocol/limits.ts";
import { LineSplitter, type Line } from "../../protocol/lines.ts";
import { checkCommand, type ServerMessage } from "../../protocol/messages.ts";
import { foreignProtocol, type DialectName } from "../../protocol/opening.ts";
import { parseLine } from "../../protocol/parse.ts";
import { cleanText, decodeUtf8 } from "../../protocol/text.ts";
import type { Tag } from "../../room/effects.ts";
import { GREETING, NOTHING, type Dialect, type Input } from "./dialect.ts";
import { renderLines } from "./render.ts";

const utf8 = new TextEncoder();
const LF = 0x0a;

export class LinesDialect implements Dialect {
  readonly name: DialectName = "lines";
  readonly preface = NOTHING;
  readonly prompt = GREETING;
  readonly lane = "talk";
  readonly endsBySilence: boolean = false;
  readonly pings = false;
  #splitter = new LineSplitter();

  receive(bytes: Uint8Array, isNamed: () => boolean): Iterable<Input> {
    return this.#lines(bytes, isNamed);
  }

  *complete(isNamed: () => boolean): Generator<Input> {
    const line = this.#splitter.end();
    if (line !== undefined) yield* inputsOf(line, isNamed());
  }

  encode(message: ServerMessage, tag?: Tag): Uint8Array | undefined {
    const text = renderLines(message, tag);
    return text === undefined ? undefined : utf8.encode(text);
  }

  *#lines(bytes: Uint8Array, isNamed: () => boolean): Generator<Input> {
    for (const line of this.#splitter.push(bytes)) yield* inputsOf(line, isNamed());
  }

  /** The file's bytes alone, and a newline where they did not end in one. */
  async *sendFile(open: OpenFile, file: string): AsyncGenerator<Uint8Array> {
    let last: number | undefined;
    for await (const step of readChunks(open, 0)) {
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

/** What one line of a lines or bare guest asks for; an empty line of a named guest asks for nothing. */
export function* inputsOf(line: Line, named: boolean): Generator<Input> {
  if (line === "too-long") {
    yield refused("too-long", `it is longer than ${MESSAGE_BYTES} bytes`);
    return;
  }
  const text = decodeUtf8(line);
  if (text === undefined) yield refused("bad-text", "it is no UTF-8");
  else if (text.includes("\0")) yield refused("bad-text", "it contains NUL");
  else if (named) yield* typedInputs(text);
  else yield nameInput(text);
}

function* typedInputs(text: string): Generator<Input> {
  const tag = cleanText(text);
  if (tag.trim() === "") return;
  const parsed = parseLine(tag);
  yield parsed.ok
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
