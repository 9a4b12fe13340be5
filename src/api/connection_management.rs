//! `client.connection_management()`.

use serde_json::json;

use super::{Nothing, OfCompany, Reply, Scope};
use crate::error::Result;
use crate::models::{AccessToken, CorsSettings};
use crate::operations as op;

/// The operations for the service's user interface in which customers manage their connections. Every
/// method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionManagement<'a>(pub(super) Scope<'a>);

impl ConnectionManagement<'_> {
    /// Gets a token for the user interface; [`get_access_token`](super::Companies::get_access_token) of the companies
    /// replaces it (`get-connection-management-access-token`). The token is a secret.
    pub fn get_access_token(&self, company_id: &str) -> Result<Reply<AccessToken>> {
        self.0.call(
            &op::CONNECTION_MANAGEMENT_GET_ACCESS_TOKEN,
            &OfCompany {
                company_id,
                request: Nothing {},
            },
        )
    }

    /// Gets the web origins from which customers may manage their connections
    /// (`get-connection-management-cors-settings`).
    pub fn get_cors_settings(&self) -> Result<Reply<CorsSettings>> {
        self.0
            .call(&op::CONNECTION_MANAGEMENT_GET_CORS_SETTINGS, &Nothing {})
    }

    /// Replaces the web origins from which customers may manage their connections
    /// (`set-connection-management-cors-settings`).
    pub fn set_cors_settings(&self, allowed_origins: &[&str]) -> Result<Reply<CorsSettings>> {
        self.0.call(
            &op::CONNECTION_MANAGEMENT_SET_CORS_SETTINGS,
            &json!({"allowedOrigins": allowed_origins}),
        )
    }
}
