/** Copies of what owns a native object: they own nothing, and hold no secret. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";

import { Client, InvalidHandleError, liveObjects, startSandbox } from "codat";

import { collect, withSandbox } from "./support.js";

const KEY = "a-key-that-nobody-may-see";

/** What other threads get of something. */
function posted(value: unknown): unknown {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value);
    return (receiveMessageOnPort(port2) as { message: unknown }).message;
  } finally {
    port1.close();
  }
}

const COPIES: Record<string, (value: object) => unknown> = {
  structuredClone,
  postMessage: posted,
  "JSON.stringify": (value) => JSON.parse(JSON.stringify(value)) as unknown,
};

for (const [way, copy] of Object.entries(COPIES)) {
  test(`${way} of a client makes no client, shows no secret, and leaves the client as it is`, async () => {
    await using sandbox = await startSandbox({ apiKey: KEY });
    using client = sandbox.client();
    const before = liveObjects();
    const copied = copy(client) as Client;
    assert(!JSON.stringify(copied).includes(KEY));
    assert.throws(() => { copied.close(); }, TypeError);
    assert.throws(() => copied.companies.list(), TypeError);
    assert(!(copied instanceof Client));
    const other = copy(sandbox) as typeof sandbox;
    assert.throws(() => other.client(), TypeError);
    collect();
    assert.equal(liveObjects(), before);
    assert.equal((await client.companies.list()).results.length, 0);
  });
}

test("copied properties of a client belong to the client, and are closed with it", () =>
  withSandbox(async (client) => {
    // eslint-disable-next-line @typescript-eslint/no-misused-spread -- that it is harmless is what is tested
    const spread = { ...client };
    const assigned = Object.assign(Object.create(null) as typeof spread, client);
    const inherited = Object.create(client) as Client;
    assert.throws(() => { inherited.close(); }, TypeError);
    for (const { groups } of [spread, assigned, inherited]) assert.deepEqual(await groups.list(), { results: [] });
    client.close();
    for (const { groups } of [spread, assigned, inherited]) await assert.rejects(groups.list(), InvalidHandleError);
  }));

test("an iteration cannot be copied, and a copied page has its rows", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.seedCompanies(3);
    const rows = client.companies.iterate();
    assert.throws(() => structuredClone(rows), { name: "DataCloneError" });
    const { value } = await rows.pages.next();
    assert.equal(value?.meta.status, 200);
    assert.equal(structuredClone(value).length, 3);
  }));
