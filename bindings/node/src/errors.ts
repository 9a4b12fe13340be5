/** What calls reject with: a class for each kind of failure. */

import { type Meta, NO_META } from "./meta.js";
import { parse } from "./numbers.js";

/** What is known of a failure, under the names of the response JSON. */
export interface ErrorDetails {
  /** The kind of failure; default: that of the class. */
  readonly kind?: string | undefined;
  /** The operation that was called. */
  readonly operation?: string | undefined;
  /** The field that was refused. */
  readonly member?: string | undefined;
  /** The HTTP status of the response. */
  readonly httpStatus?: number | undefined;
  /** The service's identifier of the failure. */
  readonly correlationId?: string | undefined;
  /** The service's code of the failure. */
  readonly detailedErrorCode?: number | undefined;
  /** The service's validation errors and warnings. */
  readonly validation?: Readonly<Record<string, unknown>> | undefined;
  /** Whether the library itself would have repeated the request, had it retries and time left. Default: false. */
  readonly retryable?: boolean | undefined;
  /** Whether the service may have done the work. Default: false. */
  readonly outcomeUnknown?: boolean | undefined;
  /** The idempotency key to repeat the call with, if its outcome is unknown. */
  readonly idempotencyKey?: string | undefined;
  /** The first 2 KiB of the response's body. */
  readonly responseBody?: string | undefined;
  /** How long to wait before the next request, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What is known about the call. */
  readonly meta?: Meta | undefined;
  /** What caused it. */
  readonly cause?: unknown;
}

/** A failure: the base of all that calls reject with. A kind that this version does not know has this class itself. */
export class CodatError extends Error {
  /** The kind of failure, such as `"not_found"`; the same in every language. */
  readonly kind: string = "unknown";
  /** The operation that was called, such as `"companies.create"`; undefined outside of calls. */
  readonly operation: string | undefined;
  /** The field of the input or configuration that was refused, as in JSON: `"companyId"`, `"timeoutMs"`. */
  readonly member: string | undefined;
  /** The HTTP status of the response; undefined if there was none. */
  readonly httpStatus: number | undefined;
  /** The service's identifier of this failure: quote it to support. */
  readonly correlationId: string | undefined;
  /** The service's machine-readable code of the failure. */
  readonly detailedErrorCode: number | undefined;
  /** The service's validation errors and warnings, as it sent them. */
  readonly validation: Readonly<Record<string, unknown>> | undefined;
  /** Whether the library itself would have repeated the request, had it retries and time left. */
  readonly retryable: boolean;
  /**
   * Whether the service may have done the work although the call failed. If {@link idempotencyKey} is set, repeat the call
   * with that key: the work is then not done twice. Calls that replace or delete have no key; call them again, or read
   * the resource first.
   */
  readonly outcomeUnknown: boolean;
  /**
   * The idempotency key to repeat the call with. Set if the outcome is unknown and the operation takes a key, which all
   * do that create or update.
   */
  readonly idempotencyKey: string | undefined;
  /** How long to wait before the next request, as the service demands, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** What is known about the call: attempts, idempotency key, rate limit. */
  readonly meta: Meta;
  /**
   * The first 2 KiB of the response's body, if the response had one. It may hold customers' data. It is not enumerable:
   * loggers, `util.inspect` and `JSON.stringify` leave it out.
   */
  readonly responseBody: string | undefined;

