/** What is known about a call besides its result. */

/** The account's request quota, as the service sends it with each response. */
export interface RateLimit {
  /** Requests allowed in the quota period. */
  readonly limit?: number | null;
  /** Requests left in it. */
  readonly remaining?: number | null;
  /** When the quota is renewed; see {@link parseTime}. */
  readonly reset?: string | null;
}

/** What is known about a call besides its result. */
export interface Meta {
  /** The HTTP status of the last response; absent if there was none. */
  readonly status?: number;
  /** How many times the request was sent, or tried to be. */
  readonly attempts: number;
  /** The `Idempotency-Key` of all attempts; absent except for POST and PATCH. */
  readonly idempotencyKey?: string;
  /** The request quota in the last response; absent if it had none. */
  readonly rateLimit?: RateLimit;
  /** How long the call took, waiting included, in milliseconds. */
  readonly elapsedMs: number;
  /** How much of that it waited for its turn, in milliseconds; absent if it did not wait. */
  readonly queuedMs?: number;
}

/**
 * What a call returns: the service's own object, unknown fields included, and in `meta` what is known about the call.
 * `meta` is not enumerable: copies and `JSON.stringify` leave it out.
 */
export type Answered<T> = T & {
  /** What is known about the call that returned this. */
  readonly meta: Meta;
};

/** Meta of what never became a call. */
export const NO_META: Meta = { attempts: 0, elapsedMs: 0 };

/** Puts what is known about a call beside its result; a `meta` of the service would give way. */
export function answered<T extends object>(result: T, meta: Meta): Answered<T> {
  return Object.defineProperty(result, "meta", { value: meta, configurable: true, enumerable: false }) as Answered<T>;
}

const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)?(?:Z|([+-]\d\d):?(\d\d))?$/i;
const HTTP_DATE = /^[A-Z][a-z]{2}, .* GMT$/;

/**
 * Reads a time as the service writes it, such as `company.created`.
 *
 * Digits beyond milliseconds are cut off (the service sends up to 7). A time without a zone is taken as UTC. The dates of
 * HTTP headers, such as `rateLimit.reset`, are read as well.
 *
 * @param text - The time.
 * @throws RangeError - It is no time.
 */
export function parseTime(text: string): Date {
  const found = TIME.exec(text);
  const [, date = "", time = "", fraction = "0", hours, minutes = ""] = found ?? [];
  const iso = `${date}T${time}.${fraction.padEnd(3, "0")}${hours ? `${hours}:${minutes}` : "Z"}`;
  const parsed = new Date(found ? iso : HTTP_DATE.test(text) ? text : Number.NaN);
  if (!Number.isNaN(parsed.getTime())) return parsed;
  throw new RangeError(`expected a time such as 2026-01-31T09:30:00.1234567Z, found ${JSON.stringify(text)}`);
}
