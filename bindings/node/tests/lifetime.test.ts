/** How long things live: clients and sandboxes, calls, worker threads and the process. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";

import { InvalidHandleError, libraryVersion, liveObjects, startSandbox } from "codat";

import { ROOT, seen, SLOW, until, withSandbox, collect } from "./support.js";

/** Runs a program with `codat` and a sandbox at hand: what it prints, and the code that it ends with. */
function run(body: string): { out: string; code: number | null; signal: string | null; err: string } {
  const program = `
    const codat = require("codat");
    const { threadId } = require("node:worker_threads");
    (async () => {
      const sandbox = await codat.startSandbox();
      const slow = () => sandbox.queueFaults({ effect: "delay", delayMs: 30000 });
      const seen = async (count) => { while ((await sandbox.stats()).requests < count); };
      ${body}
    })();`;
  // Only a test that fails takes so long.
  const options = { cwd: join(ROOT, "bindings/node"), encoding: "utf8", timeout: 20_000 } as const;
  const { stdout, status, signal, stderr } = spawnSync(process.execPath, ["-e", program], options);
  return { out: stdout, code: status, signal, err: stderr };
}

test("the version is the library's", () => {
  assert.match(libraryVersion(), /^\d+\.\d+\.\d+$/);
});

test("calls in flight finish when the client is closed", () =>
  withSandbox(async (client, sandbox) => {
    // More than run at once: some wait for their turn.
    const calls = Array.from({ length: 20 }, (_, number) => client.companies.create({ name: `Shop ${number}` }));
    client.close();
    const made = await Promise.all(calls);
    assert.equal(new Set(made.map(({ id }) => id)).size, 20);
    assert.equal((await sandbox.stats()).companies, 20);
    await assert.rejects(client.groups.list(), InvalidHandleError);
  }));

test("clients are closed at any moment while others call", () =>
  withSandbox(async (_, sandbox) => {
    await sandbox.setLimits({ requestsPerDay: 1_000_000, concurrentRequests: 1000 });
    const work = async (turn: number): Promise<void> => {
      const client = sandbox.client({ timeout: 600_000 });
      const calls = Array.from({ length: 1 + (turn % 5) }, () => client.groups.list());
      if (turn % 2) await calls[0];
      client.close();
      assert((await Promise.all(calls)).every(({ results }) => results.length === 0));
    };
    await Promise.all(Array.from({ length: 60 }, (_each, turn) => work(turn)));
  }));

test("clients and sandboxes without references are freed", async () => {
  const before = liveObjects();
  const forget = async (): Promise<void> => {
    const sandbox = await startSandbox();
    await sandbox.client({ log: () => undefined }).groups.list();
  };
  await forget();
  assert(liveObjects() >= before + 2);
  await until(() => {
    collect();
    return liveObjects() === before;
  });
});

test("strings and contexts are freed, whatever the outcome of a call", () =>
  withSandbox(async (client, sandbox) => {
    const before = liveObjects();
    await client.groups.list();
    await client.companies.get("nobody").catch(() => undefined);
    await client.companies.get("a/b").catch(() => undefined);
    await client.groups.list({ maxRetries: -1 }).catch(() => undefined);
    await sandbox.queueFaults({ effect: "status", status: 200, body: '{"name":"No id"}' });
    await client.companies.get("1").catch(() => undefined);
    await sandbox.control("no-such-thing").catch(() => undefined);
    assert.equal(liveObjects(), before);
  }));

test("the event loop continues while calls wait", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.queueFaults({ ...SLOW, times: 99 });
    const controller = new AbortController();
    let ended = 0;
    const count = (): void => void (ended += 1);
    const calls = Array.from({ length: 10 }, () => client.groups.list({ signal: controller.signal }).catch(count));
    await seen(sandbox, 1);
    // Turns of the loop, and what else takes a thread of libuv's pool: none of it waits for a response.
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    const { readFile } = await import("node:fs/promises");
    await readFile(__filename);
    assert.equal(ended, 0);
    controller.abort();
    await Promise.all(calls);
    assert.equal(ended, 10);
  }));