  /**
   * Makes an error.
   *
   * @param message - What happened, for people.
   * @param details - What else is known, for tests that need one.
   */
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.name = new.target.name;
    this.operation = details.operation;
    this.member = details.member;
    this.httpStatus = details.httpStatus;
    this.correlationId = details.correlationId;
    this.detailedErrorCode = details.detailedErrorCode;
    this.validation = details.validation;
    this.retryable = details.retryable ?? false;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.idempotencyKey = details.idempotencyKey;
    this.retryAfterMs = details.retryAfterMs;
    this.meta = details.meta ?? NO_META;
    if (details.kind !== undefined) this.kind = details.kind;
    // Whoever logs an error logs what is enumerable.
    Object.defineProperty(this, "responseBody", { value: details.responseBody, enumerable: false });
  }

  /**
   * Returns the error as plain data, without its stack, cause and `responseBody`. `JSON.stringify` calls it. Copies between
   * threads (`structuredClone`, `postMessage`) keep only the message of an error: send this instead, and pass it to
   * {@link errorFrom} on the other side.
   */
  toJSON(): ErrorDetails & { readonly name: string; readonly message: string } {
    const { name, kind, message, operation, member, httpStatus, correlationId, detailedErrorCode, validation } = this;
    const { retryable, outcomeUnknown, idempotencyKey, retryAfterMs, meta } = this;
    return {
      ...{ name, kind, message, operation, member, httpStatus, correlationId, detailedErrorCode, validation },
      ...{ retryable, outcomeUnknown, idempotencyKey, retryAfterMs, meta },
    };
  }

  /** The class, the operation, what happened, the service's identifier of it, and what to do if the outcome is unknown. */
  override toString(): string {
    const operation = this.operation === undefined ? "" : `${this.operation}: `;
    const correlation = this.correlationId === undefined ? "" : ` (correlation id ${this.correlationId})`;
    const advice = this.outcomeUnknown ? `; the service may have done the work: ${this.#remedy()}` : "";
    return `${this.name}: ${operation}${this.message}${correlation}${advice}`;
  }

  #remedy(): string {
    if (this.idempotencyKey !== undefined) {
      if (this.httpStatus === 500 && this.operation !== "companies.create_many") {
        return (
          "the service repeats a 500 for the same key: look whether the work was done, and only if it was not, " +
          "call again without the key"
        );
      }
      return this.kind === "unprocessable"
        ? "another request had the key: look whether the work was done, and only if it was not, call again without the key"
        : "within 80 minutes, repeat the call with the error's idempotencyKey";
    }
    if (this.operation === "companies.create_many") return "run it again with the same list and journal";
    const deletes = /\.(delete|remove)/.test(this.operation ?? "");
    return deletes ? "repeat the call, and take NotFoundError for done" : "repeat the call, its effect is the same";
  }
}

/** Input or configuration was refused here, and nothing was sent. `member` names the invalid field. */
export class InvalidArgumentError extends CodatError {
  override readonly kind = "invalid_argument";
}

/** The service refused the request as malformed (400, or a 4xx without a separate class). */
export class BadRequestError extends CodatError {
  override readonly kind = "bad_request";
}

/** The API key is wrong (401). */
export class UnauthorizedError extends CodatError {
  override readonly kind = "unauthorized";
}

/** The account's limit is reached, for example of companies on a free plan (402). */
export class PaymentRequiredError extends CodatError {
  override readonly kind = "payment_required";
}

/** The API key may not do this (403). */
export class ForbiddenError extends CodatError {
  override readonly kind = "forbidden";
}

/** There is no such company, group or other resource (404). */
export class NotFoundError extends CodatError {
  override readonly kind = "not_found";
}

/** The request conflicts with the present state, for example a group limit (409). */
export class ConflictError extends CodatError {
  override readonly kind = "conflict";
}

/** The idempotency key was used before with another request (422). */
export class UnprocessableError extends CodatError {
  override readonly kind = "unprocessable";
}

/** Too many requests, or the daily quota is used up (429). `retryAfterMs` is how long to wait. */
export class RateLimitedError extends CodatError {
  override readonly kind = "rate_limited";
}

/** The service failed or is in maintenance (5xx). */
export class ServerError extends CodatError {
  override readonly kind = "server";
}

/** The response is not what it should be: not JSON, cut short, too large, a redirect. */
export class UnexpectedResponseError extends CodatError {
  override readonly kind = "unexpected_response";
}

/** The client could not connect, or the connection broke before the response was complete. */
export class ConnectionFailedError extends CodatError {
  override readonly kind = "connection";
}

/** No response within the time allowed. */
export class CallTimeoutError extends CodatError {
  override readonly kind = "timeout";
}

/**
 * The call was cancelled through its `AbortSignal`. The signal's `reason` is the `cause`, and `outcomeUnknown` says
 * whether the service may have done the work anyway.
 */
