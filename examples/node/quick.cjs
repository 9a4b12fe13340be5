// The shortest program, for CommonJS: a company on the embedded sandbox.
const { startSandbox } = require("codat");

async function main() {
  const sandbox = await startSandbox();
  const client = sandbox.client();
  const bakery = await client.companies.create({ name: "Toft Bakery", description: "Bread" });
  console.log(`1. Created company "${bakery.name}" (id of ${bakery.id.length} characters)`);
  client.close();
  await sandbox.stop();
}

void main();
