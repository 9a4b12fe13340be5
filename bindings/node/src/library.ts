/** The library itself: the addon that has it inside, and text as it takes it. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers";

import { InvalidArgumentError } from "./errors.js";
import { plain } from "./json.js";

/** The version of the addon's functions that this package is written for: native/codat.c. */
const ADDON_VERSION = 2;

/**
 * The native library was not found, or does not fit this package. The message names the file, and the fix. The first
 * use of the library throws it, not the import of this package; the next use tries again.
 */
export class LibraryError extends Error {
  /** The name of the class. */
  override readonly name = "LibraryError";
}

/** A native object. It is freed when it is collected, and when the thread ends; freeing it before is harmless. */
export type Handle = object;

/** What a function of the library returned: 0 for success, and its response JSON. */
export type Outcome = readonly [status: number, text: string];

/** The events of a begun call. */
export const enum EventKind {
  Done = 1,
  Log = 2,
  Progress = 3,
}

/** Receives the events of a begun call; `number` is the status of its end, or the level of a log line. */
export type Listener = (kind: EventKind, number: number, text: string) => void;

/** The addon's functions. Instead of a handle or a call's number they return the JSON of an error. */
interface Addon {
  readonly addonVersion: number;
  listen(listener: (id: number, ...event: Parameters<Listener>) => void, later: () => void): void;
  take(): void;
  clientNew(config: string, level: number): Handle | string;
  clientFree(client: Handle): void;
  begin(client: Handle, operation: string, input: string, options: string, id: number, isCancelled: boolean): number | string;
  cancel(call: number): void;
  stop(call: number): void;
  pagerNew(client: Handle, operation: string, input: string, options: string): Handle | string;
  pagerNext(pager: Handle, id: number): number | string;
  pagerFree(pager: Handle): void;
  webhookVerify(secret: string, headers: string, options: string, body: Uint8Array): Outcome;
  sandboxStart(config: string): readonly [sandbox: Handle | null, text: string];
  sandboxControl(sandbox: Handle, action: string, input: string): Outcome;
  sandboxStop(sandbox: Handle): void;
  operations(): string;
  liveObjects(): number;
  version(): string;
  hasRef(): boolean;
}

/** Who receives the events of a begun call, by the id that they come with. */
export const listeners = new Map<number, Listener>();

/** Kept from the beginning: tests replace it with fake clocks. */
const later = setImmediate;

let addon: Addon | undefined;

/** The addon's functions; it is loaded at its first use. */
export function native(): Addon {
  return (addon ??= load());
}

function load(): Addon {
  // Tools that trace files find the file by this expression.
  const own = join(__dirname, "native", "codat.node");
  const path = process.env.CODAT_ADDON ?? own;
  if (!existsSync(path)) throw new LibraryError(`${path}: no such file. ${REMEDY}`);
  const loaded = { exports: {} as Addon };
  try {
    process.dlopen(loaded, path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LibraryError(`${path} cannot be loaded on ${process.platform}-${process.arch}: ${reason}`, { cause });
  }
  const { addonVersion } = loaded.exports;
  if (addonVersion !== ADDON_VERSION) {
    const found = `${path} has version ${String(addonVersion)} of the addon's functions`;
    throw new LibraryError(`${found}, and this package needs version ${ADDON_VERSION}: use the file of the same package`);
  }
  const functions = loaded.exports;
  functions.listen(
    (id, ...event) => listeners.get(id)?.(...event),
    () => { later(() => { functions.take(); }); },
  );
  return functions;
}

const REMEDY =
  "If your program is bundled, leave the package codat out of the bundle (esbuild: --external:codat; webpack: " +
  'externals: { codat: "commonjs codat" }; Next.js: serverExternalPackages: ["codat"]), or copy ' +
  "node_modules/codat/dist/native beside the bundle. The environment variable CODAT_ADDON can name the file instead.";

/**
 * Text as the library takes it.
 *
 * @throws InvalidArgumentError - It is no text, holds NUL, or half a surrogate pair.
 */
export function checked(text: unknown, what: string): string {
  if (typeof text !== "string") {
    throw new InvalidArgumentError(`${what}: expected a string, found ${typeof text}`, { member: what });
  }
  if (text.includes("\0")) {
    throw new InvalidArgumentError(`${what}: expected text without NUL characters`, { member: what });
  }
  if (/\p{Surrogate}/u.test(text)) {
    throw new InvalidArgumentError(`${what}: expected text without lone surrogates`, { member: what });
  }
  return text;
}

/**
 * What a caller gave as JSON.
 *
 * @throws InvalidArgumentError - It holds what JSON cannot; see {@link plain}.
 */
export function textOf(value: object, what: string): string {
  try {
    return checked(JSON.stringify(plain(value)), what);
  } catch (problem) {
    if (problem instanceof InvalidArgumentError) throw problem;
    const reason = problem instanceof Error ? problem.message : String(problem);
    throw new InvalidArgumentError(`${what}: expected what JSON can hold: ${reason}`, { member: what });
  }
}

/**
 * How many native objects are alive in this process: clients, sandboxes, pagers, strings. Zero when everything was closed:
 * a test suite can check this at its end.
 */
export function liveObjects(): number {
  return native().liveObjects();
}

/** The version of the native library, such as `"0.1.0"`. */
export function libraryVersion(): string {
  return native().version();
}
