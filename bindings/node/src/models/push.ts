import type { Open } from "./open.js";

/** The state of a push operation. */
export type PushStatus = Open<"Pending" | "Failed" | "Success" | "TimedOut">;

/** The kind of change that a push operation makes. */
export type PushChangeType = Open<"Unknown" | "Created" | "Modified" | "Deleted" | "AttachmentUploaded">;

/** The type of a value that can be pushed. */
export type PushOptionType = Open<
  | "Array"
  | "Object"
  | "String"
  | "Number"
  | "Boolean"
  | "DateTime"
  | "File"
  | "MultiPart"
>;

/** Something that the service found in data. */
export interface ValidationItem {
  /** The rule. */
  readonly ruleId?: string | null;
  /** The record or field. */
  readonly itemId?: string | null;
  /** What it is, in words. */
  readonly message?: string | null;
  /** Which part of the service found it. */
  readonly validatorName?: string | null;
}

/** What the service found in data. */
export interface ValidationResults {
  /** What must be resolved before the data can be used. */
  readonly errors?: readonly ValidationItem[] | null;
  /** What may need attention. */
  readonly warnings?: readonly ValidationItem[] | null;
}

/** Names a record. */
export interface RecordRef {
  /** Its identifier. */
  readonly id?: string | null;
  /** Its data type. */
  readonly dataType?: string | null;
}

/** What a push operation changed. */
export interface PushChange {
  /** The kind of change. */
  readonly type?: PushChangeType | null;
  /** The record that changed. */
  readonly recordRef?: RecordRef | null;
  /** The attachment that was added. */
  readonly attachmentId?: string | null;
}

/** An attempt to create, change or delete a record in the customer's software. */
export interface PushOperation {
  /** Its identifier. */
  readonly pushOperationKey: string;
  /** The company. */
  readonly companyId?: string | null;
  /** The connection that was written to. */
  readonly dataConnectionKey?: string | null;
  /** The data type of the record. */
  readonly dataType?: string | null;
  /** The state of the push operation. */
  readonly status?: PushStatus | null;
  /** The status code of the customer's software. */
  readonly statusCode?: number | null;
  /** What went wrong. */
  readonly errorMessage?: string | null;
  /** When it was requested: ISO 8601, UTC. */
  readonly requestedOnUtc?: string | null;
  /** When it ended: ISO 8601, UTC. */
  readonly completedOnUtc?: string | null;
  /** After how many minutes the service gives it up. */
  readonly timeoutInMinutes?: number | null;
  /** After how many seconds the service gives it up. */
  readonly timeoutInSeconds?: number | null;
  /** What it changed. */
  readonly changes?: readonly PushChange[] | null;
  /** What the service found in the record. */
  readonly validation?: ValidationResults | null;
}

/** A value to choose. */
export interface PushOptionChoice {
  /** The value. */
  readonly value?: string | null;
  /** The type of the value. */
  readonly type?: PushOptionType | null;
  /** Its name for people. */
  readonly displayName?: string | null;
  /** What it is. */
  readonly description?: string | null;
  /** Whether it must be given. */
  readonly required?: boolean | null;
}

/** Something to observe when a record is pushed. */
export interface PushValidationItem {
  /** The field. */
  readonly field?: string | null;
  /** What to observe. */
  readonly details?: string | null;
  /** The URL of an explanation. */
  readonly ref?: string | null;
}

/** What to observe when a record is pushed. */
export interface PushValidation {
  /** Warnings. */
  readonly warnings?: readonly PushValidationItem[] | null;
  /** Information. */
  readonly information?: readonly PushValidationItem[] | null;
}

/** What a record, or a field of it, may hold. */
export interface PushOption {
  /** The type of the value. */
  readonly type: PushOptionType;
  /** Its name for people. */
  readonly displayName?: string | null;
  /** What it is. */
  readonly description?: string | null;
  /** Whether it must be given. */
  readonly required?: boolean | null;
  /** The fields of an object, by name. */
  readonly properties?: Readonly<Record<string, PushOption>> | null;
  /** The values to choose from. */
  readonly options?: readonly PushOptionChoice[] | null;
  /** What to observe. */
  readonly validation?: PushValidation | null;
}
