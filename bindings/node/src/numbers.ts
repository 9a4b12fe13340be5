/** JSON whose numbers keep the text that JavaScript would lose. */

import { randomUUID } from "node:crypto";

// A number that may not be what JavaScript writes for it; what looks like one inside of a string only costs time.
const SUSPECT = /[:,[]\s*(?:-0\s*[,}\]]|-?(?:\d[\d.]{15}|0\.0{6}|\d+\.\d*0\s*[,}\]]|[\d.]+[eE]))/;
const STRING_OR_NUMBER = /"[^"]*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

// No response can contain it by chance.
const MARK = `number:${randomUUID()}:`;

const texts = new WeakMap<object, Map<string, string>>();

/** Decodes JSON. Numbers are numbers; of those that cannot be written back as they came, {@link numberText} knows how. */
export function parse(json: string): unknown {
  if (!SUSPECT.test(json)) return JSON.parse(json);
  // Quotes are written in another way, so that a string ends at the next: one of many megabytes is no pattern's business.
  const plain = json.replace(/\\["\\]/g, (escape) => (escape === '\\"' ? "\\u0022" : "\\u005c"));
  const marked = plain.replace(STRING_OR_NUMBER, (token) => {
    return token.startsWith('"') || String(Number(token)) === token ? token : `"${MARK}${token}"`;
  });
  return JSON.parse(marked, function (this: object, name: string, value: unknown): unknown {
    if (typeof value !== "string" || !value.startsWith(MARK)) return value;
    const text = value.slice(MARK.length);
    let known = texts.get(this);
    if (!known) texts.set(this, (known = new Map<string, string>()));
    known.set(name, text);
    return Number(text);
  }) as unknown;
}

/**
 * The text of a number as the service wrote it: `"12345678901234567890"`, `"0.10"`.
 *
 * A number in JavaScript has about 16 digits. If that is too few, or its text would be another, the text is kept
 * beside the object that the number came in; for a number of your own it is what JavaScript writes.
 *
 * @param holder - The object or array that has the number, as a call returned it; a copy does not know.
 * @param member - The number's name, or its index.
 * @returns The text, or undefined if there is no number.
 */
export function numberText(holder: object, member: string | number): string | undefined {
  const value = (holder as Readonly<Record<string | number, unknown>>)[member];
  if (typeof value !== "number") return undefined;
  const text = texts.get(holder)?.get(String(member));
  // Another number may have taken its place.
  return text !== undefined && Object.is(Number(text), value) ? text : String(value);
}
