/** The log of a client's calls. */

import { isPromise } from "node:util/types";

import { InvalidArgumentError } from "./errors.js";

const LEVELS = ["error", "warn", "info", "debug"] as const;

/**
 * How much an event matters: `"error"`, a call failed; `"warn"`, an attempt failed and is repeated; `"info"`, a call
 * was refused or cancelled; `"debug"`, a call succeeded.
 */
export type LogLevel = (typeof LEVELS)[number];

/** How a call went. It never holds a key, a secret, a body or a message. */
export interface LogEvent {
  /** How much it matters. */
  readonly level: LogLevel;
  /** What happened, one for each level: `"failed"`, `"retry"`, `"refused"`, `"succeeded"`. */
  readonly event: string;
  /** The operation, such as `"companies.create"`. */
  readonly operation: string;
  /** The attempt, from 1; 0 if there was no attempt. */
  readonly attempt: number;
  /** How long it took, in milliseconds. */
  readonly elapsedMs: number;
  /** The HTTP status. */
  readonly status?: number;
  /** The kind of the failure. */
  readonly kind?: string;
  /** Whether the service may have done the work. */
  readonly outcomeUnknown?: boolean;
  /** How long the pause before the next attempt is, in milliseconds. */
  readonly pauseMs?: number;
  /** The service's identifier of the failure. */
  readonly correlationId?: string;
  /** The `Idempotency-Key` of all attempts. */
  readonly idempotencyKey?: string;
}

/**
 * The number of a level.
 *
 * @throws InvalidArgumentError - There is no such level.
 */
export function levelNumber(level: LogLevel): number {
  const number = LEVELS.indexOf(level) + 1;
  if (number > 0) return number;
  throw new InvalidArgumentError(`logLevel: expected one of ${LEVELS.join(", ")}`, { member: "logLevel" });
}

/**
 * Passes the log lines of a client's calls to the listener. An exception that it throws does not affect the call.
 *
 * @throws InvalidArgumentError - It is not a function.
 */
export function listenerOf(log: (event: LogEvent) => unknown): (level: number, line: string) => void {
  checkListener(log, "log");
  return (level, line) => {
    try {
      const returned = log({ level: LEVELS[level - 1] ?? "error", ...(JSON.parse(line) as Omit<LogEvent, "level">) });
      if (isPromise(returned)) returned.catch(() => undefined);
    } catch {
      // As in every language: a listener may fail.
    }
  };
}

/**
 * Checks a listener before anything is done.
 *
 * @throws InvalidArgumentError - It is not a function.
 */
export function checkListener(listener: unknown, member: string): void {
  if (typeof listener === "function") return;
  throw new InvalidArgumentError(`${member}: expected a function, found ${typeof listener}`, { member });
}
