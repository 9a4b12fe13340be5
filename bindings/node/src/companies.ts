/** `client.companies`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import { createMany } from "./createMany.js";
import { InvalidArgumentError } from "./errors.js";
import { type InputMaker, inputOf, type Members } from "./given.js";
import { hiding } from "./hidden.js";
import type { Answered, Meta } from "./meta.js";
import type {
  AccessToken,
  Company,
  CompanyRequest,
  CompanyUpdate,
  CreateManyOptions,
  CreateManyOutcome,
  LinkUrl,
  ListOptions,
  Page,
  RefreshProductData,
  SyncSetting,
  SyncSettings,
} from "./models/index.js";
import { Rows } from "./pages.js";

/** Which companies to list. */
export interface ListCompanies extends ListOptions {
  /** A filter by tags in the service's query language: `"region=uk && team=invoice-finance"`. */
  readonly tags?: string | undefined;
}

/**
 * The operations on companies; `client.companies`.
 *
 * The last parameter of every method are the {@link CallOptions} of the call. Every promise rejects with a subclass of
 * {@link CodatError} if the call fails. The result has `meta`; methods whose operation has no result
 * return that {@link Meta} itself.
 */
export class Companies {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Lists companies, one page of them. This is the service's operation `list-companies`. */
  list(filter: ListCompanies = {}, options?: CallOptions): Promise<Answered<Page<Company>>> {
    return this.#caller.call("companies.list", inputOf({}, "filter", filter), options);
  }

