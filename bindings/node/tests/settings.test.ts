/** The account's settings, pushes and data types: secrets are hidden, and what was read can be sent back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { format, inspect } from "node:util";

import { type Client, ConflictError, InvalidArgumentError, type Sandbox, type SyncSetting } from "codat";

import { withSandbox } from "./support.js";

const SECRET = "a-key-that-nobody-may-see";
const PROFILE = { name: "Toft", redirectUrl: "https://a.test/{companyId}", apiKey: SECRET, iconUrl: null };
const SETTING = { dataType: "invoices", fetchOnFirstLink: true, syncSchedule: 24, syncOrder: 0, isLocked: null };
const SOURCE = { dataSource: "/Invoices", pullData: { number: "Number" }, pushData: null };
const CUSTOM = { dataSource: "api/orders", requiredData: { id: "$.id" }, keyBy: ["$.id"], sourceModifiedDate: null };

/** Has the next requests receive these bodies. */
async function stub(sandbox: Sandbox, ...bodies: unknown[]): Promise<void> {
  await sandbox.clearFaults();
  await sandbox.queueFaults(...bodies.map((body) => ({ effect: "status" as const, status: 200, body })));
}

/** The last request had this body, null and absent being the same. */
async function sent(sandbox: Sandbox, expected: unknown): Promise<void> {
  const { body } = (await sandbox.requests()).at(-1) ?? {};
  const withoutNull = (json: string): unknown => JSON.parse(json, (_, value: unknown) => value ?? undefined);
  assert.deepEqual(withoutNull(String(body)), withoutNull(JSON.stringify(expected)));
}

/** The field that a call is refused for. */
async function refusedFor(call: Promise<unknown>): Promise<string | undefined> {
  const problem = await call.catch((e: unknown) => e);
  assert(problem instanceof InvalidArgumentError, String(problem));
  return problem.member;
}

/** Of each call that returns a secret: the response, the call, and the field that holds the secret. */
const SECRETS: Record<string, [body: object, call: (client: Client) => Promise<object>, field: string]> = {
  "companies.getAccessToken": [
    { accessToken: SECRET, expiresIn: 5 },
    ({ companies }) => companies.getAccessToken("c"),
    "accessToken",
  ],
  "connectionManagement.getAccessToken": [
    { accessToken: SECRET },
    ({ connectionManagement }) => connectionManagement.getAccessToken("c"),
    "accessToken",
  ],
  "settings.getProfile": [PROFILE, ({ settings }) => settings.getProfile(), "apiKey"],
  "settings.updateProfile": [PROFILE, ({ settings }) => settings.updateProfile(PROFILE), "apiKey"],
  "settings.createApiKey": [{ id: "1", apiKey: SECRET }, ({ settings }) => settings.createApiKey(), "apiKey"],
  "settings.listApiKeys": [
    { results: [{ id: "1", apiKey: SECRET }] },
    async ({ settings }) => (await settings.listApiKeys()).results[0] ?? {},
    "apiKey",
  ],
  "webhooks.rotateZapierKey": [{ key: SECRET, note: "new" }, ({ webhooks }) => webhooks.rotateZapierKey(), "key"],
};

for (const [name, [body, call, field]] of Object.entries(SECRETS)) {
  test(`the secret of ${name} is returned, and not shown`, () =>
    withSandbox(async (client, sandbox) => {
      await stub(sandbox, body);
      const found = (await call(client)) as Record<string, unknown>;
      assert.equal(found[field], SECRET);
      assert.equal((JSON.parse(JSON.stringify(found)) as typeof found)[field], SECRET);
      const changed = { ...found, [field]: `${SECRET}-2`, note: "changed" };
      for (const model of [found, changed, { results: [found] }]) {
        const deep = inspect(model, { depth: 9, showHidden: true, getters: true });
        for (const text of [inspect(model), format("%O %o %s", model, model, model), deep]) {
          assert(!text.includes(SECRET), text);
        }
      }
      assert.match(inspect(changed), /note: 'changed'/);
    }));
}

test("a profile is read, changed and sent back with its key", () =>
  withSandbox(async (client, sandbox) => {
    await stub(sandbox, PROFILE, { ...PROFILE, name: "Night Owl" });
    const profile = await client.settings.getProfile();
    assert.equal(profile.iconUrl, null);
    assert.equal((await client.settings.updateProfile({ ...profile, name: "Night Owl" })).name, "Night Owl");
    await sent(sandbox, { ...PROFILE, name: "Night Owl" });
  }));

test("sync settings are read, changed and sent back", () =>
  withSandbox(async (client, sandbox) => {
    await stub(sandbox, { companyId: "c", settings: [SETTING, { ...SETTING, dataType: "bills" }] }, null);
    const { settings, overridesDefaults } = await client.companies.getSyncSettings("c");
    assert.equal(overridesDefaults, undefined);
    const changed = settings.map((each) => ({ ...each, syncSchedule: 12, syncFromUtc: undefined, syncFromWindow: 24 }));
    await client.companies.setSyncSettings("c", changed);
    const own = { ...SETTING, syncSchedule: 12, syncFromWindow: 24 };
    const all = [own, { ...own, dataType: "bills" }];
    await sent(sandbox, { companyId: "c", settings: all, overridesDefaults: true });
    await stub(sandbox, { clientId: "d", settings: [SETTING] }, null);
    const { clientId } = await client.settings.getSyncSettings();
    await client.settings.updateSyncSettings(clientId ?? "", changed, false);
    await sent(sandbox, { clientId: "d", settings: all, overridesDefaults: false });
  }));

