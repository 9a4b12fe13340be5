/** What the tests share. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { type Client, type ClientOptions, liveObjects, type Sandbox, type SandboxFault, startSandbox } from "codat";

/** The project's own folder. */
export const ROOT = join(__dirname, "..", "..", "..");

/** A response that does not come in the time of a test. */
export const SLOW: SandboxFault = { effect: "delay", delayMs: 30_000 };

/** The header of the C ABI. */
export const HEADER = readFileSync(join(ROOT, "include/codat.h"), "utf8");

/** `wait_until_linked` as `waitUntilLinked`. */
export function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A new sandbox and a client of it, for as long as a test runs. */
export async function withSandbox(
  test: (client: Client, sandbox: Sandbox) => Promise<void>,
  options: ClientOptions = {},
): Promise<void> {
  await using sandbox = await startSandbox();
  using client = sandbox.client({ retryDelay: 1, ...options });
  await test(client, sandbox);
}

/** Waits until something is so; only a test that fails waits long. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (await isSo()) return;
    await sleep(2);
  }
  assert.fail("it never came to be so");
}

/** Waits until the sandbox has seen so many requests. */
export function seen(sandbox: Sandbox, requests: number): Promise<void> {
  return until(async () => (await sandbox.stats()).requests >= requests);
}

/** Collects garbage, with what that frees. */
export function collect(): void {
  assert(global.gc, "node runs with --expose-gc");
  global.gc();
}

// Whatever the tests of a file did, every native object is freed in the end.
after(() =>
  until(() => {
    collect();
    return liveObjects() === 0;
  }),
);
