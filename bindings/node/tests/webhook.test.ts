/** Webhooks: what is genuine is told from what is not. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import {
  CodatError,
  InvalidArgumentError,
  verifyWebhook,
  WebhookBadSignatureError,
  WebhookError,
  type WebhookEvent,
  WebhookFutureError,
  type WebhookHeaders,
  WebhookMalformedError,
  WebhookMissingHeaderError,
  WebhookStaleError,
} from "codat";

import { until, withSandbox } from "./support.js";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BODY = Buffer.from('{"test": 2432232314}');
const NOW = 1614265330;
const HEADERS: Record<string, string> = {
  "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
  "webhook-timestamp": String(NOW),
  "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};

test("headers may be of any kind", () => {
  const kinds: WebhookHeaders[] = [
    HEADERS,
    new Headers(HEADERS),
    new Map(Object.entries(HEADERS)),
    Object.entries(HEADERS),
    Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name.toUpperCase(), [value]])),
    { ...HEADERS, cookie: "caf\xe9", "x-empty": "", "x-none": undefined },
    // What a stranger sends must not meet what every object has.
    new Headers({ ...HEADERS, constructor: "a", __proto__: "b" }),
    [...Object.entries(HEADERS), ["__proto__", "a"], ["__proto__", "b"]],
  ];
  for (const headers of kinds) {
    const event = verifyWebhook(SECRET, headers, BODY, { now: NOW });
    assert.deepEqual(event, { id: HEADERS["webhook-id"], timestamp: NOW, eventType: null, body: { test: 2432232314 } });
  }
  const two = ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", SECRET];
  verifyWebhook(two, HEADERS, new Uint8Array(BODY), { now: NOW });
  verifyWebhook(SECRET, HEADERS, BODY, { now: NOW + 900, toleranceSeconds: 1000 });
  // Test runners have bytes of another realm.
  verifyWebhook(SECRET, HEADERS, runInNewContext("Uint8Array.from(bytes)", { bytes: [...BODY] }) as Uint8Array, { now: NOW });
  // A part of a larger block of memory is what most bodies are.
  verifyWebhook(SECRET, HEADERS, Buffer.concat([Buffer.from("xx"), BODY]).subarray(2), { now: NOW });
});

test("each reason for a refusal has its class", () => {
  const cases: [Record<string, string>, Buffer, number, new (...given: never[]) => CodatError][] = [
    [{ "webhook-id": "" }, BODY, NOW, WebhookMissingHeaderError],
    [{}, BODY, NOW + 301, WebhookStaleError],
    [{}, BODY, NOW - 301, WebhookFutureError],
    [{}, Buffer.concat([BODY, Buffer.of(0)]), NOW, WebhookBadSignatureError],
    [{}, Buffer.of(0xff, 0xfe), NOW, WebhookBadSignatureError],
    [{}, Buffer.alloc(0), NOW, WebhookBadSignatureError],
    [{ "webhook-timestamp": "soon" }, BODY, NOW, WebhookMalformedError],
  ];
  for (const [changes, body, now, type] of cases) {
    const headers = Object.fromEntries(Object.entries({ ...HEADERS, ...changes }).filter(([, value]) => value !== ""));
    assert.throws(
      () => verifyWebhook(SECRET, headers, body, { now }),
      (e) => e instanceof type && e instanceof WebhookError && !e.message.includes(SECRET.slice(6)),
      type.name,
    );
  }
});

test("2,000 changed bits are refused", () => {
  for (let bit = 0; bit < 2000; bit += 1) {
    const changed = Buffer.from(BODY);
    const at = bit % (8 * BODY.length);
    const other = (at + 1 + Math.floor(bit / (8 * BODY.length))) % (8 * BODY.length);
    for (const each of bit < 8 * BODY.length ? [at] : [at, other]) {
      changed.writeUInt8(changed.readUInt8(each >> 3) ^ (1 << (each & 7)), each >> 3);
    }
    assert.throws(() => verifyWebhook(SECRET, HEADERS, changed, { now: NOW }), WebhookBadSignatureError);
  }
});

test("a missing secret is named", () => {
  for (const secret of [undefined, null, "", 5, {}, [], [undefined], [SECRET, null]] as string[]) {
    assert.throws(
      () => verifyWebhook(secret, HEADERS, BODY, { now: NOW }),
      (e) => e instanceof InvalidArgumentError && e.member === "secret",
    );
  }
});

test("invalid headers and options are refused with their name", () => {
  for (const headers of [undefined, null, 5, "a", ["a", "b"], [null], { "webhook-id": 5 }, { "webhook-id": [null] }]) {
    assert.throws(
      () => verifyWebhook(SECRET, headers as never, BODY, { now: NOW }),
      (e) => e instanceof InvalidArgumentError && e.member === "headers",
      JSON.stringify(headers),
    );
  }
  for (const options of [null, 5, "a", []]) {
    assert.throws(() => verifyWebhook(SECRET, HEADERS, BODY, options as never), InvalidArgumentError);
  }
});

test("a genuine body that is invalid JSON is malformed", () => {
  const key = Buffer.alloc(32, 1);
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  for (const text of [`{"a":1.10,"b":${deep}}`, `{"a":${"9".repeat(5000)}}`, '{"a":"\\ud800"}', "[]", "5"]) {
    const signed = createHmac("sha256", key).update(`msg_1.${NOW}.${text}`).digest("base64");
    const headers = { ...HEADERS, "webhook-id": "msg_1", "webhook-signature": `v1,${signed}` };
    const secret = `whsec_${key.toString("base64")}`;
    assert.throws(() => verifyWebhook(secret, headers, Buffer.from(text), { now: NOW }), WebhookMalformedError, text.slice(0, 20));
  }
});

test("a decoded body is refused", () => {
  const decoded = BODY.toString() as unknown as Uint8Array;
  assert.throws(
    () => verifyWebhook(SECRET, HEADERS, decoded, { now: NOW }),
    (e) => e instanceof InvalidArgumentError && e.member === "body",
  );
  for (const body of [JSON.parse(BODY.toString()), undefined, null, 5, [], [1, 2]] as Uint8Array[]) {
    assert.throws(() => verifyWebhook(SECRET, HEADERS, body, { now: NOW }), InvalidArgumentError);
  }
});

test("webhooks of the sandbox are genuine", () =>
  withSandbox(async (client, sandbox) => {
    const secret = await sandbox.webhookSecret();
    const received: WebhookEvent[] = [];
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        received.push(verifyWebhook(secret, request.headers, Buffer.concat(parts)));
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
      await client.webhooks.create({ url, eventTypes: ["connection.connected", "read.completed"] });
      const company = await client.companies.create({ name: "Toft Bakery" });
      const linked = await sandbox.linkPlatform(company.id);
      await sandbox.setPullTime(0);
      await client.refresh.byDataType(company.id, "invoices");
      await until(async () => {
        const sent = await sandbox.webhooks();
        return received.length === 2 && sent.every(({ status }) => status === "delivered");
      });
      const [connected, read] = received;
      assert.equal(connected?.eventType, "connection.connected");
      assert.equal(connected.body.payload?.connection?.id, linked);
      assert.equal(connected.body.payload.connection.status, "Linked");
      assert.equal(connected.body.payload.referenceCompany?.name, "Toft Bakery");
      assert.equal(read?.body.payload?.dataTypes?.[0]?.dataType, "invoices");
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }));

test("the real length of a byte array counts, not its length property", () => {
  for (const length of [0, 1, 2 ** 40]) {
    const body = new (class extends Uint8Array {
      override get length(): number {
        return length;
      }

      override get byteLength(): number {
        return length;
      }
    })(BODY);
    assert.equal(verifyWebhook(SECRET, HEADERS, body, { now: NOW }).id, HEADERS["webhook-id"]);
  }
});
