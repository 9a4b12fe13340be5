/** `client.webhooks`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf } from "./given.js";
import { hiding } from "./hidden.js";
import type { Answered, Meta } from "./meta.js";
import type { WebhookConsumer, WebhookConsumerList, WebhookConsumerRequest, ZapierKey } from "./models/index.js";

/**
 * The operations on webhook consumers; `client.webhooks`. What they are sent: {@link verifyWebhook}. What all methods
 * share: see {@link Companies}.
 */
export class Webhooks {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Lists all webhook consumers. This is the service's operation `list-webhook-consumers`. */
  list(options?: CallOptions): Promise<Answered<WebhookConsumerList>> {
    return this.#caller.call("webhooks.list", {}, options);
  }

  /**
   * Creates a webhook consumer, of which there can be 50. This is the service's operation
   * `create-webhook-consumer`. A lost response never creates a second one.
   */
  create(consumer: WebhookConsumerRequest, options?: WriteOptions): Promise<Answered<WebhookConsumer>> {
    return this.#caller.call("webhooks.create", inputOf({}, "consumer", consumer), options);
  }

  /** Deletes a webhook consumer. This is the service's operation `delete-webhook-consumer`. */
  delete(webhookId: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("webhooks.delete", { webhookId }, options);
  }

  /**
   * Returns a new integration key for Zapier, a secret, and revokes the previous one. This is the service's
   * operation `rotate-zapier-key`.
   */
  async rotateZapierKey(options?: WriteOptions): Promise<Answered<ZapierKey>> {
    return hiding(await this.#caller.call<ZapierKey>("webhooks.rotate_zapier_key", {}, options), "key");
  }
}
