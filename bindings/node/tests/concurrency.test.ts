/** How much runs at once: each client's calls on its own connections, and none of them on threads of Node's. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { CallTimeoutError, Client, type ClientOptions } from "codat";

import { ROOT, until } from "./support.js";

/** A service that holds its responses back until it is told to send them. */
class Holding implements AsyncDisposable {
  /** The requests that have no response yet. */
  readonly held: ServerResponse[] = [];
  /** How many those were at most. */
  most = 0;
  /** Called for each request. */
  arrived: () => void = () => undefined;
  readonly #server = createServer((_, response) => {
    this.held.push(response);
    this.most = Math.max(this.most, this.held.length);
    this.arrived();
  });

  async start(): Promise<this> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return this;
  }

  get options(): { baseUrl: string; apiKey: string } {
    return { baseUrl: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`, apiKey: "key" };
  }

  client(options: ClientOptions = {}): Client {
    return new Client({ ...this.options, timeout: 600_000, attemptTimeout: 600_000, ...options });
  }

  /** Responds to all that wait. */
  release(): void {
    for (const response of this.held.splice(0)) response.end('{"id":"1","name":"Toft","redirect":"","results":[]}');
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    return Promise.resolve();
  }
}

for (const [name, most, options] of [
  ["the default", 10, {}],
  ["maxConnections", 64, { maxConnections: 64 }],
] as const) {
  test(`2,000 calls at once keep ${most} in flight, which is ${name}`, async () => {
    await using service = await new Holding().start();
    let left = 2000;
    // Fewer at once would wait for ever.
    service.arrived = () => {
      if (service.held.length < Math.min(most, left)) return;
      left -= service.held.length;
      service.release();
    };
    using client = service.client(options);
    const companies = await Promise.all(Array.from({ length: left }, () => client.companies.get("1")));
    assert.equal(companies.length, 2000);
    assert.equal(service.most, most);
    const waited = companies.map(({ meta }) => meta.queuedMs ?? 0);
    assert(waited.every((time, at) => time <= (companies[at]?.meta.elapsedMs ?? 0)));
    assert(Math.max(...waited) > 0);
  });
}

test("slow calls of one client do not delay those of another", async () => {
  await using service = await new Holding().start();
  await using other = await new Holding().start();
  other.arrived = () => { other.release(); };
  using slow = service.client();
  using quick = other.client();
  const calls = Array.from({ length: 20 }, () => slow.groups.list());
  await until(() => service.held.length === 10);
  for (let turn = 0; turn < 20; turn += 1) await quick.groups.list();
  assert.equal(service.held.length, 10);
  service.arrived = () => { service.release(); };
  service.release();
  await Promise.all(calls);
});

/** Counts the requests that it responds to, so that a thread that does not turn its event loop can wait for them. */
const COUNTING = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:http").createServer((_, response) => {
    Atomics.add(workerData, 0, 1);
    Atomics.notify(workerData, 0);
    response.end('{"results":[]}');
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

test("many pending events do not block the event loop", async () => {
  const requests = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(COUNTING, { eval: true, workerData: requests });
  const [port] = (await once(worker, "message")) as [number];
  using client = new Client({ baseUrl: `http://127.0.0.1:${port}`, apiKey: "key", timeout: 600_000 });
  const calls = Promise.all(Array.from({ length: 2000 }, () => client.groups.list()));
  // From here on all calls end, and none of their events is delivered.
  for (let count = 0; count < 2000; count = Atomics.load(requests, 0)) Atomics.wait(requests, 0, count);
  let turns = 0;
  let next: NodeJS.Immediate | undefined;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  turn();
  await calls;
  clearImmediate(next);
  await worker.terminate();
  // The last few calls may end one by one.
  assert(turns > 25, `${turns} turns`);
});

test("slow calls of several workers do not use Node's thread pool", async () => {
  await using service = await new Holding().start();
  const body = `
    const { workerData } = require("node:worker_threads");
    const { Client } = require(workerData.codat);
    const client = new Client(workerData.options);
    for (let call = 0; call < 3; call += 1) client.groups.list();`;
  const workerData = { options: service.options, codat: join(ROOT, "bindings/node/dist/index.js") };
  const workers = Array.from({ length: 3 }, () => new Worker(body, { eval: true, workerData }));
  const ended = workers.map((worker) => once(worker, "exit"));
  await until(() => service.held.length === 9);
  await Promise.all(Array.from({ length: 8 }, () => readFile(__filename)));
  assert.equal(service.held.length, 9);
  service.release();
  assert.deepEqual(await Promise.all(ended), [[0], [0], [0]]);
});

test("a timeout includes the time in the request queue", async () => {
  await using service = await new Holding().start();
  using client = service.client({ timeout: 500, maxRetries: 0 });
  const began = performance.now();
  const calls = Array.from({ length: 30 }, () => client.groups.list().catch((error: unknown) => error));
  for (const [number, error] of (await Promise.all(calls)).entries()) {
    assert(error instanceof CallTimeoutError, `${number}: ${String(error)}`);
    assert(error.meta.elapsedMs >= 490, `${error.meta.elapsedMs} ms`);
    if (number >= 10) assert((error.meta.queuedMs ?? 0) >= 400, `${number}: ${String(error.meta.queuedMs)} ms`);
  }
  // One after another they would take three times as long as one.
  assert(performance.now() - began < 1400);
  assert.equal(service.most, 10);
});
