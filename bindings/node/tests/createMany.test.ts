/** Lists of companies. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { type CreateManyEvent, errorFrom, PaymentRequiredError } from "codat";

import { seen, SLOW, withSandbox } from "./support.js";

const LIST = Array.from({ length: 40 }, (_, number) => ({
  name: `Shop ${number}`,
  tags: { reference: `R-${number}` },
}));

test("each company is reported, and the outcome is in the order of the list", () =>
  withSandbox(async (client) => {
    const events: CreateManyEvent[] = [];
    const group = await client.groups.create("Invoice finance");
    const outcome = await client.companies.createMany(
      LIST.map((company) => ({ ...company, groups: [group] })),
      { concurrency: 4, onProgress: (event) => events.push(event) },
    );
    assert.equal(outcome.created, 40);
    assert.deepEqual(outcome.results.map(({ index }) => index), LIST.map((_, index) => index));
    assert.deepEqual(events.map(({ done }) => done), LIST.map((_, index) => index + 1));
    assert.deepEqual(new Set(events.map(({ index }) => index)), new Set(LIST.keys()));
    for (const { company, index, outcome: fate } of events) {
      assert.equal(fate, "created");
      assert.equal(company?.name, LIST[index]?.name);
      assert.equal(company?.groups?.[0]?.id, group.id);
    }
  }));

test("an exception in onProgress ends the run, and the journal resumes it", () =>
  withSandbox(async (client, sandbox) => {
    const folder = mkdtempSync(join(tmpdir(), "codat-"));
    try {
      const options = { journal: join(folder, "journal"), lookupTag: "reference", concurrency: 2 };
      const problem = new Error("the disk is full");
      const onProgress = ({ done }: CreateManyEvent): void => {
        if (done === 5) throw problem;
      };
      const thrown = await client.companies.createMany(LIST, { ...options, onProgress }).catch((e: unknown) => e);
      assert.equal(thrown, problem);
      const { companies } = await sandbox.stats();
      assert(companies >= 5 && companies < 40, `${companies} companies`);
      const outcome = await client.companies.createMany(LIST, options);
      assert.equal(outcome.created + outcome.resumed + outcome.found, 40);
      assert.equal((await sandbox.stats()).companies, 40);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }));

test("a rejected promise of onProgress ends the run", () =>
  withSandbox(async (client, sandbox) => {
    const problem = new Error("the disk is full");
    const onProgress = async ({ done }: CreateManyEvent): Promise<void> => {
      await Promise.resolve();
      if (done === 2) throw problem;
    };
    const thrown = await client.companies.createMany(LIST, { concurrency: 1, onProgress }).catch((e: unknown) => e);
    assert.equal(thrown, problem);
    assert((await sandbox.stats()).companies < 40);
    // The event of the last one comes after the run.
    const late = client.companies.createMany(LIST.slice(0, 2), { concurrency: 1, onProgress });
    assert.equal(await late.catch((e: unknown) => e), problem);
  }));

test("runs and calls leave a thread of Node's pool for files", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...SLOW, times: 99 });
    const controller = new AbortController();
    const { signal } = controller;
    const runs = Array.from({ length: 3 }, () => client.companies.createMany(LIST, { signal }));
    const calls = Array.from({ length: 5 }, () => client.groups.list({ signal }));
    let ended = 0;
    const all = [...runs, ...calls].map((each) => each.catch(() => undefined).finally(() => (ended += 1)));
    await seen(sandbox, 3);
    await readFile(__filename);
    assert.equal(ended, 0);
    controller.abort();
    await Promise.all(all);
  }));

test("a signal ends a run, which returns the outcome of each company", () =>
  withSandbox(async (client, sandbox) => {
    const controller = new AbortController();
    // One company is created; the next ones take longer than the event takes to get here.
    await sandbox.queueFaults({ effect: "delay", delayMs: 0 }, { effect: "delay", delayMs: 30_000, times: 3 });
    const outcome = await client.companies.createMany(LIST, {
      concurrency: 2,
      signal: controller.signal,
      onProgress: () => { controller.abort(); },
    });
    assert.equal(outcome.stopped, "cancelled");
    assert(outcome.notTried > 0);
    assert.equal((await sandbox.stats()).companies >= outcome.created, true);
  }));

test("a progress listener may make calls, and await them", () =>
  withSandbox(async (client, sandbox) => {
    const found: Promise<string>[] = [];
    const onProgress = ({ companyId }: CreateManyEvent): void => {
      found.push(client.companies.get(String(companyId)).then((company) => String(company.name)));
    };
    await client.companies.createMany(LIST, { onProgress });
    assert.deepEqual(new Set(await Promise.all(found)), new Set(LIST.map(({ name }) => name)));
    assert.equal((await sandbox.stats()).companies, 40);
  }));

test("more concurrent runs than threads finish, with other calls among them", () =>
  withSandbox(
    async (client, sandbox) => {
      await sandbox.setLimits({ requestsPerDay: 1_000_000, concurrentRequests: 1000 });
      const runs = Array.from({ length: 12 }, () => client.companies.createMany(LIST.slice(0, 5)));
      await client.groups.list();
      const outcomes = await Promise.all(runs);
      assert(outcomes.every(({ created }) => created === 5));
    },
    { timeout: 600_000 },
  ));

test("a failure that all companies would share ends the run", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.setLimits({ companies: 3 });
    const outcome = await client.companies.createMany(LIST, { concurrency: 1 });
    assert.equal(outcome.stopped, "payment_required");
    const failed = outcome.results.find(({ outcome: fate }) => fate === "failed");
    assert(errorFrom(failed?.error ?? {}) instanceof PaymentRequiredError);
  }));
