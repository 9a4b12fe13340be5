import type { Open } from "./open.js";

/**
 * Whether a connection is authorized: `PendingAuth`, created, and not authorized by the customer yet; `Linked`, data can
 * be pulled; `Unlinked`, ended by you; `Deauthorized`, ended by the customer or the platform: send the customer to the
 * same Link URL again.
 */
export type ConnectionStatus = Open<"PendingAuth" | "Linked" | "Unlinked" | "Deauthorized">;

/** What kind of source a connection is to. */
export type SourceType = Open<
  "Accounting" | "Banking" | "BankFeed" | "Commerce" | "Expense" | "Other" | "Unknown"
>;

/** An error that a connection met. */
export interface DataConnectionError {
  /** The HTTP status that the platform responded with. */
  readonly statusCode?: string | null;
  /** The platform's own name of the error. */
  readonly statusText?: string | null;
  /** What happened, for people. */
  readonly errorMessage?: string | null;
  /** When it happened; see {@link parseTime}. */
  readonly erroredOnUtc?: string | null;
  /** `Active` or `Resolved` for an error that may pass; absent for one that does not. */
  readonly status?: string | null;
  /** When it was resolved; see {@link parseTime}. */
  readonly resolvedOnUtc?: string | null;
}

/** A company's connection to a source of data, such as its accounting software. */
export interface Connection {
  /** The connection's identifier. */
  readonly id: string;
  /** The service's identifier of the platform. */
  readonly integrationId?: string | null;
  /** The platform's four-letter key. */
  readonly integrationKey?: string | null;
  /** The identifier of the source. */
  readonly sourceId?: string | null;
  /** What kind of source it is. */
  readonly sourceType?: SourceType | null;
  /** The platform's name. */
  readonly platformName?: string | null;
  /** The page where the customer authorizes this one connection. */
  readonly linkUrl?: string | null;
  /** Whether it is authorized. */
  readonly status?: ConnectionStatus | null;
  /** When its data was last pulled; see {@link parseTime}. */
  readonly lastSync?: string | null;
  /** When it was created; see {@link parseTime}. */
  readonly created?: string | null;
  /** The errors that it met. */
  readonly dataConnectionErrors?: readonly DataConnectionError[] | null;
  /** What the platform says about it. */
  readonly connectionInfo?: Readonly<Record<string, unknown>> | null;
  /** What else the service says about it. */
  readonly additionalProperties?: Readonly<Record<string, unknown>> | null;
}

/** Connections that have to be authorized again. */
export interface Reauthorization {
  /** Whether there are any. */
  readonly needed: boolean;
  /** Those that are `Deauthorized`. */
  readonly connections: readonly Connection[];
  /** The page to send the customer to: the company's Link URL. */
  readonly linkUrl: string;
}

/** What to wait for in `connections.waitUntilLinked`. */
export interface WaitUntilLinked {
  /** The connection to wait for. Default: the first of the company's that is linked. */
  readonly connectionId?: string | undefined;
  /** The first pause between two looks, in milliseconds, 10 to 60000; it grows to 15 s. Default: 1000. */
  readonly pollInterval?: number | undefined;
}
