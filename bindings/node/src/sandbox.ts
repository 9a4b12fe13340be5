/** `Sandbox`: the service in miniature, in this process. */

import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";

import { Client, CLIENT_OPTIONS, type ClientOptions } from "./client.js";
import { errorOf, InvalidHandleError } from "./errors.js";
import { optionsFrom, present } from "./given.js";
import { checked, type Handle, native, textOf } from "./library.js";
import { parse } from "./numbers.js";
import type {
  SandboxFault,
  SandboxLimits,
  SandboxOptions,
  SandboxPull,
  SandboxRequest,
  SandboxStats,
  SandboxWebhook,
} from "./sandboxModels.js";

const SANDBOX_OPTIONS = ["port", "db", "apiKey", "webhookSecret", "startTime"];

/**
 * Starts a sandbox: the service in miniature, on this machine alone, for tests and for trying things out.
 *
 * ```ts
 * await using sandbox = await startSandbox();
 * using client = sandbox.client();
 * await client.companies.create({ name: "Toft Bakery" });
 * ```
 *
 * Several can run in one process. docs/sandbox.md of the project describes what it does.
 *
 * @param options - Port, file, key and secret.
 * @throws SandboxError - The port or the file is not available.
 * @throws UnsupportedError - The native library was built without the sandbox.
 * @throws InvalidArgumentError - An option is refused.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const config = textOf(optionsFrom(options, SANDBOX_OPTIONS), "config");
  await setImmediate();
  const [sandbox, text] = native().sandboxStart(config);
  if (sandbox === null) throw errorOf(text);
  const { baseUrl, apiKey } = (parse(text) as { result: unknown }).result as { baseUrl: string; apiKey: string };
  return new Sandbox(sandbox, baseUrl, apiKey);
}

/** A running sandbox; {@link startSandbox} makes it. */
export class Sandbox implements AsyncDisposable {
  #handle: Handle | null;

  /** Its address, such as `http://127.0.0.1:43210`. */
  readonly baseUrl: string;

  /** The key that it accepts. */
  readonly apiKey: string;

  /** Made by {@link startSandbox}. */
  constructor(handle: Handle, baseUrl: string, apiKey: string) {
    this.#handle = handle;
    this.baseUrl = baseUrl;
    this.apiKey = apiKey;
  }

  /** A client of this sandbox; `options` go before its own. Close it as any other. */
  client(options: ClientOptions = {}): Client {
    const own = optionsFrom(options, CLIENT_OPTIONS);
    return new Client({ baseUrl: this.baseUrl, apiKey: this.apiKey, ...own });
  }

  /**
   * Makes the sandbox do something that the real service would not do on request. The methods below are the same with
   * names and types; here fields have the names of docs/sandbox.md: `control("seed-companies", { count: 3 })`.
   *
   * @throws InvalidArgumentError - There is no such action, or its input is refused.
   * @throws InvalidHandleError - The sandbox was stopped.
   */
  async control(action: string, input: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const handle = this.#handle;
    if (handle === null) throw new InvalidHandleError("the sandbox was stopped");
    const own = [checked(action, "action"), textOf(input, "input")] as const;
    // Whoever polls the sandbox in a loop leaves the event loop its turns.
    await setImmediate();
    const [status, text] = native().sandboxControl(handle, ...own);
    if (status !== 0) throw errorOf(text);
    return (parse(text) as { result: unknown }).result;
  }

  /** Lets the next matching requests fail, each in the way that a fault says. */
  async queueFaults(...faults: SandboxFault[]): Promise<void> {
    await this.control("queue-faults", { faults: present(faults) });
  }

  /** Forgets the faults that are still queued. */
  async clearFaults(): Promise<void> {
    await this.control("clear-faults");
  }

  /** Sets the limits that are given, and leaves the others; null lifts one. At first they are 1000, 10, none and 20. */
  async setLimits(limits: SandboxLimits): Promise<void> {
    await this.control("set-limits", { ...limits });
  }

  /** Moves the clock ahead by so many seconds, and returns its new time: quotas are renewed, idempotency keys expire. */
  async advanceClock(seconds: number): Promise<string> {
    return ((await this.control("advance-clock", { seconds })) as { now: string }).now;
  }

  /** Makes this many companies at once, named with the prefix and a number. */
  async seedCompanies(count: number, namePrefix = "Company"): Promise<void> {
    await this.control("seed-companies", { count, namePrefix });
  }

  /** The newest requests, at most 10,000 and 32 MiB of text, with their responses; the key is never in it. */
  async requests(): Promise<readonly SandboxRequest[]> {
    return ((await this.control("list-requests")) as { requests: SandboxRequest[] }).requests;
  }

  /** Counts companies, connections, groups, requests and sockets. */
  async stats(): Promise<SandboxStats> {
    return (await this.control("stats")) as SandboxStats;
  }

  /** The secret that signs its webhooks, for {@link verifyWebhook}. */
  async webhookSecret(): Promise<string> {
    return ((await this.control("webhook-secret")) as { webhookSecret: string }).webhookSecret;
  }

  /** Does what a customer does in Link: authorizes a connection, for the first time or again. */
  async linkConnection(companyId: string, connectionId: string): Promise<void> {
    await this.control("link-connection", { companyId, connectionId });
  }

  /** Does what a customer does in Link: picks the software with this key, and authorizes; the connection's id. */
  async linkPlatform(companyId: string, platformKey = "gbol"): Promise<string> {
    const linked = await this.control("link-connection", { companyId, platformKey });
    return (linked as { connectionId: string }).connectionId;
  }

  /** Does what a customer does who withdraws: a `Linked` connection becomes `Deauthorized`. */
  async deauthorizeConnection(companyId: string, connectionId: string): Promise<void> {
    await this.control("deauthorize-connection", { companyId, connectionId });
  }

  /** Lets the next pull that matches end badly. */
  async failNextPull(pull: SandboxPull = {}): Promise<void> {
    await this.control("fail-next-pull", { ...pull });
  }

  /** Sets how many seconds a pull takes, of the sandbox's time. At first 2. */
  async setPullTime(seconds: number): Promise<void> {
    await this.control("set-pull-seconds", { seconds });
  }

  /**
   * Sets the page that Link sends a customer to afterwards.
   *
   * @param url - May hold `{companyId}`, `{connectionId}`, `{statusCode}` and others, also your own; null: nowhere.
   * @param allowedHosts - Hosts that it may lead to. Default: the URL's own.
   */
  async setRedirect(url: string | null, allowedHosts?: readonly string[]): Promise<void> {
    await this.control("set-redirect", { url, allowedHosts });
  }

  /** The webhooks to deliver and delivered, each with its attempts, headers and body. */
  async webhooks(): Promise<readonly SandboxWebhook[]> {
    return ((await this.control("list-webhooks")) as { webhooks: SandboxWebhook[] }).webhooks;
  }

  /** Resets everything to its initial state. */
  async reset(): Promise<void> {
    await this.control("reset");
  }

  /** Stops the sandbox. What was only in memory is gone. Stopping twice does nothing. */
  stop(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    if (handle !== null) native().sandboxStop(handle);
    return Promise.resolve();
  }

  /** Stops it at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** What `util.inspect` shows. */
  [inspect.custom](): string {
    return `Sandbox { ${this.#handle === null ? "stopped" : this.baseUrl} }`;
  }
}
