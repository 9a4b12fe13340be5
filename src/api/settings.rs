//! `client.settings()`.

use serde_json::json;

use super::{Nothing, Reply, Scope};
use crate::error::Result;
use crate::models::{ApiKey, ApiKeyList, CorsSettings, Profile, SyncSetting, SyncSettings};
use crate::operations as op;

/// The operations on your account at the service: profile, sync settings, web origins, API keys. Every
/// method may fail with any [`ErrorKind`](crate::ErrorKind) of a call.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a>(pub(super) Scope<'a>);

impl Settings<'_> {
    /// Gets the profile: what customers see on the Link page (`get-profile`).
    pub fn get_profile(&self) -> Result<Reply<Profile>> {
        self.0.call(&op::SETTINGS_GET_PROFILE, &Nothing {})
    }

    /// Replaces the profile (`update-profile`).
    pub fn update_profile(&self, profile: &Profile) -> Result<Reply<Profile>> {
        self.0.call(&op::SETTINGS_UPDATE_PROFILE, profile)
    }

    /// Gets the sync settings of all companies that have none of their own (`get-profile-syncSettings`).
    pub fn get_sync_settings(&self) -> Result<Reply<SyncSettings>> {
        self.0.call(&op::SETTINGS_GET_SYNC_SETTINGS, &Nothing {})
    }

    /// Replaces the sync settings of all companies that have none of their own
    /// (`update-profile-syncSettings`). `client_id` is that of [`get_sync_settings`](Self::get_sync_settings).
    pub fn update_sync_settings(
        &self,
        client_id: &str,
        settings: &[SyncSetting],
        overrides_defaults: bool,
    ) -> Result<Reply<()>> {
        self.0.call(
            &op::SETTINGS_UPDATE_SYNC_SETTINGS,
            &json!({"clientId": client_id, "settings": settings, "overridesDefaults": overrides_defaults}),
        )
    }

    /// Gets the web origins that may call the service (`get-cors-settings`).
    pub fn get_cors_settings(&self) -> Result<Reply<CorsSettings>> {
        self.0.call(&op::SETTINGS_GET_CORS_SETTINGS, &Nothing {})
    }

    /// Replaces the web origins that may call the service (`set-cors-settings`).
    pub fn set_cors_settings(&self, allowed_origins: &[&str]) -> Result<Reply<CorsSettings>> {
        self.0.call(
            &op::SETTINGS_SET_CORS_SETTINGS,
            &json!({"allowedOrigins": allowed_origins}),
        )
    }

    /// Lists all API keys, which are secrets (`list-api-keys`).
    pub fn list_api_keys(&self) -> Result<Reply<ApiKeyList>> {
        self.0.call(&op::SETTINGS_LIST_API_KEYS, &Nothing {})
    }

    /// Creates an API key, of which there can be 10 (`create-api-key`). The key is a secret.
    pub fn create_api_key(&self, name: Option<&str>) -> Result<Reply<ApiKey>> {
        self.0.call(&op::SETTINGS_CREATE_API_KEY, &json!({"name": name}))
    }

    /// Deletes an API key by its identifier; even the client's own (`delete-api-key`).
    pub fn delete_api_key(&self, api_key_id: &str) -> Result<Reply<()>> {
        self.0
            .call(&op::SETTINGS_DELETE_API_KEY, &json!({"apiKeyId": api_key_id}))
    }
}
