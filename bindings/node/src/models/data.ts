import type { Open } from "./open.js";

/**
 * How far a pull is. It has ended with `Complete`, `NotSupported` (the software has no such data, which is no failure),
 * `Cancelled`, `PrerequisiteNotMet`, or any `…Error`.
 */
export type PullStatus = Open<
  | "Initial"
  | "Queued"
  | "Fetching"
  | "MapQueued"
  | "Mapping"
  | "Complete"
  | "FetchError"
  | "MapError"
  | "InternalError"
  | "ProcessingQueued"
  | "Processing"
  | "ProcessingError"
  | "ValidationQueued"
  | "Validating"
  | "ValidationError"
  | "AuthError"
  | "Cancelled"
  | "NotSupported"
  | "RateLimitError"
  | "PermissionsError"
  | "PrerequisiteNotMet"
>;

/** One pull of one type of data from one connection. */
export interface PullOperation {
  /** Its identifier, which `refresh.getPullOperation` calls `datasetId`. */
  readonly id: string;
  /** What is pulled, such as `invoices` or `banking-accounts`. */
  readonly dataType?: string | null;
  /** How far it is. */
  readonly status?: PullStatus | null;
  /** The company. */
  readonly companyId?: string | null;
  /** The connection that data is pulled from. */
  readonly connectionId?: string | null;
  /** Words about the status. */
  readonly statusDescription?: string | null;
  /** What went wrong. */
  readonly errorMessage?: string | null;
  /** When it was requested; see {@link parseTime}. */
  readonly requested?: string | null;
  /** When it ended; see {@link parseTime}. */
  readonly completed?: string | null;
  /** How far it is, in percent. */
  readonly progress?: number | null;
  /** Whether it ended well. */
  readonly isCompleted?: boolean | null;
  /** Whether it ended badly. */
  readonly isErrored?: boolean | null;
}

/** How far a type of data is. */
export interface DataStatus {
  /** Which type. */
  readonly dataType?: string | null;
  /** How far its last pull is; absent if it was never pulled. */
  readonly currentStatus?: PullStatus | null;
  /** When it was last pulled well; see {@link parseTime}. */
  readonly lastSuccessfulSync?: string | null;
  /** The last pull operation. */
  readonly latestSyncId?: string | null;
  /** The last pull operation that ended well. */
  readonly latestSuccessfulSyncId?: string | null;
}

/** How far each type of data is, by its name: `statuses["invoices"]?.currentStatus`. */
export type DataStatuses = Readonly<Record<string, DataStatus | null | undefined>>;

/** The outcome of one pull operation or type of data. */
export interface RefreshItem {
  /** The type of data. */
  readonly dataType: string;
  /** Whether it failed; also true if a type of data that was named was never pulled. */
  readonly failed: boolean;
  /** The pull operation, if pull operations were named. */
  readonly pullOperation?: PullOperation | null;
  /** The status of the type of data, otherwise. */
  readonly dataStatus?: DataStatus | null;
}

/** The outcome of pulling data: the result of `refresh.waitUntilComplete`. */
export interface RefreshOutcome {
  /** Whether any item failed. */
  readonly failed: boolean;
  /** The outcome of each. */
  readonly items: readonly RefreshItem[];
}

/** What to pull in `refresh.byDataType`. */
export interface ByDataType {
  /** Pull from this connection. Default: the service chooses. */
  readonly connectionId?: string | undefined;
}

/** What to refresh in `companies.refreshProductData`. */
export interface RefreshProductData {
  /** Only these types of data. Default: all. */
  readonly dataTypes?: readonly string[] | undefined;
}

/** What to wait for in `refresh.waitUntilComplete`; by default that no data of the company is being pulled. */
export interface WaitUntilComplete {
  /** These pull operations, at least one. Prefer them: they are your own pulls. */
  readonly pullOperationIds?: readonly string[] | undefined;
  /** Instead: that none of these types of data is being pulled, at least one. */
  readonly dataTypes?: readonly string[] | undefined;
  /** The first pause between two looks, in milliseconds, 10 to 60000; it grows to 15 s. Default: 1000. */
  readonly pollInterval?: number | undefined;
}
