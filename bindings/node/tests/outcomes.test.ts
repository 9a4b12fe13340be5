/** What a failure says about its call: whether the work may be done, and the key to repeat it with. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, mock, test } from "node:test";
import { inspect } from "node:util";
import { createContext, runInContext } from "node:vm";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

import {
  CallCancelledError,
  CallTimeoutError,
  type Client,
  CodatError,
  errorFrom,
  numberText,
  type Sandbox,
  type SandboxFault,
  ServerError,
  UnexpectedResponseError,
  UnprocessableError,
  verifyWebhook,
  WebhookMalformedError,
  type WriteOptions,
} from "codat";

// The decoder is broken on purpose: the library lets nothing pass that it fails on.
import * as numbers from "../dist/numbers.js";
import { ROOT, seen, SLOW, withSandbox } from "./support.js";

const CREATE = { method: "POST", path: "/companies" } as const;
const TOFT = { name: "Toft" };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const FAULTS: SandboxFault[] = [
  { ...CREATE, effect: "cut", when: "after" },
  { ...CREATE, effect: "truncate", when: "after" },
  { ...CREATE, effect: "garbage", when: "after" },
  { ...CREATE, effect: "html", when: "after" },
  { ...CREATE, effect: "empty", when: "after" },
  { ...CREATE, effect: "status", status: 503, when: "after" },
  { ...CREATE, effect: "status", status: 302, when: "after" },
];

afterEach(() => {
  mock.restoreAll();
});

/** The error that a call rejects with. */
async function failure(call: Promise<unknown>): Promise<CodatError> {
  const error = await call.then(
    () => assert.fail("it did not fail"),
    (e: unknown) => e,
  );
  assert(error instanceof CodatError, String(error));
  return error;
}

/** Checks an error whose call may have done its work under this key. */
function mayBeDone(error: CodatError, key?: string): string {
  assert(error.outcomeUnknown, String(error));
  assert.match(error.idempotencyKey ?? "", UUID);
  assert.equal(error.meta.idempotencyKey, error.idempotencyKey);
  if (key !== undefined) assert.equal(error.idempotencyKey, key);
  return error.idempotencyKey ?? "";
}

/** Checks that a call certainly did nothing. */
function isNotDone(error: CodatError): void {
  assert(!error.outcomeUnknown, String(error));
  assert.equal(error.idempotencyKey, undefined);
}

/** Makes decoding fail for response JSON with this in it. */
function breakDecoding(part: string): void {
  const parse = numbers.parse;
  mock.method(numbers, "parse", (text: string) => {
    if (text.includes(part)) throw new RangeError("Maximum call stack size exceeded");
    return parse(text);
  });
}

