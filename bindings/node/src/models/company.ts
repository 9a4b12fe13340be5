import type { Connection } from "./connection.js";

/** A group that companies can be in. It can be neither renamed nor deleted. */
export interface Group {
  /** The group's identifier: keep it. */
  readonly id: string;
  /** The group's name; the service may leave it out within a company. */
  readonly name?: string | null;
}

/** All groups: the response to `list-groups`. */
export interface GroupList {
  /** The groups. */
  readonly results: readonly Group[];
}

/** A company that another one names as its parent or subsidiary. */
export interface CompanyReference {
  /** The company's identifier. */
  readonly id?: string | null;
  /** Its name. */
  readonly name?: string | null;
  /** Its description. */
  readonly description?: string | null;
  /** Links to it, such as `portal`. */
  readonly links?: Readonly<Record<string, unknown>> | null;
  /** Its tags. */
  readonly tags?: Readonly<Record<string, string>> | null;
}

/** A company: a business that shares its data with you. */
export interface Company {
  /** The company's identifier: keep it. */
  readonly id: string;
  /** Its name, which need not be unique. */
  readonly name?: string | null;
  /** Your notes about it. */
  readonly description?: string | null;
  /** The platforms that it is connected to, for people. */
  readonly platform?: string | null;
  /** Its Link URL: the page where the customer authorizes access. */
  readonly redirect?: string | null;
  /** The state of its connections. */
  readonly status?: string | null;
  /** When its data was last pulled; see {@link parseTime}. */
  readonly lastSync?: string | null;
  /** When it was created; see {@link parseTime}. */
  readonly created?: string | null;
  /** Who made it. */
  readonly createdByUserName?: string | null;
  /** Its connections. */
  readonly dataConnections?: readonly Connection[] | null;
  /** The groups that it is in. */
  readonly groups?: readonly Group[] | null;
  /** The products that are enabled for it. */
  readonly products?: readonly string[] | null;
  /** Your own pairs of names and values. */
  readonly tags?: Readonly<Record<string, string>> | null;
  /** The users who own it. */
  readonly ownerUserIds?: readonly string[] | null;
  /** Its parent company. */
  readonly referenceParentCompany?: CompanyReference | null;
  /** Its subsidiaries. */
  readonly referenceSubsidiaryCompanies?: readonly CompanyReference[] | null;
}

/** A token for the service's embeddable user interfaces. It is a secret, which `util.inspect` does not show. */
export interface AccessToken {
  /** The token. */
  readonly accessToken: string;
  /** How long it is valid, in seconds: a day. */
  readonly expiresIn?: number | null;
  /** `Bearer`. */
  readonly tokenType?: string | null;
}

/** The URL to send a customer to. */
export interface LinkUrl {
  /** The company's Link URL, with the parameters of the call. */
  readonly url: string;
}

/** A company to create. */
export interface CompanyRequest {
  /** The service removes characters other than letters, digits, white space and `-',&@.?!`. */
  readonly name: string;
  /** Any text. */
  readonly description?: string | undefined;
  /** At most 10 pairs; keys to 27 characters, values to 100. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Groups to put it in, or their ids. */
  readonly groups?: readonly (string | Group)[] | undefined;
}

/** What to change of a company; what is left out is kept as it is. */
export interface CompanyUpdate {
  /** As in {@link CompanyRequest}. */
  readonly name?: string | undefined;
  /** Any text. */
  readonly description?: string | undefined;
  /** Replaces all tags. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
