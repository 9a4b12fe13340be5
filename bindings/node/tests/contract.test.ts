/** The package against the C header, the list of operations and the core's models: nothing is missing or misdeclared. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import * as codat from "codat";
import ts from "typescript";

import { CLIENT_OPTIONS } from "../dist/client.js";
import { KEYED, optionsOf } from "../dist/context.js";
import { ERROR_CLASSES } from "../dist/errors.js";
import { native } from "../dist/library.js";
import { READS } from "../dist/outcomes.js";
import { HEADER, ROOT } from "./support.js";
import { TYPED } from "./typed.js";

/** Without comments. */
const CODE = HEADER.replace(/\/\*.*?\*\//gs, "").replace(/\/\/.*/g, "");
const SOURCES = join(ROOT, "bindings/node/src");

/** A file of the package's source. */
function source(name: string): string {
  return readFileSync(join(SOURCES, name), "utf8");
}

/** `wait_until_linked` as `waitUntilLinked`. */
function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The text between the first appearance of `from` and the next of `to`. */
function between(text: string, from: string, to: string): string {
  const begin = text.indexOf(from);
  assert(begin >= 0, from);
  return text.slice(begin, text.indexOf(to, begin + from.length));
}

test("every function of the addon is declared, and no other", () => {
  const declared = [...between(source("library.ts"), "interface Addon {", "\n}").matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm)];
  assert.deepEqual(new Set(declared.map(([, name]) => name)), new Set(Object.keys(native())));
});

test("the kinds of events are those of the header", () => {
  const kinds = [...CODE.matchAll(/^\s+CODAT_EVENT_(\w+) = (\d+),/gm)].map(([, name = "", number]) => [name.toLowerCase(), number]);
  const body = between(source("library.ts"), "const enum EventKind {", "\n}");
  const ours = [...body.matchAll(/^ {2}(\w+) = (\d+),/gm)].map(([, name = "", number]) => [name.toLowerCase(), number]);
  assert.deepEqual(ours, kinds);
});

interface Operation {
  name: string;
  method?: string;
  operationId?: string;
  answer: string;
  requires?: { name: string }[];
  members: { name: string }[];
}

const OPERATIONS = (JSON.parse(native().operations()) as { result: Operation[] }).result;

test("every operation has its method, and every method its operation", () => {
  assert.deepEqual(new Set(Object.keys(TYPED)), new Set(OPERATIONS.map(({ name }) => name)));
  const methods = new Set(OPERATIONS.map(({ name }) => camel(name)));
  const iterators = [
    ...["companies.iterate", "connections.iterate", "integrations.iterate", "refresh.iteratePullOperations"],
    ...["push.iterateOperations", "customDataTypes.iterateRecords"],
  ];
  for (const resource of new Set(OPERATIONS.map(({ name }) => camel(name.split(".")[0] ?? "")))) {
    const name = `${resource.slice(0, 1).toUpperCase()}${resource.slice(1)}` as "Companies";
    const own = Object.getOwnPropertyNames(codat[name].prototype).filter((each) => each !== "constructor");
    for (const each of own) assert(methods.delete(`${resource}.${each}`) || iterators.includes(`${resource}.${each}`), each);
  }
  assert.deepEqual([...methods], []);
});

test("every method names the service's operation, and takes what the library takes", () => {
  const models = readdirSync(join(SOURCES, "models")).map((name) => source(`models/${name}`)).join("\n");
  for (const { name, method, operationId, answer, members } of OPERATIONS) {
    const [resource = "", verb = ""] = name.split(".");
    const text = source(`${camel(resource)}.ts`);
    const [above = "", below = ""] = text.split(new RegExp(`^  (?:async )?${camel(verb)}\\(`, "m"));
    const about = above.slice(above.lastIndexOf("/**"));
    if (operationId) assert(about.includes(`\`${operationId}\``), `${name} is documented as ${operationId}`);
    const parameters = below.slice(0, below.indexOf("): "));
    const heedsKey = method === "POST" || method === "PATCH";
    assert.equal(parameters.includes("WriteOptions"), heedsKey, `${name} and the idempotency key`);
    const result = /^.*?\): Promise<(\w+)/s.exec(below)?.[1];
    assert.equal(result, answer === "object" ? "Answered" : "Meta", name);
    // An input field is a separate parameter, or in the interface of one.
    const within = [...parameters.matchAll(/: ([A-Z]\w+)/g)].map(([, type]) => inherited(`${models}\n${text}`, type));
    const taken = `${parameters}\n${within.join("\n")}`;
    for (const { name: member } of members) {
      const own = member.replace(/Ms$/, "");
      assert.match(taken, new RegExp(`\\b${own}\\??:`), `${name} takes ${own}`);
    }
  }
});