/** The guide's code for an unknown outcome, as it is printed there. */
async function createdAsTheGuideSays(client: Client): Promise<{ id: string }> {
  const guide = readFileSync(join(ROOT, "docs/languages/typescript.md"), "utf8");
  const [code] = /(?<=## Create a company exactly once\n.*?```ts\n).*?(?=```)/s.exec(guide) ?? [""];
  const context = createContext({ client, CodatError });
  return (await runInContext(`(async () => { ${code} return company; })()`, context)) as { id: string };
}

for (const fault of FAULTS) {
  const name = fault.status ? `${fault.effect} ${fault.status}` : fault.effect;
  test(`a create that fails with ${name} is repeated as the guide says, and makes one company`, () =>
    withSandbox(
      async (client, sandbox) => {
        await sandbox.queueFaults(fault);
        const company = await createdAsTheGuideSays(client);
        const { results } = await client.companies.list();
        assert.deepEqual(results.map(({ id }) => id), [company.id]);
        const keys = (await sandbox.requests()).slice(0, 2).map(({ headers }) => headers["idempotency-key"]);
        assert.equal(new Set(keys).size, 1);
      },
      { maxRetries: 0 },
    ));
}

test("a stored key with firstUse is no repeat", () =>
  withSandbox(async (client, sandbox) => {
    const idempotencyKey = randomUUID();
    const first = { idempotencyKey, firstUse: true, signal: AbortSignal.abort() };
    isNotDone(await failure(client.companies.create({ name: "Toft" }, first)));
    await sandbox.queueFaults({ ...CREATE, effect: "cut", when: "after" });
    const options = { idempotencyKey, firstUse: true, maxRetries: 0 };
    mayBeDone(await failure(client.companies.create({ name: "Toft" }, options)), idempotencyKey);
    const company = await client.companies.create({ name: "Toft" }, { idempotencyKey });
    assert.deepEqual((await client.companies.list()).results.map(({ id }) => id), [company.id]);
    await sandbox.queueFaults({ ...CREATE, effect: "status", status: 403 });
    isNotDone(await failure(client.companies.create({ name: "Toft" }, { ...options, idempotencyKey: randomUUID() })));
  }));

/** The point at which a create is when its signal is aborted, and whether its work may then be done. */
const PLACES: Record<string, [isSent: boolean, fault: SandboxFault, requests: number]> = {
  "when the service has done the work": [true, { ...CREATE, ...SLOW, when: "after" }, 1],
  "when the service has the request": [true, { ...CREATE, ...SLOW }, 1],
  "between two attempts": [true, { effect: "status", status: 503, when: "after", headers: { "Retry-After": "30" } }, 1],
};

for (const [place, [isSent, fault, requests]] of Object.entries(PLACES)) {
  for (const kind of ["AbortController", "AbortSignal.timeout"]) {
    test(`a create aborted by ${kind} ${place} has its key`, () =>
      withSandbox(async (client, sandbox) => {
        await sandbox.queueFaults(fault);
        const controller = new AbortController();
        const signal = kind === "AbortController" ? controller.signal : AbortSignal.timeout(500);
        const failing = failure(client.companies.create({ name: "Toft" }, { signal }));
        await seen(sandbox, requests);
        controller.abort(new Error("no longer wanted"));
        const error = await failing;
        assert(error instanceof CallCancelledError);
        assert.equal(error.cause, signal.reason);
        assert.equal(error.outcomeUnknown, isSent);
        const idempotencyKey = mayBeDone(error);
        assert.equal((await sandbox.requests())[0]?.headers["idempotency-key"], idempotencyKey);
        await sandbox.clearFaults();
        await client.companies.create({ name: "Toft" }, { idempotencyKey });
        assert.equal((await sandbox.stats()).companies, 1);
      }));
  }
}

test("a repeat that was never sent has the outcome of the call that it repeats", () =>
  withSandbox(async (client, sandbox) => {
    const key = randomUUID();
    const create = (options: WriteOptions): Promise<CodatError> =>
      failure(client.companies.create({ name: "Toft" }, options));
    const aborted = { signal: AbortSignal.abort("gone") };
    isNotDone(await create(aborted));
    const repeated = await create({ ...aborted, idempotencyKey: key });
    assert(repeated instanceof CallCancelledError && repeated.cause === "gone");
    assert.equal(repeated.meta.attempts, 0);
    mayBeDone(repeated, key);

    // All connections are taken; the calls below never get their turn.
    await sandbox.queueFaults({ ...SLOW, times: 10 });
    const hogs = new AbortController();
    const slow = Array.from({ length: 10 }, () => client.groups.list({ signal: hogs.signal }).catch(() => undefined));
    await seen(sandbox, 10);
    const late = await create({ timeout: 20, idempotencyKey: key });
    assert(late instanceof CallTimeoutError && late.retryable);
    mayBeDone(late, key);
    isNotDone(await create({ timeout: 20 }));
    const queued = new AbortController();
    const waiting = [create({ signal: queued.signal, idempotencyKey: key }), create({ signal: queued.signal })] as const;
    const reading = failure(client.call("companies.get", { companyId: "c" }, { signal: queued.signal, idempotencyKey: key }));
    queued.abort();
    mayBeDone(await waiting[0], key);
    isNotDone(await waiting[1]);
    isNotDone(await reading);
    hogs.abort();
    await Promise.all(slow);
    assert.equal((await sandbox.stats()).companies, 0);
  }));

/** Calls that fail before anything is sent, each by an error of another place. */
const REFUSED: Record<string, (client: Client, options: WriteOptions) => Promise<unknown>> = {
  "an unknown option": ({ companies }, options) => companies.create(TOFT, { ...options, retries: 1 } as WriteOptions),
  "an option that is null": ({ companies }, options) => companies.create(TOFT, { ...options, timeout: null } as never),
  "maxRetries: -1": ({ companies }, options) => companies.create(TOFT, { ...options, maxRetries: -1 }),
  "a bad traceparent": ({ companies }, options) => companies.create(TOFT, { ...options, traceparent: "00-1" }),
  "no AbortSignal": ({ companies }, options) => companies.create(TOFT, { ...options, signal: {} as AbortSignal }),
  "an aborted signal": ({ companies }, options) => companies.create(TOFT, { ...options, signal: AbortSignal.abort() }),
  "a time that is no number": ({ companies }, options) => companies.create(TOFT, { ...options, timeout: Number.NaN }),
  "an empty name": ({ companies }, options) => companies.create({ name: "" }, options),
  "no name": ({ companies }, options) => companies.create({} as typeof TOFT, options),
  "no company": ({ companies }, options) => companies.create(null as never, options),
  "an unknown field": ({ companies }, options) => companies.create({ ...TOFT, nmae: "" } as typeof TOFT, options),
  "half a character": ({ companies }, options) => companies.create({ name: "\ud800" }, options),
  "a tag that is no text": ({ companies }, options) => companies.create({ ...TOFT, tags: { a: 5n as never } }, options),
  "a change of an unknown field": ({ companies }, options) => companies.update("c", { nmae: "" } as object, options),
  "a product's data of what is no object": ({ companies }, options) => companies.refreshProductData("c", "p", [] as object, options),
  "a connection of no text": ({ connections }, options) => connections.create("c", 5n as never, options),
  "data of an unknown field": ({ refresh }, options) => refresh.byDataType("c", "invoices", { a: "" } as object, options),
  "a consumer that is null": ({ webhooks }, options) => webhooks.create(null as never, options),
  "a group of half a character": ({ groups }, options) => groups.create("\ud800", options),
  "JSON with half a character": (client, options) => client.call("companies.create", '{"name":"\ud800"}', options),
  "an object that JSON cannot hold": (client, options) => client.call("companies.create", { name: 5n }, options),
  "a closed client": (client, options) => {
    client.close();
    return client.companies.create(TOFT, options);
  },
};

test("an error of a key that another request had says not to send the key again", () => {
  const used = new UnprocessableError("used", { outcomeUnknown: true, idempotencyKey: "key" });
  assert.match(String(used), /call again without the key$/);
  const stored = new ServerError("failed", { outcomeUnknown: true, idempotencyKey: "key", httpStatus: 500 });
  assert.match(String(stored), /call again without the key$/);
});

for (const [name, call] of Object.entries(REFUSED)) {
  test(`a repeat that is refused for ${name} leaves open whether the call before it did the work`, () =>
    withSandbox(async (client, sandbox) => {
      const idempotencyKey = randomUUID();
      isNotDone(await failure(call(client, {})));
      isNotDone(await failure(call(client, { idempotencyKey, firstUse: true })));
      const repeated = await failure(call(client, { idempotencyKey }));
      mayBeDone(repeated, idempotencyKey);
      assert.match(repeated.operation ?? "", /^(companies|connections|groups|refresh|webhooks)\.[a-z_]+$/);
      assert.match(String(repeated), /repeat the call with the error's idempotencyKey$/);
      assert.equal(repeated.meta.attempts, 0);
      assert.equal((await sandbox.stats()).requests, 0);
    }));
}

test("a refused call without an idempotency key is no repeat", () =>
  withSandbox(async (client) => {
    const keyed = { idempotencyKey: randomUUID(), maxRetries: -1 };
    isNotDone(await failure(client.companies.replace("c", TOFT, keyed)));
    isNotDone(await failure(client.companies.createMany([TOFT], keyed)));
    isNotDone(await failure(client.call("companies.delete", { companyId: "c" }, keyed)));
    isNotDone(await failure(client.call("companies.get", { companyId: "c" }, keyed)));
    isNotDone(await failure(client.companies.create(TOFT, { idempotencyKey: 5 as never })));
    isNotDone(await failure(client.companies.create(TOFT, null as never)));
  }));

test("calls without a key have an unknown outcome, and can be repeated", () =>
  withSandbox(async (client, sandbox) => {
    const { id } = await client.companies.create({ name: "Toft" });
    await sandbox.queueFaults({ method: "PUT", effect: "cut", when: "after" }, { method: "DELETE", effect: "cut", when: "after" });
    const replaced = await failure(client.companies.replace(id, { name: "Night Owl" }, { maxRetries: 0 }));
    assert(replaced.outcomeUnknown);
    assert.equal(replaced.idempotencyKey, undefined);
    assert.equal((await client.companies.replace(id, { name: "Night Owl" })).name, "Night Owl");
    const deleted = await failure(client.companies.delete(id, { maxRetries: 0 }));
    assert(deleted.outcomeUnknown);
    assert.equal(deleted.idempotencyKey, undefined);
    assert.equal((await failure(client.companies.delete(id))).kind, "not_found");
  }));

test("a run returns the key of each company that it may have created", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...CREATE, effect: "cut", when: "after", times: 2 });
    const told: (string | undefined)[] = [];
    const { results } = await client.companies.createMany([{ name: "Toft" }, { name: "Night Owl" }], {
      maxRetries: 0,
      onProgress: ({ error }) => told.push(error?.idempotencyKey),
    });
    assert.equal(told.length, 2);
    for (const { index, error } of results) {
      assert(error?.outcomeUnknown && told.includes(error.idempotencyKey));
      const made = errorFrom(error);
      assert.match(made.idempotencyKey ?? "", UUID);
      const name = ["Toft", "Night Owl"][index] ?? "";
      await client.companies.create({ name }, { idempotencyKey: made.idempotencyKey });
    }
    assert.equal((await sandbox.stats()).companies, 2);
  }));

