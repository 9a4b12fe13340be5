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
  "refresh.queue_or_join": ({ refresh }, { companyId, dataType, ...m }, o) =>
    refresh.queueOrJoin(companyId, dataType, m, o),
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
  "webhooks.rotate_zapier_key": ({ webhooks }, _, o) => webhooks.rotateZapierKey(o),
  "companies.get_sync_settings": ({ companies }, m, o) => companies.getSyncSettings(m.companyId, o),
  "companies.set_sync_settings": ({ companies }, m, o) =>
    companies.setSyncSettings(m.companyId, m.settings, m.overridesDefaults, o),
  "refresh.get_validation_results": ({ refresh }, m, o) => refresh.getValidationResults(m.companyId, m.datasetId, o),
  "settings.get_profile": ({ settings }, _, o) => settings.getProfile(o),
  "settings.update_profile": ({ settings }, m, o) => settings.updateProfile(m, o),
  "settings.get_sync_settings": ({ settings }, _, o) => settings.getSyncSettings(o),
  "settings.update_sync_settings": ({ settings }, m, o) =>
    settings.updateSyncSettings(m.clientId, m.settings, m.overridesDefaults, o),
  "settings.get_cors_settings": ({ settings }, _, o) => settings.getCorsSettings(o),
  "settings.set_cors_settings": ({ settings }, m, o) => settings.setCorsSettings(m.allowedOrigins, o),
  "settings.list_api_keys": ({ settings }, _, o) => settings.listApiKeys(o),
  "settings.create_api_key": ({ settings }, m, o) => settings.createApiKey(m.name, o),
  "settings.delete_api_key": ({ settings }, m, o) => settings.deleteApiKey(m.apiKeyId, o),
  "connection_management.get_access_token": ({ connectionManagement }, m, o) =>
    connectionManagement.getAccessToken(m.companyId, o),
  "connection_management.get_cors_settings": ({ connectionManagement }, _, o) =>
    connectionManagement.getCorsSettings(o),
  "connection_management.set_cors_settings": ({ connectionManagement }, m, o) =>
    connectionManagement.setCorsSettings(m.allowedOrigins, o),
  "push.get_model_options": ({ push }, m, o) => push.getModelOptions(m.companyId, m.connectionId, m.dataType, o),
  "push.list_operations": ({ push }, { companyId, ...m }, o) => push.listOperations(companyId, m, o),
  "push.get_operation": ({ push }, m, o) => push.getOperation(m.companyId, m.pushOperationKey, o),
  "supplemental_data.configure": ({ supplementalData }, { platformKey, dataType, ...m }, o) =>
    supplementalData.configure(platformKey, dataType, m, o),
  "supplemental_data.get_configuration": ({ supplementalData }, m, o) =>
    supplementalData.getConfiguration(m.platformKey, m.dataType, o),
  "custom_data_types.configure": ({ customDataTypes }, { platformKey, customDataIdentifier, ...m }, o) =>
    customDataTypes.configure(platformKey, customDataIdentifier, m, o),
  "custom_data_types.get_configuration": ({ customDataTypes }, m, o) =>
    customDataTypes.getConfiguration(m.platformKey, m.customDataIdentifier, o),
  "custom_data_types.refresh": ({ customDataTypes }, m, o) =>
    customDataTypes.refresh(m.companyId, m.connectionId, m.customDataIdentifier, o),
  "custom_data_types.list_records": (
    { customDataTypes },
    { companyId, connectionId, customDataIdentifier, ...m },
    o,
  ) => customDataTypes.listRecords(companyId, connectionId, customDataIdentifier, m, o),
};
