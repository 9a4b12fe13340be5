/** What calls take, resolve with and reject with. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import {
  BadRequestError,
  CallTimeoutError,
  Client,
  type ClientOptions,
  CodatError,
  ConnectionFailedError,
  errorFrom,
  InvalidArgumentError,
  InvalidHandleError,
  NotFoundError,
  numberText,
  parseTime,
  RateLimitedError,
  type SandboxFault,
  startSandbox,
  UnexpectedResponseError,
  type WriteOptions,
} from "codat";

import { SLOW, withSandbox } from "./support.js";

const CREATE = { method: "POST", path: "/companies" } as const;
const UUID = /^[0-9a-f-]{36}$/;

/** A response with this body. */
function answering(body: unknown): SandboxFault {
  return { effect: "status", status: 200, body: typeof body === "string" ? body : JSON.stringify(body) };
}

test("a created company is read with the same fields", () =>
  withSandbox(async (client) => {
    const made = await client.companies.create({
      name: "Toft Bakery",
      description: 'Brød & "kager" 🥐',
      tags: { région: "日本" },
      groups: [],
    });
    const found = await client.companies.get(made.id);
    assert.deepEqual(found, made);
    assert.equal(found.description, 'Brød & "kager" 🥐');
    assert.deepEqual(found.tags, { région: "日本" });
    assert.equal(made.meta.status, 200);
    assert.equal(made.meta.attempts, 1);
    assert.match(made.meta.idempotencyKey ?? "", UUID);
    assert.equal(typeof made.meta.rateLimit?.remaining, "number");
    assert.equal(found.meta.idempotencyKey, undefined);
    // What is known about the call is no part of the company.
    assert(!JSON.stringify(found).includes("attempts"));
    assert.equal((await client.companies.delete(made.id)).attempts, 1);
  }));

test("500 calls at once each get their own response", () =>
  withSandbox(
    async (client, sandbox) => {
      await sandbox.setLimits({ requestsPerDay: 1_000_000, concurrentRequests: 100 });
      const numbers = Array.from({ length: 500 }, (_, number) => String(number));
      const made = await Promise.all(
        numbers.map((description) => client.companies.create({ name: "Company", description })),
      );
      assert.deepEqual(made.map((company) => company.description), numbers);
      assert.equal(new Set(made.map((company) => company.id)).size, 500);
    },
    { timeout: 600_000 },
  ));

test("three lost responses create one company", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...CREATE, effect: "cut", when: "after", times: 3 });
    const owl = await client.companies.create({ name: "Night Owl" });
    assert.equal(owl.meta.attempts, 4);
    assert.equal((await sandbox.stats()).companies, 1);
    const keys = (await sandbox.requests()).map(({ headers }) => headers["idempotency-key"]);
    assert.deepEqual(new Set(keys), new Set([owl.meta.idempotencyKey]));
  }));

test("an unknown outcome is resolved with the same key", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...CREATE, effect: "cut", when: "after" });
    const lost = await client.companies.create({ name: "Night Owl" }, { maxRetries: 0 }).catch((e: unknown) => e);
    assert(lost instanceof ConnectionFailedError);
    assert(lost.outcomeUnknown && lost.retryable);
    const idempotencyKey = lost.meta.idempotencyKey;
    const owl = await client.companies.create({ name: "Night Owl" }, { idempotencyKey });
    assert.deepEqual((await client.companies.list()).results.map((company) => company.id), [owl.id]);
  }));

