//! Runs a scenario through the typed API.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{json, Map, Value};

use codat::api::{Reply, Request, Scope};
use codat::models::{CompanyRequest, CompanyUpdate, CreateMany, ListCompanies, SyncSettings, WebhookBody};
use codat::operations::{self, Method, Work};
use codat::sandbox::Sandbox;
use codat::webhook::{self, Options};
use codat::{Client, Context, Error, Log, LogLevel};

use super::scenario::{resolve, Pattern, Scenario};

/// Runs a scenario; `after` sees the sandbox at its end.
pub fn run(scenario: &Scenario, after: impl FnOnce(&Sandbox)) -> Result<(), String> {
    let config = codat::sandbox::Config {
        // No day ends, and no quota is renewed, while a scenario runs.
        start_time: Some("2026-06-15T12:00:00Z".to_owned()),
        ..Default::default()
    };
    let sandbox = Sandbox::start(config).map_err(|e| e.to_string())?;
    let events = Events::default();
    let mut config = super::config(&sandbox, &scenario.client).map_err(|e| e.to_string())?;
    config.log = Some(events.log());
    let client = Client::new(config).map_err(|e| e.to_string())?;
    let mut names = Map::new();
    names.insert("baseUrl".into(), sandbox.base_url().into());
    names.insert("apiKey".into(), sandbox.api_key().into());
    for (index, step) in scenario.steps.iter().enumerate() {
        let step = resolve(step, &names)?;
        for _ in 0..step["times"].as_u64().unwrap_or(1) {
            let (mut document, text) = perform(&sandbox, &client, &step);
            document["log"] = events.take();
            check(&step["expect"], &document, &text).map_err(|e| format!("step {}: {e}", index + 1))?;
            for (name, pointer) in step["save"].as_object().into_iter().flatten() {
                let value = document
                    .pointer(pointer.as_str().unwrap_or_default())
                    .cloned()
                    .unwrap_or_default();
                names.insert(name.clone(), value);
            }
        }
    }
    after(&sandbox);
    Ok(())
}

/// The log events of the client.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<Value>>>);

impl Events {
    fn log(&self) -> Log {
        let Events(events) = self.clone();
        Log::new(LogLevel::Debug, move |level, line| {
            let mut event: Value = serde_json::from_str(line).unwrap();
            event["level"] = format!("{level:?}").to_lowercase().into();
            events.lock().unwrap().push(event);
        })
    }

    fn take(&self) -> Value {
        std::mem::take(&mut *self.0.lock().unwrap()).into()
    }
}

/// Does a step; returns its outcome as JSON, and as text if the step has `inputText`.
fn perform(sandbox: &Sandbox, client: &Client, step: &Value) -> (Value, String) {
    let input = step.get("input").cloned().unwrap_or_else(|| json!({}));
    let outcome = if let Some(action) = step["control"].as_str() {
        let result = sandbox.control(action, input).map_err(|e| e.to_string());
        return match result {
            Ok(result) => (json!({ "result": result }), String::new()),
            Err(message) => (json!({"error": {"message": message}}), String::new()),
        };
    } else if let Some(webhook) = step.get("verify") {
        verify(webhook)
    } else if let Some(config) = step.get("newClient") {
        Client::from_json(&config.to_string()).map(|_| (Value::Null, json!({})))
    } else {
        with_context(step, |context| {
            let mut input = input.as_object().cloned().unwrap_or_default();
            let extra = match input.remove("extra") {
                Some(Value::Object(fields)) => Some(fields),
                _ => None,
            };
            let mut scope = client.with(context);
            if let Some(fields) = &extra {
                scope = scope.extra(fields);
            }
            if let Some(text) = step["inputText"].as_str() {
                let answer = client.call(step["call"].as_str().unwrap_or_default(), text, Some(context))?;
                let meta = serde_json::to_value(answer.meta()).unwrap();
                let text = format!("{{\"result\":{},\"meta\":{meta}}}", answer.json());
                return Ok((Value::String(text), meta));
            }
            match step["iterate"].as_str() {
                Some("request.list") => {
                    let rows = request(scope, Method::Get, &input).iterate();
                    let rows = rows.collect::<codat::Result<Vec<Value>>>()?;
                    Ok((rows.into(), json!({})))
                }
                Some(_) => {
                    let companies = scope.companies().iterate(&parse(input)?);
                    let companies = companies.collect::<codat::Result<Vec<_>>>()?;
                    Ok((serde_json::to_value(companies).unwrap(), json!({})))
                }
                None => typed(
                    scope,
                    step["call"].as_str().unwrap_or_default(),
                    &mut input.clone(),
                ),
            }
        })
    };
    match outcome {
        Ok((Value::String(text), _)) => (serde_json::from_str(&text).unwrap_or_default(), text),
        Ok((result, meta)) => (json!({"result": result, "meta": meta}), String::new()),
        Err(error) => (
            serde_json::from_str(&error.to_document()).unwrap(),
            error.to_document(),
        ),
    }
}

