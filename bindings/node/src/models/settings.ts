/** How one type of data is pulled. The first four fields are required when settings are set. */
export interface SyncSetting {
  /** The type of data, such as `invoices`. */
  readonly dataType?: string | null | undefined;
  /** Whether it is pulled as soon as the customer has authorized a connection. */
  readonly fetchOnFirstLink?: boolean | null | undefined;
  /** The hours between pulls; 0 for no schedule. */
  readonly syncSchedule?: number | null | undefined;
  /** The types of data with the lowest number are pulled first. */
  readonly syncOrder?: number | null | undefined;
  /** The date and time from which data is pulled, if `syncFromWindow` is not set; see {@link parseTime}. */
  readonly syncFromUtc?: string | null | undefined;
  /** The months of data that are pulled, if `syncFromUtc` is not set. */
  readonly syncFromWindow?: number | null | undefined;
  /** The months of data of a balance sheet, or of a profit and loss statement. */
  readonly monthsToSync?: number | null | undefined;
  /** Whether the setting is locked. */
  readonly isLocked?: boolean | null | undefined;
}

/** Which types of data are pulled, how often, and how far back. */
export interface SyncSettings {
  /** The company, if these are the settings of one. */
  readonly companyId?: string | null;
  /** Your account, if these are the settings of all companies. */
  readonly clientId?: string | null;
  /** One setting for each type of data. */
  readonly settings: readonly SyncSetting[];
  /** Whether these settings are used instead of the service's defaults. */
  readonly overridesDefaults?: boolean | null;
}

/** The web origins that may call the service. */
export interface CorsSettings {
  /** The origins, such as `https://example.com`. */
  readonly allowedOrigins: readonly string[];
}

/** The profile of your account: what customers see on the Link page. `util.inspect` does not show its `apiKey`. */
export interface Profile {
  /** The name that customers see. It is required when the profile is updated. */
  readonly name?: string | null | undefined;
  /** The URL to which customers return after Link. `{companyId}` and other names in braces are replaced. */
  readonly redirectUrl: string;
  /** The URL of the logo. */
  readonly logoUrl?: string | null | undefined;
  /** The URL of the icon. */
  readonly iconUrl?: string | null | undefined;
  /** The URLs that may call the service; if there are none, all may. */
  readonly whiteListUrls?: readonly string[] | null | undefined;
  /** The account's API key: a secret. */
  readonly apiKey?: string | null | undefined;
  /** Whether customers are asked to confirm their company's name. */
  readonly confirmCompanyName?: boolean | null | undefined;
}

/** An API key of your account. `util.inspect` does not show the key itself. */
export interface ApiKey {
  /** Its identifier, which is no secret. */
  readonly id: string;
  /** Its name. */
  readonly name?: string | null;
  /** The key: a secret. */
  readonly apiKey?: string | null;
  /** When it was created; see {@link parseTime}. */
  readonly createdDate?: string | null;
}

/** All API keys, at most 10: the response to `list-api-keys`. */
export interface ApiKeyList {
  /** The keys. */
  readonly results: readonly ApiKey[];
}
