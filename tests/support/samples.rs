//! Sample input of operations.

use serde_json::{json, Value};

/// Input for every operation, with all its fields.
pub fn input(operation: &str) -> Value {
    const ID: &str = "8a210b68-6988-11ed-a1eb-0242ac120002";
    const OTHER: &str = "0498e921-9b53-4396-a412-4f2f5983b0a2";
    let company = || json!({ "companyId": ID });
    let connection = || json!({"companyId": ID, "connectionId": OTHER});
    let list = || json!({"page": 2, "pageSize": 5000, "query": "a=b && c~d", "orderBy": "-name"});
    let with = |mut input: Value, more: Value| {
        let more = more.as_object().cloned().unwrap_or_default();
        input.as_object_mut().unwrap().extend(more);
        input
    };
    let settings = || {
        json!({"overridesDefaults": true, "settings": [{"dataType": "invoices", "fetchOnFirstLink": true,
            "syncSchedule": 24, "syncOrder": 0, "syncFromUtc": "2020-01-01T12:00:00.000Z", "syncFromWindow": 24,
            "monthsToSync": 24, "isLocked": true}]})
    };
    let custom = || json!({"platformKey": "gbol", "customDataIdentifier": "PurchaseOrders"});
    let described = json!({"name": "Toft", "description": "Bread", "tags": {"a": "b"}});
    match operation {
        "companies.list" => with(list(), json!({"tags": "a=b"})),
        "companies.create" => with(described, json!({"groups": [{"id": OTHER}]})),
        "companies.create_many" => {
            json!({"companies": [described], "concurrency": 2, "journal": "j", "lookupTag": "a"})
        }
        "companies.replace" => with(with(company(), described), json!({"groups": [{"id": OTHER}]})),
        "companies.update" => with(company(), described),
        "companies.get" | "companies.delete" | "companies.get_access_token" => company(),
        "companies.add_product" | "companies.remove_product" => {
            with(company(), json!({"productIdentifier": "lending"}))
        }
        "companies.refresh_product_data" => with(
            company(),
            json!({"productIdentifier": "custom", "dataTypes": ["invoices"]}),
        ),
        "groups.list" | "webhooks.list" => json!({}),
        "groups.create" => json!({"name": "Invoice finance"}),
        "groups.add_company" | "groups.remove_company" => with(company(), json!({"groupId": OTHER})),
        "connections.list" | "refresh.list_pull_operations" => with(company(), list()),
        "connections.create" => with(company(), json!({"platformKey": "gbol"})),
        "connections.get" | "connections.delete" | "connections.unlink" => connection(),
        "connections.update_authorization" => with(
            connection(),
            json!({"authorization": {"user": "u", "password": "p"}}),
        ),
        "refresh.all" | "refresh.get_data_status" => company(),
        "refresh.by_data_type" => with(connection(), json!({"dataType": "banking-accounts"})),
        "refresh.queue_or_join" => with(connection(), json!({"dataType": "invoices"})),
        "refresh.get_pull_operation" => with(company(), json!({ "datasetId": OTHER })),
        "integrations.list" => list(),
        "integrations.get" | "integrations.get_branding" => json!({"platformKey": "gbol"}),
        "webhooks.create" => json!({"url": "https://example.com/events", "eventTypes": ["read.completed"],
            "companyTags": ["region:uk"], "disabled": true}),
        "webhooks.delete" => json!({ "webhookId": ID }),
        "companies.get_sync_settings" | "connection_management.get_access_token" => company(),
        "companies.set_sync_settings" => with(company(), settings()),
        "connection_management.get_cors_settings"
        | "settings.get_cors_settings"
        | "settings.get_profile"
        | "settings.get_sync_settings"
        | "settings.list_api_keys"
        | "webhooks.rotate_zapier_key" => json!({}),
        "connection_management.set_cors_settings" | "settings.set_cors_settings" => {
            json!({"allowedOrigins": ["https://example.com"]})
        }
        "settings.update_profile" => {
            json!({"name": "Bob's Burgers", "redirectUrl": "https://example.com/{companyId}",
            "logoUrl": "https://example.com/logo.png", "iconUrl": "https://example.com/icon.ico",
            "whiteListUrls": ["https://example.com"], "apiKey": "key", "confirmCompanyName": true})
        }
        "settings.update_sync_settings" => with(json!({ "clientId": ID }), settings()),
        "settings.create_api_key" => json!({"name": "azure-invoice-finance-processor"}),
        "settings.delete_api_key" => json!({ "apiKeyId": ID }),
        "refresh.get_validation_results" => with(company(), json!({ "datasetId": OTHER })),
        "push.get_model_options" => with(connection(), json!({"dataType": "invoices"})),
        "push.list_operations" => with(company(), list()),
        "push.get_operation" => with(company(), json!({ "pushOperationKey": OTHER })),
        "supplemental_data.configure" => json!({"platformKey": "gbol", "dataType": "invoices",
            "supplementalDataConfig": {"mine": {"dataSource": "/Invoices", "pullData": {"a": "A"}, "pushData": {"b": "B"}}}}),
        "supplemental_data.get_configuration" => json!({"platformKey": "gbol", "dataType": "invoices"}),
        "custom_data_types.configure" => with(
            custom(),
            json!({"dataSource": "api/purchaseOrders", "requiredData": {"number": "$[*].number"},
                "keyBy": ["$[*].id"], "sourceModifiedDate": ["$[*].modified"]}),
        ),
        "custom_data_types.get_configuration" => custom(),
        "custom_data_types.refresh" => with(connection(), json!({"customDataIdentifier": "PurchaseOrders"})),
        "custom_data_types.list_records" => with(
            connection(),
            json!({"customDataIdentifier": "PurchaseOrders", "page": 2, "pageSize": 5000}),
        ),
        other => panic!("there is no sample for {other}"),
    }
}