test("the process ends when nothing is in flight, with a client and a sandbox left open", () => {
  const { out, code, err } = run('sandbox.client({ log() {} }); console.log("done");');
  assert.deepEqual([out, code, err], ["done\n", 0, ""]);
});

test("a call that waited in the queue does not keep a finished process running", () => {
  const { out, code, err } = run(`
    await sandbox.queueFaults({ effect: "delay", delayMs: 100, times: 3 });
    const client = sandbox.client();
    const calls = [1, 2, 3].map(() => client.groups.list());
    const rows = client.companies.iterate({}, { timeout: 600000 });
    process.on("exit", () => rows); // It is not collected.
    await Promise.all([...calls, rows.pages.next()]);
    console.log("done");`);
  assert.deepEqual([out, code, err], ["done\n", 0, ""]);
});

test("the process waits for a call that is in flight", () => {
  const { out, code } = run(`
    await sandbox.queueFaults({ effect: "delay", delayMs: 200 });
    sandbox.client().groups.list().then(({ results }) => console.log(results.length));`);
  assert.deepEqual([out, code], ["0\n", 0]);
});

for (const options of ["", '{ log() {}, logLevel: "debug" }']) {
  test(`process.exit ends calls in flight${options && ", and are told of"}`, () => {
    const { code, err } = run(`
      process.on("exit", () => console.error("an exit listener"));
      await slow();
      sandbox.client(${options}).groups.list().catch(() => {});
      await seen(1);
      process.exit(3);`);
    assert.deepEqual([code, err], [3, "an exit listener\n"]);
  });
}

/** Ways for a program to end while calls are pending, and the code it ends with. */
const ENDS: Record<string, [body: string, code: number]> = {
  "by itself": ["", 0],
  "with process.exit": ["setImmediate(() => process.exit(3));", 3],
  "with process.exit from a listener": ["client.groups.list().then(() => process.exit(3));", 3],
  "with process.exit in `log`": ["exit = 3;", 3],
  "with process.exit while JavaScript was busy": [
    "const end = Date.now() + 20; while (Date.now() < end); process.exit(3);",
    3,
  ],
  "with an error": ['setImmediate(() => { throw new Error("mine"); });', 1],
  "with an error from a listener": ['client.groups.list().then(() => { throw new Error("mine"); });', 1],
  "with SIGTERM": ['process.on("SIGTERM", () => process.exit(3)); process.kill(process.pid, "SIGTERM");', 3],
};

/** How often; more when a change may have made an end a matter of luck. */
const TIMES = Number(process.env.CODAT_ENDS ?? 5);

for (const [way, [body, expected]] of Object.entries(ENDS)) {
  test(`a program that ends ${way} with calls pending neither crashes nor hangs`, () => {
    for (let time = 0; time < TIMES; time += 1) {
      const { code, signal, err } = run(`
        await sandbox.setLimits({ requestsPerDay: 1000000, concurrentRequests: 1000 });
        let exit;
        const log = () => { if (exit) process.exit(exit); };
        const client = sandbox.client({ log, logLevel: "debug", timeout: 600000 });
        for (let call = 0; call < 200; call += 1) client.groups.list();
        const rows = client.companies.iterate();
        rows.pages.next();
        ${body}`);
      assert.deepEqual([code, signal], [expected, null], err);
    }
  });
}

/** Ways for a worker to end while calls are pending: what it does when all have begun, and what is done to it. */
const WORKER_ENDS: Record<string, [body: string, code: number, end?: string]> = {
  "is terminated": ["", 1, "worker.terminate();"],
  "calls process.exit": ["process.exit(3);", 3],
  "calls process.exit in `log`": ["exit = 3;", 3],
  "throws": ['setImmediate(() => { throw new Error("mine"); });', 1],
};

