/** What must come out: the patterns of tests/conformance/README.md. */

import { isDeepStrictEqual } from "node:util";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const NAMED: Readonly<Record<string, (value: unknown) => boolean>> = {
  "<uuid>": (value) => typeof value === "string" && UUID.test(value),
  "<text>": (value) => typeof value === "string" && value !== "",
  "<number>": (value) => typeof value === "number",
  "<absent>": (value) => value === undefined || value === null,
};

/** Why a value does not fit; undefined if it does. */
export function mismatch(pattern: unknown, value: unknown, place = "$"): string | undefined {
  if (typeof pattern === "string" && NAMED[pattern]?.(value)) return undefined;
  if (isObject(pattern)) {
    if ("<length>" in pattern && Array.isArray(value) && value.length === pattern["<length>"]) return undefined;
    if ("<contains>" in pattern && String(value).includes(String(pattern["<contains>"]))) return undefined;
    if (isObject(value) && !("<length>" in pattern) && !("<contains>" in pattern)) {
      return first(Object.entries(pattern), ([name, each]) => mismatch(each, value[name], `${place}.${name}`));
    }
  }
  if (Array.isArray(pattern) && Array.isArray(value) && pattern.length === value.length) {
    return first([...pattern.entries()], ([at, each]) => mismatch(each, value[at], `${place}[${at}]`));
  }
  if (!Object.hasOwn(NAMED, String(pattern)) && isDeepStrictEqual(pattern, value)) return undefined;
  return `${place}: expected ${JSON.stringify(pattern)}, found ${JSON.stringify(value)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function first<T>(items: T[], problem: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
