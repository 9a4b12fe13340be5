/** Finding the native library, and saying plainly where it is not found; and the package as others meet it. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, type TestContext, test } from "node:test";

import { ROOT } from "./support.js";

const NODE = join(ROOT, "bindings/node");
const LIBRARY = process.env.CODAT_LIBRARY ?? "";
const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), "codat-")));
// The package as it is installed, without a library.
const PACKAGE = join(FOLDER, "node_modules/codat");
mkdirSync(PACKAGE, { recursive: true });
cpSync(join(NODE, "dist"), join(PACKAGE, "dist"), { recursive: true });
cpSync(join(NODE, "package.json"), join(PACKAGE, "package.json"));
symlinkSync(join(NODE, "node_modules/koffi"), join(FOLDER, "node_modules/koffi"));
after(() => {
  rmSync(FOLDER, { recursive: true });
});

/** Runs a program beside the package: what it prints, and what it says of errors. */
function run(program: string, environment: NodeJS.ProcessEnv = {}, name = "program.cjs"): { out: string; err: string } {
  writeFileSync(join(FOLDER, name), program);
  const env = { PATH: dirname(process.execPath), ...environment };
  const { stdout, stderr } = spawnSync(process.execPath, [name], { cwd: FOLDER, env, encoding: "utf8" });
  return { out: stdout, err: stderr };
}

const USE = 'console.log(require("codat").liveObjects())';

test("importing needs no library", () => {
  assert.deepEqual(run('require("codat")'), { out: "", err: "" });
});

test("a missing library names every path and the remedy", () => {
  const { err } = run(USE);
  assert.match(err, /LibraryError: libcodat was not found\. Tried:/);
  assert(err.includes(join(PACKAGE, "native", `${process.platform}-${process.arch}`, "libcodat.so")));
  assert.match(err, /\(the package\): no such file/);
  assert.match(err, /libcodat\.so \(the system\): /);
  assert.match(err, /CODAT_LIBRARY/);
});

test("what CODAT_LIBRARY names is taken and nothing else", () => {
  const { err } = run(USE, { CODAT_LIBRARY: "/nowhere/libcodat.so" });
  assert(err.includes("/nowhere/libcodat.so (CODAT_LIBRARY): no such file"));
  assert(!err.includes("the system"));
  assert.deepEqual(run(USE, { CODAT_LIBRARY: LIBRARY }), { out: "0\n", err: "" });
});

test("the library within the package is found, also by import", () => {
  const inside = join(PACKAGE, "native", `${process.platform}-${process.arch}`);
  mkdirSync(inside, { recursive: true });
  symlinkSync(LIBRARY, join(inside, "libcodat.so"));
  try {
    assert.deepEqual(run(USE), { out: "0\n", err: "" });
    const both = `
      import { createRequire } from "node:module";
      import * as codat from "codat";
      const required = createRequire(import.meta.url)("codat");
      console.log(codat.liveObjects(), Object.keys(required).every((name) => required[name] === codat[name]));
      try { new codat.Client(); } catch (error) { console.log(error instanceof required.InvalidArgumentError); }`;
    assert.deepEqual(run(both, {}, "both.mjs"), { out: "0 true\ntrue\n", err: "" });
  } finally {
    rmSync(inside, { recursive: true });
  }
});

const OTHERS: [source: string, message: string][] = [
  ["unsigned codat_abi_version(void) { return 999; }", "it has version 999 of the functions, and this package needs version 1"],
  ["int other(void) { return 0; }", "codat_abi_version"],
  ["unsigned codat_abi_version(void) { return 1; }", "codat_client_new"],
];

test("another library is refused", (t: TestContext) => {
  if (spawnSync("cc", ["--version"]).error) {
    assert(!process.env.CI, "a C compiler is required in CI");
    t.skip("there is no C compiler to make another library with");
    return;
  }
  const other = join(FOLDER, "other.so");
  for (const [source, message] of OTHERS) {
    spawnSync("cc", ["-shared", "-o", other, "-x", "c", "-"], { input: `${source}\n` });
    const { err } = run(USE, { CODAT_LIBRARY: other });
    assert.match(err, /LibraryError/);
    assert(err.includes(message), err);
  }
});

const PROGRAM = `
  import { Client, type Company, type ConnectionStatus, type Open, NotFoundError, startSandbox } from "codat";
  export async function use(signal: AbortSignal): Promise<string | null | undefined> {
    using client = new Client({ apiKey: "key", timeout: 5000, log: ({ level }) => level });
    await using sandbox = await startSandbox({ port: 0 });
    const company: Company = await client.companies.create({ name: "Toft" }, { signal, maxRetries: undefined });
    const made = await client.companies.get(company.id);
    const attempts: number = made.meta.attempts;
    for await (const each of client.connections.iterate(company.id)) {
      const status: ConnectionStatus | null | undefined = each.status;
      if (status === "Linked" || status === "SomethingNew") return each.platformName;
    }
    // @ts-expect-error: it is no member.
    made.nmae;
    // @ts-expect-error: it has no name.
    await client.companies.create({ description: "Bread" });
    // @ts-expect-error: a group cannot be made with tags.
    await client.groups.create("A", { tags: {} });
    const open: Open<"a"> = "b";
    return attempts > 1 ? open : NotFoundError.name + sandbox.baseUrl;
  }`;

test("TypeScript accepts it from both kinds of modules, however it resolves them", () => {
  const compiler = join(NODE, "node_modules/typescript/bin/tsc");
  const types = ["--typeRoots", join(NODE, "node_modules/@types"), "--types", "node"];
  for (const name of ["esm.mts", "cjs.cts"]) writeFileSync(join(FOLDER, name), PROGRAM);
  for (const module of ["node16", "nodenext"]) {
    const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "false", "--target", "es2022", "--module", module];
    const ran = spawnSync(process.execPath, [compiler, ...options, ...types, "esm.mts", "cjs.cts"], {
      cwd: FOLDER,
      encoding: "utf8",
    });
    assert.equal(ran.stdout, "", module);
  }
});

test("as many calls as koffi takes are under way, also where another package has settled that", () => {
  const program = `
    const koffi = require("koffi");
    koffi.config({ max_async_calls: 16 });
    koffi.load(null);
    const { startSandbox } = require("codat");
    startSandbox().then(async (sandbox) => {
      const client = sandbox.client({ maxConnections: 100 });
      await sandbox.queueFaults({ effect: "delay", delayMs: 50, times: 40 });
      const lists = await Promise.all(Array.from({ length: 40 }, () => client.groups.list()));
      console.log(lists.length);
      client.close();
      await sandbox.stop();
    });`;
  const { out, err } = run(program, { CODAT_LIBRARY: LIBRARY, UV_THREADPOOL_SIZE: "40" });
  assert.deepEqual({ out, err }, { out: "40\n", err: "" });
});