test("operations that read, and those with an idempotency key, are those of the library", () => {
  const workflows = ["companies.create_many", "refresh.queue_or_join"];
  for (const { name, method } of OPERATIONS) {
    assert.equal(READS.test(name), method ? method === "GET" : !workflows.includes(name), name);
    assert.equal(KEYED.test(name), method === "POST" || method === "PATCH", name);
  }
});

test("a type promises the fields that the library requires of a response, and no other", () => {
  for (const { name, operationId, answer, requires = [] } of OPERATIONS) {
    if (!operationId || answer !== "object") continue;
    const [resource = "", verb = ""] = name.split(".");
    const [, below = ""] = source(`${camel(resource)}.ts`).split(new RegExp(`^  (?:async )?${camel(verb)}\\(`, "m"));
    const [, type = ""] = /^.*?\): Promise<Answered<(\w+)/s.exec(below) ?? [];
    const promised = [...inherited(MODELS, type).matchAll(/readonly (\w+):/g)].map(([, member]) => member);
    assert.notEqual(type, "", name);
    assert.deepEqual(new Set(requires.map((each) => each.name)), new Set(promised), name);
  }
});

/** The body of an interface, and of what it extends. */
function inherited(text: string, name = ""): string {
  const found = new RegExp(`export interface ${name}(?:<T>)?(?: extends (\\w+))? \\{(.*?)\\n\\}`, "s").exec(text);
  return found ? `${found[2] ?? ""}${found[1] ? inherited(text, found[1]) : ""}` : "";
}

test("every kind of error has its class", () => {
  const names = [...CODE.matchAll(/^\s+CODAT_(?!LOG_|EVENT_)(\w+) = [1-9]\d*,/gm)];
  const kinds = names.map(([, name = ""]) => name.toLowerCase());
  assert.deepEqual(new Set(kinds), new Set(Object.keys(ERROR_CLASSES)));
  for (const [kind, type] of Object.entries(ERROR_CLASSES)) {
    const exported = codat[type.name as "CodatError"];
    assert.equal(exported, type);
    assert.equal(new exported("").kind, kind);
  }
});

test("every field of the configuration is an option", () => {
  const about = between(HEADER, "// Creates a client.", "CodatStatus codat_client_new(");
  const members = [...about.matchAll(/^\/\/ {3}- `(\w+)`:/gm)].map(([, name = ""]) => name.replace(/Ms$/, ""));
  assert.equal(members.length, 15);
  const options = inherited(source("client.ts"), "ClientOptions");
  const ours = [...options.matchAll(/readonly (\w+)\?:/g)].map(([, name]) => name);
  assert.deepEqual(new Set(ours), new Set([...members, "log", "logLevel"]));
  assert.deepEqual(new Set(CLIENT_OPTIONS), new Set(ours));
});

