/** Going through lists, page after page, one ahead. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { Readable } from "node:stream";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";

import {
  CallCancelledError,
  CallTimeoutError,
  type Client,
  type Company,
  ForbiddenError,
  InvalidArgumentError,
  liveObjects,
  type Rows,
  type SandboxFault,
  UnexpectedResponseError,
} from "codat";

import { collect, seen, SLOW, until, withSandbox } from "./support.js";

const NOW: SandboxFault = { effect: "delay", delayMs: 0 };

/** The names of all rows. */
async function namesOf(rows: Rows<Company>): Promise<string[]> {
  const names = [];
  for await (const company of rows) names.push(String(company.name));
  return names;
}

test("an iteration returns the rows of all pages", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(25);
    const names = await namesOf(client.companies.iterate({ pageSize: 10, orderBy: "name" }));
    assert.equal(new Set(names).size, 25);
    assert.equal((await sandbox.requests()).filter((each) => each.path === "/companies").length, 3);
    const last = await namesOf(client.companies.iterate({ page: 3, pageSize: 10, orderBy: "name" }));
    assert.deepEqual(last, names.slice(20));
    const pages = [];
    for await (const page of client.companies.iterate({ pageSize: 10 }).pages) pages.push(page.length);
    assert.deepEqual(pages, [10, 10, 5]);
  }));

test("exactly one page is fetched ahead", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(50);
    const rows = client.companies.iterate({ pageSize: 10 });
    assert.equal((await sandbox.stats()).requests, 0);
    await rows.pages.next();
    await seen(sandbox, 2);
    // Of the sandbox's requests this one is the third: the second page was not asked for more than that.
    await client.groups.list();
    assert.equal((await sandbox.stats()).requests, 3);
    await rows.pages.next();
    await seen(sandbox, 4);
    assert.equal((await namesOf(rows)).length, 30);
    assert.deepEqual(await namesOf(rows), []);
  }));

const WAYS: Record<string, (client: Client) => Promise<void>> = {
  "leaving the loop": async (client) => {
    for await (const company of client.companies.iterate({ pageSize: 10 })) {
      assert(company.id);
      break;
    }
  },
  disposing: async (client) => {
    await using rows = client.companies.iterate({ pageSize: 10 });
    await rows.pages.next();
  },
  "forgetting it": async (client) => {
    await client.companies.iterate({ pageSize: 10 }).pages.next();
  },
};

for (const [way, leave] of Object.entries(WAYS)) {
  test(`${way} cancels what is fetched ahead`, () =>
    withSandbox(async (client, sandbox) => {
      await sandbox.seedCompanies(50);
      const before = liveObjects();
      await sandbox.queueFaults(NOW, SLOW);
      await leave(client);
      await until(() => {
        collect();
        return liveObjects() === before;
      });
      await until(async () => (await sandbox.stats()).connectionsOpen <= 1);
    }));
}

const ENDS: Record<string, (rows: Rows<Company>, each: AsyncGenerator<Company>) => Promise<unknown>> = {
  disposing: (rows) => rows[Symbol.asyncDispose](),
  "the end of its pages": (rows) => rows.pages.return(),
  "the end of its rows": (_, each) => each.return(undefined),
  "a stream that is destroyed": async (_, each) => {
    const stream = Readable.from(each);
    stream.resume();
    await setImmediate();
    stream.destroy();
    await once(stream, "close");
  },
};

for (const [way, end] of Object.entries(ENDS)) {
  test(`${way} ends the wait for a page`, () =>
    withSandbox(async (client, sandbox) => {
      await sandbox.queueFaults(SLOW);
      const before = liveObjects();
      const rows = client.companies.iterate();
      const each = rows[Symbol.asyncIterator]();
      const waiting = each.next();
      await seen(sandbox, 1);
      const began = performance.now();
      await end(rows, each);
      assert.equal((await waiting).done, true);
      // The response would take 30 seconds.
      assert(performance.now() - began < 15_000);
      assert.deepEqual(await namesOf(rows), []);
      await until(() => liveObjects() === before);
    }));
}

test("an error thrown into an iteration ends it", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(5);
    const each = client.companies.iterate()[Symbol.asyncIterator]();
    await each.next();
    await assert.rejects(each.throw(new RangeError("mine")), RangeError);
    assert.equal((await each.next()).done, true);
  }));

