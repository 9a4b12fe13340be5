/** One of the known values, or another that the service may send: the set is open. */
export type Open<Known extends string> = Known | (string & Record<never, never>);