for (const [way, [body, expected, end = ""]] of Object.entries(WORKER_ENDS)) {
  test(`a worker that ${way} with calls pending neither crashes nor hangs`, () => {
    const { out, code, signal, err } = run(`
      const { Worker } = require("node:worker_threads");
      await sandbox.setLimits({ requestsPerDay: 1000000, concurrentRequests: 1000 });
      const body = \`
        const codat = require("codat");
        const { workerData, parentPort } = require("node:worker_threads");
        let exit;
        const log = () => { if (exit) process.exit(exit); };
        const client = new codat.Client({ ...workerData, log, logLevel: "debug", timeout: 600000 });
        for (let call = 0; call < 200; call += 1) client.groups.list();
        client.companies.iterate().pages.next();
        parentPort.postMessage("begun");
        ${body}\`;
      const workerData = { baseUrl: sandbox.baseUrl, apiKey: sandbox.apiKey };
      const codes = new Set();
      for (let time = 0; time < ${TIMES}; time += 1) {
        const worker = new Worker(body, { eval: true, workerData });
        worker.on("error", () => {});
        const ended = new Promise((resolve) => worker.on("exit", resolve));
        await new Promise((resolve) => worker.once("message", resolve));
        ${end}
        codes.add(await ended);
      }
      const { results } = await sandbox.client().groups.list();
      console.log(...codes, results.length, codat.liveObjects() <= 3);`);
    assert.deepEqual([out, code, signal], [`${expected} 0 true\n`, 0, null], err);
  });
}

test("a worker that is terminated with calls pending ends at once, and other workers continue", () => {
  const { out, code, signal } = run(`
    const { Worker } = require("node:worker_threads");
    const { once } = require("node:events");
    const body = 'const codat = require("codat"); const { workerData, parentPort } = require("node:worker_threads");' +
      'const client = new codat.Client({ ...workerData, log() {}, logLevel: "debug" });' +
      'for (let call = 0; call < 80; call += 1) client.groups.list().catch(() => {});' +
      'client.companies.iterate().pages.next().catch(() => {}); parentPort.postMessage("begun");';
    const workerData = { baseUrl: sandbox.baseUrl, apiKey: sandbox.apiKey };
    await sandbox.queueFaults({ effect: "delay", delayMs: 30000, times: 1000 });
    for (let time = 0; time < 5; time += 1) {
      const workers = [1, 2, 3].map(() => new Worker(body, { eval: true, workerData }));
      await Promise.all(workers.map((worker) => once(worker, "message")));
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
    await sandbox.clearFaults();
    console.log((await sandbox.client().groups.list()).results.length, codat.liveObjects() <= 3);`);
  assert.deepEqual([out, code, signal], ["0 true\n", 0, null]);
});

test("process.exit ends a run with onProgress", () => {
  const { code } = run(`
    const client = sandbox.client();
    const onProgress = ({ done }) => { if (done === 3) process.exit(4); };
    client.companies.createMany(Array.from({ length: 50 }, () => ({ name: "Shop" })), { onProgress });`);
  assert.equal(code, 4);
});

const WORKER = `
  const { parentPort, workerData } = require("node:worker_threads");
  const codat = require(workerData.codat);
  (async () => {
    const events = [];
    const client = new codat.Client({ ...workerData.options, logLevel: "debug", log: (event) => events.push(event) });
    const made = await client.companies.create({ name: "Shop", description: workerData.name });
    const names = [];
    for await (const company of client.companies.iterate({ pageSize: 2 })) { names.push(company.name); if (names.length > 4) break; }
    const many = await client.companies.createMany([{ name: "A" }, { name: "B" }], { onProgress() {} });
    const mine = await client.companies.get(made.id);
    client.close();
    parentPort.postMessage({ description: mine.description, created: many.created, told: events.length > 2 });
  })();`;