test("an error has all fields of the service's error", () =>
  withSandbox(async (client, sandbox) => {
    const validation = { errors: [{ itemId: "name" }], warnings: [] };
    const body = { statusCode: 400, error: "No such thing", correlationId: "abc123", detailedErrorCode: 17, validation };
    await sandbox.queueFaults({ ...CREATE, effect: "status", status: 400, body });
    const error = await client.companies.create({ name: "Toft" }).catch((e: unknown) => e);
    assert(error instanceof BadRequestError && error instanceof CodatError);
    assert.equal(error.name, "BadRequestError");
    assert.equal(error.kind, "bad_request");
    assert.equal(error.message, "No such thing");
    assert.equal(error.httpStatus, 400);
    assert.equal(error.operation, "companies.create");
    assert.equal(error.correlationId, "abc123");
    assert.equal(error.detailedErrorCode, 17);
    assert.deepEqual(error.validation, validation);
    assert.equal(String(error), "BadRequestError: companies.create: No such thing (correlation id abc123)");
    // The line of the call, and not only the line that created the error.
    assert.match(error.stack ?? "", /calls\.test\.js/);
  }));

test("a kind that this version does not know is a CodatError", () => {
  const error = errorFrom({ kind: "eaten_by_bear", message: "Gone" });
  assert.equal(error.constructor, CodatError);
  assert.equal(error.kind, "eaten_by_bear");
});

test("an error of a rate limit has the time to wait", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ effect: "status", status: 429, headers: { "Retry-After": "600" }, times: 9 });
    const error = await client.groups.list({ timeout: 5000 }).catch((e: unknown) => e);
    assert(error instanceof RateLimitedError);
    assert(Math.abs((error.retryAfterMs ?? 0) - 600_000) <= 1000);
  }));

test("a timeout is for the whole call", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...SLOW, times: 9 });
    const late = await client.companies.create({ name: "Late" }, { timeout: 200 }).catch((e: unknown) => e);
    assert(late instanceof CallTimeoutError);
    assert.equal(late.meta.attempts, 1);
    const never = await client.companies.create({ name: "Late" }, { timeout: 0 }).catch((e: unknown) => e);
    assert(never instanceof CallTimeoutError);
    assert.equal(never.meta.attempts, 0);
  }));

