/** Models that hold a secret. */

import { inspect } from "node:util";

/**
 * Has `util.inspect`, and so `console.log`, leave out the secret of a model. Calls and `JSON.stringify` have it.
 *
 * @param secret - The name of its field.
 */
export function hiding<T extends object>(model: T, secret: keyof T): T {
  function shown(this: object): object {
    return Object.fromEntries(Object.entries(this).filter(([name]) => name !== secret));
  }
  // Enumerable: a changed copy, `{ ...profile, name }`, hides the secret too.
  return Object.defineProperty(model, inspect.custom, { value: shown, enumerable: true });
}