test("a row that moves to the next page is returned once", () =>
  withSandbox(async (client, sandbox) => {
    const page = (ids: string[], more: boolean): SandboxFault => {
      const _links = more ? { next: { href: "/companies?page=2" } } : {};
      const body = JSON.stringify({ results: ids.map((id) => ({ id, name: id })), _links });
      return { effect: "status", status: 200, body };
    };
    await sandbox.queueFaults(page(["1", "2"], true), page(["2", "3"], true), page(["3", "4"], false));
    assert.deepEqual(await namesOf(client.companies.iterate()), ["1", "2", "3", "4"]);
  }));

test("a failure ends an iteration", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(50);
    const before = liveObjects();
    await sandbox.queueFaults(NOW, { effect: "status", status: 403 });
    const rows = client.companies.iterate({ pageSize: 10 });
    assert.equal((await rows.pages.next()).value?.length, 10);
    await assert.rejects(namesOf(rows), ForbiddenError);
    assert.deepEqual(await namesOf(rows), []);
    assert.equal(liveObjects(), before);
    const refused = await namesOf(client.companies.iterate({ pageSize: 5001 })).catch((e: unknown) => e);
    assert(refused instanceof InvalidArgumentError && refused.member === "pageSize");
    assert.equal(liveObjects(), before);
  }));

test("a signal and a timeout end an iteration", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(50);
    const controller = new AbortController();
    const rows = client.companies.iterate({ pageSize: 10 }, { signal: controller.signal });
    await rows.pages.next();
    controller.abort("enough");
    const error = await namesOf(rows).catch((e: unknown) => e);
    assert(error instanceof CallCancelledError && error.cause === "enough");
    await sandbox.queueFaults({ ...SLOW, times: 2 });
    await assert.rejects(namesOf(client.companies.iterate({}, { timeout: 50 })), CallTimeoutError);
  }));

test("a signal ends a loop between two rows of a page", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(50);
    const before = liveObjects();
    const controller = new AbortController();
    const met: string[] = [];
    const loop = async (): Promise<void> => {
      for await (const { id } of client.companies.iterate({ pageSize: 20 }, { signal: controller.signal })) {
        met.push(id);
        if (met.length === 5) controller.abort("enough");
      }
    };
    const error = await loop().catch((e: unknown) => e);
    assert(error instanceof CallCancelledError && error.cause === "enough" && !error.outcomeUnknown);
    assert.equal(error.operation, "companies.list");
    assert.equal(met.length, 5);
    assert.equal(liveObjects(), before);
  }));

test("rows without an id are all returned", () =>
  withSandbox(async (client, sandbox) => {
    const page = (name: string, more: object): SandboxFault => ({
      effect: "status",
      status: 200,
      body: { results: [{ name }, { name }], totalResults: 4, ...more },
    });
    await sandbox.queueFaults(page("1", { _links: { next: { href: "/companies" } } }), page("2", {}));
    assert.deepEqual(await namesOf(client.companies.iterate()), ["1", "1", "2", "2"]);
  }));

test("a list that repeats a page, or never ends, is an error", () =>
  withSandbox(async (client, sandbox) => {
    const body = { results: [{ id: "1", name: "Toft" }], totalResults: 1, _links: { next: { href: "/companies" } } };
    await sandbox.queueFaults({ effect: "status", status: 200, body, times: 1000 });
    const error = await namesOf(client.companies.iterate({}, { timeout: 20_000 })).catch((e: unknown) => e);
    assert(error instanceof UnexpectedResponseError, String(error));
    assert((await sandbox.stats()).requests < 20);
  }));

test("an iteration that has begun continues when its client is closed", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(25);
    const rows = client.companies.iterate({ pageSize: 10 });
    await rows.pages.next();
    client.close();
    assert.equal((await namesOf(rows)).length, 15);
  }));

test("every list has its iterator", () =>
  withSandbox(async (client, sandbox) => {
    const { id } = await client.companies.create({ name: "Toft" });
    await sandbox.linkPlatform(id);
    await client.refresh.byDataType(id, "invoices");
    const count = async (rows: AsyncIterable<object>): Promise<number> => {
      const all = [];
      for await (const row of rows) all.push(row);
      return all.length;
    };
    assert.equal(await count(client.connections.iterate(id, { pageSize: 1 })), 1);
    assert.equal(await count(client.refresh.iteratePullOperations(id)), 1);
    const { totalResults } = await client.integrations.list();
    assert.equal(await count(client.integrations.iterate({ pageSize: 2 })), totalResults);
  }));
