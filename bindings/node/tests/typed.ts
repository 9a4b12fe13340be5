/** The typed method of each operation, called with the flat fields of the C ABI. */

import type { Client, CompanyRequest, WriteOptions } from "codat";

/** Fields of a scenario's step. Their values are the scenario's business: some are to be refused. */
export type Members = any;

type Method = (client: Client, members: Members, options: WriteOptions) => Promise<object>;

/** A wait's own words for `pollIntervalMs`. */
function waiting({ pollIntervalMs: pollInterval, ...others }: Members): Members {
  return { ...others, pollInterval };
}

/** The method of each operation. */
export const TYPED: Readonly<Record<string, Method>> = {
  "companies.list": ({ companies }, m, o) => companies.list(m, o),
  "companies.create": ({ companies }, m, o) => companies.create(m, o),
  "companies.get": ({ companies }, { companyId }, o) => companies.get(companyId, o),
  "companies.replace": ({ companies }, { companyId, ...m }, o) => companies.replace(companyId, m, o),
  "companies.update": ({ companies }, { companyId, ...m }, o) => companies.update(companyId, m, o),
  "companies.delete": ({ companies }, { companyId }, o) => companies.delete(companyId, o),
  "companies.add_product": ({ companies }, m, o) => companies.addProduct(m.companyId, m.productIdentifier, o),
  "companies.remove_product": ({ companies }, m, o) => companies.removeProduct(m.companyId, m.productIdentifier, o),
  "companies.refresh_product_data": ({ companies }, { companyId, productIdentifier, ...m }, o) =>
    companies.refreshProductData(companyId, productIdentifier, m, o),
  "companies.get_access_token": ({ companies }, { companyId }, o) => companies.getAccessToken(companyId, o),
  "companies.link_url": ({ companies }, { companyId, parameters }, o) => companies.linkUrl(companyId, parameters, o),
  "companies.create_many": ({ companies }, { companies: list, ...m }, o) =>
    companies.createMany(list as CompanyRequest[], { ...m, ...o }),
  "connections.list": ({ connections }, { companyId, ...m }, o) => connections.list(companyId, m, o),
  "connections.create": ({ connections }, m, o) => connections.create(m.companyId, m.platformKey, o),
  "connections.get": ({ connections }, m, o) => connections.get(m.companyId, m.connectionId, o),
  "connections.delete": ({ connections }, m, o) => connections.delete(m.companyId, m.connectionId, o),
  "connections.unlink": ({ connections }, m, o) => connections.unlink(m.companyId, m.connectionId, o),
  "connections.update_authorization": ({ connections }, m, o) =>
    connections.updateAuthorization(m.companyId, m.connectionId, m.authorization, o),
  "connections.wait_until_linked": ({ connections }, { companyId, ...m }, o) =>
    connections.waitUntilLinked(companyId, waiting(m), o),
  "connections.needs_reauthorization": ({ connections }, m, o) => connections.needsReauthorization(m.companyId, o),
  "refresh.all": ({ refresh }, m, o) => refresh.all(m.companyId, o),
  "refresh.by_data_type": ({ refresh }, { companyId, dataType, ...m }, o) =>
    refresh.byDataType(companyId, dataType, m, o),
  "refresh.get_data_status": ({ refresh }, m, o) => refresh.getDataStatus(m.companyId, o),
  "refresh.list_pull_operations": ({ refresh }, { companyId, ...m }, o) => refresh.listPullOperations(companyId, m, o),
  "refresh.get_pull_operation": ({ refresh }, m, o) => refresh.getPullOperation(m.companyId, m.datasetId, o),
  "refresh.wait_until_complete": ({ refresh }, { companyId, ...m }, o) =>
    refresh.waitUntilComplete(companyId, waiting(m), o),
  "integrations.list": ({ integrations }, m, o) => integrations.list(m, o),
  "integrations.get": ({ integrations }, m, o) => integrations.get(m.platformKey, o),
  "integrations.get_branding": ({ integrations }, m, o) => integrations.getBranding(m.platformKey, o),
  "webhooks.list": ({ webhooks }, _, o) => webhooks.list(o),
  "webhooks.create": ({ webhooks }, m, o) => webhooks.create(m, o),
  "webhooks.delete": ({ webhooks }, m, o) => webhooks.delete(m.webhookId, o),
  "groups.list": ({ groups }, _, o) => groups.list(o),
  "groups.create": ({ groups }, m, o) => groups.create(m.name, o),
  "groups.add_company": ({ groups }, m, o) => groups.addCompany(m.companyId, m.groupId, o),
  "groups.remove_company": ({ groups }, m, o) => groups.removeCompany(m.companyId, m.groupId, o),
};
