/** What a sandbox takes and returns. */

/** How a sandbox is started. */
export interface SandboxOptions {
  /** The port of 127.0.0.1. Default: any that is free. */
  readonly port?: number | undefined;
  /** A file that keeps its state. Default, and `":memory:"`: in memory. */
  readonly db?: string | undefined;
  /** The key that it accepts. Default: `"sandbox-api-key"`. */
  readonly apiKey?: string | undefined;
  /** The secret that signs its webhooks, `"whsec_…"`. Default: a fixed one. */
  readonly webhookSecret?: string | undefined;
  /** When its clock begins: a `Date`, or an RFC 3339 time such as `"2027-12-31T23:59:00Z"`. It runs on from there. Default: now. */
  readonly startTime?: Date | string | undefined;
}

/** A failure on request; docs/sandbox.md of the project has them all. */
export interface SandboxFault {
  /** What the client sees. */
  readonly effect: "delay" | "status" | "cut" | "truncate" | "duplicate" | "split" | "garbage" | "html" | "empty" | "flood";
  /** The method that it strikes. Default: any. */
  readonly method?: string | undefined;
  /** The path that it strikes; a segment in braces is any, `/companies/{companyId}`. Default: any. */
  readonly path?: string | undefined;
  /** How many requests it strikes. Default: 1. */
  readonly times?: number | undefined;
  /** Before or after the work is done. Default: before. */
  readonly when?: "before" | "after" | undefined;
  /** How late the response is, in milliseconds. */
  readonly delayMs?: number | undefined;
  /** Whether the service stores the response under the request's idempotency key, as if it were its own. Default: false. */
  readonly cached?: boolean | undefined;
  /** With `status`: the status. */
  readonly status?: number | undefined;
  /** With `status`: headers of the response. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** With `status`: the body, text or what becomes JSON. Default: for an error the service's own, else none. */
  readonly body?: unknown;
  /** With `status`: the body's type. Default: `application/json`. */
  readonly contentType?: string | undefined;
  /** With `split`: after how many bytes of the response, its head included. Default: half of them. */
  readonly at?: number | undefined;
  /** With `duplicate` (default 0) and `split` (default 50): how much later the second part comes, in milliseconds. */
  readonly pauseMs?: number | undefined;
  /** With `flood`: how many bytes. */
  readonly bytes?: number | undefined;
  /** With `flood`: whether the response says at its start how long it is. */
  readonly announce?: boolean | undefined;
}

/** Limits of a sandbox; null lifts one. */
export interface SandboxLimits {
  /** Requests in a day of its clock. */
  readonly requestsPerDay?: number | null;
  /** Requests at once. */
  readonly concurrentRequests?: number | null;
  /** Companies. */
  readonly companies?: number | null;
  /** Groups. */
  readonly groups?: number | null;
}

/** Which pull fails, and how. */
export interface SandboxPull {
  /** Of this company. Default: any. */
  readonly companyId?: string | undefined;
  /** Of this type of data. Default: any. */
  readonly dataType?: string | undefined;
  /** The status that it ends with. Default: `"FetchError"`. */
  readonly status?: string | undefined;
  /** What went wrong, in words. */
  readonly message?: string | undefined;
}

/** A request that a sandbox saw. */
export interface SandboxRequest {
  /** Its number, from 1. */
  readonly id: number;
  /** The method. */
  readonly method: string;
  /** The path. */
  readonly path: string;
  /** The query, without the question mark. */
  readonly query: string;
  /** The headers, their names in lower case, without the key. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body. */
  readonly body: string;
  /** The status of the response; null if there was none. */
  readonly status?: number | null;
  /** The response; null if there was none. */
  readonly answer?: string | null;
}

/** What is in a sandbox. */
export interface SandboxStats {
  /** How many companies there are. */
  readonly companies: number;
  /** How many connections they have. */
  readonly dataConnections: number;
  /** How many groups there are. */
  readonly groups: number;
  /** How many requests it saw. */
  readonly requests: number;
  /** How many sockets it accepted. */
  readonly connectionsAccepted: number;
  /** How many of them are open. */
  readonly connectionsOpen: number;
}

/** One attempt to deliver a webhook. */
export interface SandboxAttempt {
  /** When it was sent. */
  readonly at: string;
  /** The status that the consumer responded with. */
  readonly status?: number | null;
  /** What went wrong. */
  readonly error?: string | null;
}

/** A webhook of a sandbox. */
export interface SandboxWebhook {
  /** Its number, from 1. */
  readonly number: number;
  /** The event's identifier. */
  readonly id: string;
  /** What happened. */
  readonly eventType: string;
  /** The company that it happened to. */
  readonly companyId: string;
  /** The consumer that it is sent to. */
  readonly consumerId: string;
  /** The address that it is sent to. */
  readonly url: string;
  /** `pending`, `delivered`, `failed`, `refused` (it would leave this machine) or `cancelled`. */
  readonly status: string;
  /** The attempts to deliver it. */
  readonly attempts: readonly SandboxAttempt[];
  /** The headers, signed at the last attempt. */
  readonly headers: Readonly<Record<string, string>>;
  /** When the next attempt is due. */
  readonly nextAttemptAt?: string | null;
  /** The body, verbatim. */
  readonly body: string;
}
