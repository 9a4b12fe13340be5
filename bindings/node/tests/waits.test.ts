/** Waiting, which costs no thread. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { CallTimeoutError, ForbiddenError, NotFoundError, UnexpectedResponseError } from "codat";

import { withSandbox } from "./support.js";

test("100 concurrent waits delay neither each other nor other calls", () =>
  withSandbox(
    async (client, sandbox) => {
      await sandbox.setLimits({ requestsPerDay: 1_000_000, concurrentRequests: 1000 });
      const { results } = await client.companies.createMany(
        Array.from({ length: 100 }, (_, number) => ({ name: `Shop ${number}` })),
      );
      const ids = results.map(({ companyId }) => String(companyId));
      const ended: string[] = [];
      const waits = ids.map(async (id) => {
        const { status } = await client.connections.waitUntilLinked(id, { pollInterval: 50 });
        assert.equal(status, "Linked");
        ended.push(id);
      });
      // The last to be waited for is the first to authorize.
      for (const id of ids.toReversed()) await sandbox.linkPlatform(id);
      await Promise.all(waits);
      assert.equal(new Set(ended).size, 100);
    },
    { timeout: 600_000 },
  ));

test("a wait times out, and the error says what it waited for", () =>
  withSandbox(async (client) => {
    const { id } = await client.companies.create({ name: "Toft" });
    const wait = client.connections.waitUntilLinked(id, { pollInterval: 10 }, { timeout: 100 });
    const error = await wait.catch((e: unknown) => e);
    assert(error instanceof CallTimeoutError);
    assert.equal(error.operation, "connections.wait_until_linked");
    assert.equal(error.message, "the customer had not authorized when the time was up");
    assert(error.meta.attempts > 1);
    assert(error.retryable);
    const never = client.connections.waitUntilLinked(id, {}, { timeout: 0 });
    await assert.rejects(never, (e) => e instanceof CallTimeoutError && e.meta.attempts === 0);
  }));

test("a poll that fails ends the wait with its error", () =>
  withSandbox(async (client, sandbox) => {
    const error = await client.connections.waitUntilLinked("nobody").catch((e: unknown) => e);
    assert(error instanceof NotFoundError);
    assert.equal(error.operation, "connections.wait_until_linked");
    const { id } = await client.companies.create({ name: "Toft" });
    await sandbox.queueFaults({ effect: "delay", delayMs: 0 }, { effect: "status", status: 403 });
    const later = client.connections.waitUntilLinked(id, { pollInterval: 10 });
    await assert.rejects(later, (e) => e instanceof ForbiddenError && e.meta.attempts === 2);
  }));

test("a pull that has ended is not polled again", () =>
  withSandbox(async (client, sandbox) => {
    const { id } = await client.companies.create({ name: "Toft" });
    await sandbox.linkPlatform(id);
    const pull = (progress: number): object => ({ id: "p", dataType: "invoices", status: "Simmering", progress });
    const answer = (body: object) => ({ effect: "status", status: 200, body: JSON.stringify(body) }) as const;
    await sandbox.queueFaults(
      answer(pull(100)),
      answer({ ...pull(99), id: "q" }),
      answer({ ...pull(99), id: "q", isErrored: true }),
    );
    const what = { pullOperationIds: ["p", "q"], pollInterval: 10 };
    const outcome = await client.refresh.waitUntilComplete(id, what);
    assert.deepEqual(outcome.items.map(({ failed }) => failed), [false, true]);
    assert.equal(outcome.failed, true);
    assert.equal(outcome.meta.attempts, 3);
  }));

test("a type of data that was never pulled is not waited for, and has failed if it is named", () =>
  withSandbox(async (client, sandbox) => {
    const body = { suppliers: { dataType: "suppliers" }, bills: { dataType: "bills", currentStatus: null }, items: null };
    const complete = { dataType: "invoices", currentStatus: "Complete" };
    await sandbox.queueFaults({ effect: "status", status: 200, body: { ...body, invoices: complete }, times: 9 });
    const all = await client.refresh.waitUntilComplete("c");
    assert.deepEqual(all, { failed: false, items: [{ dataType: "invoices", failed: false, dataStatus: complete }] });
    const dataTypes = ["suppliers", "bills", "items", "payments", "invoices", "constructor"];
    const named = await client.refresh.waitUntilComplete("c", { dataTypes });
    assert.equal(named.failed, true);
    assert.deepEqual(named.items.map(({ failed }) => failed), [true, true, true, true, false, true]);
    assert.deepEqual((await client.refresh.getDataStatus("c")).suppliers, body.suppliers);
  }));

test("an invalid status ends a wait", () =>
  withSandbox(async (client, sandbox) => {
    for (const invoices of [5, "Complete", { currentStatus: 5 }, { currentStatus: {} }]) {
      await sandbox.queueFaults({ effect: "status", status: 200, body: { invoices } });
      const wait = client.refresh.waitUntilComplete("c", {}, { timeout: 5000 });
      await assert.rejects(wait, (e) => e instanceof UnexpectedResponseError && !e.outcomeUnknown);
    }
  }));

test("a list of connections that never ends ends a wait", () =>
  withSandbox(async (client, sandbox) => {
    const page = { results: [{ id: "1", status: "PendingAuth" }], _links: { next: { href: "/" } }, totalResults: 1 };
    await sandbox.queueFaults({ effect: "status", status: 200, body: page, times: 1000 });
    const wait = client.connections.waitUntilLinked("c", {}, { timeout: 20_000 });
    await assert.rejects(wait, (e) => e instanceof UnexpectedResponseError && e.operation === "connections.wait_until_linked");
    assert((await sandbox.stats()).requests < 20);
  }));
