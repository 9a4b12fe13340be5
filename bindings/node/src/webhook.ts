/** Checking what the service sends of its own accord. */

import { isUint8Array } from "node:util/types";

import { errorOf, InvalidArgumentError } from "./errors.js";
import { callNow, checked } from "./library.js";
import type { WebhookEvent } from "./models/index.js";
import { parse } from "./numbers.js";

/** A request's headers: those of `node:http`, a `Headers` of fetch, a `Map`, or any pairs; names in any case. */
export type WebhookHeaders =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | Iterable<readonly [string, string | readonly string[]]>;

/** What time it is, and how exactly. */
export interface WebhookOptions {
  /** How far the event's time may be from `now`, to either side, in seconds. Default: 300. */
  readonly toleranceSeconds?: number | undefined;
  /** What time it is, in Unix seconds. Default: the system's time. */
  readonly now?: number | undefined;
}

/**
 * Checks that a webhook comes from the service, and is of now. Answer its request 2xx only where it does. Nothing is
 * sent, and no client is needed.
 *
 * @param secret - The consumer's secret, `"whsec_…"`; while it is being changed the old and the new one.
 * @param headers - The request's headers.
 * @param body - The request's body as it arrived, byte for byte: a `Buffer` or any `Uint8Array`, before any decoding.
 * @param options - The tolerance, and what time it is.
 * @returns The event. Its `id` is the same when it is delivered again.
 * @throws WebhookError - It is not to be trusted; its subclasses tell why.
 * @throws InvalidArgumentError - A parameter is not as described.
 */
export function verifyWebhook(
  secret: string | readonly string[],
  headers: WebhookHeaders,
  body: Uint8Array,
  options: WebhookOptions = {},
): WebhookEvent {
  if (!isUint8Array(body)) {
    throw new InvalidArgumentError(`body: expected the bytes as they arrived, found ${typeof body}`, { member: "body" });
  }
  const { status, text } = callNow(
    "codat_webhook_verify",
    checked(Array.isArray(secret) ? secret.join(" ") : secret, "secret"),
    JSON.stringify(plain(headers)),
    body,
    body.length,
    JSON.stringify(options),
  );
  if (status !== 0) throw errorOf(text);
  return (parse(text) as { result: WebhookEvent }).result;
}

/** Headers as JSON; of one that came several times, all its values. */
function plain(headers: WebhookHeaders): Record<string, string[]> {
  const pairs = Symbol.iterator in headers ? headers : Object.entries(headers);
  // A header may have any name, such as `constructor`.
  const all = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of pairs as Iterable<readonly [string, string | readonly string[] | undefined]>) {
    if (value !== undefined) (all[name] ??= []).push(...(typeof value === "string" ? [value] : value));
  }
  return all;
}
