// The whole guide, on the embedded sandbox: no account, no network.
//
//     node guide.mjs             # the customer's part is done for them, on the Link page
//     node guide.mjs --browser   # you are the customer, in your browser
//
// With `new Client()` in place of the sandbox's client and a key in the environment variable CODAT_API_KEY, the same calls
// go to the real service.
import assert from "node:assert/strict";

import { type Client, liveObjects, NotFoundError, type Sandbox, startSandbox } from "codat";

/** What the customer does on the Link page: with --browser you, and otherwise this program instead of the customer. */
async function customerAuthorizes(url: string): Promise<void> {
  if (process.argv.includes("--browser")) {
    console.error(`   Open ${url} and pick Xero.`);
  } else {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "platformKey=gbol&decision=allow",
    });
    assert(response.ok);
  }
}

/** All steps; returns how many companies there are in the end. */
async function guide(client: Client, sandbox: Sandbox): Promise<number> {
  // Create a company and keep its id.
  let bakery = await client.companies.create({ name: "Toft Bakery", description: "Bread" });
  console.log(`1. Created company "${bakery.name}" (id of ${bakery.id.length} characters)`);

  // Its Link URL is where the customer connects their accounting software.
  const link = await client.companies.linkUrl(bakery.id, { reference: "A-17" });
  console.log("2. Its Link URL is ready to send to the customer");

  // Send them there, and wait until they have authorized.
  await customerAuthorizes(link.url);
  const connection = await client.connections.waitUntilLinked(bakery.id);
  console.log(`3. The customer authorized access: ${connection.platformName} is ${connection.status}`);

  // Pull the data.
  let pull = await client.refresh.queueOrJoin(bakery.id, "invoices");
  await client.refresh.waitUntilComplete(bakery.id, { pullOperationIds: [pull.id] });
  pull = await client.refresh.getPullOperation(bakery.id, pull.id);
  console.log(`4. Pulled ${pull.dataType}: ${pull.status}`);

  // One day the customer, or the software, withdraws.
  await sandbox.deauthorizeConnection(bakery.id, connection.id);
  const lost = await client.connections.needsReauthorization(bakery.id);
  console.log(`5. Access was lost: ${lost.connections[0]?.platformName} is ${lost.connections[0]?.status}`);

  // Send them to the same link again, never to that of a new company.
  await customerAuthorizes(lost.linkUrl);
  const again = await client.connections.waitUntilLinked(bakery.id);
  const which = again.id === connection.id ? "the same" : "another";
  console.log(`6. The customer authorized it again: ${again.platformName} is ${again.status}, ${which} connection`);

  // The data flows again. Going through companies fetches pages as they are needed.
  pull = await client.refresh.queueOrJoin(bakery.id, "invoices");
  const outcome = await client.refresh.waitUntilComplete(bakery.id, { pullOperationIds: [pull.id] });
  const companies = [];
  for await (const company of client.companies.iterate()) companies.push(company.name);
  const status = outcome.failed ? "Failed" : "Complete";
  console.log(`7. Pulled ${pull.dataType} again: ${status}, and there is still ${companies.length} company`);

  // An update changes what is given and leaves the rest.
  bakery = await client.companies.update(bakery.id, { description: "Bread and cakes" });
  console.log(`8. Updated it: description is now "${bakery.description}"`);

  // Create a group once, and keep its id: groups can be neither renamed nor deleted.
  const group = await client.groups.create("Invoice finance");
  console.log(`9. Created group "${group.name}"`);
  const groups = await client.groups.list();
  console.log(`10. There is ${groups.results.length} group`);

  // A company can be created in a group,
  const cafe = await client.companies.create({ name: "Harbour Cafe", groups: [group] });
  assert(cafe.groups?.some((each) => each.id === group.id));
  console.log(`11. Created company "${cafe.name}" in the group`);

  // or added to one later,
  bakery = await client.groups.addCompany(bakery.id, group.id);
  assert(bakery.groups?.some((each) => each.id === group.id));
  console.log(`12. Added "${bakery.name}" to the group`);

  // and removed from it.
  await client.groups.removeCompany(bakery.id, group.id);
  bakery = await client.companies.get(bakery.id);
  assert.equal(bakery.groups?.length, 0);
  console.log(`13. Removed "${bakery.name}" from the group`);

  // What if the network breaks after the service has done the work, three times in a row? The attempts of a call share
  // one idempotency key, so still only one company is created.
  await sandbox.queueFaults({ method: "POST", path: "/companies", effect: "cut", when: "after", times: 3 });
  const owl = await client.companies.create({ name: "Night Owl" });
  assert.equal(owl.meta.attempts, 4);
  const owls = await client.companies.list({ query: `name=${owl.name}` });
  console.log(
    `14. Lost the response to the next create three times: still ${owls.results.length} company named "${owl.name}"`,
  );

  // Delete a company, with everything that belongs to it, for good.
  await client.companies.delete(cafe.id);
  await assert.rejects(client.companies.get(cafe.id), NotFoundError);
  console.log(`15. Deleted "${cafe.name}"`);

  return (await client.companies.list()).totalResults ?? 0;
}

const sandbox = await startSandbox();
const client = sandbox.client();
const companies = await guide(client, sandbox);
client.close();
await sandbox.stop();
console.log(`16. Done: ${companies} companies, ${liveObjects()} objects left to free`);
