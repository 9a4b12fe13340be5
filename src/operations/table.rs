//! The rows.

use super::{
    AnswerKind, Echo, EchoKind, Endpoint, Field, FieldKind, Kind, Member, Method, Operation, Place, Resource,
    Work, Workflow,
};

const fn path(name: &'static str) -> Member {
    Member {
        name,
        place: Place::Path,
        kind: Kind::Id,
        required: true,
    }
}

const fn query(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        place: Place::Query,
        kind,
        required: false,
    }
}

const fn body(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        place: Place::Body,
        kind,
        required: false,
    }
}

const fn path_and_body(name: &'static str) -> Member {
    Member {
        place: Place::PathAndBody,
        ..path(name)
    }
}

const fn required(member: Member) -> Member {
    Member {
        required: true,
        ..member
    }
}

const fn whole_body(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        place: Place::WholeBody,
        kind,
        required: false,
    }
}

/// An input field that directs a workflow.
const fn workflow(name: &'static str, kind: Kind) -> Member {
    Member {
        name,
        place: Place::Workflow,
        kind,
        required: false,
    }
}

const NAME: Kind = Kind::Name { max: None };
const GROUP_NAME: Kind = Kind::Name { max: Some(50) };
const KEY_NAME: Kind = Kind::Name { max: Some(50) };
pub(super) const PAGE: Kind = Kind::Integer {
    min: 1,
    max: i32::MAX as i64,
};
const PAGE_SIZE: Kind = Kind::Integer { min: 1, max: 5000 };
const CONCURRENCY: Kind = Kind::Integer { min: 1, max: 64 };
const POLL_INTERVAL: Kind = Kind::Integer { min: 10, max: 60_000 };

/// A number of hours, of months, or a place in an order.
const COUNT: Kind = Kind::Integer {
    min: 0,
    max: i32::MAX as i64,
};

/// How one data type is pulled.
const SYNC_SETTING: &[Member] = &[
    required(body("dataType", Kind::Id)),
    required(body("fetchOnFirstLink", Kind::Flag)),
    required(body("syncSchedule", COUNT)),
    required(body("syncOrder", COUNT)),
    body("syncFromUtc", Kind::Text),
    body("syncFromWindow", COUNT),
    body("monthsToSync", COUNT),
    body("isLocked", Kind::Flag),
];
const SETTINGS: Member = required(body("settings", Kind::Objects { of: SYNC_SETTING }));

/// Which properties of a source are read and written beside the usual ones.
const SUPPLEMENTAL_DATA: &[Member] = &[
    body("dataSource", Kind::Text),
    body("pullData", Kind::TextMap),
    body("pushData", Kind::TextMap),
];

const fn text(name: &'static str) -> Field {
    Field {
        name,
        kind: FieldKind::Text,
    }
}

const fn list(name: &'static str) -> Field {
    Field {
        name,
        kind: FieldKind::List,
    }
}

/// What identifies a resource.
const ID: Field = text("id");
const KEY: Field = text("key");
const TOKEN: Field = text("accessToken");
const DATA_SOURCE: Field = text("dataSource");
const TYPE: Field = text("type");
const REDIRECT_URL: Field = text("redirectUrl");
const API_KEY: Field = text("apiKey");
const PUSH_OPERATION_KEY: Field = text("pushOperationKey");
/// The rows of a list.
pub(super) const RESULTS: Field = list("results");
const SYNC_SETTINGS: Field = list("settings");
const ORIGINS: Field = list("allowedOrigins");

const fn echo(field: &'static str, member: &'static str) -> Echo {
    Echo {
        field,
        in_rows: false,
        member,
        how: EchoKind::Equal,
    }
}

/// A text of the caller's, from which the service may remove characters.
const fn cleaned(member: &'static str) -> Echo {
    Echo {
        how: EchoKind::Cleaned,
        ..echo(member, member)
    }
}

/// What a refusal says of a pull that is already running.
const PULL_IN_PROGRESS: &str = "DatasetAlreadyInProgress";

