/// <reference lib="esnext.disposable" preserve="true" />

/**
 * A client for Codat's Platform API, and the service in miniature to try it on.
 *
 * ```ts
 * import { Client } from "codat";
 *
 * using client = new Client(); // the key is in CODAT_API_KEY
 * const company = await client.companies.create({ name: "Toft Bakery" });
 * console.log("send the customer to", company.redirect);
 * ```
 */
export { type Answer, type AnyList, type AnyRequest, Client, type ClientOptions, type Reply } from "./client.js";
export { Companies, type ListCompanies } from "./companies.js";
export { Connections } from "./connections.js";
export type { CallOptions, WriteOptions } from "./context.js";
export {
  BadRequestError,
  CallCancelledError,
  CallTimeoutError,
  CodatError,
  ConflictError,
  ConnectionFailedError,
  type ErrorDetails,
  errorFrom,
  ForbiddenError,
  InvalidArgumentError,
  InvalidHandleError,
  NotFoundError,
  OutOfMemoryError,
  PanicError,
  PaymentRequiredError,
  RateLimitedError,
  SandboxError,
  ServerError,
  UnauthorizedError,
  UnexpectedResponseError,
  UnprocessableError,
  UnsupportedError,
  WebhookBadSignatureError,
  WebhookError,
  WebhookFutureError,
  WebhookMalformedError,
  WebhookMissingHeaderError,
  WebhookStaleError,
} from "./errors.js";
export { ConnectionManagement } from "./connectionManagement.js";
export { Push } from "./push.js";
export { SupplementalData } from "./supplementalData.js";
export { CustomDataTypes } from "./customDataTypes.js";
export { Settings } from "./settings.js";
export { Groups } from "./groups.js";
export { Integrations } from "./integrations.js";
export { LibraryError, libraryVersion, liveObjects } from "./library.js";
export type { LogEvent, LogLevel } from "./log.js";
export { type Answered, type Meta, parseTime, type RateLimit } from "./meta.js";
export type * from "./models/index.js";
export { numberText } from "./numbers.js";
export { Rows } from "./pages.js";
export { Refresh } from "./refresh.js";
export { Sandbox, startSandbox } from "./sandbox.js";
export type {
  SandboxAttempt,
  SandboxFault,
  SandboxLimits,
  SandboxOptions,
  SandboxPull,
  SandboxRequest,
  SandboxStats,
  SandboxWebhook,
} from "./sandboxModels.js";
export { verifyWebhook, type WebhookHeaders, type WebhookOptions } from "./webhook.js";
export { Webhooks } from "./webhooks.js";
