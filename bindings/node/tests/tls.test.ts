/**
 * TLS: the library's own, in calls of this wrapper.
 *
 * The certificates were created with openssl for 127.0.0.1 and are valid for a hundred years; the authority's key is gone.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";

import { Client, type ClientOptions, ConnectionFailedError } from "codat";

import { ROOT } from "./support.js";

const BIG = 8_000_000;

function certificate(name: string): string {
  return readFileSync(join(ROOT, "bindings/node/tests/certificates", name), "utf8");
}

/** A server whose companies are named as their path, but for `big`; and the options of a client that trusts it. */
async function withServer(use: (options: ClientOptions) => Promise<void>): Promise<void> {
  const server = createServer(
    { key: certificate("server.key.pem"), cert: certificate("server.pem") },
    ({ url = "" }, response) => {
      const name = url.endsWith("/big") ? "x".repeat(BIG) : url;
      response.setHeader("Content-Type", "application/json").end(JSON.stringify({ id: url.slice(url.lastIndexOf("/") + 1), name }));
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await use({ apiKey: "key", baseUrl, rootCertificates: certificate("authority.pem"), maxRetries: 0 });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("50 calls at once, and responses of 8 MB, go over TLS", () =>
  withServer(async (options) => {
    using client = new Client(options);
    const ids = Array.from({ length: 50 }, (_, number) => String(number));
    const found = await Promise.all(ids.map((id) => client.companies.get(id)));
    assert.deepEqual(found.map(({ name }) => name), ids.map((id) => `/companies/${id}`));
    const big = await Promise.all(ids.slice(0, 4).map(() => client.companies.get("big")));
    assert(big.every(({ name }) => name?.length === BIG));
  }));

test("many TLS handshakes in a row succeed", () =>
  withServer(async (options) => {
    for (let turn = 0; turn < 20; turn += 1) {
      using client = new Client(options);
      assert.equal((await client.companies.get("a")).name, "/companies/a");
    }
  }));

test("a server without a trusted certificate is refused", () =>
  withServer(async ({ rootCertificates, baseUrl = "", ...options }) => {
    for (const other of [{ baseUrl }, { baseUrl: baseUrl.replace("127.0.0.1", "localhost"), rootCertificates }]) {
      using client = new Client({ ...options, ...other });
      await assert.rejects(client.companies.get("a"), (error) => {
        return error instanceof ConnectionFailedError && error.message.includes("certificate");
      });
    }
  }));