const URL: Echo = Echo {
    how: EchoKind::Url,
    ..echo("url", "url")
};

/// The name of a company or a group.
const GIVEN_NAME: Echo = Echo {
    how: EchoKind::Name,
    ..echo("name", "name")
};

const TAGS: Echo = Echo {
    how: EchoKind::Tags,
    ..echo("tags", "tags")
};

/// The page on which a customer authorizes a connection of the company.
const LINK: Echo = Echo {
    how: EchoKind::Link,
    ..echo("linkUrl", "companyId")
};
const LINK_OF_ROWS: Echo = Echo {
    in_rows: true,
    ..LINK
};

/// Which page a list is.
pub(super) const PAGE_NUMBER: Echo = Echo {
    how: EchoKind::Number,
    ..echo("pageNumber", "page")
};

/// The company of each row.
const COMPANY_OF_ROWS: Echo = Echo {
    in_rows: true,
    ..echo("companyId", "companyId")
};

/// Makes a static of every row, so that exports and typed methods can name it, and the list of them all.
macro_rules! operations {
    (
        requests {
            $($row:ident $name:literal = $method:ident $path:literal $(sends $body:literal)?
                [$($member:expr),*] -> $answer:ident $([$($field:ident),*])? $(as $resource:ident)?
                $(of [$($echo:expr),*])? $(settled by [$($status:literal),*])? $(in conflict $conflict:expr)?, $id:literal;)*
        }
        workflows {
            $($workflow_row:ident $workflow_name:literal = $workflow:ident, [$($workflow_member:expr),*];)*
        }
    ) => {
        $(
            #[doc = concat!("`", $name, "`: the service's operation `", $id, "`.")]
            pub static $row: Operation = Operation {
                name: $name,
                work: Work::Request(Endpoint {
                    method: Method::$method,
                    path: $path,
                    fixed_body: operations!(@optional $($body)?),
                    operation_id: $id,
                    settled_by: &[$($($status),*)?],
                    conflict: operations!(@optional $($conflict)?),
                    echoes: &[$($($echo),*)?],
                }),
                members: &[$($member),*],
                answer: AnswerKind::$answer,
                resource: operations!(@optional $(Resource::$resource)?),
                requires: &[$($($field),*)?],
            };
        )*
        $(
            #[doc = concat!("`", $workflow_name, "`: a workflow of several requests.")]
            pub static $workflow_row: Operation = Operation {
                name: $workflow_name,
                work: Work::Workflow { workflow: Workflow::$workflow },
                members: &[$($workflow_member),*],
                answer: AnswerKind::Object,
                resource: None,
                requires: &[],
            };
        )*

        /// Every operation, in the order of the documentation.
        pub static OPERATIONS: &[&Operation] = &[$(&$row,)* $(&$workflow_row),*];
    };
    (@optional) => { None };
    (@optional $value:expr) => { Some($value) };
}

