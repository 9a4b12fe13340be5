/** `Client`. */

import { inspect } from "node:util";

import { Caller } from "./caller.js";
import { Companies } from "./companies.js";
import { Connections } from "./connections.js";
import { type CallOptions, inMilliseconds, PLAIN_OPTIONS, type WriteOptions } from "./context.js";
import { InvalidArgumentError } from "./errors.js";
import { inputOf, optionsFrom } from "./given.js";
import { ConnectionManagement } from "./connectionManagement.js";
import { Push } from "./push.js";
import { SupplementalData } from "./supplementalData.js";
import { CustomDataTypes } from "./customDataTypes.js";
import { Settings } from "./settings.js";
import { Groups } from "./groups.js";
import { Integrations } from "./integrations.js";
import { checked, textOf } from "./library.js";
import type { LogEvent, LogLevel } from "./log.js";
import type { Meta } from "./meta.js";
import { verbatim } from "./outcomes.js";
import { Rows } from "./pages.js";
import { Refresh } from "./refresh.js";
import { Webhooks } from "./webhooks.js";

/** In bytes. What does not fit into a string of JavaScript cannot be passed to `onProgress`. */
const LARGEST_RESPONSE = 500 * 1024 * 1024;

/** The configuration of a client. All of it is optional; times are milliseconds. */
export interface ClientOptions {
  /** The API key as the portal shows it. Default: the environment variable `CODAT_API_KEY`. */
  readonly apiKey?: string | undefined;
  /** Instead of `apiKey`, the ready-made `Authorization` header, `"Basic …"`. */
  readonly authHeader?: string | undefined;
  /** The address of the service. Default: `CODAT_BASE_URL` from the environment, else `https://api.codat.io`. */
  readonly baseUrl?: string | undefined;
  /** Accept an `http://` base URL on another machine. Default: false. */
  readonly allowHttp?: boolean | undefined;
  /** For a whole call, retries and waiting included, to 86400000. Default: 60000. */
  readonly timeout?: number | undefined;
  /** For one attempt, to 86400000. Default: 20000. */
  readonly attemptTimeout?: number | undefined;
  /** For looking up the host and for connecting, to 86400000. Default: 10000. */
  readonly connectTimeout?: number | undefined;
  /** How often a failed attempt is repeated if that is safe, 0 to 100. Default: 3. */
  readonly maxRetries?: number | undefined;
  /**
   * The first pause is random up to this (0 to 60000); it doubles, to at most 8000. A `Retry-After` of the service goes
   * first. Default: 500.
   */
  readonly retryDelay?: number | undefined;
  /** Requests in flight at once, 1 to 10000; further calls wait their turn. Default: 10. */
  readonly maxConnections?: number | undefined;
  /**
   * Sent at most in any 60 seconds; further calls wait their turn. The service blocks an IP address without warning that
   * sends more than 1000. Counts this client's requests alone. Default: no limit.
   */
  readonly requestsPerMinute?: number | undefined;
  /** The largest response accepted, in bytes, to 524288000: strings of JavaScript end there. Default: 67108864. */
  readonly maxResponseBytes?: number | undefined;
  /** `http://[user:password@]host:port`. Default: none; the environment is not consulted. */
  readonly proxy?: string | undefined;
  /** Default: `libcodat/` and the version. */
  readonly userAgent?: string | undefined;
  /** PEM text of authorities to trust, alone. Default: the system's. */
  readonly rootCertificates?: string | undefined;
  /**
   * Receives an event for each attempt that fails and each call that ends, up to `logLevel`: before the call's promise is
   * settled, and in the asynchronous context of the call. An exception that it throws is dropped and does not affect the
   * call. Default: none.
   */
  readonly log?: ((event: LogEvent) => unknown) | undefined;
  /** The events that `log` receives: those of this level and of all that matter more. Default: `"warn"`. */
  readonly logLevel?: LogLevel | undefined;
}

/** The names of a client's options. */
export const CLIENT_OPTIONS: readonly string[] = [
  ...["apiKey", "authHeader", "baseUrl", "allowHttp", "timeout", "attemptTimeout", "connectTimeout", "maxRetries"],
  ...["retryDelay", "maxConnections", "requestsPerMinute", "maxResponseBytes", "proxy", "userAgent", "rootCertificates"],
  ...["log", "logLevel"],
];

/** The response to {@link Client.call}. */
export interface Answer {
  /** The body of the service's response verbatim, number text included; `null` if it is empty. */
  readonly text: string;
  /** What is known about the call. */
  readonly meta: Meta;
}

/** The query and the body of any request. */
export interface AnyRequest {
  /** Strings, numbers, booleans, or arrays of these, which become one parameter for each item. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** Any value that JSON has; only for POST, PUT and PATCH. */
  readonly body?: unknown;
}

/** The query of any list, and the page to begin with. */
export interface AnyList {
  /** As in {@link AnyRequest}, such as `{ pageSize: 1000 }`; without `page`. */
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  /** The number of the first page. Default: 1. */
  readonly page?: number | undefined;
}

/** The response to {@link Client.request}. */
export interface Reply<T> {
  /** The service's response, decoded; `null` if it is empty. */
  readonly result: T;
  /** What is known about the call. */
  readonly meta: Meta;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/**
 * A client of the service. Make one and keep it: its calls share its connections.
 *
 * ```ts
 * using client = new Client(); // the key is in CODAT_API_KEY
 * const company = await client.companies.create({ name: "Toft Bakery" });
 * ```
 *
 * A client that is forgotten is closed when it is collected. A worker thread makes a separate client.
 */
export class Client implements Disposable, AsyncDisposable {
  readonly #caller: Caller;

