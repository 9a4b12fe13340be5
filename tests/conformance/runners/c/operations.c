#include "operations.h"

#include <string.h>

static const struct {
    const char *name;
    Operation *function;
} TABLE[] = {
    {"companies.list", codat_companies_list},
    {"companies.create", codat_companies_create},
    {"companies.get", codat_companies_get},
    {"companies.replace", codat_companies_replace},
    {"companies.update", codat_companies_update},
    {"companies.delete", codat_companies_delete},
    {"companies.add_product", codat_companies_add_product},
    {"companies.remove_product", codat_companies_remove_product},
    {"companies.refresh_product_data", codat_companies_refresh_product_data},
    {"companies.get_access_token", codat_companies_get_access_token},
    {"groups.list", codat_groups_list},
    {"groups.create", codat_groups_create},
    {"groups.add_company", codat_groups_add_company},
    {"groups.remove_company", codat_groups_remove_company},
    {"connections.list", codat_connections_list},
    {"connections.create", codat_connections_create},
    {"connections.get", codat_connections_get},
    {"connections.delete", codat_connections_delete},
    {"connections.unlink", codat_connections_unlink},
    {"connections.update_authorization", codat_connections_update_authorization},
    {"refresh.all", codat_refresh_all},
    {"refresh.by_data_type", codat_refresh_by_data_type},
    {"refresh.get_data_status", codat_refresh_get_data_status},
    {"refresh.list_pull_operations", codat_refresh_list_pull_operations},
    {"refresh.get_pull_operation", codat_refresh_get_pull_operation},
    {"integrations.list", codat_integrations_list},
    {"integrations.get", codat_integrations_get},
    {"integrations.get_branding", codat_integrations_get_branding},
    {"webhooks.list", codat_webhooks_list},
    {"webhooks.create", codat_webhooks_create},
    {"webhooks.delete", codat_webhooks_delete},
    {"companies.get_sync_settings", codat_companies_get_sync_settings},
    {"companies.set_sync_settings", codat_companies_set_sync_settings},
    {"connection_management.get_access_token", codat_connection_management_get_access_token},
    {"connection_management.get_cors_settings", codat_connection_management_get_cors_settings},
    {"connection_management.set_cors_settings", codat_connection_management_set_cors_settings},
    {"refresh.get_validation_results", codat_refresh_get_validation_results},
    {"push.get_model_options", codat_push_get_model_options},
    {"push.list_operations", codat_push_list_operations},
    {"push.get_operation", codat_push_get_operation},
    {"supplemental_data.configure", codat_supplemental_data_configure},
    {"supplemental_data.get_configuration", codat_supplemental_data_get_configuration},
    {"custom_data_types.configure", codat_custom_data_types_configure},
    {"custom_data_types.get_configuration", codat_custom_data_types_get_configuration},
    {"custom_data_types.refresh", codat_custom_data_types_refresh},
    {"custom_data_types.list_records", codat_custom_data_types_list_records},
    {"webhooks.rotate_zapier_key", codat_webhooks_rotate_zapier_key},
    {"settings.get_profile", codat_settings_get_profile},
    {"settings.update_profile", codat_settings_update_profile},
    {"settings.get_sync_settings", codat_settings_get_sync_settings},
    {"settings.update_sync_settings", codat_settings_update_sync_settings},
    {"settings.get_cors_settings", codat_settings_get_cors_settings},
    {"settings.set_cors_settings", codat_settings_set_cors_settings},
    {"settings.list_api_keys", codat_settings_list_api_keys},
    {"settings.create_api_key", codat_settings_create_api_key},
    {"settings.delete_api_key", codat_settings_delete_api_key},
    {"companies.link_url", codat_companies_link_url},
    {"companies.create_many", codat_companies_create_many},
    {"connections.wait_until_linked", codat_connections_wait_until_linked},
    {"connections.needs_reauthorization", codat_connections_needs_reauthorization},
    {"refresh.queue_or_join", codat_refresh_queue_or_join},
    {"refresh.wait_until_complete", codat_refresh_wait_until_complete},
};
static const size_t SIZE = sizeof TABLE / sizeof TABLE[0];

Operation *operation_named(const char *name) {
    for (size_t i = 0; i < SIZE; i++) {
        if (strcmp(TABLE[i].name, name) == 0) {
            return TABLE[i].function;
        }
    }
    return NULL;
}

bool knows_operation(const char *name) {
    return operation_named(name) || strncmp(name, "request.", 8) == 0;
}

CodatStatus call_operation(const char *name, const CodatClient *client, const CodatContext *context,
                           const char *input_json, char **output_json) {
    static const char *const METHODS[][2] = {{"request.get", "GET"},
                                             {"request.post", "POST"},
                                             {"request.put", "PUT"},
                                             {"request.patch", "PATCH"},
                                             {"request.delete", "DELETE"}};
    for (size_t i = 0; i < sizeof METHODS / sizeof METHODS[0]; i++) {
        if (strcmp(METHODS[i][0], name) == 0) {
            return codat_request(client, context, METHODS[i][1], input_json, output_json);
        }
    }
    Operation *function = operation_named(name);
    return function ? function(client, context, input_json, output_json)
                    : codat_call(client, context, name, input_json, output_json);
}

/* Whether a function calls the operation of that name: cancelled before it starts, it still names it. */
static bool calls(Operation *function, const char *name, Complaint *complaint) {
    CodatClient *client;
    CodatContext *context;
    codat_client_new("{\"apiKey\":\"none\"}", &client, NULL);
    codat_context_new(NULL, &context, NULL);
    codat_context_cancel(context);
    char *text;
    function(client, context, "{}", &text);
    json_t *document = json_loads(text, 0, NULL);
    codat_string_free(text);
    codat_context_free(context);
    codat_client_free(client);

    const char *called = "nothing";
    json_unpack(document, "{s:{s:s}}", "error", "operation", &called);
    bool right = strcmp(called, name) == 0 || complain(complaint, "the function of %s calls %s", name, called);
    json_decref(document);
    return right;
}

bool knows_every_operation(Complaint *complaint) {
    char *text;
    codat_operations(&text);
    json_t *document = json_loads(text, 0, NULL);
    codat_string_free(text);
    const json_t *operations = json_object_get(document, "result");
    size_t count = json_array_size(operations);
    bool right = count == SIZE || complain(complaint, "there are %zu operations, and %zu here", count, SIZE);
    for (size_t i = 0; right && i < count; i++) {
        const char *name = json_string_value(json_object_get(json_array_get(operations, i), "name"));
        Operation *function = operation_named(name);
        right = function ? calls(function, name, complaint) : complain(complaint, "%s is missing here", name);
    }
    json_decref(document);
    return right;
}
