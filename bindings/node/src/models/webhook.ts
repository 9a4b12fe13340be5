import type { CompanyReference } from "./company.js";
import type { Connection } from "./connection.js";
import type { PullStatus } from "./data.js";

/** A receiver of events. */
export interface WebhookConsumer {
  /** Its identifier. */
  readonly id: string;
  /** The address that events are sent to. */
  readonly url?: string | null;
  /** Whether nothing is sent for now. */
  readonly disabled?: boolean | null;
  /** Which events are sent. */
  readonly eventTypes?: readonly string[] | null;
  /** Events of companies with these tags only, each `key:value`. */
  readonly companyTags?: readonly string[] | null;
}

/** All webhook consumers: the response to `list-webhook-consumers`. */
export interface WebhookConsumerList {
  /** The consumers. */
  readonly results: readonly WebhookConsumer[];
}

/** A webhook consumer to create. */
export interface WebhookConsumerRequest {
  /** The address that events are sent to. */
  readonly url: string;
  /** Which events, such as `"read.completed"`. */
  readonly eventTypes: readonly string[];
  /** Events of companies with these tags only, at most 10, each `key:value`. */
  readonly companyTags?: readonly string[] | undefined;
  /** True to send nothing for now. Default: false. */
  readonly disabled?: boolean | undefined;
}

/** How the pulling of a type of data ended. */
export interface DataTypeRead {
  /** The type of data, such as `invoices`. */
  readonly dataType?: string | null;
  /** The connection that it was pulled from. */
  readonly connectionId?: string | null;
  /** How the pull ended. */
  readonly status?: PullStatus | null;
  /** Whether anything is new or changed. */
  readonly recordsModified?: boolean | null;
}

/** What an event happened to. The fields depend on its type. */
export interface WebhookPayload {
  /** The company itself, by its identifier: `company.…`. */
  readonly id?: string | null;
  /** The company's name: `company.…`. */
  readonly name?: string | null;
  /** The company that it happened in: `connection.…`, `read.…`. */
  readonly referenceCompany?: CompanyReference | null;
  /** The connection: `connection.…`. */
  readonly connection?: Connection | null;
  /** What was pulled: `read.…`. */
  readonly dataTypes?: readonly DataTypeRead[] | null;
  /** The product that was added or removed: `company.product.…`. */
  readonly productId?: string | null;
}

/** What a webhook says. */
export interface WebhookBody {
  /** The identifier of what happened. */
  readonly id?: string | null;
  /** What happened, such as `read.completed`. */
  readonly eventType?: string | null;
  /** When it happened; see {@link parseTime}. */
  readonly generatedDate?: string | null;
  /** What it happened to. */
  readonly payload?: WebhookPayload | null;
}

/** An event that the service did send: what {@link verifyWebhook} returns. */
export interface WebhookEvent {
  /** Its identifier: an event that is delivered again has the same. */
  readonly id: string;
  /** When it was sent, in Unix seconds. */
  readonly timestamp: number;
  /** What happened, such as `read.completed`; null if the body does not say. */
  readonly eventType: string | null;
  /** What it says. */
  readonly body: WebhookBody;
}

/** An integration key for Zapier. `util.inspect` does not show the key. */
export interface ZapierKey {
  /** The key. */
  readonly key: string;
}
