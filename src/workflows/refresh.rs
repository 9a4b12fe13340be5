//! Queueing a pull, or finding the one that is running; waiting until data has been pulled.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::Run;
use crate::error::{Error, ErrorKind, Result};
use crate::models::{PullOperation, PullStatus};
use crate::operations::{
    REFRESH_BY_DATA_TYPE, REFRESH_GET_DATA_STATUS, REFRESH_GET_PULL_OPERATION, REFRESH_LIST_PULL_OPERATIONS,
};

const LATE: &str = "data was still being pulled when the time was up";

/// How often a pull is queued that ends before it is found.
const TRIES: usize = 3;
/// How many of a data type's newest pulls are looked through for one that is running.
const NEWEST: u32 = 100;

/// `refresh.queue_or_join`: the pull that was queued or, if one is running already, that one.
pub(super) async fn queue_or_join(run: &mut Run<'_>) -> Result<String> {
    run.may_begin()?;
    let company_id = run.company_id()?;
    let data_type: String = run.input.get("dataType")?.unwrap_or_default();
    let connection_id: Option<String> = run.input.get("connectionId")?;
    let input = json!({"companyId": company_id, "dataType": data_type, "connectionId": connection_id});
    let mut tries = 0;
    loop {
        tries += 1;
        let conflict = match run.call(&REFRESH_BY_DATA_TYPE, input.clone()).await {
            // A conflict about the key leaves the outcome unknown.
            Err(error) if error.kind == ErrorKind::Conflict && !error.outcome_unknown => error,
            queued => return Ok(queued?.json().to_owned()),
        };
        if let Some(running) = running(run, &company_id, &data_type, connection_id.as_deref()).await? {
            return Ok(running);
        }
        if tries == TRIES {
            return Err(conflict);
        }
    }
}

/// The newest pull of a data type that has not ended.
async fn running(
    run: &mut Run<'_>,
    company_id: &str,
    data_type: &str,
    connection_id: Option<&str>,
) -> Result<Option<String>> {
    #[derive(Deserialize)]
    struct Pulls {
        results: Vec<Box<RawValue>>,
    }
    let input = json!({"companyId": company_id, "query": format!("dataType={data_type}"),
        "orderBy": "-requested", "pageSize": NEWEST});
    let answer = run.call(&REFRESH_LIST_PULL_OPERATIONS, input).await?;
    let is_it = |pull: &RawValue| {
        serde_json::from_str::<PullOperation>(pull.get()).is_ok_and(|pull| {
            let is_of = connection_id.is_none_or(|id| pull.connection_id.as_deref() == Some(id));
            is_of && pull.data_type.eq_ignore_ascii_case(data_type) && !pull.has_ended()
        })
    };
    let pulls: Pulls = answer.decode()?;
    let found = pulls.results.into_iter().find(|pull| is_it(pull));
    Ok(found.map(|pull| pull.get().to_owned()))
}

/// What became of all of them.
#[derive(Serialize)]
struct Outcome {
    failed: bool,
    items: Vec<Item>,
}

/// What became of one pull operation or data type.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    data_type: String,
    failed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pull_operation: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_status: Option<Box<RawValue>>,
}

/// `refresh.wait_until_complete`: what became of the pull operations named, or of the company's data types.
pub(super) async fn wait_until_complete(run: &mut Run<'_>) -> Result<String> {
    let company_id = run.company_id()?;
    let ids: Option<Vec<String>> = run.input.get("pullOperationIds")?;
    let data_types: Option<Vec<String>> = run.input.get("dataTypes")?;
    let items = match (ids, data_types) {
        (Some(_), Some(_)) => {
            let expected = "expected either this or pullOperationIds, found both";
            return Err(Error::invalid_member("dataTypes", expected));
        }
        (_, Some(types)) if types.is_empty() => {
            return Err(Error::invalid_member("dataTypes", "must not be empty"));
        }
        (Some(ids), None) => {
            let mut ended: Vec<Option<Item>> = ids.iter().map(|_| None).collect();
            let mut pauses = run.pauses(LATE)?;
            loop {
                for (id, item) in ids.iter().zip(&mut ended).filter(|(_, item)| item.is_none()) {
                    *item = pull_operation(run, &company_id, id).await?;
                }
                if ended.iter().all(Option::is_some) {
                    break;
                }
                pauses.wait(run).await?;
            }
            ended.into_iter().flatten().collect()
        }
        (None, data_types) => {
            let mut pauses = run.pauses(LATE)?;
            loop {
                if let Some(items) = data_status(run, &company_id, data_types.as_deref()).await? {
                    break items;
                }
                pauses.wait(run).await?;
            }
        }
    };
    let outcome = Outcome {
        failed: items.iter().any(|item| item.failed),
        items,
    };
    serde_json::to_string(&outcome).map_err(|e| super::unexpected(&e.to_string()))
}

/// What became of a pull operation, if it has ended.
async fn pull_operation(run: &mut Run<'_>, company_id: &str, id: &str) -> Result<Option<Item>> {
    let input = json!({"companyId": company_id, "datasetId": id});
    let answer = run.call(&REFRESH_GET_PULL_OPERATION, input).await?;
    let operation: PullOperation = answer.decode()?;
    if !operation.has_ended() {
        return Ok(None);
    }
    Ok(Some(Item {
        failed: operation.has_failed(),
        data_type: operation.data_type,
        pull_operation: Some(answer.decode()?),
        data_status: None,
    }))
}

/// What became of the data types named, or of all that were ever pulled, if none is being pulled any more. An entry without
/// a status, such as `{"dataType": "suppliers"}`, is of a type that was never pulled.
async fn data_status(
    run: &mut Run<'_>,
    company_id: &str,
    named: Option<&[String]>,
) -> Result<Option<Vec<Item>>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Status {
        current_status: Option<PullStatus>,
    }
    let input = json!({ "companyId": company_id });
    let answer = run.call(&REFRESH_GET_DATA_STATUS, input).await?;
    let entries: BTreeMap<String, Option<Box<RawValue>>> = answer.decode()?;
    let chosen = match named {
        Some(named) => named.to_vec(),
        None => entries.keys().cloned().collect(),
    };
    let mut items = Vec::new();
    for data_type in chosen {
        let entry = entries.get(&data_type).cloned().flatten();
        let status = match &entry {
            Some(entry) => {
                serde_json::from_str::<Status>(entry.get())
                    .map_err(|e| super::unexpected(&format!("the status of {data_type}: {e}")))?
                    .current_status
            }
            None => None,
        };
        match &status {
            Some(status) if !status.is_final() => return Ok(None),
            None if named.is_none() => {}
            status => items.push(Item {
                failed: status.as_ref().is_none_or(PullStatus::is_failure),
                data_type,
                pull_operation: None,
                data_status: entry.filter(|_| status.is_some()),
            }),
        }
    }
    Ok(Some(items))
}