operations! {
    requests {
        COMPANIES_LIST "companies.list" = Get "/companies"
            [query("page", PAGE), query("pageSize", PAGE_SIZE), query("query", Kind::Text),
             query("orderBy", Kind::Text), query("tags", Kind::Text)]
            -> Object [RESULTS] as Company of [PAGE_NUMBER], "list-companies";
        COMPANIES_CREATE "companies.create" = Post "/companies"
            [required(body("name", NAME)), body("description", Kind::Text), body("tags", Kind::Tags),
             body("groups", Kind::GroupRefs)]
            -> Object [ID] as Company of [GIVEN_NAME, cleaned("description"), TAGS] settled by [400, 402], "create-company";
        COMPANIES_GET "companies.get" = Get "/companies/{companyId}"
            [path("companyId")]
            -> Object [ID] as Company of [echo("id", "companyId")], "get-company";
        COMPANIES_REPLACE "companies.replace" = Put "/companies/{companyId}"
            [path("companyId"), required(body("name", NAME)), body("description", Kind::Text),
             body("tags", Kind::Tags), body("groups", Kind::GroupRefs)]
            -> Object [ID] as Company of [echo("id", "companyId"), GIVEN_NAME, cleaned("description"), TAGS], "replace-company";
        COMPANIES_UPDATE "companies.update" = Patch "/companies/{companyId}"
            [path("companyId"), body("name", NAME), body("description", Kind::Text), body("tags", Kind::Tags)]
            -> Object [ID] as Company of [echo("id", "companyId"), GIVEN_NAME, cleaned("description"), TAGS], "update-company";
        COMPANIES_DELETE "companies.delete" = Delete "/companies/{companyId}"
            [path("companyId")]
            -> Nothing, "delete-company";
        COMPANIES_ADD_PRODUCT "companies.add_product" = Put "/companies/{companyId}/products/{productIdentifier}"
            [path("companyId"), path("productIdentifier")]
            -> Nothing, "add-product";
        COMPANIES_REMOVE_PRODUCT "companies.remove_product" = Delete "/companies/{companyId}/products/{productIdentifier}"
            [path("companyId"), path("productIdentifier")]
            -> Nothing, "remove-product";
        COMPANIES_REFRESH_PRODUCT_DATA "companies.refresh_product_data" = Post "/companies/{companyId}/products/{productIdentifier}/refresh"
            [path("companyId"), path("productIdentifier"), body("dataTypes", Kind::TextList)]
            -> Nothing in conflict PULL_IN_PROGRESS, "refresh-product-data";
        COMPANIES_GET_ACCESS_TOKEN "companies.get_access_token" = Get "/companies/{companyId}/accessToken"
            [path("companyId")]
            -> Object [TOKEN], "get-company-access-token";
        COMPANIES_GET_SYNC_SETTINGS "companies.get_sync_settings" = Get "/companies/{companyId}/syncSettings"
            [path("companyId")]
            -> Object [SYNC_SETTINGS] of [echo("companyId", "companyId")], "get-company-syncSettings";
        COMPANIES_SET_SYNC_SETTINGS "companies.set_sync_settings" = Post "/companies/{companyId}/syncSettings"
            [path_and_body("companyId"), SETTINGS, required(body("overridesDefaults", Kind::Flag))]
            -> Nothing, "set-company-syncSettings";

        GROUPS_LIST "groups.list" = Get "/groups"
            []
            -> Object [RESULTS] as Group, "list-groups";
        GROUPS_CREATE "groups.create" = Post "/groups"
            [required(body("name", GROUP_NAME))]
            -> Object [ID] as Group of [GIVEN_NAME] in conflict "Maximum number of groups", "create-group";
        GROUPS_ADD_COMPANY "groups.add_company" = Patch "/companies/{companyId}/groups"
            [path("companyId"), required(body("groupId", Kind::Id))]
            -> Object [ID] as Company of [echo("id", "companyId")], "add-company-to-group";
        GROUPS_REMOVE_COMPANY "groups.remove_company" = Delete "/companies/{companyId}/groups/{groupId}"
            [path("companyId"), path("groupId")]
            -> Nothing, "remove-company-from-group";

        CONNECTIONS_LIST "connections.list" = Get "/companies/{companyId}/connections"
            [path("companyId"), query("page", PAGE), query("pageSize", PAGE_SIZE), query("query", Kind::Text),
             query("orderBy", Kind::Text)]
            -> Object [RESULTS] as Connection of [LINK_OF_ROWS, PAGE_NUMBER], "list-connections";
        CONNECTIONS_CREATE "connections.create" = Post "/companies/{companyId}/connections"
            [path("companyId"), required(body("platformKey", Kind::Id))]
            -> Object [ID] as Connection of [LINK, echo("integrationKey", "platformKey")], "create-connection";
        CONNECTIONS_GET "connections.get" = Get "/companies/{companyId}/connections/{connectionId}"
            [path("companyId"), path("connectionId")]
            -> Object [ID] as Connection of [echo("id", "connectionId"), LINK], "get-connection";
        CONNECTIONS_DELETE "connections.delete" = Delete "/companies/{companyId}/connections/{connectionId}"
            [path("companyId"), path("connectionId")]
            -> Nothing, "delete-connection";
        CONNECTIONS_UNLINK "connections.unlink" = Patch "/companies/{companyId}/connections/{connectionId}"
            sends r#"{"status":"Unlinked"}"#
            [path("companyId"), path("connectionId")]
            -> Object [ID] as Connection of [echo("id", "connectionId"), LINK], "unlink-connection";
        CONNECTIONS_UPDATE_AUTHORIZATION "connections.update_authorization" = Put "/companies/{companyId}/connections/{connectionId}/authorization"
            [path("companyId"), path("connectionId"), required(whole_body("authorization", Kind::TextMap))]
            -> Object [ID] as Connection of [echo("id", "connectionId"), LINK], "update-connection-authorization";

        CONNECTION_MANAGEMENT_GET_ACCESS_TOKEN "connection_management.get_access_token" = Get "/companies/{companyId}/connectionManagement/accessToken"
            [path("companyId")]
            -> Object [TOKEN], "get-connection-management-access-token";
        CONNECTION_MANAGEMENT_GET_CORS_SETTINGS "connection_management.get_cors_settings" = Get "/connectionManagement/corsSettings"
            []
            -> Object [ORIGINS], "get-connection-management-cors-settings";
        CONNECTION_MANAGEMENT_SET_CORS_SETTINGS "connection_management.set_cors_settings" = Post "/connectionManagement/corsSettings"
            [required(body("allowedOrigins", Kind::TextList))]
            -> Object [ORIGINS], "set-connection-management-cors-settings";

        REFRESH_ALL "refresh.all" = Post "/companies/{companyId}/data/all"
            [path("companyId")]
            -> Nothing in conflict PULL_IN_PROGRESS, "refresh-company-data";
        REFRESH_BY_DATA_TYPE "refresh.by_data_type" = Post "/companies/{companyId}/data/queue/{dataType}"
            [path("companyId"), path("dataType"), query("connectionId", Kind::Id)]
            -> Object [ID] as PullOperation of [echo("companyId", "companyId"), echo("dataType", "dataType"), echo("connectionId", "connectionId")] in conflict PULL_IN_PROGRESS, "refresh-data-type";
        REFRESH_GET_DATA_STATUS "refresh.get_data_status" = Get "/companies/{companyId}/dataStatus"
            [path("companyId")]
            -> Object, "get-company-data-status";
        REFRESH_LIST_PULL_OPERATIONS "refresh.list_pull_operations" = Get "/companies/{companyId}/data/history"
            [path("companyId"), query("page", PAGE), query("pageSize", PAGE_SIZE), query("query", Kind::Text),
             query("orderBy", Kind::Text)]
            -> Object [RESULTS] as PullOperation of [COMPANY_OF_ROWS, PAGE_NUMBER], "list-pull-operations";
        REFRESH_GET_PULL_OPERATION "refresh.get_pull_operation" = Get "/companies/{companyId}/data/history/{datasetId}"
            [path("companyId"), path("datasetId")]
            -> Object [ID] as PullOperation of [echo("id", "datasetId"), echo("companyId", "companyId")], "get-pull-operation";
        REFRESH_GET_VALIDATION_RESULTS "refresh.get_validation_results" = Get "/companies/{companyId}/sync/{datasetId}/validation"
            [path("companyId"), path("datasetId")]
            -> Object, "get-read-validation-results";

        PUSH_GET_MODEL_OPTIONS "push.get_model_options" = Get "/companies/{companyId}/connections/{connectionId}/options/{dataType}"
            [path("companyId"), path("connectionId"), path("dataType")]
            -> Object [TYPE], "get-create-update-model-options-by-data-type";
        PUSH_LIST_OPERATIONS "push.list_operations" = Get "/companies/{companyId}/push"
            [path("companyId"), query("page", PAGE), query("pageSize", PAGE_SIZE), query("query", Kind::Text),
             query("orderBy", Kind::Text)]
            -> Object [RESULTS] as PushOperation of [COMPANY_OF_ROWS, PAGE_NUMBER], "get-company-push-history";
        PUSH_GET_OPERATION "push.get_operation" = Get "/companies/{companyId}/push/{pushOperationKey}"
            [path("companyId"), path("pushOperationKey")]
            -> Object [PUSH_OPERATION_KEY] as PushOperation
            of [echo("pushOperationKey", "pushOperationKey"), echo("companyId", "companyId")], "get-push-operation";

        INTEGRATIONS_LIST "integrations.list" = Get "/integrations"
            [query("page", PAGE), query("pageSize", PAGE_SIZE), query("query", Kind::Text),
             query("orderBy", Kind::Text)]
            -> Object [RESULTS] as Integration of [PAGE_NUMBER], "list-integrations";
        INTEGRATIONS_GET "integrations.get" = Get "/integrations/{platformKey}"
            [path("platformKey")]
            -> Object [KEY] as Integration of [echo("key", "platformKey")], "get-integration";
        INTEGRATIONS_GET_BRANDING "integrations.get_branding" = Get "/integrations/{platformKey}/branding"
            [path("platformKey")]
            -> Object, "get-integrations-branding";

        SUPPLEMENTAL_DATA_CONFIGURE "supplemental_data.configure" = Put "/integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig"
            [path("platformKey"), path("dataType"),
             required(body("supplementalDataConfig", Kind::ObjectMap { of: SUPPLEMENTAL_DATA }))]
            -> Nothing, "configure-supplemental-data";
        SUPPLEMENTAL_DATA_GET_CONFIGURATION "supplemental_data.get_configuration" = Get "/integrations/{platformKey}/dataTypes/{dataType}/supplementalDataConfig"
            [path("platformKey"), path("dataType")]
            -> Object, "get-supplemental-data-configuration";

        CUSTOM_DATA_TYPES_CONFIGURE "custom_data_types.configure" = Put "/integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}"
            [path("platformKey"), path("customDataIdentifier"), required(body("dataSource", NAME)),
             required(body("requiredData", Kind::TextMap)), required(body("keyBy", Kind::TextList)),
             body("sourceModifiedDate", Kind::TextList)]
            -> Object [DATA_SOURCE] of [echo("dataSource", "dataSource")], "configure-custom-data-type";
        CUSTOM_DATA_TYPES_GET_CONFIGURATION "custom_data_types.get_configuration" = Get "/integrations/{platformKey}/dataTypes/custom/{customDataIdentifier}"
            [path("platformKey"), path("customDataIdentifier")]
            -> Object [DATA_SOURCE], "get-custom-data-type-configuration";
        CUSTOM_DATA_TYPES_REFRESH "custom_data_types.refresh" = Post "/companies/{companyId}/connections/{connectionId}/data/queue/custom/{customDataIdentifier}"
            [path("companyId"), path("connectionId"), path("customDataIdentifier")]
            -> Object [ID] as PullOperation of [echo("companyId", "companyId"), echo("connectionId", "connectionId")] in conflict PULL_IN_PROGRESS, "refresh-custom-data-type";
        CUSTOM_DATA_TYPES_LIST_RECORDS "custom_data_types.list_records" = Get "/companies/{companyId}/connections/{connectionId}/data/custom/{customDataIdentifier}"
            [path("companyId"), path("connectionId"), path("customDataIdentifier"), query("page", PAGE),
             query("pageSize", PAGE_SIZE)]
            -> Object [RESULTS] of [PAGE_NUMBER], "list-custom-data-type-records";

        WEBHOOKS_LIST "webhooks.list" = Get "/webhooks"
            []
            -> Object [RESULTS] as Webhook, "list-webhook-consumers";
        WEBHOOKS_CREATE "webhooks.create" = Post "/webhooks"
            [required(body("url", NAME)), required(body("eventTypes", Kind::TextList)),
             body("companyTags", Kind::TextList), body("disabled", Kind::Flag)]
            -> Object [ID] as Webhook of [URL], "create-webhook-consumer";
        WEBHOOKS_DELETE "webhooks.delete" = Delete "/webhooks/{webhookId}"
            [path("webhookId")]
            -> Nothing, "delete-webhook-consumer";
        WEBHOOKS_ROTATE_ZAPIER_KEY "webhooks.rotate_zapier_key" = Post "/webhooks/integrationKeys/zapier"
            []
            -> Object [KEY], "rotate-zapier-key";

        SETTINGS_GET_PROFILE "settings.get_profile" = Get "/profile"
            []
            -> Object [REDIRECT_URL], "get-profile";
        SETTINGS_UPDATE_PROFILE "settings.update_profile" = Put "/profile"
            [required(body("name", NAME)), required(body("redirectUrl", NAME)), body("logoUrl", Kind::Text),
             body("iconUrl", Kind::Text), body("whiteListUrls", Kind::TextList), body("apiKey", Kind::Text),
             body("confirmCompanyName", Kind::Flag)]
            -> Object [REDIRECT_URL] of [GIVEN_NAME], "update-profile";
        SETTINGS_GET_SYNC_SETTINGS "settings.get_sync_settings" = Get "/profile/syncSettings"
            []
            -> Object [SYNC_SETTINGS], "get-profile-syncSettings";
        SETTINGS_UPDATE_SYNC_SETTINGS "settings.update_sync_settings" = Post "/profile/syncSettings"
            [required(body("clientId", Kind::Id)), SETTINGS, required(body("overridesDefaults", Kind::Flag))]
            -> Nothing, "update-profile-syncSettings";
        SETTINGS_GET_CORS_SETTINGS "settings.get_cors_settings" = Get "/corsSettings"
            []
            -> Object [ORIGINS], "get-cors-settings";
        SETTINGS_SET_CORS_SETTINGS "settings.set_cors_settings" = Post "/corsSettings"
            [required(body("allowedOrigins", Kind::TextList))]
            -> Object [ORIGINS], "set-cors-settings";
        SETTINGS_LIST_API_KEYS "settings.list_api_keys" = Get "/apiKeys"
            []
            -> Object [RESULTS] as ApiKey, "list-api-keys";
        SETTINGS_CREATE_API_KEY "settings.create_api_key" = Post "/apiKeys"
            [body("name", KEY_NAME)]
            -> Object [ID, API_KEY] as ApiKey of [GIVEN_NAME] in conflict "Maximum number of API keys", "create-api-key";
        SETTINGS_DELETE_API_KEY "settings.delete_api_key" = Delete "/apiKeys/{apiKeyId}"
            [path("apiKeyId")]
            -> Nothing, "delete-api-key";
    }
    workflows {
        COMPANIES_LINK_URL "companies.link_url" = LinkUrl,
            [required(workflow("companyId", Kind::Id)), workflow("parameters", Kind::TextMap)];
        COMPANIES_CREATE_MANY "companies.create_many" = CreateMany,
            [required(workflow("companies", Kind::Companies)), workflow("concurrency", CONCURRENCY),
             workflow("journal", NAME), workflow("lookupTag", NAME)];
        CONNECTIONS_WAIT_UNTIL_LINKED "connections.wait_until_linked" = WaitUntilLinked,
            [required(workflow("companyId", Kind::Id)), workflow("connectionId", Kind::Id),
             workflow("pollIntervalMs", POLL_INTERVAL)];
        CONNECTIONS_NEEDS_REAUTHORIZATION "connections.needs_reauthorization" = NeedsReauthorization,
            [required(workflow("companyId", Kind::Id))];
        REFRESH_QUEUE_OR_JOIN "refresh.queue_or_join" = QueueOrJoin,
            [required(workflow("companyId", Kind::Id)), required(workflow("dataType", Kind::Id)),
             workflow("connectionId", Kind::Id)];
        REFRESH_WAIT_UNTIL_COMPLETE "refresh.wait_until_complete" = WaitUntilComplete,
            [required(workflow("companyId", Kind::Id)), workflow("pullOperationIds", Kind::IdList),
             workflow("dataTypes", Kind::TextList), workflow("pollIntervalMs", POLL_INTERVAL)];
    }
}
