/** Secrets in results. */

import { inspect } from "node:util";

/** Makes `util.inspect`, and so `console.log`, leave out a field of an object. */
export function hiding<T extends object>(value: T, field: keyof T & string): T {
  const shown = (): object => Object.fromEntries(Object.entries(value).filter(([name]) => name !== field));
  return Object.defineProperty(value, inspect.custom, { value: shown });
}
