/** `client.connections`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { inputOf, waitOf } from "./given.js";
import type { Answered, Meta } from "./meta.js";
import type { Connection, ListOptions, Page, Reauthorization, WaitUntilLinked } from "./models/index.js";
import { Rows } from "./pages.js";

/** The operations on connections; `client.connections`. What all methods share: see {@link Companies}. */
export class Connections {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Lists a company's connections, one page of them. This is the service's operation `list-connections`. */
  list(companyId: string, filter: ListOptions = {}, options?: CallOptions): Promise<Answered<Page<Connection>>> {
    return this.#caller.call("connections.list", inputOf({ companyId }, "filter", filter), options);
  }

  /** Goes through a company's connections of all pages, as `companies.iterate` does (`list-connections`). */
  iterate(companyId: string, filter: ListOptions = {}, options?: CallOptions): Rows<Connection> {
    return new Rows(this.#caller, "connections.list", { companyId }, filter, options);
  }

  /**
   * Creates a connection to one software. This is the service's operation `create-connection`.
   *
   * The customer has to authorize it: send them to its `linkUrl`. A lost response never creates a second one.
   *
   * @param platformKey - The four letters of an integration, such as `"gbol"`.
   */
  create(companyId: string, platformKey: string, options?: WriteOptions): Promise<Answered<Connection>> {
    return this.#caller.call("connections.create", { companyId, platformKey }, options);
  }

  /** Gets a connection. This is the service's operation `get-connection`. */
  get(companyId: string, connectionId: string, options?: CallOptions): Promise<Answered<Connection>> {
    return this.#caller.call("connections.get", { companyId, connectionId }, options);
  }

  /** Deletes a connection with its data, for good. This is the service's operation `delete-connection`. */
  delete(companyId: string, connectionId: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("connections.delete", { companyId, connectionId }, options);
  }

  /**
   * Withdraws from a connection that is `Linked`. This is the service's operation `unlink-connection`.
   *
   * No data is pulled any more; pulled data remains readable.
   */
  unlink(companyId: string, connectionId: string, options?: WriteOptions): Promise<Answered<Connection>> {
    return this.#caller.call("connections.unlink", { companyId, connectionId }, options);
  }

  /**
   * Hands over what authorizes a connection, in the pairs that its software requires. This is the service's
   * operation `update-connection-authorization`. The pairs are secrets.
   */
  updateAuthorization(
    companyId: string,
    connectionId: string,
    authorization: Readonly<Record<string, string>>,
    options?: CallOptions,
  ): Promise<Answered<Connection>> {
    const members = { companyId, connectionId, authorization };
    return this.#caller.call("connections.update_authorization", members, options);
  }

  /**
   * Waits until a customer has authorized, and resolves with the connection, `Linked`.
   *
   * Polls again and again, with pauses that grow from `pollInterval` to 15 seconds; between two polls the wait holds no
   * connection. Each poll has the client's limits. A signal ends the wait at once; without a `timeout` it ends after 15 minutes.
   */
  waitUntilLinked(
    companyId: string,
    what: WaitUntilLinked = {},
    options?: CallOptions,
  ): Promise<Answered<Connection>> {
    return this.#caller.call("connections.wait_until_linked", waitOf(companyId, what), options);
  }

  /**
   * Finds the connections that the customer or the software withdrew.
   *
   * Send the customer to the `linkUrl` of the result then, and never make a new company for it.
   */
  needsReauthorization(companyId: string, options?: CallOptions): Promise<Answered<Reauthorization>> {
    return this.#caller.call("connections.needs_reauthorization", { companyId }, options);
  }
}