  /**
   * Goes through the companies of all pages (`list-companies`): `for await (const company of …)`.
   *
   * While you work on one page the next is fetched, and no further one. The first request is sent when you take the first
   * company; leaving the loop cancels what is being fetched. `timeout` is for all pages together.
   *
   * Each response says whether there is a next page. A company that slides from one page to the next because
   * another appeared before it is returned once; one that slides to an earlier page because another vanished is not
   * returned. With `orderBy: "created"` new ones come last.
   * `orderBy: "created"` new ones come last.
   */
  iterate(filter: ListCompanies = {}, options?: CallOptions): Rows<Company> {
    return new Rows(this.#caller, "companies.list", {}, filter, options);
  }

  /**
   * Creates a company. This is the service's operation `create-company`.
   *
   * A lost response never creates a second company: all attempts of the call carry one idempotency key. Keep the `id`
   * of the company that is returned, and send the customer to its `redirect`.
   */
  create(company: CompanyRequest, options?: WriteOptions): Promise<Answered<Company>> {
    return this.#caller.call("companies.create", details({}, company), options);
  }

  /**
   * Creates many companies, each exactly once: several at a time.
   *
   * With a journal, a run that was interrupted at any point, even by the end of the process, can be started again with
   * the same list and the same journal: companies that exist are not created again. After 90 minutes, when the service
   * has forgotten the keys, the library first searches for them among the companies created since.
   *
   * A company that is refused leaves the others alone; a failure that all would share, such as `payment_required`, ends
   * the run. The promise rejects for neither: the outcome has the error of each company, and the reason in `stopped`.
   *
   * @param companies - The companies to create.
   * @param options - Concurrency, journal, a progress listener, and the options of any call.
   */
  createMany(companies: Iterable<CompanyRequest>, options: CreateManyOptions = {}): Promise<Answered<CreateManyOutcome>> {
    return createMany(this.#caller, () => listOf(companies), options);
  }

  /** Gets a company. This is the service's operation `get-company`. */
  get(companyId: string, options?: CallOptions): Promise<Answered<Company>> {
    return this.#caller.call("companies.get", { companyId }, options);
  }

  /**
   * Replaces a company's name, description and tags. This is the service's operation `replace-company`.
   *
   * What is not given is cleared, except for groups, which are replaced when given and kept otherwise.
   */
  replace(companyId: string, company: CompanyRequest, options?: CallOptions): Promise<Answered<Company>> {
    return this.#caller.call("companies.replace", details({ companyId }, company), options);
  }

  /** Changes what is given of a company, and leaves the rest. This is the service's operation `update-company`. */
  update(companyId: string, changes: CompanyUpdate, options?: WriteOptions): Promise<Answered<Company>> {
    return this.#caller.call("companies.update", inputOf({ companyId }, "changes", changes), options);
  }

  /** Deletes a company with its data, for good. This is the service's operation `delete-company`. */
  delete(companyId: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("companies.delete", { companyId }, options);
  }

  /** Enables a product, such as `"lending"`, for a company. This is the service's operation `add-product`. */
  addProduct(companyId: string, productIdentifier: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("companies.add_product", { companyId, productIdentifier }, options);
  }

  /** Disables a product for a company. This is the service's operation `remove-product`. */
  removeProduct(companyId: string, productIdentifier: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("companies.remove_product", { companyId, productIdentifier }, options);
  }

  /** Queues a refresh of a custom product's data. This is the service's operation `refresh-product-data`. */
  refreshProductData(
    companyId: string,
    productIdentifier: string,
    what: RefreshProductData = {},
    options?: WriteOptions,
  ): Promise<Meta> {
    const input = inputOf({ companyId, productIdentifier }, "what", what);
    return this.#caller.do("companies.refresh_product_data", input, options);
  }

  /**
   * Gets a token, valid for a day, for the service's embeddable user interfaces. This is the service's operation
   * `get-company-access-token`. The token is a secret.
   */
  async getAccessToken(companyId: string, options?: CallOptions): Promise<Answered<AccessToken>> {
    return hiding(await this.#caller.call<AccessToken>("companies.get_access_token", { companyId }, options), "accessToken");
  }

  /**
   * Makes the URL to send a customer to: the company's `redirect` with parameters added. One call of `get-company`.
   *
   * The redirect URL set up in the portal passes on the parameters that it names in braces.
   *
   * @param parameters - Such as `{ reference: "A-17" }`; encoded here.
   */
  linkUrl(
    companyId: string,
    parameters: Readonly<Record<string, string>> = {},
    options?: CallOptions,
  ): Promise<Answered<LinkUrl>> {
    return this.#caller.call("companies.link_url", { companyId, parameters }, options);
  }

  /**
   * Gets a company's sync settings: which data types are pulled, how often, and how far back. This is the
   * service's operation `get-company-syncSettings`.
   */
  getSyncSettings(companyId: string, options?: CallOptions): Promise<Answered<SyncSettings>> {
    return this.#caller.call("companies.get_sync_settings", { companyId }, options);
  }

  /**
   * Replaces a company's sync settings. This is the service's operation `set-company-syncSettings`.
   *
   * @param settings - One setting per data type.
   * @param overridesDefaults - True uses these settings instead of the service's defaults. Default: true.
   */
  setSyncSettings(
    companyId: string,
    settings: readonly SyncSetting[],
    overridesDefaults?: boolean,
    options?: WriteOptions,
  ): Promise<Meta> {
    return this.#caller.do("companies.set_sync_settings", { companyId, settings, overridesDefaults: overridesDefaults ?? true }, options);
  }
}

/** The companies of a list as the library takes them. */
function listOf(companies: Partial<Iterable<CompanyRequest>> | null | undefined): Members[] {
  if (typeof companies?.[Symbol.iterator] !== "function") {
    const message = "companies: expected an array, or anything that can be iterated over";
    throw new InvalidArgumentError(message, { member: "companies" });
  }
  return Array.from(companies as Iterable<CompanyRequest>, (company) => details({}, company)("companies.create"));
}

/** A company as the library takes it: groups by their ids. */
function details(parameters: Members, request: CompanyRequest): InputMaker {
  const input = inputOf(parameters, "company", request);
  return (operation) => {
    const company = input(operation);
    const { groups } = company;
    // The library names what is neither.
    if (!Array.isArray(groups)) return company;
    return { ...company, groups: groups.map((group: unknown) => (typeof group === "string" ? { id: group } : idOf(group))) };
  };
}

/** A group as its id alone: one that a call returned has more fields. */
function idOf(group: unknown): unknown {
  return typeof group === "object" && group !== null && "id" in group ? { id: group.id } : group;
}
