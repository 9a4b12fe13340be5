/** A link to a page. */
export interface Link {
  /** Path and query, below the base URL. */
  readonly href?: string | null;
}

/** The links of a page to others. */
export interface Links {
  /** The list. */
  readonly self?: Link | null;
  /** This page. */
  readonly current?: Link | null;
  /** The next page; absent on the last one. */
  readonly next?: Link | null;
  /** The page before; absent on the first one. */
  readonly previous?: Link | null;
}

/** One page of a list; the `iterate` beside each `list` goes through all pages. */
export interface Page<T> {
  /** What is on this page. */
  readonly results: readonly T[];
  /** The page's number, from 1. */
  readonly pageNumber?: number | null;
  /** The most that a page holds: the service may choose fewer than requested. */
  readonly pageSize?: number | null;
  /** How many there are on all pages, after filtering. */
  readonly totalResults?: number | null;
  /** Links to other pages; `_links.next` is absent on the last page. */
  readonly _links?: Links | null;
}

/** Which page of a list. */
export interface PageOptions {
  /** The number of the page, from 1; for `iterate`, the page to begin with. Default: 1. */
  readonly page?: number | undefined;
  /** How many a page may hold, 1 to 5000. Default: 100. */
  readonly pageSize?: number | undefined;
}

/** Which page of a list, and what it is to hold. */
export interface ListOptions extends PageOptions {
  /** A filter in the service's query language: `"name~bakery && created>2026-01-01"`. */
  readonly query?: string | undefined;
  /** A property to order by, `"-name"` for descending. */
  readonly orderBy?: string | undefined;
}
