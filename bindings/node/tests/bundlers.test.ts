/** The package in bundles, and traced by a tool that copies a program's files to its server. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";

import { nodeFileTrace } from "@vercel/nft";
import { build } from "esbuild";
import webpack from "webpack";

import { ROOT } from "./support.js";

const NODE = join(ROOT, "bindings/node");
const FOLDER = realpathSync(mkdtempSync(join(tmpdir(), "codat-bundles-")));
const PACKAGE = join(FOLDER, "node_modules/codat");
const ADDON = join(NODE, "dist/native");
after(() => {
  rmSync(FOLDER, { recursive: true });
});

// The package as it is installed, except that its largest file is not copied.
mkdirSync(join(PACKAGE, "dist/native"), { recursive: true });
cpSync(join(NODE, "dist"), join(PACKAGE, "dist"), { recursive: true, filter: (path) => path !== ADDON });
symlinkSync(join(ADDON, "codat.node"), join(PACKAGE, "dist/native/codat.node"));
cpSync(join(NODE, "package.json"), join(PACKAGE, "package.json"));
const USE = "startSandbox().then(async (sandbox) => { const client = sandbox.client(); console.log(await client.groups.list()); });\n";
const PROGRAMS = { "use.mjs": `import { startSandbox } from "codat";\n${USE}`, "use.cjs": `const { startSandbox } = require("codat");\n${USE}` };
for (const [name, program] of Object.entries(PROGRAMS)) writeFileSync(join(FOLDER, name), program);

/** Runs a program: what it prints, or what it says of errors. */
function run(path: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
  return stdout + stderr;
}

/** Checks a bundle without the addon beside it, which says what to do, and then with it. */
function isUsable(folder: string, bundle: string): void {
  const failed = run(join(folder, bundle));
  assert(failed.includes(`${join(folder, "native/codat.node")}: no such file.`), failed);
  assert(failed.includes("node_modules/codat/dist/native beside the bundle"), failed);
  symlinkSync(join(PACKAGE, "dist/native"), join(folder, "native"));
  assert.equal(run(join(folder, bundle)), "{ results: [] }\n");
}

for (const program of Object.keys(PROGRAMS)) {
  test(`esbuild bundles ${program} without configuration`, async () => {
    const folder = join(FOLDER, `esbuild-${program}`);
    await build({ entryPoints: [join(FOLDER, program)], outfile: join(folder, "out.js"), bundle: true, platform: "node" });
    isUsable(folder, "out.js");
  });

  test(`esbuild leaves the package out of ${program} with one option`, async () => {
    const outfile = join(FOLDER, `external-${program}`);
    const format = program.endsWith(".mjs") ? "esm" : "cjs";
    await build({ entryPoints: [join(FOLDER, program)], outfile, bundle: true, platform: "node", format, external: ["codat"] });
    assert.equal(run(outfile), "{ results: [] }\n");
  });

  test(`webpack bundles ${program} without configuration`, async () => {
    const folder = join(FOLDER, `webpack-${program}`);
    const entry = join(FOLDER, program);
    const compiler = webpack({ entry, context: FOLDER, target: "node", mode: "production", output: { path: folder, filename: "out.js" } });
    const stats = await promisify(compiler.run.bind(compiler))();
    assert.equal(stats?.hasErrors(), false, stats?.toString());
    assert.equal(stats.hasWarnings(), false, stats.toString());
    isUsable(folder, "out.js");
  });

  test(`@vercel/nft finds all that ${program} needs`, async () => {
    const { fileList } = await nodeFileTrace([join(FOLDER, program)], { base: FOLDER });
    const traced = join(FOLDER, `traced-${program}`);
    assert(fileList.has("node_modules/codat/dist/native/codat.node"));
    for (const file of fileList) cpSync(join(FOLDER, file), join(traced, file), { recursive: true });
    assert.equal(run(join(traced, program)), "{ results: [] }\n");
  });
}
