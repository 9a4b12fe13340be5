/** The account's settings, pushes, and data beyond the usual types. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { InvalidArgumentError, type SyncSetting, UnauthorizedError } from "codat";

import { withSandbox } from "./support.js";

test("keys are not shown, but sent", () =>
  withSandbox(async (client, sandbox) => {
    const apiKey = "sartANTjHAkLdbyDfaynoTQb7pkmj6hXHmnQKMrB";
    const profile = await client.settings.updateProfile({ name: "Bob", redirectUrl: "https://example.com/{companyId}", apiKey });
    const changed = await client.settings.updateProfile({ ...profile, name: "Bob's Buns" });
    assert.deepEqual([changed.name, changed.apiKey], ["Bob's Buns", apiKey]);
    const key = await client.settings.createApiKey("mine");
    const keys = await client.settings.listApiKeys();
    const zapier = await client.webhooks.rotateZapierKey();
    for (const shown of [profile, changed, await client.settings.getProfile(), key, keys, zapier]) {
      const text = inspect(shown, { depth: 9 });
      for (const secret of [apiKey, key.apiKey, zapier.key]) assert(!text.includes(secret), text);
    }
    assert.equal(keys.results[0]?.apiKey, key.apiKey);
    using own = sandbox.client({ apiKey: key.apiKey });
    assert.equal((await own.settings.listApiKeys()).results[0]?.name, "mine");
    await client.settings.deleteApiKey(key.id);
    await assert.rejects(own.settings.listApiKeys(), UnauthorizedError);
  }));

test("sync settings are changed and sent back", () =>
  withSandbox(async (client) => {
    const { id } = await client.companies.create({ name: "Toft Bakery" });
    const { settings } = await client.companies.getSyncSettings(id);
    const changed = settings.map((each) => ({ ...each, syncSchedule: 6 }));
    await client.companies.setSyncSettings(id, changed);
    const now = await client.companies.getSyncSettings(id);
    assert.equal(now.overridesDefaults, true);
    assert.deepEqual(now.settings, changed);
    const { clientId } = await client.settings.getSyncSettings();
    await client.settings.updateSyncSettings(clientId ?? "", changed.slice(0, 1), false);
    assert.equal((await client.settings.getSyncSettings()).settings.length, 1);
    const misspelled: readonly SyncSetting[] = [Object.assign({}, changed[0], { syncShedule: 1 })];
    await assert.rejects(client.companies.setSyncSettings(id, misspelled), (error: unknown) => {
      assert(error instanceof InvalidArgumentError);
      assert.equal(error.member, "settings[0].syncShedule");
      return true;
    });
    await assert.rejects(client.settings.updateProfile({ redirectUrl: "https://example.com", nam: "x" } as never), InvalidArgumentError);
  }));

test("pushes and records of custom data types can be iterated", () =>
  withSandbox(async (client, sandbox) => {
    const { id } = await client.companies.create({ name: "Toft Bakery" });
    const connection = await sandbox.linkPlatform(id);
    const options = await client.push.getModelOptions(id, connection, "invoices");
    assert.deepEqual(options.properties?.status?.options?.map(({ value }) => value), ["Draft", "Submitted"]);
    const path = `/companies/${id}/connections/${connection}/push/invoices`;
    const { result } = await client.request<{ pushOperationKey: string }>("POST", path, { body: { reference: "1" } });
    const pushes = [];
    for await (const push of client.push.iterateOperations(id, { pageSize: 1 })) pushes.push(push.pushOperationKey);
    assert.deepEqual(pushes, [result.pushOperationKey]);
    const orders = { dataSource: "api/orders", requiredData: { number: "$.number" }, keyBy: ["$.id"] };
    assert.deepEqual({ ...(await client.customDataTypes.configure("gbol", "Orders", orders)) }, orders);
    await sandbox.setPullTime(0);
    await client.customDataTypes.refresh(id, connection, "Orders");
    const ids = [];
    for await (const record of client.customDataTypes.iterateRecords(id, connection, "Orders", { pageSize: 2 })) ids.push(record.id);
    assert.deepEqual(ids, ["Orders-1", "Orders-2", "Orders-3"]);
    await client.supplementalData.configure("gbol", "items", { supplementalDataConfig: { mine: { dataSource: "/Items" } } });
    const known = await client.supplementalData.getConfiguration("gbol", "items");
    assert.deepEqual(known.supplementalDataConfig, { mine: { dataSource: "/Items" } });
  }));