export class CallCancelledError extends CodatError {
  override readonly kind = "cancelled";
}

/** A defect of the native library: please report it. The library remains usable. */
export class PanicError extends CodatError {
  override readonly kind = "panic";
}

/** There was not enough memory for the response. The library remains usable. */
export class OutOfMemoryError extends CodatError {
  override readonly kind = "out_of_memory";
}

/** A client or sandbox was used after it was closed. */
export class InvalidHandleError extends CodatError {
  override readonly kind = "invalid_handle";
}

/** The native library was built without the feature that the call needs. */
export class UnsupportedError extends CodatError {
  override readonly kind = "unsupported";
}

/** The sandbox could not be started, or its database failed. */
export class SandboxError extends CodatError {
  override readonly kind = "sandbox";
}

/** A webhook is not to be trusted: the base of what {@link verifyWebhook} throws for that. */
export class WebhookError extends CodatError {}

/** It lacks one of its three headers. */
export class WebhookMissingHeaderError extends WebhookError {
  override readonly kind = "webhook_missing_header";
}

/** It is genuine but older than the tolerance: late, or sent again by somebody else. */
export class WebhookStaleError extends WebhookError {
  override readonly kind = "webhook_stale";
}

/** It is genuine but its time is ahead by more than the tolerance: a clock is wrong. */
export class WebhookFutureError extends WebhookError {
  override readonly kind = "webhook_future";
}

/** No signature fits: it is not the service's, was changed, or the secret is another. */
export class WebhookBadSignatureError extends WebhookError {
  override readonly kind = "webhook_bad_signature";
}

/** It is malformed: a header that is no timestamp or signature, or a body that is no object. */
export class WebhookMalformedError extends WebhookError {
  override readonly kind = "webhook_malformed";
}

/** The class of each kind. */
export const ERROR_CLASSES: Readonly<Record<string, typeof CodatError>> = {
  invalid_argument: InvalidArgumentError,
  bad_request: BadRequestError,
  unauthorized: UnauthorizedError,
  payment_required: PaymentRequiredError,
  forbidden: ForbiddenError,
  not_found: NotFoundError,
  conflict: ConflictError,
  unprocessable: UnprocessableError,
  rate_limited: RateLimitedError,
  server: ServerError,
  unexpected_response: UnexpectedResponseError,
  connection: ConnectionFailedError,
  timeout: CallTimeoutError,
  cancelled: CallCancelledError,
  panic: PanicError,
  out_of_memory: OutOfMemoryError,
  invalid_handle: InvalidHandleError,
  unsupported: UnsupportedError,
  sandbox: SandboxError,
  webhook_missing_header: WebhookMissingHeaderError,
  webhook_stale: WebhookStaleError,
  webhook_future: WebhookFutureError,
  webhook_bad_signature: WebhookBadSignatureError,
  webhook_malformed: WebhookMalformedError,
};

/** What response JSON says about a failure. */
export interface Failure extends ErrorDetails {
  readonly message?: string;
}

/**
 * Returns the error for a failure as plain data: the `error` of a company that `createMany` could not create, or what
 * {@link CodatError.toJSON} returned.
 *
 * @param failure - The failure.
 * @param details - Replace what the failure says.
 */
export function errorFrom(failure: Failure, details: ErrorDetails = {}): CodatError {
  const known = Object.hasOwn(ERROR_CLASSES, failure.kind ?? "") ? ERROR_CLASSES[failure.kind ?? ""] : undefined;
  // A body that is not enumerable is not copied with the others.
  const { responseBody } = failure;
  const all = { ...failure, ...(responseBody === undefined ? {} : { responseBody }), ...details };
  return new (known ?? CodatError)(failure.message ?? "", all);
}

/** The error for the response JSON of a failure; `details` take precedence over it. */
export function errorOf(document: string, details: ErrorDetails = {}): CodatError {
  const { error = {}, meta = NO_META } = parse(document) as { error?: Failure; meta?: Meta };
  return errorFrom(error, { meta, ...details });
}
