/** Finding the native library, and the error if it is not found; and the package as its users import it. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, type TestContext, test } from "node:test";

import { ROOT } from "./support.js";

const NODE = join(ROOT, "bindings/node");
const ADDON = join(NODE, "dist/native/codat.node");
const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), "codat-")));
// The package as it is installed, without a library.
const PACKAGE = join(FOLDER, "node_modules/codat");
mkdirSync(PACKAGE, { recursive: true });
cpSync(join(NODE, "dist"), join(PACKAGE, "dist"), { recursive: true, filter: (path) => !path.endsWith("native") });
cpSync(join(NODE, "package.json"), join(PACKAGE, "package.json"));
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

test("a missing library names the file, and what to tell a bundler", () => {
  const { err } = run(USE);
  assert(err.includes(`LibraryError: ${join(PACKAGE, "dist/native/codat.node")}: no such file.`), err);
  for (const remedy of ["--external:codat", "externals:", "serverExternalPackages", "CODAT_ADDON"]) assert(err.includes(remedy), remedy);
});

test("only the addon in CODAT_ADDON is tried", () => {
  const { err } = run(USE, { CODAT_ADDON: "/nowhere/codat.node" });
  assert(err.includes("LibraryError: /nowhere/codat.node: no such file"));
  assert.deepEqual(run(USE, { CODAT_ADDON: ADDON }), { out: "0\n", err: "" });
});

test("the library within the package is found, also by import", () => {
  const inside = join(PACKAGE, "dist/native");
  mkdirSync(inside, { recursive: true });
  symlinkSync(ADDON, join(inside, "codat.node"));
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

const REGISTER = `
  #define NAPI_VERSION 8
  #include <node_api.h>
  NAPI_MODULE_INIT() {
    napi_value version;
    napi_create_int64(env, 0, &version);
    napi_set_named_property(env, exports, "addonVersion", version);
    return exports;
  }`;
const OTHERS: [source: string, message: string][] = [
  ["int other(void) { return 0; }", `cannot be loaded on ${process.platform}-${process.arch}: Module did not self-register`],
  [REGISTER, "has version 0 of the addon's functions, and this package needs version 2"],
];

test("another library is refused", (t: TestContext) => {
  if (spawnSync("cc", ["--version"]).error) {
    assert(!process.env.CI, "a C compiler is required in CI");
    t.skip("there is no C compiler to make another library with");
    return;
  }
  const headers = join(NODE, "node_modules/node-api-headers/include");
  for (const [number, [source, message]] of OTHERS.entries()) {
    const other = join(FOLDER, `other${number}.node`);
    spawnSync("cc", ["-shared", "-fPIC", "-I", headers, "-o", other, "-x", "c", "-"], { input: `${source}\n` });
    const { err } = run(USE, { CODAT_ADDON: other });
    assert.match(err, /LibraryError/);
    assert(err.includes(message), err);
  }
});

test("a module that is evaluated twice adds no listener, and both work", () => {
  const program = `
    const path = require.resolve("codat");
    const listeners = () => JSON.stringify(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
    const before = listeners();
    (async () => {
      for (let time = 0; time < 12; time += 1) {
        for (const each of Object.keys(require.cache)) delete require.cache[each];
        const codat = require(path);
        const sandbox = await codat.startSandbox();
        const client = sandbox.client();
        await client.groups.list();
        client.close();
        await sandbox.stop();
      }
      console.log(listeners() === before, require("codat").liveObjects());
    })();`;
  assert.deepEqual(run(program, { CODAT_ADDON: ADDON }), { out: "true 0\n", err: "" });
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

test("TypeScript accepts the package from both kinds of modules, with each way to resolve them", () => {
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
