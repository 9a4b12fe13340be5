/** How a data type is pulled. */
export interface SyncSetting {
  /** The data type, such as `invoices`. */
  readonly dataType?: string | null;
  /** Whether it is pulled when the customer has authorized a connection. */
  readonly fetchOnFirstLink?: boolean | null;
  /** The hours between pulls; 0 for no schedule. */
  readonly syncSchedule?: number | null;
  /** The data types with the lowest number are pulled first. */
  readonly syncOrder?: number | null;
  /** The date and time from which data is pulled, if `syncFromWindow` is not set. */
  readonly syncFromUtc?: string | null;
  /** The months of data that are pulled, if `syncFromUtc` is not set. */
  readonly syncFromWindow?: number | null;
  /** The months of data of a balance sheet, or of a profit and loss statement. */
  readonly monthsToSync?: number | null;
  /** Whether the setting is locked. */
  readonly isLocked?: boolean | null;
}

/** Which data types are pulled, how often, and how far back. */
export interface SyncSettings {
  /** One setting per data type. */
  readonly settings: readonly SyncSetting[];
  /** The company, if these are the settings of one. */
  readonly companyId?: string | null;
  /** Your account, if these are the settings of all companies. */
  readonly clientId?: string | null;
  /** Whether these settings are used instead of the service's defaults. */
  readonly overridesDefaults?: boolean | null;
}

/** The web origins that may call the service. */
export interface CorsSettings {
  /** The origins, such as `https://example.com`. */
  readonly allowedOrigins: readonly string[];
}

/** The profile of your account: what customers see on the Link page. `util.inspect` does not show the key. */
export interface Profile {
  /** The URL to which customers return after Link. */
  readonly redirectUrl: string;
  /** The name that customers see. */
  readonly name?: string | null;
  /** The URL of the logo. */
  readonly logoUrl?: string | null;
  /** The URL of the icon. */
  readonly iconUrl?: string | null;
  /** The URLs that may call the service; if there are none, all may. */
  readonly whiteListUrls?: readonly string[] | null;
  /** The account's API key: a secret. */
  readonly apiKey?: string | null;
  /** Whether customers are asked to confirm their company's name. */
  readonly confirmCompanyName?: boolean | null;
}

/** An API key. `util.inspect` does not show the key. */
export interface ApiKey {
  /** Its identifier. */
  readonly id: string;
  /** Its name. */
  readonly name?: string | null;
  /** The key: a secret. */
  readonly apiKey: string;
  /** When it was created: ISO 8601, UTC. */
  readonly createdDate?: string | null;
}

/** All API keys of the account, at most 10. */
export interface ApiKeyList {
  /** The keys. */
  readonly results: readonly ApiKey[];
}
