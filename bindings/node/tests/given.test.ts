/** What callers give: an object from outside cannot say what a parameter says, and nothing is dropped without a word. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import {
  Client,
  type ClientOptions,
  InvalidArgumentError,
  startSandbox,
  verifyWebhook,
  type WriteOptions,
} from "codat";

import { withSandbox } from "./support.js";

const OTHER = "9d7b6c1e-94a5-4f7e-8f46-0a8a3f6a9c11";

/** Fails unless a call is refused for this field, by a promise and not past it. */
async function refused(call: () => Promise<unknown>, member: string): Promise<void> {
  const promise = call();
  const error = await promise.catch((problem: unknown) => problem);
  assert(error instanceof InvalidArgumentError, `${member}: ${String(call)}: ${String(error)}`);
  assert.equal(error.member, member, `${String(call)}: ${error.message}`);
}

test("no field of an object replaces a parameter", () =>
  withSandbox(async (client, sandbox) => {
    const { companies, connections, refresh } = client;
    const company = { name: "Defaced", companyId: OTHER } as { name: string };
    const filter = { companyId: OTHER } as object;
    const calls: [() => Promise<unknown>, string][] = [
      [() => companies.create(company), "companyId"],
      [() => companies.createMany([company]), "companyId"],
      [() => companies.update("c", company), "companyId"],
      [() => companies.replace("c", company), "companyId"],
      [() => companies.refreshProductData("c", "p", filter), "companyId"],
      [() => companies.refreshProductData("c", "p", { productIdentifier: "q" } as object), "productIdentifier"],
      [() => companies.list(filter), "companyId"],
      [() => companies.iterate(filter).pages.next(), "companyId"],
      [() => connections.list("c", filter), "companyId"],
      [() => connections.iterate("c", filter).pages.next(), "companyId"],
      [() => connections.waitUntilLinked("c", filter), "companyId"],
      [() => refresh.byDataType("c", "invoices", filter), "companyId"],
      [() => refresh.byDataType("c", "invoices", { dataType: "bills" } as object), "dataType"],
      [() => refresh.listPullOperations("c", filter), "companyId"],
      [() => refresh.iteratePullOperations("c", filter).pages.next(), "companyId"],
      [() => refresh.waitUntilComplete("c", filter), "companyId"],
      [() => client.integrations.list({ platformKey: "gbol" } as object), "platformKey"],
      [() => client.integrations.iterate({ platformKey: "gbol" } as object).pages.next(), "platformKey"],
      [() => client.webhooks.create({ url: "http://a", eventTypes: [], webhookId: "w" } as never), "webhookId"],
      // Nor does one that was put in by way of its prototype.
      [() => companies.update("c", JSON.parse(`{"__proto__":{"companyId":"${OTHER}"}}`) as object), "__proto__"],
    ];
    for (const [call, member] of calls) await refused(call, member);
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("an unknown field is refused, and one that is undefined is absent", () =>
  withSandbox(async (client, sandbox) => {
    const { companies, connections, refresh } = client;
    const calls: [() => Promise<unknown>, string][] = [
      [() => companies.create({ name: "Toft", idempotencyKey: OTHER } as never), "idempotencyKey"],
      [() => companies.list({ timeout: 5 } as object), "timeout"],
      [() => connections.waitUntilLinked("c", { timeout: 5 } as object), "timeout"],
      [() => refresh.waitUntilComplete("c", { pullOperationIDs: ["p"] } as object), "pullOperationIDs"],
      [() => companies.list("name~x" as never), "filter"],
      [() => companies.list([] as object), "filter"],
      [() => companies.list(null as never), "filter"],
      [() => companies.list(new Map([["page", 2]]) as object), "filter"],
      [() => connections.iterate("c", null as never).pages.next(), "filter"],
      [() => connections.waitUntilLinked("c", null as never), "what"],
      [() => refresh.waitUntilComplete("c", { pullOperationIds: "p" } as object), "pullOperationIds"],
      [() => refresh.waitUntilComplete("c", { dataTypes: new Set(["invoices"]) } as object), "dataTypes"],
    ];
    for (const [call, member] of calls) await refused(call, member);
    assert.equal((await sandbox.stats()).requests, 0);
    await companies.create({ name: "Toft", id: undefined } as never);
  }));

test("unknown options, or options that are no object, are refused by every call", () =>
  withSandbox(async (client, sandbox) => {
    const { companies, connections, groups, refresh } = client;
    const toft = { name: "Toft" };
    const key = randomUUID();
    const wrong: [unknown, string][] = [
      [{ idempotencykey: key }, "idempotencykey"],
      [{ idempotency_key: key }, "idempotency_key"],
      [key, "options"],
      [null, "options"],
      [5, "options"],
      [[], "options"],
      [new AbortController().signal, "options"],
      [Promise.resolve({}), "options"],
    ];
    const calls: ((options: object) => Promise<unknown>)[] = [
      (options) => companies.create(toft, options),
      (options) => companies.createMany([toft], options),
      (options) => companies.get("c", options),
      (options) => companies.delete("c", options),
      (options) => companies.list({}, options),
      (options) => companies.iterate({}, options).pages.next(),
      (options) => connections.waitUntilLinked("c", {}, options),
      (options) => refresh.waitUntilComplete("c", {}, options),
      (options) => groups.list(options),
      (options) => client.call("companies.create", toft, options),
    ];
    for (const [options, member] of wrong) {
      for (const call of calls) await refused(() => call(options as object), member);
    }
    const keyed: WriteOptions = { idempotencyKey: key };
    await refused(() => companies.createMany([toft], keyed), "idempotencyKey");
    await refused(() => companies.replace("c", toft, keyed), "idempotencyKey");
    await refused(() => companies.createMany([toft], { Journal: "j" } as object), "Journal");
    for (const value of [null, Number.NaN, 5, Symbol("k"), () => key, new String(key), {}]) {
      await refused(() => companies.create(toft, { idempotencyKey: value } as object), "idempotencyKey");
    }
    const others: [object, string][] = [
      [{ maxRetries: Number.NaN }, "maxRetries"],
      [{ maxRetries: null }, "maxRetries"],
      [{ timeout: null }, "timeout"],
      [{ firstUse: null }, "firstUse"],
      [{ signal: null }, "signal"],
      [{ signal: 0 }, "signal"],
      [{ signal: { aborted: false } }, "signal"],
    ];
    for (const [options, member] of others) await refused(() => companies.get("c", options), member);
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("the options of clients, sandboxes and webhooks are checked in the same way", async () => {
  const wrong: [unknown, string][] = [
    [null, "options"],
    ["key", "options"],
    [new Map(), "options"],
    [{ apikey: "key" }, "apikey"],
    [{ apiKey: null }, "apiKey"],
    [{ apiKey: "key", maxRetries: Number.NaN }, "maxRetries"],
    [{ apiKey: "key", userAgent: Symbol("agent") }, "userAgent"],
  ];
  for (const [options, member] of wrong) {
    const isRefused = (e: unknown): boolean => e instanceof InvalidArgumentError && e.member === member;
    assert.throws(() => new Client(options as ClientOptions), isRefused, member);
  }
  await refused(() => startSandbox(null as never), "options");
  await refused(() => startSandbox({ dB: "x" } as object), "dB");
  await refused(() => startSandbox({ startTime: new Date(Number.NaN) }), "startTime");
  for (const options of [null, { tolerance: 5 }, { now: Number.NaN }]) {
    assert.throws(() => verifyWebhook("whsec_QQ==", {}, Buffer.from("{}"), options as object), InvalidArgumentError);
  }
});

test("a value that JSON would drop is refused, with its name", () =>
  withSandbox(async (client, sandbox) => {
    const { companies, connections } = client;
    const values = [Symbol("a"), undefined, () => "a", Number.NaN, Infinity, 5n, new Map(), new Set(["a"]), new String("a")];
    for (const value of values) {
      const pairs = { pair: value } as never;
      await refused(() => companies.create({ name: "Toft", tags: pairs }), "tags.pair");
      await refused(() => connections.updateAuthorization("c", "d", pairs), "authorization.pair");
      await refused(() => companies.linkUrl("c", pairs), "parameters.pair");
      await refused(() => client.call("companies.create", { name: "Toft", tags: pairs }), "tags.pair");
    }
    await refused(() => companies.create({ name: "Toft", tags: new Map([["a", "b"]]) as never }), "tags");
    await refused(() => connections.updateAuthorization("c", "d", new Map([["a", "b"]]) as never), "authorization");
    for (const page of [Number.NaN, Infinity]) await refused(() => companies.list({ page }), "page");
    await refused(() => companies.get(Symbol("c") as never), "companyId");
    await refused(() => companies.createMany([{ name: "Toft", tags: { a: Symbol("b") as never } }]), "companies[0].tags.a");
    assert.equal((await sandbox.stats()).requests, 0);
  }));

/** A class with getters. */
class Bakery {
  readonly #name: string;
  readonly #tags: Record<string, string>;

  constructor(name: string, tags: Record<string, string> = {}) {
    this.#name = name;
    this.#tags = tags;
  }

  get name(): string {
    return this.#name;
  }

  get tags(): object {
    const tags = this.#tags;
    return new (class {
      get region(): string | undefined {
        return tags.region;
      }
    })();
  }

  greet(): string {
    return `Welcome to ${this.#name}`;
  }
}

test("getters of a class count as fields, and those of Object.prototype do not", () =>
  withSandbox(async (client, sandbox) => {
    const made = await client.companies.create(new Bakery("Toft", { region: "uk" }) as never);
    assert.equal(made.name, "Toft");
    assert.deepEqual(made.tags, { region: "uk" });
    const key = randomUUID();
    class Options {
      get idempotencyKey(): string {
        return key;
      }
    }
    for (let time = 0; time < 2; time += 1) await client.companies.create({ name: "Once" }, new Options());
    assert.equal((await sandbox.stats()).companies, 2);
    const root = Object.prototype as { idempotencyKey?: string; description?: string };
    try {
      Object.assign(root, { idempotencyKey: key, description: "not mine" });
      const own = await client.companies.create({ name: "Own" }, {});
      assert.notEqual(own.meta.idempotencyKey, key);
      assert(!Object.hasOwn(own, "description") || own.description === null);
    } finally {
      delete root.idempotencyKey;
      delete root.description;
    }
  }));