/** Calls whose responses cannot be decoded, and whether they may have done their work. */
const CALLS: Record<string, [call: (client: Client) => Promise<unknown>, isWrite: boolean]> = {
  "a create": [(client) => client.companies.create({ name: "Toft" }), true],
  "a change": [(client) => client.companies.update("broken", { name: "Toft" }), true],
  "a replacement": [(client) => client.companies.replace("broken", { name: "Toft" }), true],
  "a deletion": [(client) => client.companies.delete("broken"), true],
  "a read": [(client) => client.companies.get("broken"), false],
  "a page": [(client) => client.companies.iterate().pages.next(), false],
  "a loop": [(client) => client.companies.iterate()[Symbol.asyncIterator]().next(), false],
};

for (const [name, [call, isWrite]] of Object.entries(CALLS)) {
  test(`${name} whose response cannot be decoded is an unexpected response`, () =>
    withSandbox(async (client, sandbox) => {
      await sandbox.queueFaults({ effect: "status", status: 200, body: '{"id":"broken","results":[]}' });
      breakDecoding('"meta":{"status":200');
      const error = await failure(call(client));
      assert(error instanceof UnexpectedResponseError);
      assert.equal(error.outcomeUnknown, isWrite);
      assert.equal(error.meta.status, 200);
      assert.equal(error.meta.attempts, 1);
      const hasKey = name === "a create" || name === "a change";
      assert.equal(error.idempotencyKey, hasKey ? error.meta.idempotencyKey : undefined);
      if (hasKey) mayBeDone(error);
      assert(error.cause instanceof RangeError);
    }));
}

