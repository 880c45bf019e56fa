// Reading what a peer sent: validated once, here at the edge; what is wrong is refused with a code and in our words.
import type { z } from "zod";
import { isErrorCode, refuse, type ErrorCode, type Result } from "./errors.ts";
import { requestId } from "./fields.ts";
import { Command, type CommandType } from "./messages.ts";
import { cleanText, decodeUtf8 } from "./text.ts";

/** A command that has its fields but was not validated yet, checked; refused with a code where it is wrong. */
export function checkCommand(raw: {
  type: CommandType;
  [field: string]: unknown;
}): Result<Command> {
  // Who typed a text knows no fields: it is what cannot be sent.
  return check(Command, raw, (field) => (field === "text" ? "Cannot send it" : cannotRead(field)));
}

/**
 * The message in a control frame's payload. Fields that are not known are left out; a type that is not
 * known, or a field that is missing or wrong, refuses it.
 */
export function readControl<T extends z.ZodType>(
  schema: T,
  payload: Uint8Array,
): { id: number | undefined; result: Result<z.infer<T>> } {
  const text = decodeUtf8(payload);
  if (text === undefined) {
    return { id: undefined, result: refuse("bad-text", "Cannot read a message: it is no UTF-8") };
  }
  const json = parseJson(text);
  return { id: idOf(json), result: check(schema, json) };
}

function idOf(json: unknown): number | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  const id = "id" in json ? requestId.safeParse(json.id).data : undefined;
  return id ?? ("re" in json ? requestId.safeParse(json.re).data : undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function check<T extends z.ZodType>(
  schema: T,
  raw: unknown,
  cannot: (field: string) => string = cannotRead,
): Result<z.infer<T>> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const why = cleanText(whyOf(issue, raw));
  return refuse(codeOf(issue), `${cannot(issue?.path.join(".") ?? "")}: ${why}`);
}

function cannotRead(field: string): string {
  return `Cannot read ${field ? `"${field}"` : "a message"}`;
}

const KINDS: Record<string, string> = { int: "a whole number, 0 or more", object: "an object" };

/** The first thing that is wrong, in our words. */
function whyOf(issue: z.core.$ZodIssue | undefined, raw: unknown): string {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return "it is no JSON object";
  const field = String(issue?.path[0] ?? "");
  if (!Object.hasOwn(raw, field)) return "it is missing";
  if (issue?.code === "invalid_union") return "there is no such type";
  if (issue?.code === "invalid_value") return `it can only be ${issue.values.join(" or ")}`;
  if (issue?.code === "invalid_type")
    return `it must be ${KINDS[issue.expected] ?? `a ${issue.expected}`}`;
  return issue?.message ?? "it is wrong";
}

function codeOf(issue: z.core.$ZodIssue | undefined): ErrorCode {
  const named = issue?.code === "custom" ? issue.params?.["code"] : undefined;
  return typeof named === "string" && isErrorCode(named) ? named : "bad-message";
}
