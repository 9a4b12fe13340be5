/** The library itself: finding it, declaring its functions, taking over its strings. */

import { constants } from "node:buffer";
import { existsSync } from "node:fs";
import { join } from "node:path";
import koffi from "koffi";

import { InvalidArgumentError } from "./errors.js";
import { FUNCTIONS, type FunctionName } from "./functions.js";
import { plain } from "./json.js";

/** The version of the library's functions that this package is written for. */
export const ABI_VERSION = 1;

const FILE_NAMES: Readonly<Record<string, string>> = { win32: "codat.dll", darwin: "libcodat.dylib" };
const FILE_NAME = FILE_NAMES[process.platform] ?? "libcodat.so";

/**
 * The native library was not found, or does not fit this package. The message names every path that was tried, and
 * the remedy. Whatever needs the library first throws it, not the import of this package; the next use tries again.
 */
export class LibraryError extends Error {
  /** The name of the class. */
  override readonly name = "LibraryError";
}

/** A native handle: a number in the guise of a pointer. */
export type Handle = bigint;

/** What a function returned, and the document that it wrote. */
export interface Outcome {
  /** 0 for success. */
  readonly status: number;
  /** Its JSON. */
  readonly text: string;
}

interface NativeFunction {
  (...values: unknown[]): unknown;
  async(...values: unknown[]): void;
}

type Library = Readonly<Record<FunctionName, NativeFunction>>;

// The C library: what the process has loaded, except on Windows.
const C_LIBRARY = process.platform === "win32" ? "ucrtbase.dll" : null;

let library: Library | undefined;
let lengthOf: ((string: unknown) => unknown) | undefined;

/** The library's functions; it is loaded when it is first asked for. */
export function native(): Library {
  return (library ??= load());
}

function load(): Library {
  const tried: string[] = [];
  for (const [path, origin] of candidates()) {
    try {
      return open(path);
    } catch (problem) {
      tried.push(`  ${path} (${origin}): ${problem instanceof Error ? problem.message : String(problem)}`);
    }
  }
  throw new LibraryError(
    `libcodat was not found. Tried:\n${tried.join("\n")}\nSet the environment variable CODAT_LIBRARY to the full path ` +
      `of ${FILE_NAME}, or install a package that has the library for ${process.platform}-${process.arch} in it.`,
  );
}

function candidates(): [string, string][] {
  const named = process.env.CODAT_LIBRARY;
  // Who names a file means that file: another one in its place would be a surprise.
  if (named) return [[named, "CODAT_LIBRARY"]];
  const own = join(__dirname, "..", "native", `${process.platform}-${process.arch}`, FILE_NAME);
  return [
    [own, "the package"],
    [FILE_NAME, "the system"],
  ];
}

function open(path: string): Library {
  if (/[/\\]/.test(path) && !existsSync(path)) throw new LibraryError("no such file");
  configure();
  const opened = koffi.load(path);
  const version: unknown = opened.func("codat_abi_version", "uint32_t", [])();
  if (version !== ABI_VERSION) {
    throw new LibraryError(
      `it has version ${String(version)} of the functions, and this package needs version ${String(ABI_VERSION)}: ` +
        "install the package and the library of the same release",
    );
  }
  keep(path);
  const functions = Object.entries(FUNCTIONS).map(([name, prototype]) => {
    return [name, opened.func(prototype.replace(" (", ` ${name}(`))];
  });
  return Object.fromEntries(functions) as Library;
}

/** Gives calls the stack that threads have; where another package has loaded a library already, koffi has its own. */
function configure(): void {
  try {
    koffi.config({ async_stack_size: 1024 * 1024, max_async_calls: 1024 });
  } catch {
    // Refused: it was in use. What it has by default is enough, if with less to spare.
  }
}

/** How many calls koffi takes at once; another package may have settled that. */
export function mostAsyncCalls(): number {
  native();
  return koffi.config().max_async_calls ?? 256;
}

/** Keeps the library in the process when the worker ends that loaded it: threads of its own may still run. */
function keep(path: string): void {
  const flags: Readonly<Record<string, number>> = { linux: 0x1000 | 0x2, darwin: 0x80 | 0x2 };
  const flag = flags[process.platform];
  if (flag !== undefined) koffi.load(null).func("void *dlopen(str path, int flags)")(path, flag);
}

/** As much of a document's end as holds what is known about the call. */
const END = 4096;

/**
 * The string that a function wrote, freed even if it cannot be read. Of one that is too long for JavaScript only the
 * end: koffi would end the process. It cannot be decoded, and says what is known about the call.
 */
function taken(string: unknown): string {
  if (string === null) return "{}";
  try {
    const length = (lengthOf ??= koffi.load(C_LIBRARY).func("size_t strlen(const void *string)"))(string) as number;
    if (length <= constants.MAX_STRING_LENGTH) return koffi.decode.string(string);
    return Buffer.from(koffi.decode(string, length - END, "uint8_t", END) as Uint8Array).toString();
  } finally {
    native().codat_string_free(string);
  }
}

/** Calls a function whose last parameter is its document; only for what never waits. */
export function callNow(name: FunctionName, ...values: unknown[]): Outcome {
  const output: [unknown] = [null];
  const status = native()[name](...values, output) as number;
  return { status, text: taken(output[0]) };
}

/** The same on a thread of the pool. */
export function callInPool(name: FunctionName, ...values: unknown[]): Promise<Outcome> {
  const output: [unknown] = [null];
  return inPool(name, ...values, output).then((status) => ({ status, text: taken(output[0]) }));
}

/** Calls a function on a thread of the pool; resolves with what it returns. */
export function inPool(name: FunctionName, ...values: unknown[]): Promise<number> {
  const called = native()[name];
  return new Promise((resolve, reject) => {
    called.async(...values, (problem: Error | null, status: number) => {
      if (problem) reject(problem);
      else resolve(status);
    });
  });
}

/** Makes an object with a function that never waits: its handle, or the error's document. */
export function make(name: FunctionName, ...values: unknown[]): { handle: Handle | null; text: string } {
  const handle: [Handle | null] = [null];
  const { text } = callNow(name, ...values, handle);
  return { handle: handle[0], text };
}

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
 * How many native objects are alive in this process: clients, sandboxes, contexts, pagers, strings. Zero when
 * everything was closed: a test suite can ask at its end.
 */
export function liveObjects(): number {
  return Number(native().codat_live_objects());
}

/** The version of the native library, such as `"0.1.0"`. */
export function libraryVersion(): string {
  return native().codat_version() as string;
}