test("bad input names the field, and nothing is sent", () =>
  withSandbox(async (client, sandbox) => {
    const none = undefined as unknown as string;
    const tags = Object.fromEntries(Array.from({ length: 11 }, (_, number) => [String(number), ""]));
    const calls: [() => unknown, string][] = [
      [() => client.companies.get(""), "companyId"],
      [() => client.companies.get("../groups"), "companyId"],
      [() => client.companies.get(none), "companyId"],
      [() => client.companies.create({ name: 7 as unknown as string }), "name"],
      [() => client.companies.create({ name: "" }), "name"],
      [() => client.companies.list({ pageSize: 5001 }), "pageSize"],
      [() => client.companies.create({ name: "A", tags }), "tags"],
      [() => client.companies.create({ name: "A" }, { idempotencyKey: "1" }), "idempotencyKey"],
      [() => client.companies.create({ name: "A" }, { timeout: Number.NaN }), "timeoutMs"],
      [() => client.companies.create({ name: "A" }, { timeout: -1 }), "timeoutMs"],
      [() => client.companies.create({ name: "A" }, { signal: new AbortController() as unknown as AbortSignal }), "signal"],
      [() => client.companies.createMany([{ name: "A" }], { onProgress: 7 as never }), "onProgress"],
      [() => client.companies.create({ name: "A" }, { maxRetries: -1 }), "maxRetries"],
      [() => client.connections.waitUntilLinked("c", { pollInterval: 9 }), "pollIntervalMs"],
      [() => client.connections.waitUntilLinked("a/b"), "companyId"],
      [() => client.refresh.waitUntilComplete("c", { pullOperationIds: [] }), "pullOperationIds"],
      [() => client.refresh.waitUntilComplete("c", { dataTypes: ["a"], pullOperationIds: ["b"] }), "dataTypes"],
    ];
    for (const [call, member] of calls) {
      const refused = await Promise.resolve(call()).catch((e: unknown) => e);
      assert(refused instanceof InvalidArgumentError, `${member}: ${String(refused)}`);
      assert.equal(refused.member, member);
    }
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("invalid input rejects the promise, and throws nothing synchronously", () =>
  withSandbox(async (client, sandbox) => {
    const none = undefined as never;
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    const { companies } = client;
    const calls: (() => Promise<unknown>)[] = [
      () => companies.create(none),
      () => companies.create({ name: "Toft", groups: "g" as never }),
      () => companies.create({ name: "Toft", groups: [null as never] }),
      () => companies.create({ name: "Toft", tags: loop as never }),
      () => companies.create({ name: "Toft", tags: { a: 5n as never } }),
      () => companies.replace("c", none),
      () => companies.createMany(none),
      () => companies.createMany([none]),
      // A forgotten await is no empty list.
      () => companies.createMany(Promise.resolve([{ name: "Toft" }]) as never),
      () => companies.iterate({ query: 5n as never }).pages.next(),
      () => client.call("companies.get", loop),
      () => sandbox.control("stats", loop),
    ];
    for (const call of calls) await assert.rejects(call().then(), InvalidArgumentError);
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("a bad configuration names the field", () => {
  const configurations: [ClientOptions, string][] = [
    [{ apiKey: "key\r\nX-Evil: 1" }, "apiKey"],
    [{ apiKey: "key", proxy: "http://[::1" }, "proxy"],
    [{ apiKey: "key", maxConnections: 0 }, "maxConnections"],
    [{ apiKey: "key", maxResponseBytes: 2 ** 30 }, "maxResponseBytes"],
    [{ apiKey: "key", timeout: Infinity }, "timeoutMs"],
    [{ apiKey: "key", timeOut: 1 } as ClientOptions, "timeOut"],
    [{ apiKey: "key", log: "warn" as never }, "log"],
    [{ apiKey: "key", logLevel: "loud" as never }, "logLevel"],
  ];
  for (const [options, member] of configurations) {
    assert.throws(() => new Client(options), (e) => e instanceof InvalidArgumentError && e.member === member);
  }
});

test("an invalid operation or input text is refused", () =>
  withSandbox(async (client) => {
    const texts: [string, string][] = [
      ["companies.create", "{}\0"],
      ["companies.create\0", "{}"],
      ["companies.create", '{"name":"\ud800"}'],
      ["companies.create", "{"],
      ["companies.create", "[]"],
      ["companies.explode", "{}"],
    ];
    for (const [operation, text] of texts) {
      await assert.rejects(client.call(operation, text), InvalidArgumentError, JSON.stringify(text));
    }
  }));

test("a call by name returns the response verbatim", () =>
  withSandbox(async (client) => {
    const { text, meta } = await client.call("companies.create", { name: 'A,"meta":{ B' });
    const made = JSON.parse(text) as { id: string; name: string };
    assert(text.startsWith('{"id":"'));
    assert.equal(made.name, (await client.companies.get(made.id)).name);
    assert.equal(meta.attempts, 1);
    assert.equal((await client.call("companies.delete", { companyId: made.id })).text, "null");
  }));

test("unknown fields are kept, and numbers keep their text", () =>
  withSandbox(async (client, sandbox) => {
    const body =
      '{"id":"1","name":"number \\"0.10\\"","status":"Frozen","shoeSize":12345678901234567890,"rate":0.10,"one":1.5,' +
      '"zero":-0,"small":1e-7,"list":[2.50,{"deep":1E3}],"dataConnections":[{"id":"2","status":"Simmering","mood":"blue"}]}';
    await sandbox.queueFaults(answering(body));
    const company = await client.companies.get("1");
    const unknown = company as unknown as Record<string, number> & { list: [number, { deep: number }] };
    assert.equal(company.name, 'number "0.10"');
    assert.equal(company.dataConnections?.[0]?.status, "Simmering");
    assert.equal((company.dataConnections[0] as { mood?: string }).mood, "blue");
    assert.deepEqual([unknown.shoeSize, unknown.rate, unknown.one], [12345678901234567000, 0.1, 1.5]);
    const text = (member: string): string | undefined => numberText(company, member);
    assert.equal(text("shoeSize"), "12345678901234567890");
    assert.equal(text("rate"), "0.10");
    assert.equal(text("one"), "1.5");
    assert.equal(text("zero"), "-0");
    assert.equal(text("small"), "1e-7");
    assert.equal(numberText(unknown.list, 0), "2.50");
    assert.equal(numberText(unknown.list[1], "deep"), "1E3");
    assert.equal(unknown.list[1].deep, 1000);
    assert.equal(text("name"), undefined);
    assert.equal(text("nothing"), undefined);
  }));

test("small numbers keep their text, also beside many megabytes of text", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults(answering('{"id":"1","name":"A","rate":0.0000001,"list":[-0.00000012]}'));
    const company = (await client.companies.get("1")) as unknown as { rate: number; list: number[] };
    assert.equal(numberText(company, "rate"), "0.0000001");
    assert.equal(numberText(company.list, 0), "-0.00000012");
    const name = '1.50 \\ "'.repeat(2_000_000);
    const members = { "a\\": "1.50", 'b"': "2.0" };
    const numbers = Object.entries(members).map(([member, text]) => `,${JSON.stringify(member)}:${text}`);
    await sandbox.queueFaults(answering(`{"id":"1","name":${JSON.stringify(name)}${numbers.join("")}}`));
    const long = await client.companies.get("1");
    assert(long.name === name);
    for (const [member, text] of Object.entries(members)) assert.equal(numberText(long, member), text);
  }));

test("the meta of a call overrides a field of that name, and is not enumerable", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults(answering('{"id":"1","name":"A","meta":{"attempts":9}}'));
    const company = await client.companies.get("1");
    assert.equal(company.meta.attempts, 1);
    assert.equal(JSON.stringify(company), '{"id":"1","name":"A"}');
  }));

test("rows that are no objects are an error", () =>
  withSandbox(async (client, sandbox) => {
    for (const results of ["{}", '"abc"', "[null]", "[1]"]) {
      await sandbox.queueFaults({ ...answering(`{"results":${results}}`), times: 2 });
      await assert.rejects(client.companies.list(), UnexpectedResponseError);
      await assert.rejects(client.companies.iterate().pages.next(), UnexpectedResponseError);
    }
  }));

test("a response that lacks a required field is an error", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults(answering({ name: "No id" }), answering({ name: "No id" }), answering("[]"));
    const made = await client.companies.create({ name: "No id" }).catch((e: unknown) => e);
    assert(made instanceof UnexpectedResponseError);
    assert.equal(made.message, "the service responded 200 with a JSON object without id");
    assert(made.outcomeUnknown);
    const found = await client.companies.get("1").catch((e: unknown) => e);
    assert(found instanceof UnexpectedResponseError);
    assert(!found.outcomeUnknown);
    await assert.rejects(client.companies.list(), UnexpectedResponseError);
  }));

