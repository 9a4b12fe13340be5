/** The options of a call, and the means to cancel it. */

import { CallCancelledError, CallTimeoutError, type ErrorDetails, errorOf, InvalidArgumentError } from "./errors.js";
import { type Handle, make, native, textOf } from "./library.js";
import { progress } from "./listeners.js";
import { KEYED } from "./outcomes.js";
import { began, ended } from "./running.js";
import { onAbort } from "./signals.js";

/** Options that every call takes. One `AbortSignal` may be shared by any number of calls. */
export interface CallOptions {
  /**
   * Cancels the call: it rejects with a {@link CallCancelledError} whose `cause` is the signal's `reason`. Its
   * `outcomeUnknown` tells whether the service may have done the work anyway.
   */
  readonly signal?: AbortSignal | undefined;
  /** The most milliseconds that the call may take, retries and waiting included. Default: the client's. */
  readonly timeout?: number | undefined;
  /** How often a failed attempt is repeated where that is safe, 0 to 100. Default: the client's. */
  readonly maxRetries?: number | undefined;
  /** The trace that the call belongs to, as W3C Trace Context has it; sent as the header of that name. */
  readonly traceparent?: string | undefined;
}

/** Options of a call whose requests carry an idempotency key. */
export interface WriteOptions extends CallOptions {
  /**
   * The idempotency key, a UUID. To repeat a call that failed with `outcomeUnknown`, pass `error.idempotencyKey`: the work
   * is then not done twice. A call with a key counts as a repeat: unless it succeeds, or the service refuses it for good,
   * its outcome stays unknown. Default: a fresh key.
   */
  readonly idempotencyKey?: string | undefined;
  /**
   * True if no call was made with `idempotencyKey` before, so that this one is no repeat. Choose a key with
   * `crypto.randomUUID()`, store it, and call. Default: false.
   */
  readonly firstUse?: boolean | undefined;
}

const CALL_OPTIONS = ["signal", "timeout", "maxRetries", "traceparent"];

/** The options of a call whose requests carry an idempotency key. */
export const WRITE_OPTIONS = [...CALL_OPTIONS, "idempotencyKey", "firstUse"];

/** The names of the options that calls of an operation take. */
export function optionsOf(operation: string): readonly string[] {
  return KEYED.test(operation) ? WRITE_OPTIONS : CALL_OPTIONS;
}

/** The native context of a call while it runs, which the call's signal cancels. */
export class Context {
  /** The context itself. */
  readonly handle: Handle;
  readonly #operation: string;
  readonly #options: WriteOptions;
  readonly #began = performance.now();
  readonly #until: number | undefined;
  readonly #isHeard: boolean;
  readonly #ignore: () => void;
  #giveUp: ((error: Error) => void) | undefined;
  #isEnded = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Whoever makes one ends it.
   *
   * @param isLogged - Whether somebody hears of the client's calls.
   * @param listener - The number of who hears how far the call is; 0: nobody.
   * @throws CodatError - An option is refused, or the signal was aborted already.
   */
  constructor(operation: string, options: WriteOptions, isLogged: boolean, listener = 0n) {
    const { signal, timeout } = options;
    this.#operation = operation;
    this.#options = options;
    if (signal !== undefined && !isSignal(signal)) {
      throw new InvalidArgumentError("signal: expected an AbortSignal", { operation, member: "signal" });
    }
    const limit = timeout === undefined ? undefined : milliseconds("timeoutMs", timeout);
    this.#until = limit === undefined ? undefined : this.#began + limit;
    this.handle = newContext(operation, options, limit, listener);
    if (signal?.aborted) {
      native().codat_context_free(this.handle);
      throw this.#cancelled();
    }
    this.#isHeard = isLogged || listener !== 0n;
    began(this.handle, this.#isHeard);
    this.#ignore = onAbort(signal, () => {
      this.cancel();
    });
  }

  /** Arranges that who waits for their turn gives up when the call is cancelled, or its time is up. */
  leave = (giveUp: (error: Error) => void): void => {
    this.#giveUp = giveUp;
    if (this.#until === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      giveUp(new CallTimeoutError("the time was up before the call's turn came", { ...this.#unsent, retryable: true }));
    }, this.#until - performance.now());
    // While it waits others are under way: they keep the process, and a turn that came needs no timer.
    this.#timer.unref();
  };

  /**
   * Has a call of it not even begin that was cancelled before.
   *
   * @throws CallCancelledError - The signal was aborted.
   */
  refuseAborted(): void {
    if (this.#options.signal?.aborted) throw this.#cancelled();
  }

  /** Cancels its calls; who waits for their turn gives up. */
  cancel(): void {
    if (this.#isEnded) return;
    native().codat_context_cancel(this.handle);
    this.#giveUp?.(this.#cancelled());
  }

  /** Frees it. Ending twice does nothing. */
  end(): void {
    this.#isEnded = true;
    this.#ignore();
    clearTimeout(this.#timer);
    if (ended(this.handle, this.#isHeard)) native().codat_context_free(this.handle);
  }

  #cancelled(): CallCancelledError {
    const cause: unknown = this.#options.signal?.reason;
    return new CallCancelledError("the call was cancelled", { ...this.#unsent, cause });
  }

  /** What is known about a call that was never sent. Its outcome is as unknown as that of the call that it repeats. */
  get #unsent(): ErrorDetails {
    const { idempotencyKey, firstUse } = KEYED.test(this.#operation) ? this.#options : {};
    const outcomeUnknown = idempotencyKey !== undefined && !firstUse;
    return {
      operation: this.#operation,
      outcomeUnknown,
      idempotencyKey: outcomeUnknown ? idempotencyKey : undefined,
      meta: {
        attempts: 0,
        elapsedMs: Math.round(performance.now() - this.#began),
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      },
    };
  }
}

function isSignal({ aborted, addEventListener, removeEventListener }: Partial<AbortSignal>): boolean {
  return typeof aborted === "boolean" && [addEventListener, removeEventListener].every((each) => typeof each === "function");
}

function newContext(
  operation: string,
  { maxRetries, idempotencyKey, firstUse, traceparent }: WriteOptions,
  timeoutMs: number | undefined,
  listener: bigint,
): Handle {
  const given = textOf({ timeoutMs, maxRetries, idempotencyKey, firstUse, traceparent }, "options");
  const { handle, text } = listener
    ? make("codat_context_new_with_progress", given, progress.callback, listener)
    : make("codat_context_new", given === "{}" ? null : given);
  if (handle === null) throw errorOf(text, { operation });
  return handle;
}

/**
 * A time as whole milliseconds, rounded up: a short time must not become none.
 *
 * @throws InvalidArgumentError - It is no number of milliseconds.
 */
export function milliseconds(member: string, time: unknown): number {
  if (typeof time !== "number" || !Number.isFinite(time)) {
    throw new InvalidArgumentError(`${member}: expected a number of milliseconds, found ${String(time)}`, { member });
  }
  return Math.ceil(time);
}
