// The Node contestants: contestant.mjs NAME URL OPERATION CALLS SECONDS, with so many calls in flight on one thread.
//
//     codat           the library
//     fetch           fetch of undici and JSON.parse
//     undici.request  undici.request and JSON.parse
//     empty           nothing: what a program costs that does nothing
//
// What it measures, and the line that it prints, is what every contestant does; see docs/explanation/how-we-measure.md. Each imports what
// it needs and no more, so that the others' memory is not counted as its own.

import { readFileSync } from "node:fs";

const COMPANY_ID = "8a210b68-6988-11ed-a1eb-0242ac120002";
const COMPANY = { name: "Toft Bakery", description: "Bread" };

function check(isRight) {
  if (!isRight) throw new Error("the response is another");
}

/** One client, with as many connections as there are calls in flight. */
async function codatCalls(url, pageSize, inFlight) {
  const { Client } = await import("codat");
  const { companies } = new Client({ apiKey: "key", baseUrl: url, maxConnections: inFlight });
  return {
    create: async () => check((await companies.create(COMPANY)).id),
    get: async () => check((await companies.get(COMPANY_ID)).id),
    list: async () => check((await companies.list({ page: 2, pageSize })).results.length === pageSize),
  };
}

/** What undici sends a request with, over as many connections as there are calls in flight. */
async function undiciCalls(url, pageSize, inFlight, answered) {
  const { Agent, fetch, request } = await import("undici");
  const dispatcher = new Agent({ connections: inFlight });
  const send = answered === "fetch" ? withFetch : withRequest;
  const headers = { Authorization: "Basic a2V5", Accept: "application/json" };
  const posting = { ...headers, "Content-Type": "application/json" };

  async function withFetch(path, options) {
    const response = await fetch(url + path, { ...options, dispatcher });
    check(response.status === 200);
    return response.json();
  }

  async function withRequest(path, options) {
    const { statusCode, body } = await request(url + path, { ...options, dispatcher });
    check(statusCode === 200);
    return body.json();
  }

  const create = { method: "POST", headers: posting };
  return {
    create: async () => check((await send("/companies", { ...create, body: JSON.stringify(COMPANY) })).id),
    get: async () => check((await send(`/companies/${COMPANY_ID}`, { headers })).id),
    list: async () => {
      check((await send(`/companies?page=2&pageSize=${pageSize}`, { headers })).results.length === pageSize);
    },
  };
}

async function callsFor(call, seconds) {
  const end = performance.now() + seconds * 1000;
  let calls = 0;
  for (; performance.now() < end; calls += 1) await call();
  return calls;
}

async function allFor(call, inFlight, seconds) {
  const counts = await Promise.all(Array.from({ length: inFlight }, () => callsFor(call, seconds)));
  return counts.reduce((sum, count) => sum + count);
}

/** The most memory that was ever resident. */
function peakKib() {
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
}

const [name, url, operation, threads, time] = process.argv.slice(2);
if (name !== "empty") {
  const kind = operation.replace(/\d+$/, "");
  const [pageSize, inFlight, seconds] = [Number(operation.slice(kind.length)), Number(threads), Number(time)];
  const calls = name === "codat" ? codatCalls(url, pageSize, inFlight) : undiciCalls(url, pageSize, inFlight, name);
  const call = (await calls)[kind];
  if (seconds === 0) {
    await call();
  } else {
    await allFor(call, inFlight, seconds / 2);
    const [began, usage] = [performance.now(), process.cpuUsage()];
    const made = await allFor(call, inFlight, seconds);
    const { user, system } = process.cpuUsage(usage);
    const elapsed = (performance.now() - began) / 1000;
    console.log(JSON.stringify({ calls: made, seconds: elapsed, cpu: (user + system) / 1e6, peak_kib: peakKib() }));
  }
  // Connections that undici keeps would keep the process.
  process.exit();
}
