// Lets `import` have what `require` has: the same module, so that both share one library and one set of classes.
import { writeFileSync } from "node:fs";

const dist = new URL("../dist/", import.meta.url);
for (const name of ["index.mjs", "index.d.mts"]) {
  writeFileSync(new URL(name, dist), 'export * from "./index.js";\n');
}
