/** `client.integrations`. */

import type { Caller } from "./caller.js";
import type { CallOptions } from "./context.js";
import { inputOf } from "./given.js";
import type { Answered } from "./meta.js";
import type { Branding, Integration, ListOptions, Page } from "./models/index.js";
import { Rows } from "./pages.js";

/**
 * The operations on integrations: the software that customers can connect; `client.integrations`. What all methods share:
 * see {@link Companies}.
 */
export class Integrations {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Lists integrations, one page of them. This is the service's operation `list-integrations`. */
  list(filter: ListOptions = {}, options?: CallOptions): Promise<Answered<Page<Integration>>> {
    return this.#caller.call("integrations.list", inputOf({}, "filter", filter), options);
  }

  /** Goes through the integrations of all pages, as `companies.iterate` does (`list-integrations`). */
  iterate(filter: ListOptions = {}, options?: CallOptions): Rows<Integration> {
    return new Rows(this.#caller, "integrations.list", {}, filter, options);
  }

  /** Gets an integration by its four letters. This is the service's operation `get-integration`. */
  get(platformKey: string, options?: CallOptions): Promise<Answered<Integration>> {
    return this.#caller.call("integrations.get", { platformKey }, options);
  }

  /** Gets an integration's logo and button. This is the service's operation `get-integrations-branding`. */
  getBranding(platformKey: string, options?: CallOptions): Promise<Answered<Branding>> {
    return this.#caller.call("integrations.get_branding", { platformKey }, options);
  }
}
