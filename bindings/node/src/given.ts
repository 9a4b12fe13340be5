/**
 * What callers give, read field by field: nothing that they set is lost, and nothing counts that they did not set. An
 * object from outside, such as a request's body, cannot replace a parameter.
 */

import { type CallOptions, inMilliseconds } from "./context.js";
import { InvalidArgumentError } from "./errors.js";
import { isRecord, kindOf, namesOf } from "./json.js";
import { native } from "./library.js";

/** Fields by their names. Objects created here inherit none. */
export type Members = Readonly<Record<string, unknown>>;

/** Makes an operation's input when the call begins, or refuses what it was given. */
export type InputMaker = (operation: string) => Members;

/**
 * Reads an object's fields, with those of its class; undefined has no fields, and a field that is
 * undefined is absent.
 *
 * @param what - The parameter's name.
 * @param names - The fields that it may have.
 * @throws InvalidArgumentError - It is not an object, or has a field of another name.
 */
function given(value: unknown, what: string, names: readonly string[]): Members {
  const members = Object.create(null) as Record<string, unknown>;
  if (value === undefined) return members;
  if (!isRecord(value)) {
    throw new InvalidArgumentError(`${what}: expected an object, found ${kindOf(value)}`, { member: what });
  }
  for (const name of namesOf(value)) {
    const member = value[name];
    if (member === undefined) continue;
    if (!names.includes(name)) {
      const message = `${name}: unknown in ${what}, which takes ${names.join(", ") || "nothing"}`;
      throw new InvalidArgumentError(message, { member: name });
    }
    members[name] = member;
  }
  return members;
}

/**
 * Reads options: as {@link given}, and none of them may be null.
 *
 * @throws InvalidArgumentError - They are refused.
 */
export function optionsFrom<T extends object>(options: T | undefined, names: readonly string[]): T {
  const members = given(options, "options", names);
  for (const [name, member] of Object.entries(members)) {
    if (member !== null) continue;
    throw new InvalidArgumentError(`${name}: expected undefined or a value, found null`, { member: name });
  }
  return members as T;
}

let operations: ReadonlyMap<string, readonly string[]> | undefined;

/** The names of an operation's input fields. */
function membersOf(operation: string): readonly string[] {
  if (operation.startsWith("request.")) return ["path", "page", "query", "body"];
  operations ??= new Map(listed().map(({ name, members }) => [name, members.map((member) => member.name)]));
  return operations.get(operation) ?? [];
}

function listed(): { name: string; members: { name: string }[] }[] {
  const { result } = JSON.parse(native().operations()) as { result: ReturnType<typeof listed> };
  return result;
}

/**
 * The input of an operation: parameters, and of an object the other fields that the operation takes. It is refused if it
 * is not an object, or has a field that the operation does not take, or takes as a parameter.
 *
 * @param parameters - The fields that are separate parameters.
 * @param what - The name of the object's parameter.
 */
export function inputOf(parameters: Members, what: string, value: unknown): InputMaker {
  return (operation) => {
    const names = membersOf(operation).filter((name) => !Object.hasOwn(parameters, name));
    return Object.assign(given(value, what, names), parameters);
  };
}

/**
 * Copies a list or map of objects without their fields that are undefined: there they are absent, as in the input
 * itself. What is anything else is left for the library to refuse.
 */
export function present(objects: unknown): unknown {
  if (Array.isArray(objects)) return Array.from(objects, defined);
  if (!isRecord(objects)) return objects;
  return Object.fromEntries(Array.from(namesOf(objects), (name) => [name, defined(objects[name])]));
}

/** An object without its fields that are undefined. */
function defined(object: unknown): unknown {
  if (!isRecord(object) || "toJSON" in object) return object;
  const names = Array.from(namesOf(object)).filter((name) => object[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, object[name]]));
}

/** The input of a call with the fields that its options add. */
export function withExtra(input: Members, options: CallOptions | undefined): Members {
  const extra = options?.extra;
  if (extra === undefined) return input;
  if (!isRecord(extra)) {
    throw new InvalidArgumentError(`extra: expected an object, found ${kindOf(extra)}`, { member: "extra" });
  }
  return { ...input, extra };
}

/** The input of an operation that waits for what `what` says, as {@link inputOf}. */
export function waitOf(companyId: string, what: unknown): InputMaker {
  return (operation) => {
    const names = membersOf(operation).filter((name) => name !== "companyId").map((name) => name.replace(/Ms$/, ""));
    const { pollInterval, ...which } = given(what, "what", names);
    return { ...which, ...inMilliseconds({ pollInterval }), companyId };
  };
}
