/** Cancelling: at once, at any point of the call, and the client still works. */

import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { CallCancelledError, CallTimeoutError, type Client, type Sandbox } from "codat";

import { seen, SLOW, withSandbox } from "./support.js";

/** Cancels a call at the point that the test wants, and returns its error. */
async function cancelled(
  call: (signal: AbortSignal) => Promise<unknown>,
  running: () => Promise<void>,
): Promise<CallCancelledError> {
  const controller = new AbortController();
  const failure = call(controller.signal).then(
    () => assert.fail("it was not cancelled"),
    (error: unknown) => error,
  );
  await running();
  const reason = new Error("no longer wanted");
  controller.abort(reason);
  const error = await failure;
  assert(error instanceof CallCancelledError, String(error));
  assert.equal(error.cause, reason);
  assert.equal(getEventListeners(controller.signal, "abort").length, 0);
  return error;
}

const PLACES: Record<string, (client: Client, sandbox: Sandbox) => Promise<CallCancelledError>> = {
  "waiting for the response": async (client, sandbox) => {
    await sandbox.queueFaults(SLOW);
    const create = (signal: AbortSignal): Promise<unknown> => client.companies.create({ name: "Late" }, { signal });
    const error = await cancelled(create, () => seen(sandbox, 1));
    assert(error.outcomeUnknown);
    assert.match(error.meta.idempotencyKey ?? "", /^[0-9a-f-]{36}$/);
    return error;
  },
  "in back-off": async (client, sandbox) => {
    await sandbox.queueFaults({ effect: "status", status: 503, headers: { "Retry-After": "30" } });
    return cancelled((signal) => client.groups.list({ signal }), () => seen(sandbox, 1));
  },
  "in the pause of a wait": async (client, sandbox) => {
    const { id } = await client.companies.create({ name: "Toft" });
    const wait = (signal: AbortSignal): Promise<unknown> =>
      client.connections.waitUntilLinked(id, { pollInterval: 60_000 }, { signal });
    const error = await cancelled(wait, () => seen(sandbox, 2));
    assert.equal(error.operation, "connections.wait_until_linked");
    return error;
  },
  "just before the pause of a wait": async (client, sandbox) => {
    const { id } = await client.companies.create({ name: "Toft" });
    const controller = new AbortController();
    const reason = new Error("no longer wanted");
    // The poll has its response by then.
    using loud = sandbox.client({ logLevel: "debug", log: () => { controller.abort(reason); } });
    const { signal } = controller;
    const began = performance.now();
    const error = await loud.connections.waitUntilLinked(id, { pollInterval: 20_000 }, { signal }).catch((e: unknown) => e);
    assert(error instanceof CallCancelledError && error.cause === reason);
    assert(performance.now() - began < 10_000);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    return error;
  },
  "between two pages": async (client, sandbox) => {
    await sandbox.seedCompanies(30);
    const controller = new AbortController();
    const rows = client.companies.iterate({ pageSize: 10 }, { signal: controller.signal });
    await rows.pages.next();
    await seen(sandbox, 2);
    controller.abort();
    // Also if that page has arrived already, or would have to wait for its turn.
    const error = await rows.pages.next().catch((e: unknown) => e);
    assert(error instanceof CallCancelledError);
    return error;
  },
  "waiting for its turn": async (client, sandbox) => {
    await sandbox.queueFaults({ ...SLOW, times: 10 });
    const hogs = new AbortController();
    const slow = Array.from({ length: 10 }, () => client.groups.list({ signal: hogs.signal }).catch(() => undefined));
    await seen(sandbox, 10);
    const error = await cancelled((signal) => client.groups.list({ signal }), () => Promise.resolve());
    assert.equal(error.meta.attempts, 0);
    const late = await client.groups.list({ timeout: 20 }).catch((e: unknown) => e);
    assert(late instanceof CallTimeoutError);
    hogs.abort();
    await Promise.all(slow);
    await sandbox.clearFaults();
    return error;
  },
};

for (const [place, test_] of Object.entries(PLACES)) {
  test(`a call is cancelled ${place}`, () =>
    withSandbox(async (client, sandbox) => {
      assert.equal((await test_(client, sandbox)).kind, "cancelled");
      await client.groups.list();
    }));
}

test("with a signal that was aborted before, nothing is sent", () =>
  withSandbox(async (client, sandbox) => {
    const signal = AbortSignal.abort("gone");
    const calls = [
      client.companies.create({ name: "Late" }, { signal }),
      client.connections.waitUntilLinked("c", {}, { signal }),
      client.companies.iterate({}, { signal }).pages.next(),
      client.companies.createMany([{ name: "Late" }], { signal }),
    ];
    for (const call of await Promise.allSettled<unknown>(calls)) {
      const error: unknown = call.status === "rejected" && call.reason;
      assert(error instanceof CallCancelledError);
      assert.equal(error.cause, "gone");
      assert(!error.outcomeUnknown);
    }
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("one signal cancels many calls, and keeps no listener of calls that ended", () =>
  withSandbox(async (client, sandbox) => {
    const controller = new AbortController();
    const { signal } = controller;
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on("warning", warn);
    await Promise.all(Array.from({ length: 50 }, () => client.groups.list({ signal })));
    for await (const company of client.companies.iterate({}, { signal })) assert.fail(company.id);
    await client.companies.get("nobody", { signal }).catch(() => undefined);
    assert.equal(getEventListeners(signal, "abort").length, 0);
    await sandbox.queueFaults({ ...SLOW, times: 20 });
    const before = (await sandbox.stats()).requests;
    const calls = Array.from({ length: 20 }, () => client.groups.list({ signal }));
    const outcomes = Promise.allSettled(calls);
    await seen(sandbox, before + 1);
    controller.abort();
    for (const outcome of await outcomes) {
      assert(outcome.status === "rejected" && outcome.reason instanceof CallCancelledError);
    }
    assert.equal(getEventListeners(signal, "abort").length, 0);
    process.off("warning", warn);
    assert.deepEqual(warnings, []);
  }));

test("an error of a cancelled call is plain data, whatever it was cancelled with", () =>
  withSandbox(async (client, sandbox) => {
    const loop: Record<string, unknown> = { big: 5n, done: () => undefined };
    loop.loop = loop;
    for (const [number, reason] of [loop, new Error("enough"), Symbol("enough")].entries()) {
      await sandbox.queueFaults(SLOW);
      const controller = new AbortController();
      const call = client.companies.create({ name: "Toft" }, { signal: controller.signal });
      await seen(sandbox, number + 1);
      controller.abort(reason);
      const error = await call.catch((e: unknown) => e);
      assert(error instanceof CallCancelledError && error.cause === reason);
      assert(!Object.keys(error).includes("cause"));
      const data = structuredClone(error.toJSON());
      assert(!("cause" in data) && data.outcomeUnknown);
      assert(JSON.stringify(error).includes(error.idempotencyKey ?? "none"));
    }
  }));
