//! The table of operations: each operation once, with the places of its input and the kind of its response. Beside it are
//! the rows for requests that are not in the table.
//!
//! All code that knows operations by name reads this table: [`Client::call`](crate::Client::call), the C
//! ABI, and the checks that compare the header, the wrappers and the OpenAPI documents.

mod echo;
mod requests;
mod table;

use serde::Serialize;

pub use echo::{Echo, EchoKind};
pub use requests::*;
pub use table::*;

/// One operation: a request of the service, or a workflow of several.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Operation {
    /// `object.verb`, the same in every language: `companies.create`.
    pub name: &'static str,
    /// What the operation does.
    #[serde(flatten)]
    pub work: Work,
    /// All fields that the input may have.
    pub members: &'static [Member],
    /// What a successful response holds.
    pub answer: AnswerKind,
    /// The kind of resource that the result is, or the rows of a list are; absent in JSON if no field shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<Resource>,
    /// The fields that a successful response must have: a response that lacks one is an error. Absent in JSON if
    /// there are none.
    #[serde(skip_serializing_if = "<[Field]>::is_empty")]
    pub requires: &'static [Field],
}

impl Operation {
    /// The operation's request; `None` for a workflow, which makes several.
    pub fn endpoint(&self) -> Option<&Endpoint> {
        match &self.work {
            Work::Request(endpoint) => Some(endpoint),
            Work::Workflow { .. } => None,
        }
    }

    /// The operation's workflow; `None` for a request.
    pub fn workflow(&self) -> Option<Workflow> {
        match &self.work {
            Work::Request(_) => None,
            Work::Workflow { workflow } => Some(*workflow),
        }
    }

    /// Whether the operation may change something at the service.
    pub(crate) fn writes(&self) -> bool {
        match &self.work {
            Work::Request(endpoint) => endpoint.method != Method::Get,
            Work::Workflow { workflow } => {
                matches!(workflow, Workflow::CreateMany | Workflow::QueueOrJoin)
            }
        }
    }

    /// Where the fields of `extra` go in the request; `None` if the operation takes none.
    pub(crate) fn extra(&self) -> Option<Place> {
        let method = self.endpoint()?.method;
        let has = |place| self.members.iter().any(|member| member.place == place);
        match method {
            _ if has(Place::WholeQuery) || has(Place::WholeBody) => None,
            Method::Get | Method::Delete => Some(Place::Query),
            Method::Post | Method::Put | Method::Patch => Some(Place::Body),
        }
    }

    /// Whether each call creates a new resource, with an id that no other call returned.
    pub(crate) fn creates(&self) -> bool {
        matches!(self.name.split_once('.'), Some((_, "create" | "create_api_key")))
    }
}

/// What an operation does. In JSON: the fields of the endpoint, or nothing for a workflow.
#[derive(Debug, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Work {
    /// One request.
    Request(Endpoint),
    /// Several requests, with pauses if something has to happen in between.
    Workflow {
        /// Which workflow.
        #[serde(skip)]
        workflow: Workflow,
    },
}

/// An operation that takes several requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Workflow {
    /// Creates a list of companies, each exactly once.
    CreateMany,
    /// Returns the URL to send the customer to.
    LinkUrl,
    /// Finds the connections that have to be authorized again.
    NeedsReauthorization,
    /// Queues a pull, or finds the one that is running.
    QueueOrJoin,
    /// Waits until data has been pulled.
    WaitUntilComplete,
    /// Waits until a customer has authorized a connection.
    WaitUntilLinked,
}

/// A request of the service.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Endpoint {
    /// The HTTP method.
    pub method: Method,
    /// The path below the base URL, with parameters in braces.
    pub path: &'static str,
    /// A body that is always the same, as JSON text; absent if the body comes from the input, or there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_body: Option<&'static str>,
    /// The `operationId` in the service's OpenAPI document.
    pub operation_id: &'static str,
    /// The statuses of the service's own refusals that prove that no earlier attempt with the same idempotency key
    /// succeeded. Absent in JSON if there are none.
    #[serde(skip_serializing_if = "<[u16]>::is_empty")]
    pub settled_by: &'static [u16],
    /// What the error of a 409 says if the conflict is not about the idempotency key. Absent in JSON if there is no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<&'static str>,
    /// The fields of the response that repeat a field of the input: if the values differ, the response belongs to
    /// another request. Absent in JSON if there are none.
    #[serde(skip_serializing_if = "<[Echo]>::is_empty")]
    pub echoes: &'static [Echo],
}

/// The kind of resource that a result is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Resource {
    Company,
    Connection,
    Group,
    PullOperation,
    PushOperation,
    Webhook,
    Integration,
    ApiKey,
}