/// Result and `meta`, as JSON.
pub type Outcome = codat::Result<(Value, Value)>;

fn with_context(step: &Value, work: impl FnOnce(&Context) -> Outcome) -> Outcome {
    let context = match step.get("context") {
        None => Context::new(),
        Some(options) => Context::from_json(&options.to_string())?,
    };
    let Some(delay) = step["cancelAfterMs"].as_u64().map(Duration::from_millis) else {
        return work(&context);
    };
    if delay.is_zero() {
        context.cancel();
        return work(&context);
    }
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(delay);
            context.cancel();
        });
        work(&context)
    })
}

/// Calls the typed method of an operation with input from a scenario.
pub fn typed(scope: Scope, operation: &str, input: &mut Map<String, Value>) -> Outcome {
    if let Some(Work::Request(endpoint)) = operation
        .starts_with("request.")
        .then(|| operations::find(operation).map(|found| &found.work))
        .flatten()
    {
        return reply(request(scope, endpoint.method, input).send::<Value>());
    }
    let mut take = |name: &str| {
        input
            .remove(name)
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let (companies, connections, refresh) = (scope.companies(), scope.connections(), scope.refresh());
    let (groups, integrations, webhooks) = (scope.groups(), scope.integrations(), scope.webhooks());
    match operation {
        "companies.list" => reply(companies.list(&parse::<ListCompanies>(input.clone())?)),
        "companies.create" => reply(companies.create(&parse::<CompanyRequest>(input.clone())?)),
        "companies.create_many" => reply(companies.create_many(&parse::<CreateMany>(input.clone())?)),
        "companies.get" => reply(companies.get(&take("companyId"))),
        "companies.replace" => {
            let id = take("companyId");
            reply(companies.replace(&id, &parse::<CompanyRequest>(input.clone())?))
        }
        "companies.update" => {
            let id = take("companyId");
            reply(companies.update(&id, &parse::<CompanyUpdate>(input.clone())?))
        }
        "companies.delete" => reply(companies.delete(&take("companyId"))),
        "companies.add_product" => {
            reply(companies.add_product(&take("companyId"), &take("productIdentifier")))
        }
        "companies.remove_product" => {
            reply(companies.remove_product(&take("companyId"), &take("productIdentifier")))
        }
        "companies.refresh_product_data" => {
            let (id, product) = (take("companyId"), take("productIdentifier"));
            let types: Option<Vec<&str>> = input
                .get("dataTypes")
                .and_then(Value::as_array)
                .map(|types| types.iter().filter_map(Value::as_str).collect());
            reply(companies.refresh_product_data(&id, &product, types.as_deref()))
        }
        "companies.get_access_token" => reply(companies.get_access_token(&take("companyId"))),
        "companies.link_url" => {
            let id = take("companyId");
            let parameters = input.remove("parameters").unwrap_or_else(|| json!({}));
            reply(companies.link_url(&id, &serde_json::from_value(parameters).unwrap()))
        }
        "connections.list" => {
            let id = take("companyId");
            reply(connections.list(&id, &parse(input.clone())?))
        }
        "connections.create" => reply(connections.create(&take("companyId"), &take("platformKey"))),
        "connections.get" => reply(connections.get(&take("companyId"), &take("connectionId"))),
        "connections.delete" => reply(connections.delete(&take("companyId"), &take("connectionId"))),
        "connections.unlink" => reply(connections.unlink(&take("companyId"), &take("connectionId"))),
        "connections.update_authorization" => {
            let (company, connection) = (take("companyId"), take("connectionId"));
            let authorization = input.remove("authorization").unwrap_or_default();
            let authorization = serde_json::from_value(authorization).unwrap_or_default();
            reply(connections.update_authorization(&company, &connection, &authorization))
        }
        "connections.wait_until_linked" => {
            let id = take("companyId");
            reply(connections.wait_until_linked(&id, &parse(input.clone())?))
        }
        "connections.needs_reauthorization" => reply(connections.needs_reauthorization(&take("companyId"))),
        "refresh.all" => reply(refresh.all(&take("companyId"))),
        "refresh.by_data_type" => {
            let (id, data_type) = (take("companyId"), take("dataType"));
            let connection = input.get("connectionId").and_then(Value::as_str);
            reply(refresh.by_data_type(&id, &data_type, connection))
        }
        "refresh.queue_or_join" => {
            let (id, data_type) = (take("companyId"), take("dataType"));
            let connection = input.get("connectionId").and_then(Value::as_str);
            reply(refresh.queue_or_join(&id, &data_type, connection))
        }
        "refresh.get_data_status" => reply(refresh.get_data_status(&take("companyId"))),
        "refresh.list_pull_operations" => {
            let id = take("companyId");
            reply(refresh.list_pull_operations(&id, &parse(input.clone())?))
        }
        "refresh.get_pull_operation" => {
            reply(refresh.get_pull_operation(&take("companyId"), &take("datasetId")))
        }
        "refresh.wait_until_complete" => {
            let id = take("companyId");
            reply(refresh.wait_until_complete(&id, &parse(input.clone())?))
        }
        "integrations.list" => reply(integrations.list(&parse(input.clone())?)),
        "integrations.get" => reply(integrations.get(&take("platformKey"))),
        "integrations.get_branding" => reply(integrations.get_branding(&take("platformKey"))),
        "webhooks.list" => reply(webhooks.list()),
        "webhooks.create" => reply(webhooks.create(&parse(input.clone())?)),
        "webhooks.delete" => reply(webhooks.delete(&take("webhookId"))),
        "groups.list" => reply(groups.list()),
        "groups.create" => reply(groups.create(&take("name"))),
        "groups.add_company" => reply(groups.add_company(&take("companyId"), &take("groupId"))),
        "groups.remove_company" => reply(groups.remove_company(&take("companyId"), &take("groupId"))),
        "webhooks.rotate_zapier_key" => reply(webhooks.rotate_zapier_key()),
        "companies.get_sync_settings" => reply(companies.get_sync_settings(&take("companyId"))),
        "companies.set_sync_settings" => {
            let id = take("companyId");
            let settings: SyncSettings = parse(input.clone())?;
            let overrides = settings.overrides_defaults.unwrap_or_default();
            reply(companies.set_sync_settings(&id, &settings.settings, overrides))
        }
        "refresh.get_validation_results" => {
            reply(refresh.get_validation_results(&take("companyId"), &take("datasetId")))
        }
        _ => typed_others(scope, operation, input),
    }
}

/// The operations on the account, on pushes, and on data beyond the usual types.
fn typed_others(scope: Scope, operation: &str, input: &mut Map<String, Value>) -> Outcome {
    let all = input.clone();
    let mut take = |name: &str| {
        let value = input.remove(name);
        value
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let texts = |name: &str| -> Vec<String> {
        all.get(name)
            .map(|texts| serde_json::from_value(texts.clone()).unwrap())
            .unwrap_or_default()
    };
    let number = |name: &str| all.get(name).and_then(Value::as_u64).map(|number| number as u32);
    let (settings, management, push) = (scope.settings(), scope.connection_management(), scope.push());
    let (supplemental, custom) = (scope.supplemental_data(), scope.custom_data_types());
    let origins = texts("allowedOrigins");
    let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
    match operation {
        "settings.get_profile" => reply(settings.get_profile()),
        "settings.update_profile" => reply(settings.update_profile(&parse(input.clone())?)),
        "settings.get_sync_settings" => reply(settings.get_sync_settings()),
        "settings.update_sync_settings" => {
            let sync: SyncSettings = parse(all.clone())?;
            let (client, overrides) = (take("clientId"), sync.overrides_defaults.unwrap_or_default());
            reply(settings.update_sync_settings(&client, &sync.settings, overrides))
        }
        "settings.get_cors_settings" => reply(settings.get_cors_settings()),
        "settings.set_cors_settings" => reply(settings.set_cors_settings(&origins)),
        "settings.list_api_keys" => reply(settings.list_api_keys()),
        "settings.create_api_key" => reply(settings.create_api_key(all.get("name").and_then(Value::as_str))),
        "settings.delete_api_key" => reply(settings.delete_api_key(&take("apiKeyId"))),
        "connection_management.get_access_token" => reply(management.get_access_token(&take("companyId"))),
        "connection_management.get_cors_settings" => reply(management.get_cors_settings()),
        "connection_management.set_cors_settings" => reply(management.set_cors_settings(&origins)),
        "push.get_model_options" => {
            reply(push.get_model_options(&take("companyId"), &take("connectionId"), &take("dataType")))
        }
        "push.list_operations" => {
            let id = take("companyId");
            reply(push.list_operations(&id, &parse(input.clone())?))
        }
        "push.get_operation" => reply(push.get_operation(&take("companyId"), &take("pushOperationKey"))),
        "supplemental_data.configure" => {
            let (integration, data_type) = (take("platformKey"), take("dataType"));
            reply(supplemental.configure(&integration, &data_type, &parse(input.clone())?))
        }
        "supplemental_data.get_configuration" => {
            reply(supplemental.get_configuration(&take("platformKey"), &take("dataType")))
        }
        "custom_data_types.configure" => {
            let (integration, identifier) = (take("platformKey"), take("customDataIdentifier"));
            reply(custom.configure(&integration, &identifier, &parse(input.clone())?))
        }
        "custom_data_types.get_configuration" => {
            reply(custom.get_configuration(&take("platformKey"), &take("customDataIdentifier")))
        }
        "custom_data_types.refresh" => {
            let (company, connection) = (take("companyId"), take("connectionId"));
            reply(custom.refresh(&company, &connection, &take("customDataIdentifier")))
        }
        "custom_data_types.list_records" => {
            let (company, connection) = (take("companyId"), take("connectionId"));
            let identifier = take("customDataIdentifier");
            let (page, size) = (number("page"), number("pageSize"));
            reply(custom.list_records(&company, &connection, &identifier, page, size))
        }
        other => panic!("the runner does not know {other}"),
    }
}

/// Any request, with the fields of a scenario's input. A page is a query parameter like others.
fn request<'a>(scope: Scope<'a>, method: Method, input: &'a Map<String, Value>) -> Request<'a> {
    let query = input
        .get("query")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    let page = input.get("page").map(|page| ("page", page));
    let all = page
        .into_iter()
        .chain(query.map(|(name, value)| (name.as_str(), value)));
    let request = scope.request(method, input["path"].as_str().unwrap_or_default());
    let request = all.fold(request, |request, (name, value)| request.query(name, value));
    match input.get("body") {
        Some(body) => request.body(body),
        None => request,
    }
}

/// Verifies a webhook, and decodes its event.
fn verify(webhook: &Value) -> Outcome {
    let headers = webhook["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| (name, value.as_str().unwrap_or_default()));
    let tolerance = webhook["toleranceSeconds"].as_u64();
    let options = Options {
        now: webhook["now"].as_i64(),
        tolerance_seconds: tolerance.map(|seconds| seconds as u32),
    };
    let text = |member: &str| webhook[member].as_str().unwrap_or_default();
    let event = webhook::verify(text("secret"), headers, text("body").as_bytes(), &options)?;
    let mut result = serde_json::to_value(&event).unwrap();
    result["body"] = serde_json::to_value(event.decode::<WebhookBody>()?).unwrap();
    Ok((result, json!({})))
}

fn parse<T: DeserializeOwned>(input: Map<String, Value>) -> codat::Result<T> {
    Ok(serde_json::from_value(Value::Object(input)).expect("scenarios keep to the typed requests"))
}

fn reply<T: Serialize>(reply: Result<Reply<T>, Error>) -> Outcome {
    reply.map(|reply| {
        (
            serde_json::to_value(reply.value).unwrap(),
            serde_json::to_value(reply.meta).unwrap(),
        )
    })
}

fn check(expect: &Value, document: &Value, text: &str) -> Result<(), String> {
    if expect.get("error").is_none() && document.get("error").is_some() {
        return Err(format!("failed: {}", document["error"]));
    }
    for part in ["result", "error", "meta", "log"] {
        if let Some(pattern) = expect.get(part) {
            Pattern(pattern).check(part, document.get(part).unwrap_or(&Value::Null))?;
        }
    }
    match expect["text"].as_str() {
        Some(part) if !text.contains(part) => Err(format!("{part:?} is not in {text:?}")),
        _ => Ok(()),
    }
}
