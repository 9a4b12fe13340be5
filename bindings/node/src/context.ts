/** The options of a call. */

import { InvalidArgumentError } from "./errors.js";
import { textOf } from "./library.js";

/** Options that every call takes. One `AbortSignal` may be shared by any number of calls. */
export interface CallOptions {
  /**
   * Cancels the call: it rejects with a {@link CallCancelledError} whose `cause` is the signal's `reason`. Its
   * `outcomeUnknown` says whether the service may have done the work anyway.
   */
  readonly signal?: AbortSignal | undefined;
  /** The most milliseconds that the call may take, retries and waiting included. Default: the client's. */
  readonly timeout?: number | undefined;
  /** How often a failed attempt is repeated if that is safe, 0 to 100. Default: the client's. */
  readonly maxRetries?: number | undefined;
  /** The trace that the call belongs to, as W3C Trace Context has it; sent as the header of that name. */
  readonly traceparent?: string | undefined;
  /**
   * Fields of the request that the method has no parameter for, under their names in JSON. They are added to the body of a
   * POST, PUT or PATCH, and to the query of a GET or DELETE, as they are.
   */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
}

/** Options of a call whose requests carry an idempotency key. */
export interface WriteOptions extends CallOptions {
  /**
   * The idempotency key, a UUID. To repeat a call that failed with `outcomeUnknown`, pass `error.idempotencyKey`: the work
   * is then not done twice. A call with a key counts as a repeat: unless it succeeds, or the service refuses it for good,
   * its outcome remains unknown, also if it is refused before it is sent. Default: a fresh key.
   */
  readonly idempotencyKey?: string | undefined;
  /**
   * True if no call has used `idempotencyKey` before, so that this one is no repeat. Choose a key with
   * `crypto.randomUUID()`, store it, and call. Default: false.
   */
  readonly firstUse?: boolean | undefined;
}

/** The names of operations whose requests carry an idempotency key. */
export const KEYED =
  /\.(create|create_api_key|update|unlink|add_company|refresh|refresh_product_data|all|by_data_type|(set|update)_sync_settings|set_cors_settings|rotate_zapier_key|post|patch)$/;

const LEAST_OPTIONS = ["signal", "timeout", "maxRetries", "traceparent"];
const CALL_OPTIONS = [...LEAST_OPTIONS, "extra"];
const KEY_OPTIONS = ["idempotencyKey", "firstUse"];
const WRITE_OPTIONS = [...CALL_OPTIONS, ...KEY_OPTIONS];

/** The options of a call whose input is given in full. */
export const PLAIN_OPTIONS = [...LEAST_OPTIONS, ...KEY_OPTIONS];

/** The names of the options that calls of an operation take. */
export function optionsOf(operation: string): readonly string[] {
  if (operation === "request.list") return LEAST_OPTIONS;
  if (operation.startsWith("request.")) return PLAIN_OPTIONS;
  return KEYED.test(operation) ? WRITE_OPTIONS : CALL_OPTIONS;
}

/**
 * The options of a call as the library takes them.
 *
 * @throws InvalidArgumentError - The signal is not a signal, or a time is not a number.
 */
export function optionsText({ signal, timeout, ...given }: WriteOptions): string {
  if (signal !== undefined && !isSignal(signal)) {
    throw new InvalidArgumentError("signal: expected an AbortSignal", { member: "signal" });
  }
  // Extra fields are part of the input.
  return textOf({ ...given, extra: undefined, ...inMilliseconds({ timeout }) }, "options");
}

function isSignal({ aborted, addEventListener, removeEventListener }: Partial<AbortSignal>): boolean {
  return typeof aborted === "boolean" && [addEventListener, removeEventListener].every((each) => typeof each === "function");
}

/**
 * Times as the library has them: whole milliseconds, rounded up, for a short time must not become none; and under names
 * with their unit.
 *
 * @throws InvalidArgumentError - One is no number of milliseconds.
 */
export function inMilliseconds(times: Readonly<Record<string, unknown>>): Record<string, number> {
  const own: Record<string, number> = {};
  for (const [name, time] of Object.entries(times).filter(([, each]) => each !== undefined)) {
    const member = `${name}Ms`;
    if (typeof time !== "number" || !Number.isFinite(time)) {
      throw new InvalidArgumentError(`${member}: expected a number of milliseconds, found ${String(time)}`, { member });
    }
    own[member] = Math.ceil(time);
  }
  return own;
}
