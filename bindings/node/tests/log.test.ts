/** What clients tell of their calls, and what they never do. */

import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";

import { CallCancelledError, InvalidArgumentError, type LogEvent, type LogLevel } from "codat";

import { seen, SLOW, withSandbox } from "./support.js";

/** A list, and the options of a client that adds to it what it tells. */
function listening(logLevel: LogLevel): [LogEvent[], { logLevel: LogLevel; log: (event: LogEvent) => void }] {
  const events: LogEvent[] = [];
  return [events, { logLevel, log: (event) => void events.push(event) }];
}

test("a retry and a success are logged before the call returns", async () => {
  const [events, options] = listening("debug");
  await withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ effect: "status", status: 503 });
    await client.groups.list();
    assert.deepEqual(events.map(({ level, event, attempt }) => [level, event, attempt]), [
      ["warn", "retry", 1],
      ["debug", "succeeded", 2],
    ]);
    assert.equal(events[0]?.operation, "groups.list");
    assert.equal(events[0].kind, "server");
    assert(!JSON.stringify(events).includes(sandbox.apiKey));
  }, options);
});

test("a log callback receives events of its level and above", async () => {
  const [events, options] = listening("info");
  await withSandbox(async (client) => {
    await client.groups.list();
    await client.companies.get("nobody").catch(() => undefined);
    assert.deepEqual(events.map(({ level }) => level), ["info"]);
  }, options);
  const wrong = { log: () => undefined, logLevel: "loud" as LogLevel };
  await assert.rejects(withSandbox(() => Promise.resolve(), wrong), InvalidArgumentError);
});

test("a listener runs in the context of the call", async () => {
  const contexts = new AsyncLocalStorage<string>();
  const told: (string | undefined)[] = [];
  const hear = (): void => void told.push(contexts.getStore());
  await withSandbox(
    async (client, sandbox) => {
      await sandbox.seedCompanies(3);
      const pages = async (): Promise<void> => {
        for await (const company of client.companies.iterate({ pageSize: 1 })) assert(company.id);
      };
      await contexts.run("pages", pages);
      await Promise.all([
        contexts.run("a list", () => client.groups.list()),
        contexts.run("a run", () => client.companies.createMany([{ name: "Toft" }], { onProgress: hear })),
        client.groups.list(),
      ]);
    },
    { logLevel: "debug", log: hear },
  );
  const count = (context?: string): number => told.filter((each) => each === context).length;
  assert.equal(count("a list"), 1);
  assert.equal(count(undefined), 1);
  // The progress of one company, and the log lines of the run and of its call; and three pages, two of them fetched ahead.
  assert.deepEqual([count("a run"), count("pages")], [3, 3]);
});

test("a listener may throw, and may make calls", async () => {
  const inner: Promise<unknown>[] = [];
  let told = 0;
  await withSandbox(
    async (client, sandbox) => {
      client.close();
      using loud = sandbox.client({
        logLevel: "debug",
        log: (event) => {
          told += 1;
          if (event.operation === "companies.list") inner.push(loud.groups.list());
          if (told === 1) throw new Error("the disk is full");
          return Promise.reject(new Error("the disk is full"));
        },
      });
      await loud.companies.list();
      assert.equal(inner.length, 1);
      await Promise.all(inner);
      assert.equal(told, 2);
    },
    {},
  );
});

test("concurrent calls, pages ahead and runs are logged, and nothing deadlocks", async () => {
  const [events, options] = listening("debug");
  await withSandbox(
    async (client, sandbox) => {
      await sandbox.setLimits({ requestsPerDay: 1_000_000, concurrentRequests: 1000 });
      await sandbox.seedCompanies(200);
      const rows = async (): Promise<void> => {
        // Leaving ends what may be telling of itself just now.
        for await (const company of client.companies.iterate({ pageSize: 10 })) if (company.name?.endsWith("7")) break;
      };
      await Promise.all([
        ...Array.from({ length: 100 }, () => client.groups.list()),
        ...Array.from({ length: 30 }, rows),
        client.companies.createMany(Array.from({ length: 50 }, (_, number) => ({ name: `Shop ${number}` }))),
      ]);
      const count = (operation: string): number => events.filter((each) => each.operation === operation).length;
      assert.equal(count("groups.list"), 100);
      assert(count("companies.create") >= 50);
    },
    { ...options, timeout: 600_000 },
  );
});

test("calls of a closed client are logged until they end", async () => {
  const [events, options] = listening("debug");
  await withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults(SLOW);
    const controller = new AbortController();
    const call = client.groups.list({ signal: controller.signal });
    await seen(sandbox, 1);
    client.close();
    controller.abort();
    await assert.rejects(call, CallCancelledError);
    assert.deepEqual(events.map(({ kind }) => kind), ["cancelled"]);
  }, options);
});
