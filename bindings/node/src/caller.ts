/** A native client, and the way of every call into it. */

import { Context, type WriteOptions } from "./context.js";
import { CallCancelledError, errorOf, InvalidHandleError, UnexpectedResponseError } from "./errors.js";
import { calls, type Gate } from "./gate.js";
import { callInPool, checked, type Handle, make, native, type Outcome } from "./library.js";
import { logs } from "./listeners.js";
import { levelNumber, listen, type LogEvent, type LogLevel } from "./log.js";
import { answered, type Answered, type Meta } from "./meta.js";
import { parse } from "./numbers.js";
import { REQUIRED } from "./required.js";
import { freeAtEnd } from "./running.js";

/** An operation that answers with an object. */
export type Answering = keyof typeof REQUIRED;

/** How a call is made: by default with nobody who hears how far it is. */
export interface How {
  /** What it passes before the gate of all calls. */
  readonly gate?: Gate;
  readonly listener?: bigint;
}

/** How the names of operations begin that only read. */
const READS = /\.(get|list|link_url|needs|wait)/;

/** What is left to free of a client; it must not know the client, which would never be collected. */
class Owned {
  closed = false;
  #calls = 0;
  readonly #freed: () => void;

  constructor(
    readonly handle: Handle,
    readonly listener: bigint,
  ) {
    this.#freed = freeAtEnd(() => native().codat_client_free(handle));
  }

  begin(): void {
    this.#calls += 1;
  }

  end(): void {
    this.#calls -= 1;
    if (this.closed) this.#free();
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.#free();
  }

  // Calls that have begun come to their end; some may still wait for their turn.
  #free(): void {
    if (this.#calls > 0) return;
    this.#freed();
    native().codat_client_free(this.handle);
    logs.remove(this.listener);
  }
}

const forgotten = new FinalizationRegistry<Owned>((owned) => {
  owned.close();
});

/** Owns a native client. */
export class Caller {
  readonly #owned: Owned;

  /** How long a call may take, in milliseconds. */
  readonly timeout: number;

  /** @param config - The configuration as the library has it. */
  constructor(
    config: Readonly<Record<string, unknown>> & { readonly timeoutMs?: number | undefined },
    log?: (event: LogEvent) => unknown,
    level: LogLevel = "warn",
  ) {
    const text = checked(JSON.stringify(config), "config");
    const number = levelNumber(level);
    const listener = log ? listen(log) : 0n;
    const callback = log ? logs.callback : null;
    const made = make("codat_client_new_with_log", text, number, callback, listener);
    if (made.handle === null) {
      logs.remove(listener);
      throw errorOf(made.text);
    }
    this.timeout = config.timeoutMs ?? 60_000;
    this.#owned = new Owned(made.handle, listener);
    forgotten.register(this, this.#owned, this);
  }

  /** Whether it was closed. */
  get closed(): boolean {
    return this.#owned.closed;
  }

  /** Whether somebody hears of its calls. */
  get isLogged(): boolean {
    return this.#owned.listener !== 0n;
  }

  /** Frees the client as soon as the calls that have begun are at their end. Closing twice does nothing. */
  close(): void {
    forgotten.unregister(this);
    this.#owned.close();
  }

  /**
   * The native client.
   *
   * @throws InvalidHandleError - The client was closed.
   */
  open(operation: string): Handle {
    if (this.#owned.closed) throw new InvalidHandleError("the client was closed", { operation });
    return this.#owned.handle;
  }

  /** Calls an operation with JSON: the document of a success. */
  async document(operation: string, input: string, options: WriteOptions = {}, how: How = {}): Promise<string> {
    const owned = this.#owned;
    const client = this.open(operation);
    const { gate, listener } = how;
    const context = new Context(operation, options, this.isLogged, listener);
    owned.begin();
    try {
      const call = (): Promise<Outcome> => callInPool("codat_call", client, context.handle, operation, input);
      const pass = (): Promise<Outcome> => calls.pass(call, context.leave);
      return succeeded(await (gate ? gate.pass(pass, context.leave) : pass()), options);
    } finally {
      context.end();
      owned.end();
    }
  }

  /** Calls an operation that answers with an object. */
  async call<T extends object>(
    operation: Answering,
    members: Readonly<Record<string, unknown>>,
    options?: WriteOptions,
    how?: How,
  ): Promise<Answered<T>> {
    const { result, meta } = decoded(await this.document(operation, JSON.stringify(members), options, how));
    return read<T>(operation, result, meta);
  }

  /** Calls an operation that answers with nothing; returns what is known about the call. */
  async do(operation: string, members: Readonly<Record<string, unknown>>, options?: WriteOptions): Promise<Meta> {
    return decoded(await this.document(operation, JSON.stringify(members), options)).meta;
  }
}

/** The document of a call that succeeded; the failure of another is thrown. */
export function succeeded({ status, text }: Outcome, { signal }: WriteOptions): string {
  if (status === 0) return text;
  const error = errorOf(text);
  if (error instanceof CallCancelledError && signal?.aborted) error.cause = signal.reason;
  throw error;
}

/** What the document of a success holds. */
export function decoded(document: string): { result: unknown; meta: Meta } {
  return parse(document) as { result: unknown; meta: Meta };
}

/**
 * The object that an operation answered with.
 *
 * @throws UnexpectedResponseError - It is none, or lacks what it must have.
 */
export function read<T extends object>(operation: Answering, result: unknown, meta: Meta): Answered<T> {
  const lacks = REQUIRED[operation].find((member) => !isObject(result) || !isThere(member, result[member]));
  if (isObject(result) && lacks === undefined) return answered(result as T, meta);
  throw new UnexpectedResponseError(`the answer has no ${lacks ?? "members"}`, {
    operation,
    ...(meta.status === undefined ? {} : { httpStatus: meta.status }),
    // Only reads have certainly changed nothing.
    outcomeUnknown: !READS.test(operation),
    meta,
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a member is what it must be: `results` are rows. */
function isThere(member: string, value: unknown): boolean {
  return member === "results" ? Array.isArray(value) && value.every(isObject) : value != null;
}
