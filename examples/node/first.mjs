import { startSandbox } from "codat";

const sandbox = await startSandbox();
const client = sandbox.client(); // in production: new Client(), with your key in CODAT_API_KEY
const bakery = await client.companies.create({ name: "Toft Bakery" });
console.log("Send your customer to", bakery.redirect);
await sandbox.linkPlatform(bakery.id); // in production, the customer does this in Link
await client.connections.waitUntilLinked(bakery.id);
const pull = await client.refresh.queueOrJoin(bakery.id, "invoices");
const outcome = await client.refresh.waitUntilComplete(bakery.id, { pullOperationIds: [pull.id] });
console.log("Invoices pulled:", !outcome.failed);
client.close();
await sandbox.stop();
