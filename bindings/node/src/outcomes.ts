/** The outcome of a call: decodes what the library returned, and completes the errors of calls that did not begin. */

import { KEYED, type WriteOptions } from "./context.js";
import { CallCancelledError, CodatError, errorOf, UnexpectedResponseError } from "./errors.js";
import type { Outcome } from "./library.js";
import { type Meta, NO_META } from "./meta.js";
import { parse } from "./numbers.js";

/** The names of operations that only read, which change nothing for any outcome. */
export const READS = /\.(get|list|link_url|needs|wait)/;

/** What the library returns for a success. */
export interface Response {
  readonly result: unknown;
  readonly meta: Meta;
}

const META = ',"meta":';

/**
 * Returns what `read` makes of a success.
 *
 * @throws CodatError - The call's failure. If the response cannot be decoded, or `read` throws anything else, an
 *   UnexpectedResponseError with the call's status and key, whose outcome is unknown unless the operation only reads.
 */
export function settled<T>(
  operation: string,
  [status, text]: Outcome,
  read: (text: string) => T,
  signal?: AbortSignal,
): T {
  try {
    if (status === 0) return read(text);
    const error = errorOf(text);
    throw error instanceof CallCancelledError && signal?.aborted ? errorOf(text, { cause: signal.reason as unknown }) : error;
  } catch (problem) {
    throw problem instanceof CodatError ? problem : undecodable(operation, text, problem);
  }
}

/**
 * Does what comes before a call begins. An error of it is completed as the library completes those of calls that began: if
 * the call repeats another, nothing is known about that one.
 */
export function unsent<T>(operation: string, options: WriteOptions | undefined, prepare: () => T): T {
  try {
    return prepare();
  } catch (problem) {
    if (!(problem instanceof CodatError)) throw problem;
    const { idempotencyKey, firstUse } = options ?? {};
    const isRepeat = KEYED.test(operation) && typeof idempotencyKey === "string" && firstUse !== true;
    const open = isRepeat ? { outcomeUnknown: true, idempotencyKey, meta: { ...problem.meta, idempotencyKey } } : {};
    throw Object.assign(problem, { operation, ...open });
  }
}

/** The result of a success, and what is known about the call. Only of lists `results` are rows. */
export function parsed(text: string, operation: string): Response {
  const { result, meta = NO_META } = parse(text) as { result: { results?: unknown } | null; meta?: Meta };
  const rows = result?.results;
  const isList = operation.includes(".list");
  // Here, and not in the program that goes through them.
  if (isList && Array.isArray(rows) && !rows.every(isObject)) throw new TypeError("a row of `results` is not an object");
  return { result, meta };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The result of a success as the service sent it, and what is known about the call. */
export function verbatim(text: string): { text: string; meta: Meta } {
  // No string can hold this separator: its quotes would be escaped there.
  const end = text.lastIndexOf(`${META}{`);
  return { text: text.slice('{"result":'.length, end), meta: JSON.parse(text.slice(end + META.length, -1)) as Meta };
}

/** The error for a response that cannot be decoded. */
export function undecodable(operation: string, text: string, cause: unknown): UnexpectedResponseError {
  const meta = metaOf(text);
  const outcomeUnknown = !READS.test(operation);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UnexpectedResponseError(`the response cannot be decoded: ${reason}`, {
    operation,
    httpStatus: meta.status,
    outcomeUnknown,
    idempotencyKey: outcomeUnknown ? meta.idempotencyKey : undefined,
    meta,
    cause,
  });
}

/** What is known about a call whose result cannot be decoded: that part is the library's own, and short. */
function metaOf(text: string): Meta {
  try {
    return verbatim(text).meta;
  } catch {
    return NO_META;
  }
}