  /** The operations on companies. */
  readonly companies: Companies;
  /** The operations on connections: a company's authorized access to one software. */
  readonly connections: Connections;
  /** The operations that pull data. */
  readonly refresh: Refresh;
  /** The operations on integrations. */
  readonly integrations: Integrations;
  /** The operations on webhook consumers. */
  readonly webhooks: Webhooks;
  /** The operations on groups. */
  readonly groups: Groups;
  /** The operations for the user interface in which customers manage their connections. */
  readonly connectionManagement: ConnectionManagement;
  /** The operations on pushes: records that were written to the customer's software. */
  readonly push: Push;
  /** The operations on supplemental data. */
  readonly supplementalData: SupplementalData;
  /** The operations on custom data types. */
  readonly customDataTypes: CustomDataTypes;
  /** The operations on your account: profile, sync settings, web origins, API keys. */
  readonly settings: Settings;

  /**
   * Makes a client. Nothing is sent and no connection is opened yet.
   *
   * @param options - The configuration.
   * @throws InvalidArgumentError - It is refused; `member` names the invalid field.
   * @throws LibraryError - The native library is missing or does not fit.
   */
  constructor(options: ClientOptions = {}) {
    const own = optionsFrom(options, CLIENT_OPTIONS);
    const { timeout, attemptTimeout, connectTimeout, retryDelay, log, logLevel, ...others } = own;
    if ((others.maxResponseBytes ?? 0) > LARGEST_RESPONSE) {
      const message = `maxResponseBytes: expected at most ${LARGEST_RESPONSE}, found ${others.maxResponseBytes}`;
      throw new InvalidArgumentError(message, { member: "maxResponseBytes" });
    }
    const times = inMilliseconds({ timeout, attemptTimeout, connectTimeout, retryDelay });
    const caller = new Caller({ ...others, ...times }, log, logLevel);
    this.#caller = caller;
    this.companies = new Companies(caller);
    this.connections = new Connections(caller);
    this.refresh = new Refresh(caller);
    this.integrations = new Integrations(caller);
    this.webhooks = new Webhooks(caller);
    this.groups = new Groups(caller);
    this.connectionManagement = new ConnectionManagement(caller);
    this.push = new Push(caller);
    this.supplementalData = new SupplementalData(caller);
    this.customDataTypes = new CustomDataTypes(caller);
    this.settings = new Settings(caller);
  }

  /** Whether the client was closed. */
  get closed(): boolean {
    return this.#caller.closed;
  }

  /**
   * Calls an operation by its name: the low-level door, past the typed methods.
   *
   * @param operation - Such as `"companies.create"`.
   * @param input - The operation's fields as JSON, or an object that becomes JSON: `{ companyId: "…" }`.
   * @param options - Those of any call.
   * @returns The service's JSON, verbatim.
   */
  async call(
    operation: string,
    input: string | Readonly<Record<string, unknown>> = {},
    options?: WriteOptions,
  ): Promise<Answer> {
    const text = (): string => (typeof input === "string" ? checked(input, "input") : textOf(input, "input"));
    return this.#caller.send(checked(operation, "operation"), text, verbatim, options, PLAIN_OPTIONS);
  }

  /**
   * Sends a request that has no separate method. Authorization, retries, the idempotency key, limits and errors are the
   * same as for every call. The typed methods also check that a response belongs to its request.
   *
   * @param method - `"GET"`, `"POST"`, `"PUT"`, `"PATCH"` or `"DELETE"`.
   * @param path - Below the base URL, such as `"/companies/<id>/connections"`. Characters that a path cannot hold are
   *   percent-encoded. A path that could leave the base URL is refused.
   * @param request - The query and the body.
   * @param options - Those of any call, without `extra`.
   * @returns Any JSON, and what is known about the call.
   */
  async request<T = unknown>(
    method: string,
    path: string,
    request: AnyRequest = {},
    options?: WriteOptions,
  ): Promise<Reply<T>> {
    const verb = METHODS.find((each) => each === method || each.toLowerCase() === method)?.toLowerCase();
    if (verb === undefined) {
      const message = `method: expected ${METHODS.join(", ")}, found ${method}`;
      throw new InvalidArgumentError(message, { member: "method" });
    }
    const operation = `request.${verb}`;
    const input = inputOf({ path }, "request", request);
    return this.#caller.reply(operation, input, ({ result, meta }) => ({ result: result as T, meta }), options);
  }

  /**
   * Goes through the rows of all pages of any list, as `companies.iterate` does.
   *
   * @param path - Below the base URL, as for {@link request}.
   * @param list - The query, and the page to begin with.
   * @param options - Those of any call, without `extra`.
   */
  iterate<T extends object = Record<string, unknown>>(path: string, list: AnyList = {}, options?: CallOptions): Rows<T> {
    return new Rows(this.#caller, "request.list", { path }, list, options);
  }

  /**
   * Closes the client and its idle connections. Calls that have begun come to their end. Closing twice does nothing; any
   * other use afterwards fails with {@link InvalidHandleError}.
   */
  close(): void {
    this.#caller.close();
  }

  /** Closes it at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes it at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** What `util.inspect` shows. */
  [inspect.custom](): string {
    return `Client { ${this.closed ? "closed" : "open"} }`;
  }
}