impl Resource {
    /// What a value in a field with this name says about the kind of a resource.
    pub(crate) fn mark(self, field: &str) -> Option<Mark> {
        const FIELDS: [(&str, &[Resource]); 11] = [
            ("redirect", &[Resource::Company]),
            ("linkUrl", &[Resource::Connection]),
            ("integrationKey", &[Resource::Connection]),
            ("dataType", &[Resource::PullOperation, Resource::PushOperation]),
            ("isCompleted", &[Resource::PullOperation]),
            ("pushOperationKey", &[Resource::PushOperation]),
            ("apiKey", &[Resource::ApiKey]),
            ("eventTypes", &[Resource::Webhook]),
            ("url", &[Resource::Webhook]),
            ("datatypeFeatures", &[Resource::Integration]),
            (
                "name",
                &[
                    Resource::Company,
                    Resource::Group,
                    Resource::Integration,
                    Resource::ApiKey,
                ],
            ),
        ];
        let (name, owners) = FIELDS.iter().find(|(name, _)| *name == field)?;
        match owners {
            [only] if *only == self => Some(Mark::Own),
            owners if owners.contains(&self) => None,
            _ => Some(Mark::Foreign(name)),
        }
    }
}

/// What a field says about the kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Only this kind has the field: it is the resource, whatever other fields it has in the future.
    Own,
    /// Another kind has the field.
    Foreign(&'static str),
}

/// A field that a successful response must have.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Field {
    /// The field's name at the top level of the response.
    pub name: &'static str,
    /// What the field must hold.
    pub kind: FieldKind,
}

/// What a required field must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FieldKind {
    /// A string of at least one character.
    Text,
    /// An array.
    List,
}

/// The HTTP methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// The method's name in a request.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }

    /// The method of this name, such as `GET`.
    pub fn named(name: &str) -> Option<Method> {
        use Method::{Delete, Get, Patch, Post, Put};
        [Get, Post, Put, Patch, Delete]
            .into_iter()
            .find(|method| method.as_str() == name)
    }

    /// Whether the service accepts an `Idempotency-Key` with this method.
    pub fn takes_idempotency_key(self) -> bool {
        matches!(self, Method::Post | Method::Patch)
    }
}

/// What a successful response holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum AnswerKind {
    /// A JSON object.
    Object,
    /// Nothing; the result is `null`.
    Nothing,
    /// Any JSON, or nothing.
    Any,
}

/// One field of an operation's input.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Member {
    /// The field's name, in the input and in the request.
    pub name: &'static str,
    /// The field's place in the request.
    pub place: Place,
    /// What the field's value must be.
    pub kind: Kind,
    /// Whether the field is required; `null` counts as not given.
    pub required: bool,
}

/// The place of an input field in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Place {
    /// In the path.
    Path,
    /// In the path, and in the body as a field of the same name.
    PathAndBody,
    /// In the query.
    Query,
    /// In the body, which is an object, as a field of the same name.
    Body,
    /// The field's value is the whole body.
    WholeBody,
    /// The field's value is an object whose fields are added to the query.
    WholeQuery,
    /// The field is a parameter of a workflow.
    Workflow,
}

/// What an input field's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A string of 1 to 128 letters, digits, `-`, `_` and `.`: an identifier that is safe in a path.
    Id,
    /// Any string.
    Text,
    /// A string of at least one character and, if there is a limit, at most that many.
    Name {
        /// The most characters allowed.
        max: Option<usize>,
    },
    /// A whole number within these bounds.
    Integer {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// At most 10 pairs of strings: keys of 1 to 27 characters, values of at most 100.
    Tags,
    /// An array of objects `{"id": …}`, each naming a group.
    GroupRefs,
    /// An array of objects, each as the input of `companies.create`.
    Companies,
    /// An array of strings.
    TextList,
    /// An array of at least one string of the form of [`Id`](Self::Id).
    IdList,
    /// An object whose values are strings.
    TextMap,
    /// `true` or `false`.
    Flag,
    /// An array of objects with these fields.
    Objects {
        /// The fields of each object.
        of: &'static [Member],
    },
    /// An object whose values are objects with these fields.
    ObjectMap {
        /// The fields of each value.
        of: &'static [Member],
    },
    /// A path that begins with `/` and cannot leave the base URL.
    Path,
    /// An object whose values are strings, numbers, booleans, or arrays of these.
    Query,
    /// Any JSON.
    Json,
    /// An object with any fields.
    Fields,
}

/// The operation of this name, such as `companies.create` or `request.get`.
pub fn find(name: &str) -> Option<&'static Operation> {
    let mut all = OPERATIONS.iter().chain(REQUESTS).copied();
    all.find(|operation| operation.name == name)
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    #[test]
    fn a_row_as_json_has_the_request_unless_it_is_a_workflow() {
        let unlink = to_value(&CONNECTIONS_UNLINK).unwrap();
        assert_eq!(unlink["method"], "PATCH");
        assert_eq!(unlink["operationId"], "unlink-connection");
        assert_eq!(unlink["fixedBody"], r#"{"status":"Unlinked"}"#);
        let update = to_value(&CONNECTIONS_UPDATE_AUTHORIZATION).unwrap();
        assert_eq!(update["members"][2]["place"], "wholeBody");
        assert_eq!(
            to_value(&COMPANIES_LINK_URL).unwrap(),
            json!({"name": "companies.link_url", "answer": "object", "members": [
                {"name": "companyId", "place": "workflow", "kind": "id", "required": true},
                {"name": "parameters", "place": "workflow", "kind": "textMap", "required": false},
            ]})
        );
    }

    #[test]
    fn names_are_unique() {
        for (index, operation) in OPERATIONS.iter().enumerate() {
            assert!(OPERATIONS[..index]
                .iter()
                .all(|other| other.name != operation.name));
        }
    }
}
