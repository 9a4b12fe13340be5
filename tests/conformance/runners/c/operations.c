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
    {"companies.link_url", codat_companies_link_url},
    {"companies.create_many", codat_companies_create_many},
    {"connections.wait_until_linked", codat_connections_wait_until_linked},
    {"connections.needs_reauthorization", codat_connections_needs_reauthorization},
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