test("configurations of data types are read, changed and sent back", () =>
  withSandbox(async (client, sandbox) => {
    const { supplementalData, customDataTypes } = client;
    await stub(sandbox, { supplementalDataConfig: { numbers: SOURCE } }, null);
    const { supplementalDataConfig } = await supplementalData.getConfiguration("gbol", "invoices");
    const dates = { dataSource: "/Dates", pullData: undefined };
    await supplementalData.configure("gbol", "invoices", { supplementalDataConfig: { ...supplementalDataConfig, dates } });
    await sent(sandbox, { supplementalDataConfig: { numbers: SOURCE, dates } });
    await stub(sandbox, CUSTOM, CUSTOM);
    const configuration = await customDataTypes.getConfiguration("gbol", "orders");
    await customDataTypes.configure("gbol", "orders", configuration);
    await sent(sandbox, CUSTOM);
  }));

test("a field that is misspelled is refused by its name", () =>
  withSandbox(async (client, sandbox) => {
    const { companies, customDataTypes, push, settings, supplementalData } = client;
    const own = { ...SETTING, syncOrdr: 1 } as SyncSetting;
    const calls: [() => Promise<unknown>, string][] = [
      [() => companies.setSyncSettings("c", [SETTING, own]), "settings[1].syncOrdr"],
      [() => settings.updateSyncSettings("d", [{ dataType: "invoices" }]), "settings[0].fetchOnFirstLink"],
      [() => settings.updateSyncSettings("d", new Set([SETTING]) as never), "settings"],
      [() => settings.updateSyncSettings("d", [SETTING], null as never), "overridesDefaults"],
      [() => settings.updateProfile({ ...PROFILE, nmae: "" } as never), "nmae"],
      [() => settings.updateProfile({ redirectUrl: "https://a.test" }), "name"],
      [() => settings.createApiKey(""), "name"],
      [() => settings.setCorsSettings("https://a.test" as never), "allowedOrigins"],
      [
        () => supplementalData.configure("gbol", "invoices", { supplementalDataConfig: { a: { pullDate: {} } as never } }),
        "supplementalDataConfig.a.pullDate",
      ],
      [() => supplementalData.configure("gbol", "invoices", {}), "supplementalDataConfig"],
      [() => supplementalData.configure("gbol", "invoices", { dataType: "bills" } as object), "dataType"],
      [() => customDataTypes.configure("gbol", "orders", { ...CUSTOM, keyBy: null }), "keyBy"],
      [() => customDataTypes.configure("gbol", "orders", { ...CUSTOM, platformKey: "qhyg" } as never), "platformKey"],
      [() => customDataTypes.listRecords("c", "n", "orders", { query: "a" } as object), "query"],
      [() => customDataTypes.iterateRecords("c", "n", "orders", { companyId: "d" } as object).pages.next(), "companyId"],
      [() => push.iterateOperations("c", { companyId: "d" } as object).pages.next(), "companyId"],
    ];
    for (const [call, member] of calls) assert.equal(await refusedFor(call()), member);
    assert.equal((await sandbox.stats()).requests, 0);
  }));

test("null fields are read like absent ones, and unknown fields and values are kept", () =>
  withSandbox(async (client, sandbox) => {
    const { customDataTypes, push, refresh } = client;
    const operation = { pushOperationKey: "p", companyId: "c", status: "Paused", changes: [{ type: null, color: "red" }] };
    await stub(sandbox, operation, { results: [operation] }, { errors: null, warnings: [{ message: "late", color: "red" }] });
    assert.deepEqual(await push.getOperation("c", "p"), operation);
    assert.deepEqual((await push.listOperations("c")).results, [operation]);
    assert.equal((await refresh.getValidationResults("c", "d")).warnings?.[0]?.message, "late");
    const option = {
      type: "Object",
      properties: { lines: { type: "Array", required: true, properties: { tax: { type: "Number", options: null } } } },
    };
    const records = { results: [{ id: null, content: { a: 1 }, modifiedDate: { modifiedDate: "2026-01-31T09:30:00Z" } }] };
    await stub(sandbox, option, records, { allowedOrigins: [], color: "red" });
    const { properties } = await push.getModelOptions("c", "n", "invoices");
    assert.equal(properties?.lines?.properties?.tax?.type, "Number");
    assert.deepEqual(await customDataTypes.listRecords("c", "n", "orders"), records);
    assert.deepEqual(await client.settings.getCorsSettings(), { allowedOrigins: [], color: "red" });
  }));

test("push operations and records of all pages are gone through", () =>
  withSandbox(async (client, sandbox) => {
    const { customDataTypes, push } = client;
    const page = (field: string, ids: number[], next?: string): object => ({
      results: ids.map((id) => ({ [field]: String(id) })),
      _links: next ? { next: { href: next } } : {},
    });
    // A row that slid to the second page is returned once.
    await stub(sandbox, page("pushOperationKey", [1, 2], "/companies/c/push?page=2"), page("pushOperationKey", [2, 3]));
    const keys = [];
    for await (const { pushOperationKey } of push.iterateOperations("c", { pageSize: 2 })) keys.push(pushOperationKey);
    assert.deepEqual(keys, ["1", "2", "3"]);
    await stub(sandbox, page("id", [1, 2]));
    const ids = [];
    for await (const { id } of customDataTypes.iterateRecords("c", "n", "orders", { page: 2, pageSize: 5 })) ids.push(id);
    assert.deepEqual(ids, ["1", "2"]);
    const [first, , last] = await sandbox.requests();
    assert.equal(first?.path, "/companies/c/push");
    assert.equal(last?.path, "/companies/c/connections/n/data/custom/orders");
  }));

test("an eleventh API key is a conflict", () =>
  withSandbox(async (client, sandbox) => {
    const body = { error: "Maximum number of API keys has been reached" };
    await sandbox.queueFaults({ effect: "status", status: 409, body });
    await assert.rejects(client.settings.createApiKey("tests"), ConflictError);
  }));
