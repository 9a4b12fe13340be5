/** Checks the webhooks that the service sends. */

import { isUint8Array } from "node:util/types";

import { errorOf, InvalidArgumentError, WebhookMalformedError } from "./errors.js";
import { optionsFrom } from "./given.js";
import { checked, native, textOf } from "./library.js";
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
 * Checks that a webhook comes from the service, and is recent. Respond to its request with 2xx only then. Nothing is
 * sent, and no client is needed.
 *
 * @param secret - The consumer's secret, `"whsec_…"`; while it is being changed the old and the new one.
 * @param headers - The request's headers.
 * @param body - The request's body as it arrived, byte for byte: a `Buffer` or any `Uint8Array`, before any decoding.
 * @param options - The tolerance, and what time it is.
 * @returns The event. Its `id` is the same when it is delivered again.
 * @throws WebhookError - It is not to be trusted; its subclasses say why.
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
  const [status, text] = native().webhookVerify(
    secrets(secret),
    textOf(plain(headers), "headers"),
    textOf(optionsFrom(options, ["toleranceSeconds", "now"]), "options"),
    body,
  );
  if (status !== 0) throw errorOf(text);
  try {
    return (parse(text) as { result: WebhookEvent }).result;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WebhookMalformedError(`the body cannot be decoded: ${reason}`, { cause });
  }
}

/** The secret, or several with spaces between them. */
function secrets(secret: string | readonly string[]): string {
  const all: readonly string[] = Array.isArray(secret) ? secret : [secret];
  return all.map((each) => checked(each, "secret")).join(" ");
}

/** Headers as JSON; of one that came several times, all its values. */
function plain(headers: WebhookHeaders): Record<string, string[]> {
  if (typeof (headers as unknown) !== "object" || (headers as unknown) === null) throw refused(headers);
  const pairs: Iterable<unknown> = Symbol.iterator in headers ? headers : Object.entries(headers);
  // A header may have any name, such as `constructor`.
  const all = Object.create(null) as Record<string, string[]>;
  for (const pair of pairs) {
    if (!Array.isArray(pair)) throw refused(pair);
    const [name, value] = pair as unknown[];
    if (value === undefined || value === null) continue;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (typeof name !== "string" || !values.every((each) => typeof each === "string")) throw refused(value);
    (all[name] ??= []).push(...values);
  }
  return all;
}

function refused(found: unknown): InvalidArgumentError {
  const what = Array.isArray(found) ? "an array" : found === null ? "null" : typeof found;
  const message = `headers: expected an object, a Map, or pairs of names and values, found ${what}`;
  return new InvalidArgumentError(message, { member: "headers" });
}