test("an unpaired surrogate is refused wherever it is, with the field's name", () =>
  withSandbox(async (client, sandbox) => {
    const half = "x\ud800";
    const options: WriteOptions = { timeout: 5000 };
    const calls: [call: () => unknown, member: string][] = [
      [() => client.companies.create({ name: half }), "name"],
      [() => client.companies.create({ name: "Toft", description: half }), "description"],
      [() => client.companies.create({ name: "Toft", tags: { a: half } }), "tags"],
      [() => client.companies.create({ name: "Toft", tags: { [half]: "a" } }), "tags"],
      [() => client.companies.create({ name: "Toft", groups: [half] }), "groups"],
      [() => client.companies.update("c", { name: half }), "name"],
      [() => client.companies.replace("c", { name: half }), "name"],
      [() => client.companies.get(half), "companyId"],
      [() => client.companies.list({ query: half }), "query"],
      [() => client.companies.iterate({ query: half }).pages.next(), "query"],
      [() => client.companies.linkUrl("c", { a: half }), "parameters"],
      [() => client.companies.linkUrl("c", { [half]: "a" }), "parameters"],
      [() => client.companies.refreshProductData("c", "p", { dataTypes: [half] }), "dataTypes"],
      [() => client.groups.create(half), "name"],
      [() => client.connections.updateAuthorization("c", "d", { a: half }), "authorization"],
      [() => client.connections.waitUntilLinked(half, {}, options), "companyId"],
      [() => client.refresh.byDataType("c", half), "dataType"],
      [() => client.refresh.waitUntilComplete("c", { dataTypes: [half] }, options), "dataTypes"],
      [() => client.webhooks.create({ url: half, eventTypes: ["a"] }), "url"],
      [() => client.webhooks.create({ url: "http://a", eventTypes: [half] }), "eventTypes"],
      [() => client.companies.createMany([{ name: "Toft" }], { journal: half }), "journal"],
      [() => client.groups.list({ traceparent: half }), "traceparent"],
      [() => client.groups.create("A", { idempotencyKey: half }), "idempotencyKey"],
      [() => client.call(half), "operation"],
      [() => client.call("groups.create", `{"name":"${half}"}`), "input"],
      [() => client.call("groups.create", '{"name":"x\\ud800"}'), "name"],
      [() => sandbox.control(half), "action"],
    ];
    const configurations = ["apiKey", "authHeader", "baseUrl", "proxy", "userAgent", "rootCertificates"] as const;
    for (const member of configurations) calls.push([() => sandbox.client({ [member]: half }), member]);
    for (const [call, member] of calls) {
      const refused = await Promise.resolve().then(call).catch((e: unknown) => e);
      assert(refused instanceof InvalidArgumentError, `${member}: ${String(refused)}`);
      assert.equal(refused.member?.split(/[.[]/)[0], member, String(refused));
    }
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("secrets are not shown", () =>
  withSandbox(async (client, sandbox) => {
    const key = "a-key-that-nobody-may-see";
    await using own = await startSandbox({ apiKey: key });
    using mine = own.client();
    const { id } = await client.companies.create({ name: "Toft" });
    const token = await client.companies.getAccessToken(id);
    assert.equal((await own.stats()).requests, 0);
    const refused = await mine.companies.get("nobody").catch((e: unknown) => e);
    assert(refused instanceof NotFoundError);
    for (const shown of [mine, own, refused, mine.companies, token, sandbox]) {
      const text = inspect(shown, { depth: 9, showHidden: true, getters: true });
      assert(!text.includes(key), text);
      assert(!inspect(shown).includes(token.accessToken));
    }
  }));

test("the clock of a sandbox begins at its start time", async () => {
  for (const startTime of ["2028-02-29T14:00:00+02:00", new Date("2028-02-29T12:00:00Z")]) {
    await using sandbox = await startSandbox({ startTime });
    using client = sandbox.client();
    const { created } = await client.companies.create({ name: "Toft" });
    assert.match(created ?? "", /^2028-02-29T12:0/);
  }
  await assert.rejects(startSandbox({ startTime: "noon" }), InvalidArgumentError);
});

test("calls of a closed client or a stopped sandbox are errors", async () => {
  const sandbox = await startSandbox();
  const client = sandbox.client();
  client.close();
  client.close();
  assert(client.closed);
  await assert.rejects(client.groups.list(), InvalidHandleError);
  await assert.rejects(client.companies.iterate().pages.next(), InvalidHandleError);
  await sandbox.stop();
  await sandbox.stop();
  await assert.rejects(sandbox.stats(), InvalidHandleError);
});

test("times are read as dates", () => {
  const iso = (text: string): string => parseTime(text).toISOString();
  assert.equal(iso("2026-01-31T09:30:00.1234567Z"), "2026-01-31T09:30:00.123Z");
  assert.equal(iso("2026-01-31T09:30:00"), "2026-01-31T09:30:00.000Z");
  assert.equal(iso("2026-01-31T09:30:00+02:00"), "2026-01-31T07:30:00.000Z");
  assert.equal(iso("Sat, 31 Jan 2026 09:30:00 GMT"), "2026-01-31T09:30:00.000Z");
  for (const text of ["tomorrow", "2026", "2026-13-01T00:00:00Z"]) assert.throws(() => parseTime(text), RangeError);
});
