/** The blocks of docs/languages/typescript.md run as they are printed. */

import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

import * as codat from "codat";
import ts from "typescript";

import { ROOT, withSandbox } from "./support.js";

const GUIDE = readFileSync(join(ROOT, "docs/languages/typescript.md"), "utf8");
const BLOCKS = [...GUIDE.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);
const OPTIONS = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };

test("the guide has blocks", () => {
  assert(BLOCKS.length > 8);
});

for (const [at, code] of BLOCKS.entries()) {
  test(`block ${at} of the guide runs as it is printed`, () =>
    withSandbox(async (client, sandbox) => {
      const company = await client.companies.create({ name: "Harbour Cafe" });
      await sandbox.linkPlatform(company.id);
      await sandbox.setPullTime(0);
      process.env.CODAT_API_KEY = sandbox.apiKey;
      const known = {
        ...codat,
        AbortController,
        Symbol,
        assert,
        app: { post: () => undefined },
        client,
        company,
        companyId: company.id,
        console: { log: () => undefined },
        crypto: globalThis.crypto,
        error: await client.companies.get("missing").catch((error: unknown) => error),
        express: { raw: () => undefined },
        group: await client.groups.create("Invoice finance"),
        ids: [company.id],
        logger: { debug: () => undefined, error: () => undefined, info: () => undefined, warn: () => undefined },
        parentPort: { postMessage: () => undefined },
        report: () => undefined,
        rows: [0, 1, 2].map((each) => ({ name: `Shop ${each}`, reference: `${each}` })),
        store: () => Promise.resolve(),
        worker: new EventEmitter(),
      };
      // A journal is a file in the folder of the program.
      const text = code.replace('"onboarding.journal"', JSON.stringify(join(tmpdir(), `${process.pid}-${at}.journal`)));
      const script = ts.transpileModule(`(async () => { ${text} })()`, { compilerOptions: OPTIONS }).outputText;
      await (runInContext(script, createContext(known)) as Promise<unknown>);
    }));
}
