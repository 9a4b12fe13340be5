/**
 * The service's own examples of responses, in the OpenAPI documents of the folder that `CODAT_OAS_DIR` names: each goes
 * through the method of its operation, and fits the type that the method promises.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { CodatError, type Sandbox } from "codat";
import ts from "typescript";

import { native } from "../dist/library.js";
import { ROOT, withSandbox } from "./support.js";
import { TYPED } from "./typed.js";

interface Operation {
  name: string;
  operationId?: string;
  members: { name: string; kind: unknown; required: boolean }[];
  /** Which fields of the response, or of its rows, must be equal to which input field. */
  echoes?: { field: string; inRows: boolean; member: string; how: string }[];
}

interface Schema {
  example?: unknown;
  examples?: unknown[];
}

interface Content {
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
  schema?: Schema;
}

interface Described {
  operationId?: string;
  responses?: Record<string, object>;
}

interface Example {
  operation: Operation;
  title: string;
  status: number;
  body: unknown;
}

const FOLDER = process.env.CODAT_OAS_DIR;
const OPERATIONS = (JSON.parse(native().operations()) as { result: Operation[] }).result;
const SAMPLES: Record<string, unknown> = { textMap: { a: "b" }, textList: ["a"], flag: true };

function examples(folder: string): Example[] {
  const found: Example[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const document = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
      paths: Record<string, Record<string, Described>>;
    };
    for (const described of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
      const operation = OPERATIONS.find((each) => each.operationId !== undefined && each.operationId === described.operationId);
      if (!operation) continue;
      for (const [status, response] of Object.entries(described.responses ?? {})) {
        for (const [at, body] of bodies(document, response).entries()) {
          found.push({ operation, title: `${file}, ${operation.name}, ${status}, number ${at}`, status: Number(status), body });
        }
      }
    }
  }
  return found;
}

/** The examples of a response, and of its schema. */
function bodies(document: object, response: object): unknown[] {
  const { content } = follow(document, response) as { content?: Record<string, Content> };
  const { example, examples: named = {}, schema = {} } = content?.["application/json"] ?? {};
  const { example: general, examples: generals = [] } = follow(document, schema) as Schema;
  const all = [example, ...Object.values(named).map(({ value }) => value), general, ...generals];
  return all.filter((each) => each !== undefined);
}

/** What a `$ref` refers to. */
function follow(document: object, value: object): object {
  if (!("$ref" in value)) return value;
  const names = String(value.$ref).slice(2).split("/");
  return names.reduce<object>((at, name) => (at as Record<string, object>)[name] ?? {}, document);
}

async function isDecoded({ operation, title, status, body }: Example, sandbox: Sandbox): Promise<void> {
  // A client of its own: examples share ids, and a client takes an id for new only once.
  using client = sandbox.client({ maxRetries: 0 });
  const required = operation.members.filter((member) => member.required);
  const members = Object.fromEntries(required.map(({ name, kind }) => [name, sampleOf(kind)]));
  for (const { field, inRows, member, how } of operation.echoes ?? []) {
    const { results: [row] = [] } = body as { results?: unknown[] };
    const value = ((inRows ? row : body) as Record<string, unknown> | undefined)?.[field];
    if (typeof value !== "string") continue;
    members[member] = how === "link" ? (/\/companies\/([^/]+)/.exec(value)?.[1] ?? "sample") : value;
  }
  await sandbox.queueFaults({ effect: "status", status, body });
  const outcome = await TYPED[operation.name]?.(client, members, {}).catch((error: unknown) => error);
  await sandbox.clearFaults();
  if (status < 300) {
    assert(!(outcome instanceof Error), `${title}: ${String(outcome)}`);
    return;
  }
  assert(outcome instanceof CodatError, title);
  assert.equal(outcome.httpStatus, status, title);
  assert.equal(outcome.correlationId, (body as { correlationId?: string }).correlationId, title);
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A value for a field of this kind. */
function sampleOf(kind: unknown): unknown {
  if (typeof kind === "object" && kind !== null && "objects" in kind) return [];
  if (typeof kind === "object" && kind !== null && "objectMap" in kind) return {};
  return SAMPLES[String(kind)] ?? "sample";
}

/** The type that the method of an operation promises. */
function promised(name: string): string | undefined {
  const [resource = "", verb = ""] = name.split(".");
  const method = camel(verb);
  const source = readFileSync(join(ROOT, `bindings/node/src/${camel(resource)}.ts`), "utf8");
  const [, below = ""] = source.split(new RegExp(`^  (?:async )?${method}\\(`, "m"));
  return /^[^;]*?\): Promise<Answered<(\w+(?:<\w+>)?)>>/s.exec(below)?.[1];
}

/** What the compiler says about a program. */
function problems(program: string): string[] {
  // Within the package, so that it finds itself.
  const file = join(__dirname, "examples.check.ts");
  writeFileSync(file, program);
  try {
    const options = { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, types: [] };
    const checked = ts.createProgram([file], { ...options, skipLibCheck: true });
    return ts.getPreEmitDiagnostics(checked).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  } finally {
    rmSync(file);
  }
}

test("every example of the service is decoded", (t) => {
  if (!FOLDER) {
    t.skip("CODAT_OAS_DIR is not set");
    return undefined;
  }
  const all = examples(FOLDER);
  assert(all.length > 300, `${all.length} examples`);
  return withSandbox(async (_, sandbox) => {
    for (const example of all) await isDecoded(example, sandbox);
  });
});

test("every example of a success fits the type that its method promises", (t) => {
  if (!FOLDER) {
    t.skip("CODAT_OAS_DIR is not set");
    return;
  }
  const lines = examples(FOLDER).flatMap(({ operation, title, status, body }, number) => {
    const type = status < 300 ? promised(operation.name) : undefined;
    if (type === undefined) return [];
    const named = type.replaceAll(/\w+/g, "codat.$&");
    return [`// ${title}`, `const example${number} = ${JSON.stringify(body)};`, `export const typed${number}: ${named} = example${number};`];
  });
  assert(lines.length > 60, `${lines.length} lines`);
  assert.deepEqual(problems(['import type * as codat from "codat";', ...lines].join("\n")), []);
});