test("an object is checked for the fields of its type", () => {
  const models = readdirSync(join(SOURCES, "models")).map((name) => source(`models/${name}`)).join("\n");
  const named = (type: string, text: string): Set<string> =>
    new Set([...inherited(text, type).matchAll(/readonly (\w+)\??:/g)].map(([, name = ""]) => name));
  const looked = (file: string, begin: string): string[] => {
    const list = between(source(file), begin, "]").slice(begin.length);
    return [...list.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name);
  };
  const context = source("context.ts");
  assert.deepEqual(new Set(optionsOf("companies.get")), named("CallOptions", context));
  assert.deepEqual(new Set(optionsOf("companies.create")), named("WriteOptions", context));
  assert.deepEqual(new Set([...looked("createMany.ts", "OPTIONS = ["), ...named("CallOptions", context)]), named("CreateManyOptions", `${models}\n${context}`));
  for (const [operation, type] of [
    ["connections.wait_until_linked", "WaitUntilLinked"],
    ["refresh.wait_until_complete", "WaitUntilComplete"],
  ] as const) {
    const { members = [] } = OPERATIONS.find(({ name }) => name === operation) ?? {};
    const names = members.map(({ name }) => name.replace(/Ms$/, "")).filter((name) => name !== "companyId");
    assert.deepEqual(new Set(names), named(type, models));
  }
  assert.deepEqual(new Set(looked("sandbox.ts", "SANDBOX_OPTIONS = [")), named("SandboxOptions", source("sandboxModels.ts")));
  assert.deepEqual(new Set(looked("webhook.ts", "optionsFrom(options, [")), named("WebhookOptions", source("webhook.ts")));
});

const RUST = readdirSync(join(ROOT, "src/models")).map((name) => readFileSync(join(ROOT, "src/models", name), "utf8"));
const MODELS = readdirSync(join(SOURCES, "models")).map((name) => source(`models/${name}`)).join("\n");
const OTHER_NAMES: Record<string, string> = { ConnectionError: "DataConnectionError", CreateMany: "CreateManyOptions" };
/** Requests have names of their own for what they take; the test of methods has them. */
const REQUESTS = ["CreateMany", "GroupRef", "ListCompanies", "WaitUntilLinked", "WaitUntilComplete"];

test("every field of the core is in the model, and no other", () => {
  let structs = 0;
  for (const [, name = "", body = ""] of RUST.join("\n").matchAll(/pub struct (\w+)(?:<T>)? \{(.*?)\n\}/gs)) {
    if (REQUESTS.includes(name)) continue;
    structs += 1;
    const fields = [...body.matchAll(/((?:#\[[^\n]*\]\s*)*)pub (\w+):/g)]
      .filter(([, attributes = ""]) => !attributes.includes("flatten"))
      .map(([, attributes = "", field = ""]) => /rename = "(\w+)"/.exec(attributes)?.[1] ?? camel(field));
    const model = inherited(MODELS, OTHER_NAMES[name] ?? name);
    const ours = [...model.matchAll(/readonly (\w+)\??:/g)].map(([, member]) => member);
    assert.deepEqual(new Set(ours), new Set(fields), name);
  }
  assert(structs > 25);
});

test("every known value of the core is in the type", () => {
  for (const body of RUST.join("\n").matchAll(/open_enum! \{\s*(?:\/\/\/[^\n]*\s*)*(\w+) \{(.*?)\n {4}\}/gs)) {
    const [, name = "", values = ""] = body;
    const known = [...values.matchAll(/^\s+(\w+)(?: = "(\w+)")?,/gm)].map(([, value, text]) => text ?? value);
    const type = between(MODELS, `export type ${name} =`, ">;");
    assert.deepEqual(new Set([...type.matchAll(/"(\w+)"/g)].map(([, value]) => value)), new Set(known), name);
  }
});

test("everything public is documented", () => {
  const file = join(SOURCES, "../dist/index.d.ts");
  const program = ts.createProgram([file], { types: [] });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(file) as ts.Node);
  assert(module);
  let members = 0;
  const check = (symbol: ts.Symbol, name: string): void => {
    assert(symbol.getDocumentationComment(checker).length > 0, `${name} has no documentation`);
  };
  for (const exported of checker.getExportsOfModule(module)) {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    check(symbol, symbol.name);
    for (const [name, member] of symbol.members ?? []) {
      // A kind is documented at its first use.
      if (/^__(?!constructor)|^#|^kind$/.test(String(name)) || (member.flags & ts.SymbolFlags.TypeParameter) !== 0) continue;
      check(member, `${symbol.name}.${member.name}`);
      members += 1;
    }
  }
  assert(members > 300, `${members} members`);
});
