/** The scenarios that every language runs: tests/conformance. */

import assert from "node:assert/strict";
import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import {
  Client,
  CodatError,
  type LogEvent,
  type Meta,
  type Sandbox,
  startSandbox,
  verifyWebhook,
  type WriteOptions,
} from "codat";

import { KEYED } from "../dist/context.js";
import { mismatch } from "./patterns.js";
import { ROOT } from "./support.js";
import { ITERATED, type Members, TYPED } from "./typed.js";

interface Step {
  call?: string;
  iterate?: string;
  control?: string;
  newClient?: Members;
  verify?: Members;
  input?: Members;
  inputText?: string;
  context?: Members;
  cancelAfterMs?: number;
  expect?: Readonly<Record<string, unknown>>;
  save?: Readonly<Record<string, string>>;
  times?: number;
}

type Document = Record<string, unknown>;

const FOLDER = join(ROOT, "tests/conformance/scenarios");
const SCENARIOS = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

test("there are scenarios", () => {
  assert(SCENARIOS.length > 90);
});

for (const file of SCENARIOS) {
  const name = file.replace(".json", "");
  test(name, async () => {
    let outcome = "fail";
    try {
      await play(JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as { client?: Members; steps: Step[] });
      outcome = "pass";
    } finally {
      const report = process.env.CODAT_CONFORMANCE_REPORT;
      if (report) appendFileSync(report, `node\t${name}\t${outcome}\n`);
    }
  });
}

async function play(scenario: { client?: Members; steps: Step[] }): Promise<void> {
  // No day ends, and no quota is renewed, while a scenario runs.
  await using sandbox = await startSandbox({ startTime: "2026-06-15T12:00:00Z" });
  const saved = new Map([
    ["baseUrl", sandbox.baseUrl],
    ["apiKey", sandbox.apiKey],
  ]);
  const events: LogEvent[] = [];
  const options = own(scenario.client ?? {}) as object;
  using client = sandbox.client({ ...options, log: (event) => events.push(event), logLevel: "debug" });
  for (const [at, step] of scenario.steps.entries()) {
    for (let time = 0; time < (step.times ?? 1); time += 1) {
      events.length = 0;
      const filled = JSON.parse(fill(JSON.stringify(step), saved)) as Step;
      const document: Document = await perform(filled, client, sandbox).catch((error: unknown) => {
        if (!(error instanceof CodatError)) throw error;
        return { error, meta: error.meta };
      });
      document.log = events;
      check(filled, document, `step ${at + 1}`);
      for (const [name, pointer] of Object.entries(step.save ?? {})) saved.set(name, pointedTo(document, pointer));
    }
  }
}

function check({ expect = {} }: Step, document: Document, where: string): void {
  const { error } = document;
  if (!("error" in expect)) assert.equal(error, undefined, `${where}: ${String(error)}`);
  for (const part of ["result", "error", "meta", "log"].filter((each) => each in expect)) {
    const found: unknown = part === "error" ? fields(error) : document[part];
    assert.equal(mismatch(expect[part], found, `${where} ${part}`), undefined);
  }
  if ("text" in expect) assert(String(document.text).includes(String(expect.text)), where);
}

/** The fields of an error, and those that only who asks for them sees. */
function fields(error: unknown): unknown {
  if (!(error instanceof CodatError)) return error;
  return { ...error.toJSON(), responseBody: error.responseBody };
}

async function perform(step: Step, client: Client, sandbox: Sandbox): Promise<Document> {
  const members = (step.input ?? {});
  const controller = new AbortController();
  const options = { ...own(step.context ?? {}), signal: controller.signal } as WriteOptions;
  if (step.cancelAfterMs === 0) controller.abort();
  const cancelling = step.cancelAfterMs ? setTimeout(() => { controller.abort(); }, step.cancelAfterMs) : undefined;
  try {
    if (step.control) return { result: await sandbox.control(step.control, members as object as Record<string, unknown>) };
    if (step.verify) return { result: verified(step.verify) };
    if (step.newClient) {
      new Client(own(step.newClient) as object).close();
      return {};
    }
    if (step.iterate) {
      const result = [];
      const rows = ITERATED[step.iterate]?.(client, members, options);
      assert(rows, step.iterate);
      for await (const row of rows) result.push(row);
      return { result };
    }
    if (step.inputText !== undefined) {
      const { text, meta } = await client.call(step.call ?? "", step.inputText, options);
      return { result: JSON.parse(text), meta, text: `{"result":${text},"meta":{` };
    }
    // Only the low-level door takes a key for an operation that has none.
    if ("idempotencyKey" in options && !KEYED.test(step.call ?? "")) {
      const { text, meta } = await client.call(step.call ?? "", members as object as Record<string, unknown>, options);
      return { result: JSON.parse(text), meta };
    }
    const { extra, ...others } = members as Record<string, unknown> & { extra?: Record<string, unknown> };
    const [subject, verb] = (step.call ?? "").split(".");
    if (subject === "request") return await anyRequest(verb ?? "", others, client, options);
    return await typed(step.call ?? "", others as Members, client, extra ? { ...options, extra } : options);
  } finally {
    clearTimeout(cancelling);
  }
}

async function typed(operation: string, members: Members, client: Client, options: WriteOptions): Promise<Document> {
  const answer = (await TYPED[operation]?.(client, members, options)) as { meta?: Meta } | undefined;
  assert(answer, operation);
  // An operation without a result returns what is known about the call.
  return answer.meta ? { result: answer, meta: answer.meta } : { result: null, meta: answer };
}

async function anyRequest(verb: string, members: Document, client: Client, options: WriteOptions): Promise<Document> {
  const { path, page, ...request } = members as { path: string; page?: number; query?: object };
  const query = page ? { ...request.query, page } : request.query;
  const reply = await client.request(verb === "list" ? "get" : verb, path, { ...request, query } as object, options);
  return { ...reply };
}

function verified({ secret, headers, body, ...options }: Members): object {
  return verifyWebhook(secret as string, headers as Record<string, string>, Buffer.from(body as string), options as object);
}

/** Fields of the JSON as options here: times without their unit, which is the same. */
function own(members: Members): Members {
  return Object.fromEntries(Object.entries(members as object).map(([name, value]) => [name.replace(/Ms$/, ""), value]));
}

/** Replaces each `${name}` with the value that was saved. */
function fill(text: string, saved: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{(\w+)\}/g, (_, name: string) => JSON.stringify(saved.get(name)).slice(1, -1));
}

/** What a JSON pointer points to. */
function pointedTo(document: unknown, pointer: string): string {
  let value = document;
  for (const name of pointer.slice(1).split("/")) value = (value as Record<string, unknown>)[name];
  return value as string;
}
