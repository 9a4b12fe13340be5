/** What a client tells of its calls. */

import { logs } from "./listeners.js";

const LEVELS = ["error", "warn", "info", "debug"] as const;

/**
 * How much an event matters: `"error"`, a call failed; `"warn"`, an attempt failed and is made again; `"info"`, a call
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
  /** The attempt, from 1; 0 where none was made. */
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

/** The number of a level; one that there is not has none, which the library refuses. */
export function levelNumber(level: LogLevel): number {
  return LEVELS.indexOf(level) + 1;
}

/** Adds who hears of a client's calls: the number for {@link logs}. What they throw does the call no harm. */
export function listen(log: (event: LogEvent) => unknown): bigint {
  return logs.add((level, line) => {
    try {
      log({ level: LEVELS[level - 1] ?? "error", ...(JSON.parse(line) as Omit<LogEvent, "level">) });
    } catch {
      // As in every language: who listens may fail.
    }
  });
}
