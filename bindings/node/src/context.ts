/** The options of a call, and the means to cancel it. */

import { CallCancelledError, CallTimeoutError, errorOf, InvalidArgumentError } from "./errors.js";
import { type Handle, make, native } from "./library.js";
import { progress } from "./listeners.js";
import { began, ended } from "./running.js";
import { onAbort } from "./signals.js";

/** Options that every call takes. One `AbortSignal` may be shared by any number of calls. */
export interface CallOptions {
  /** Cancels the call: it rejects with a {@link CallCancelledError} whose `cause` is the signal's `reason`. */
  readonly signal?: AbortSignal | undefined;
  /** The most milliseconds that the call may take, retries and waiting included. Default: the client's. */
  readonly timeout?: number | undefined;
  /** How often a failed attempt is repeated where that is safe, 0 to 100. Default: the client's. */
  readonly maxRetries?: number | undefined;
  /** The trace that the call belongs to, as W3C Trace Context has it; sent as the header of that name. */
  readonly traceparent?: string | undefined;
}

/** Options of a call to which the service gives heed to an idempotency key. */
export interface WriteOptions extends CallOptions {
  /**
   * A UUID in place of a fresh one. To repeat a call that failed with `outcomeUnknown`, give
   * `error.meta.idempotencyKey`: its work is then not done twice.
   */
  readonly idempotencyKey?: string | undefined;
}

/** The native context of a call while it runs, which the call's signal cancels. */
export class Context {
  /** The context itself. */
  readonly handle: Handle;
  readonly #operation: string;
  readonly #signal: AbortSignal | undefined;
  readonly #until: number | undefined;
  readonly #isHeard: boolean;
  readonly #ignore: () => void;
  #giveUp: ((error: Error) => void) | undefined;
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
    this.#signal = signal;
    if (signal && typeof (signal.aborted as unknown) !== "boolean") {
      throw new InvalidArgumentError("signal: expected an AbortSignal", { operation, member: "signal" });
    }
    this.refuseAborted();
    const limit = timeout === undefined ? undefined : milliseconds("timeoutMs", timeout);
    this.#until = limit === undefined ? undefined : performance.now() + limit;
    this.handle = newContext(operation, options, limit, listener);
    this.#isHeard = isLogged || listener !== 0n;
    began(this.handle, this.#isHeard);
    this.#ignore = onAbort(signal, () => {
      native().codat_context_cancel(this.handle);
      this.#giveUp?.(this.#cancelled());
    });
  }

  /** Arranges that who waits for their turn gives up when the call is cancelled, or its time is up. */
  leave = (giveUp: (error: Error) => void): void => {
    this.#giveUp = giveUp;
    if (this.#until === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const details = { operation: this.#operation, retryable: true };
      giveUp(new CallTimeoutError("the time was up before the call's turn came", details));
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
    if (this.#signal?.aborted) throw this.#cancelled();
  }

  /** Frees it. Ending twice does nothing. */
  end(): void {
    this.#ignore();
    clearTimeout(this.#timer);
    if (ended(this.handle, this.#isHeard)) native().codat_context_free(this.handle);
  }

  #cancelled(): CallCancelledError {
    return new CallCancelledError("the call was cancelled", { operation: this.#operation, cause: this.#signal?.reason });
  }
}

function newContext(
  operation: string,
  { maxRetries, idempotencyKey, traceparent }: WriteOptions,
  timeoutMs: number | undefined,
  listener: bigint,
): Handle {
  const given = JSON.stringify({ timeoutMs, maxRetries, idempotencyKey, traceparent });
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