test("worker threads have separate clients, one after another and together", () =>
  withSandbox(async (client, sandbox) => {
    await sandbox.setLimits({ requestsPerDay: 1_000_000, concurrentRequests: 1000 });
    await sandbox.seedCompanies(20);
    const options = { baseUrl: sandbox.baseUrl, apiKey: sandbox.apiKey };
    const work = (name: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        let answer: unknown;
        const workerData = { options, name, codat: join(ROOT, "bindings/node/dist/index.js") };
        const worker = new Worker(WORKER, { eval: true, workerData });
        worker.on("message", (message: unknown) => (answer = message));
        worker.on("error", reject);
        worker.on("exit", (code) => { resolve([answer, code]); });
      });
    const expected = (description: string): unknown => [{ description, created: 2, told: true }, 0];
    for (const name of ["first", "second"]) assert.deepEqual(await work(name), expected(name));
    const names = Array.from({ length: 6 }, (_, number) => `worker ${number}`);
    assert.deepEqual(await Promise.all(names.map(work)), names.map(expected));
    await client.groups.list();
  }));

test("a worker that ends during a call, with all objects open, does not affect other workers", () => {
  const { out, code } = run(`
    await slow();
    const { Worker } = require("node:worker_threads");
    const body = 'const codat = require("codat"); const { workerData, parentPort } = require("node:worker_threads");' +
      'codat.startSandbox().then(() => new codat.Client(workerData).groups.list()).catch(() => {});' +
      'parentPort.once("message", () => process.exit(5));';
    const worker = new Worker(body, { eval: true, workerData: { baseUrl: sandbox.baseUrl, apiKey: sandbox.apiKey } });
    await seen(1);
    worker.postMessage("end");
    worker.once("exit", async (code) => {
      const { results } = await sandbox.client().groups.list();
      // Of the worker's there is at most the answer to its call; here are a sandbox and a client.
      console.log(code, results.length, codat.liveObjects() <= 3);
    });`);
  assert.deepEqual([out, code], ["5 0 true\n", 0]);
});

test("a library that only a worker had loaded remains loaded, and its threads run", () => {
  const program = `
    const { Worker } = require("node:worker_threads");
    const body = 'const codat = require("codat"); codat.startSandbox().then((sandbox) => sandbox.client().groups.list()).then(() => process.exit())';
    let left = 5;
    const next = () => new Worker(body, { eval: true }).on("exit", () => { if (--left) next(); else setTimeout(() => console.log("alive"), 50); });
    next();`;
  const options = { cwd: join(ROOT, "bindings/node"), encoding: "utf8", timeout: 20_000 } as const;
  const { stdout, status, signal } = spawnSync(process.execPath, ["-e", program], options);
  assert.deepEqual([stdout, status, signal], ["alive\n", 0, null]);
});

test("10,000 calls leak neither memory nor descriptors", () =>
  withSandbox(
    async (client, sandbox) => {
      await sandbox.setLimits({ requestsPerDay: 10_000_000, concurrentRequests: 1000 });
      const round = async (): Promise<[memory: number, descriptors: number]> => {
        for (let turn = 0; turn < 10; turn += 1) {
          await Promise.all(Array.from({ length: 100 }, () => client.groups.list()));
        }
        collect();
        return [process.memoryUsage().rss, readdirSync("/proc/self/fd").length];
      };
      for (let turn = 0; turn < 4; turn += 1) await round();
      const before = await round();
      for (let turn = 0; turn < 4; turn += 1) await round();
      const after = await round();
      assert(after[0] < before[0] + 16 * 1024 * 1024, `${before[0]} and ${after[0]} bytes`);
      assert(after[1] <= before[1] + 10);
    },
    { timeout: 600_000 },
  ));

test("Ctrl-C ends a program that waits", async () => {
  const program = `
    require("codat").startSandbox().then(async (sandbox) => {
      await sandbox.queueFaults({ effect: "delay", delayMs: 30000 });
      sandbox.client().groups.list();
      while ((await sandbox.stats()).requests < 1);
      console.log("waiting");
    });`;
  const child = spawn(process.execPath, ["-e", program], { cwd: join(ROOT, "bindings/node") });
  const ended = new Promise((resolve) => child.once("exit", (_, signal) => { resolve(signal); }));
  await new Promise((resolve) => child.stdout.once("data", resolve));
  child.kill("SIGINT");
  assert.equal(await ended, "SIGINT");
});
