/** Which further properties of a type of data are pulled and pushed. */
export interface SupplementalDataConfiguration {
  /** The sources, by the names that you chose. It is required when the configuration is set. */
  readonly supplementalDataConfig?: Readonly<Record<string, SupplementalDataSource>> | null | undefined;
}

/** A source of further properties. */
export interface SupplementalDataSource {
  /** The path in the source, such as `/Invoices`. */
  readonly dataSource?: string | null | undefined;
  /** The properties of the source that are pulled, by the names that you chose. */
  readonly pullData?: Readonly<Record<string, string>> | null | undefined;
  /** The properties of the source that are pushed, by the names that you chose. */
  readonly pushData?: Readonly<Record<string, string>> | null | undefined;
}

/** What a custom type of data consists of. The first three fields are required when the configuration is set. */
export interface CustomDataTypeConfiguration {
  /** The path in the source, such as `api/purchaseOrders`. */
  readonly dataSource: string;
  /** JSONPaths of the properties in the source, by the names that you chose. */
  readonly requiredData?: Readonly<Record<string, string>> | null | undefined;
  /** JSONPaths of the properties that identify a record. */
  readonly keyBy?: readonly string[] | null | undefined;
  /** JSONPaths of the property with the date of the last change. */
  readonly sourceModifiedDate?: readonly string[] | null | undefined;
}

/** A record of a custom type of data. */
export interface CustomDataTypeRecord {
  /** Its identifier. */
  readonly id?: string | null;
  /** Its properties, by the names that you chose. */
  readonly content?: Readonly<Record<string, unknown>> | null;
  /** When it was last changed, as text or as the field of an object; see {@link parseTime}. */
  readonly modifiedDate?: string | { readonly modifiedDate?: string | null } | null;
}
