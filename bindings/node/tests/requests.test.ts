/** Any request, any list, and fields that a method has no parameter for. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Client, CallCancelledError, InvalidArgumentError, NotFoundError, type Sandbox, startSandbox } from "codat";

async function withSandbox(work: (client: Client, sandbox: Sandbox) => Promise<void>): Promise<void> {
  await using sandbox = await startSandbox();
  using client = sandbox.client();
  await work(client, sandbox);
}

/** The field that a call is refused for, before anything is sent. */
async function refusedFor(call: () => Promise<unknown>): Promise<string | undefined> {
  const problem: unknown = await call().then(() => undefined, (e: unknown) => e);
  assert(problem instanceof InvalidArgumentError, String(problem));
  return problem.member;
}

test("any request is sent", () =>
  withSandbox(async (client) => {
    const { result, meta } = await client.request<{ id: string }>("post", "/companies", { body: { name: "Toft" } });
    assert(meta.idempotencyKey);
    const listed = await client.request<{ results: { id: string }[] }>("GET", "/companies", {
      query: { query: "name~toft", pageSize: 10 },
    });
    assert.deepEqual(listed.result.results.map(({ id }) => id), [result.id]);
    assert.equal((await client.request("DELETE", `/companies/${result.id}`)).result, null);
    await assert.rejects(client.request("GET", `/companies/${result.id}`), (problem) => {
      return problem instanceof NotFoundError && problem.operation === "request.get";
    });
  }));

test("options reach a request", () =>
  withSandbox(async (client) => {
    const options = { idempotencyKey: "8a210b68-6988-11ed-a1eb-0242ac120002" };
    const create = async (): Promise<unknown> => {
      const { result } = await client.request<{ id: string }>("POST", "/companies", { body: { name: "A" } }, options);
      return result.id;
    };
    assert.equal(await create(), await create());
    await assert.rejects(client.request("GET", "/companies", {}, { signal: AbortSignal.abort() }), CallCancelledError);
  }));

test("bad input is refused with its name", () =>
  withSandbox(async (client, sandbox) => {
    const circle: Record<string, unknown> = {};
    circle.own = circle;
    for (const [call, member] of [
      [() => client.request("HEAD", "/a"), "method"],
      [() => client.request(undefined as never, "/a"), "method"],
      [() => client.request("GET", 1 as never), "path"],
      [() => client.request("GET", "companies"), "path"],
      [() => client.request("GET", "/../a"), "path"],
      [() => client.request("GET", "/a", { query: "a=b" } as never), "query"],
      [() => client.request("GET", "/a", { query: { a: {} } }), "query.a"],
      [() => client.request("GET", "/a", { body: {} }), "body"],
      [() => client.request("POST", "/a", { body: { a: Number.NaN } }), "body.a"],
      [() => client.request("POST", "/a", { body: circle }), "body.own"],
      [() => client.request("GET", "/a", { headers: {} } as never), "headers"],
      [() => client.request("GET", "/a", {}, { extra: {} }), "extra"],
      [() => client.iterate("/a", {}, { extra: {} }).pages.next(), "extra"],
      [() => client.iterate("/a", { query: { page: 1 } }).pages.next(), "query.page"],
      [() => client.companies.create({ name: "A" }, { extra: { name: "B" } }), "extra.name"],
      [() => client.companies.create({ name: "A" }, { extra: "name" as never }), "extra"],
      [() => client.companies.linkUrl("c", {}, { extra: { a: 1 } }), "extra"],
    ] as const) {
      assert.equal(await refusedFor(call), member);
    }
    assert.deepEqual(await sandbox.requests(), []);
  }));

test("any list is iterated", () =>
  withSandbox(async (client) => {
    for (const name of ["A", "B", "C"]) await client.companies.create({ name });
    const names = async (query: object, page?: number): Promise<unknown[]> => {
      const all = [];
      for await (const { name } of client.iterate("/companies", { query: { orderBy: "name", ...query }, page })) all.push(name);
      return all;
    };
    assert.deepEqual(await names({ pageSize: 1 }), ["A", "B", "C"]);
    assert.deepEqual(await names({ pageSize: 2 }, 2), ["C"]);
    for await (const { id } of client.iterate("/companies", { query: { pageSize: 1 } })) if (id) break;
  }));

test("extra fields are sent", () =>
  withSandbox(async (client, sandbox) => {
    await client.companies.create({ name: "A" }, { extra: { referenceParentCompany: { id: "p" } } });
    for await (const { id } of client.companies.iterate({}, { extra: { archived: true } })) if (id) break;
    const [create, list] = await sandbox.requests();
    assert.match(String(create?.body), /"referenceParentCompany":\{"id":"p"\}/);
    assert.match(String(list?.query), /archived=true/);
  }));
