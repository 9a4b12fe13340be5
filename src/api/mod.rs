//! The typed API: `client.companies().create(…)`.

mod companies;
mod connection_management;
mod connections;
mod custom_data_types;
mod groups;
mod integrations;
mod pages;
mod push;
mod refresh;
mod request;
mod settings;
mod supplemental_data;
mod webhooks;

use serde::de::DeserializeOwned;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::client::Client;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::meta::Meta;
use crate::operations::{Method, Operation};

pub use companies::Companies;
pub use connection_management::ConnectionManagement;
pub use connections::Connections;
pub use custom_data_types::CustomDataTypes;
pub use groups::Groups;
pub use integrations::Integrations;
pub use pages::All;
pub use push::Push;
pub use refresh::Refresh;
pub use request::Request;
pub use settings::Settings;
pub use supplemental_data::SupplementalData;
pub use webhooks::Webhooks;

/// A typed response: dereferences to its value.
#[derive(Clone, Debug)]
pub struct Reply<T> {
    /// The value that the service returned.
    pub value: T,
    /// What is known about the call.
    pub meta: Meta,
}

impl<T> Reply<T> {
    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }
}

impl<T> std::ops::Deref for Reply<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// A client together with the context of its calls, if any, and what is added to their requests.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    client: &'a Client,
    context: Option<&'a Context>,
    extra: Option<&'a Map<String, Value>>,
}

impl<'a> Scope<'a> {
    /// The operations on companies.
    pub fn companies(self) -> Companies<'a> {
        Companies(self)
    }

    /// The operations on connections.
    pub fn connections(self) -> Connections<'a> {
        Connections(self)
    }

    /// The operations that pull data.
    pub fn refresh(self) -> Refresh<'a> {
        Refresh(self)
    }

    /// The operations on groups.
    pub fn groups(self) -> Groups<'a> {
        Groups(self)
    }

    /// The operations on integrations.
    pub fn integrations(self) -> Integrations<'a> {
        Integrations(self)
    }

    /// The operations on webhook consumers.
    pub fn webhooks(self) -> Webhooks<'a> {
        Webhooks(self)
    }

    /// The operations for the user interface in which customers manage their connections.
    pub fn connection_management(self) -> ConnectionManagement<'a> {
        ConnectionManagement(self)
    }

    /// The operations on pushes: records that were written to the customer's software.
    pub fn push(self) -> Push<'a> {
        Push(self)
    }

    /// The operations on supplemental data.
    pub fn supplemental_data(self) -> SupplementalData<'a> {
        SupplementalData(self)
    }

    /// The operations on custom data types.
    pub fn custom_data_types(self) -> CustomDataTypes<'a> {
        CustomDataTypes(self)
    }

    /// The operations on your account: profile, sync settings, web origins, API keys.
    pub fn settings(self) -> Settings<'a> {
        Settings(self)
    }

    /// Any request to the service: see [`Client::request`].
    pub fn request(self, method: Method, path: &'a str) -> Request<'a> {
        Request::new(self, method, path)
    }

    /// Adds fields to the requests of the calls: to the body of POST, PUT and PATCH, to the query of GET and DELETE.
    /// Workflows and [`request`](Self::request) take none.
    pub fn extra(self, fields: &'a Map<String, Value>) -> Scope<'a> {
        Scope {
            extra: Some(fields),
            ..self
        }
    }

    /// The input of a call as JSON.
    fn input(self, input: &impl Serialize) -> Result<String> {
        #[derive(Serialize)]
        struct WithExtra<'a, T> {
            #[serde(flatten)]
            input: &'a T,
            #[serde(skip_serializing_if = "Option::is_none")]
            extra: Option<&'a Map<String, Value>>,
        }
        let json = match self.extra {
            None => serde_json::to_string(input),
            extra => serde_json::to_string(&WithExtra { input, extra }),
        };
        json.map_err(|e| Error::invalid(e.to_string()))
    }

    fn call<T: DeserializeOwned>(
        self,
        operation: &'static Operation,
        input: &impl Serialize,
    ) -> Result<Reply<T>> {
        let input = self.input(input)?;
        let answer = self.client.perform(operation, &input, self.context)?;
        Ok(Reply {
            value: decode(self.client, operation, &answer)?,
            meta: answer.meta().clone(),
        })
    }
}

/// Decodes the response of an operation that succeeded. If it does not fit its model, the work may be done anyway.
fn decode<T: DeserializeOwned>(client: &Client, operation: &'static Operation, answer: &Answer) -> Result<T> {
    let decoded = answer.decode();
    decoded.map_err(|error| client.misfit(error, operation, answer))
}

impl Client {
    /// The operations on companies.
    pub fn companies(&self) -> Companies<'_> {
        self.scope().companies()
    }

    /// The operations on connections.
    pub fn connections(&self) -> Connections<'_> {
        self.scope().connections()
    }

    /// The operations that pull data.
    pub fn refresh(&self) -> Refresh<'_> {
        self.scope().refresh()
    }

    /// The operations on groups.
    pub fn groups(&self) -> Groups<'_> {
        self.scope().groups()
    }

    /// The operations on integrations.
    pub fn integrations(&self) -> Integrations<'_> {
        self.scope().integrations()
    }

    /// The operations on webhook consumers.
    pub fn webhooks(&self) -> Webhooks<'_> {
        self.scope().webhooks()
    }

    /// The operations for the user interface in which customers manage their connections.
    pub fn connection_management(&self) -> ConnectionManagement<'_> {
        self.scope().connection_management()
    }

    /// The operations on pushes: records that were written to the customer's software.
    pub fn push(&self) -> Push<'_> {
        self.scope().push()
    }

    /// The operations on supplemental data.
    pub fn supplemental_data(&self) -> SupplementalData<'_> {
        self.scope().supplemental_data()
    }

    /// The operations on custom data types.
    pub fn custom_data_types(&self) -> CustomDataTypes<'_> {
        self.scope().custom_data_types()
    }

    /// The operations on your account: profile, sync settings, web origins, API keys.
    pub fn settings(&self) -> Settings<'_> {
        self.scope().settings()
    }

    /// This client with a context: `client.with(&context).companies().create(…)`.
    pub fn with<'a>(&'a self, context: &'a Context) -> Scope<'a> {
        Scope {
            client: self,
            context: Some(context),
            extra: None,
        }
    }

    /// This client with fields that the calls add to their requests: see [`Scope::extra`].
    pub fn extra<'a>(&'a self, fields: &'a Map<String, Value>) -> Scope<'a> {
        self.scope().extra(fields)
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            client: self,
            context: None,
            extra: None,
        }
    }
}

/// A company's identifier with the fields of a request beside it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfCompany<'a, T> {
    company_id: &'a str,
    #[serde(flatten)]
    request: T,
}

/// No fields.
#[derive(Serialize)]
struct Nothing {}
