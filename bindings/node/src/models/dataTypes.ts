/** A source of further properties. */
export interface SupplementalDataSource {
  /** The path in the source, such as `/Invoices`. */
  readonly dataSource?: string | null;
  /** The properties of the source that are pulled, by the names that you chose. */
  readonly pullData?: Readonly<Record<string, string>> | null;
  /** The properties of the source that are pushed, by the names that you chose. */
  readonly pushData?: Readonly<Record<string, string>> | null;
}

/** Which further properties of a data type are pulled and pushed. */
export interface SupplementalDataConfiguration {
  /** The sources, by the names that you chose. */
  readonly supplementalDataConfig?: Readonly<Record<string, SupplementalDataSource>> | null;
}

/** The definition of a custom data type. */
export interface CustomDataTypeConfiguration {
  /** The path in the source, such as `api/purchaseOrders`. */
  readonly dataSource?: string | null;
  /** JSONPaths of the properties in the source, by the names that you chose. */
  readonly requiredData?: Readonly<Record<string, string>> | null;
  /** JSONPaths of the properties that identify a record. */
  readonly keyBy?: readonly string[] | null;
  /** JSONPaths of the property with the date of the last change. */
  readonly sourceModifiedDate?: readonly string[] | null;
}

/** A record of a custom data type. */
export interface CustomDataTypeRecord {
  /** Its identifier. */
  readonly id?: string | null;
  /** Its properties, by the names that you chose. */
  readonly content?: Readonly<Record<string, unknown>> | null;
  /** When it was last changed: a text, or an object with `modifiedDate`. */
  readonly modifiedDate?: unknown;
}

/** Which part of a list of records to get. */
export interface ListRecords {
  /** Which page, from 1. Default: 1. */
  readonly page?: number | undefined;
  /** How many on a page, 1 to 5000. Default: 100. */
  readonly pageSize?: number | undefined;
}