test("a failure that cannot be decoded keeps its status and key", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...CREATE, effect: "status", status: 400, body: { error: "broken" } });
    breakDecoding("broken");
    const error = await failure(client.companies.create({ name: "Toft" }));
    assert(error instanceof UnexpectedResponseError);
    assert.equal(error.httpStatus, 400);
    mayBeDone(error);
  }));

test("an event or an outcome of a run that cannot be decoded is an unexpected response", () =>
  withSandbox(async (client) => {
    for (const part of ['"done":', '"notTried":']) {
      breakDecoding(part);
      const run = client.companies.createMany([{ name: "Toft" }], { onProgress: () => undefined });
      const error = await failure(run);
      assert(error instanceof UnexpectedResponseError, part);
      assert.equal(error.operation, "companies.create_many");
      assert(error.outcomeUnknown);
      mock.restoreAll();
    }
  }));

test("a genuine webhook that cannot be decoded is malformed", () => {
  const headers = {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  };
  breakDecoding("2432232314");
  const body = Buffer.from('{"test": 2432232314}');
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  assert.throws(() => verifyWebhook(secret, headers, body, { now: 1614265330 }), WebhookMalformedError);
});

/** An error of a create that the service refused with this body. */
async function refused(client: Client, sandbox: Sandbox, body: unknown): Promise<CodatError> {
  await sandbox.queueFaults({ ...CREATE, effect: "status", status: 503, body, times: 9 });
  return failure(client.companies.create({ name: "Toft" }, { maxRetries: 0 }));
}

