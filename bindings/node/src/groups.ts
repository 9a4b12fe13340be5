/** `client.groups`. */

import type { Caller } from "./caller.js";
import type { CallOptions, WriteOptions } from "./context.js";
import type { Answered, Meta } from "./meta.js";
import type { Company, Group, GroupList } from "./models/index.js";

/** The operations on groups; `client.groups`. What all methods share: see {@link Companies}. */
export class Groups {
  readonly #caller: Caller;

  /** Made by the client. */
  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /** Lists all groups, in the `results` of the response. This is the service's operation `list-groups`. */
  list(options?: CallOptions): Promise<Answered<GroupList>> {
    return this.#caller.call("groups.list", {}, options);
  }

  /**
   * Creates a group. This is the service's operation `create-group`.
   *
   * Groups can be neither renamed nor deleted, and there can be at most 20 ({@link ConflictError} beyond).
   *
   * @param name - At most 50 characters.
   */
  create(name: string, options?: WriteOptions): Promise<Answered<Group>> {
    return this.#caller.call("groups.create", { name }, options);
  }

  /**
   * Adds a company to a group and resolves with the company. This is the service's operation
   * `add-company-to-group`.
   *
   * A company may be in several groups. Adding it to one that it is in changes nothing.
   */
  addCompany(companyId: string, groupId: string, options?: WriteOptions): Promise<Answered<Company>> {
    return this.#caller.call("groups.add_company", { companyId, groupId }, options);
  }

  /** Removes a company from a group. This is the service's operation `remove-company-from-group`. */
  removeCompany(companyId: string, groupId: string, options?: CallOptions): Promise<Meta> {
    return this.#caller.do("groups.remove_company", { companyId, groupId }, options);
  }
}
