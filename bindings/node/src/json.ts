/** What JSON can hold: a value that `JSON.stringify` would drop or change is refused. */

import { InvalidArgumentError } from "./errors.js";

/** As deep as the library reads. */
const DEEPEST = 128;

/** Whether a value is an object with fields: of a class, but no container of another kind, such as a `Map`. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Object]";
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined || typeof value === "number") return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  return `an object of type ${Object.prototype.toString.call(value).slice("[object ".length, -1)}`;
}

/** Whether an object is what all others inherit from, in this realm or another: what it has is nobody's own. */
function isRoot(type: object): boolean {
  return Object.getPrototypeOf(type) === null && Object.hasOwn(type, "hasOwnProperty");
}

/** The names of an object's own properties, and of those of its class: accessors and values, not methods. */
export function namesOf(value: object): Iterable<string> {
  const names = new Set(Object.keys(value));
  let type = Object.getPrototypeOf(value) as object | null;
  for (; type !== null && !isRoot(type); type = Object.getPrototypeOf(type) as object | null) {
    for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
      const isValue = "value" in member && member.enumerable === true && typeof member.value !== "function";
      if (isValue || typeof member.get === "function") names.add(name);
    }
  }
  return names;
}

/**
 * A copy that JSON can hold. Fields that are undefined are left out at the top: there they are absent options.
 *
 * @param path - The path of the value; empty at the top.
 * @param outer - The objects that it is in.
 * @throws InvalidArgumentError - It holds what would be lost: a function, a symbol, NaN or an infinity, a container
 *   such as a `Map`, or itself. `member` is the path.
 */
export function plain(value: unknown, path = "", outer: readonly object[] = []): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object") throw refused(path, kindOf(value));
  if (outer.includes(value)) throw refused(path, "an object that refers to itself");
  if (outer.length >= DEEPEST) throw refused(path, "objects that are nested too deeply");
  const within = [...outer, value];
  if (Array.isArray(value)) return Array.from(value, (each, at) => plain(each, `${path}[${at}]`, within));
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const json = (value as { toJSON(name: string): unknown }).toJSON(path);
    // An invalid date does this.
    if (json === null) throw refused(path, "an object without a value");
    return plain(json, path, within);
  }
  if (!isRecord(value)) throw refused(path, kindOf(value));
  const copy = Object.create(null) as Record<string, unknown>;
  for (const name of namesOf(value)) {
    const member = value[name];
    if (member === undefined && path === "") continue;
    copy[name] = plain(member, path === "" ? name : `${path}.${name}`, within);
  }
  return copy;
}

function refused(path: string, found: string): InvalidArgumentError {
  const member = path || "input";
  return new InvalidArgumentError(`${member}: expected what JSON can hold, found ${found}`, { member });
}