test("an error can be written as JSON and sent to other threads, with its fields", () =>
  withSandbox(async (client, sandbox) => {
    const error = await refused(client, sandbox, { error: "Down for maintenance", correlationId: "abc" });
    const { port1, port2 } = new MessageChannel();
    port1.postMessage(error.toJSON());
    port1.postMessage(error);
    const { message } = receiveMessageOnPort(port2) as { message: ReturnType<CodatError["toJSON"]> };
    const copies = [message, JSON.parse(JSON.stringify(error)) as typeof message, structuredClone(error.toJSON())];
    for (const copy of copies) {
      const again = errorFrom(copy);
      assert.equal(again.constructor, error.constructor);
      assert.deepEqual(again.toJSON(), error.toJSON());
      mayBeDone(again, error.idempotencyKey);
      assert.equal(again.message, "Down for maintenance");
    }
    // All that copies of errors keep.
    assert.equal((receiveMessageOnPort(port2) as { message: Error }).message.message, error.message);
    assert(inspect(error).includes(error.idempotencyKey ?? "none"));
    assert.match(inspect(error), /outcomeUnknown: true/);
    port1.close();
  }));

test("the body of a response is in a property, and in no printed text", () =>
  withSandbox(async (client, sandbox) => {
    const events: unknown[] = [];
    using loud = sandbox.client({ log: (event) => events.push(event), logLevel: "debug" });
    const body = { note: "seen by nobody" };
    const error = await refused(loud, sandbox, body);
    assert.deepEqual(JSON.parse(error.responseBody ?? "null"), body);
    const again = errorFrom({ ...error.toJSON(), responseBody: "seen by nobody" });
    const { results } = await client.companies.createMany([{ name: "Toft" }], { maxRetries: 0 });
    const problem = results[0]?.error ?? {};
    assert(problem.responseBody?.includes("seen by nobody"));
    assert.equal(errorFrom(problem).responseBody, problem.responseBody);
    for (const each of [error, again, problem]) {
      const shown = [inspect(each), JSON.stringify(each), each.message ?? "", JSON.stringify({ ...(each as object) })];
      for (const text of shown) assert(!text.includes("seen by nobody"), text);
    }
    assert(![error.toString(), JSON.stringify(events)].some((text) => text.includes("seen by nobody")));
  }));

test("only the rows of a list must be objects", () =>
  withSandbox(async (client, sandbox) => {
    const body = { id: "1", name: "Toft", results: [1] };
    await sandbox.queueFaults({ effect: "status", status: 200, body, times: 2 });
    assert.equal((await client.companies.create({ name: "Toft" })).id, "1");
    assert.deepEqual(await client.companies.get("1"), body);
  }));

test("a changed number is written with its new text", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ effect: "status", status: 200, body: '{"id":"1","rate":0.10}' });
    const company = (await client.companies.get("1")) as unknown as { rate: number };
    assert.equal(numberText(company, "rate"), "0.10");
    company.rate = 0.2;
    assert.equal(numberText(company, "rate"), "0.2");
  }));
