"""`client.settings`."""

from __future__ import annotations

from ._caller import Operations
from ._input import plain, several, with_fields
from ._settings_models import ApiKey, ApiKeyList, CorsSettings, Profile, SyncSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._model import Meta
    from ._options import CallOptions, WriteOptions
    from ._settings_models import SyncSetting


class Settings(Operations):
    """The operations on your account: profile, sync settings, web origins, API keys; `client.settings`.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def get_profile(self, **options: Unpack[CallOptions]) -> Profile:
        """Gets the profile: what customers see on the Link page.

        This is the service's operation `get-profile`.
        """
        return self._caller.call("settings.get_profile", Profile, {}, options)

    def update_profile(self, profile: Profile | Mapping[str, Any], **options: Unpack[CallOptions]) -> Profile:
        """Replaces the profile. This is the service's operation `update-profile`.

        If it fails with `outcome_unknown`, repeat it: the result is the same.

        Args:
            profile: A `Profile` with its `name` and `redirect_url`, or a mapping with the names of the JSON.
                To change one field, use `dataclasses.replace(client.settings.get_profile(), name="…")`.
            timeout, max_retries, context: See `CallOptions`.

        """
        members = with_fields("profile", profile)
        return self._caller.call("settings.update_profile", Profile, members, options)

    def get_sync_settings(self, **options: Unpack[CallOptions]) -> SyncSettings:
        """Gets the sync settings of all companies that have none of their own.

        This is the service's operation `get-profile-syncSettings`.
        """
        return self._caller.call("settings.get_sync_settings", SyncSettings, {}, options)

    def update_sync_settings(
        self,
        client_id: str,
        settings: Iterable[SyncSetting | Mapping[str, Any]],
        *,
        overrides_defaults: bool = True,
        **options: Unpack[WriteOptions],
    ) -> Meta:
        """Replaces the sync settings of all companies that have none of their own.

        This is the service's operation `update-profile-syncSettings`.

        Args:
            client_id: Your account, as `settings.get_sync_settings` returns it.
            settings: One setting per data type: a `SyncSetting`, or a mapping with the names of the JSON.
                Each needs its data type, `fetch_on_first_link`, `sync_schedule` and `sync_order`.
            overrides_defaults: True uses these settings instead of the service's defaults. Default: True.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.do(
            "settings.update_sync_settings",
            {
                "clientId": client_id,
                "settings": several("settings", settings, plain),
                "overridesDefaults": overrides_defaults,
            },
            options,
        )

    def get_cors_settings(self, **options: Unpack[CallOptions]) -> CorsSettings:
        """Gets the web origins that may call the service.

        This is the service's operation `get-cors-settings`.
        """
        return self._caller.call("settings.get_cors_settings", CorsSettings, {}, options)

    def set_cors_settings(
        self, allowed_origins: Iterable[str], **options: Unpack[WriteOptions]
    ) -> CorsSettings:
        """Replaces the web origins that may call the service.

        This is the service's operation `set-cors-settings`.

        Args:
            allowed_origins: The origins, such as `https://example.com`.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call(
            "settings.set_cors_settings",
            CorsSettings,
            {"allowedOrigins": several("allowedOrigins", allowed_origins)},
            options,
        )

    def list_api_keys(self, **options: Unpack[CallOptions]) -> ApiKeyList:
        """Lists all API keys, which are secrets. This is the service's operation `list-api-keys`."""
        return self._caller.call("settings.list_api_keys", ApiKeyList, {}, options)

    def create_api_key(self, name: str | None = None, **options: Unpack[WriteOptions]) -> ApiKey:
        """Creates an API key, of which there can be 10. The key is a secret.

        This is the service's operation `create-api-key`.

        A lost response never creates a second one. With 10 keys it raises `ConflictError`.

        Args:
            name: A name of at most 50 characters.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call("settings.create_api_key", ApiKey, {"name": name}, options)

    def delete_api_key(self, api_key_id: str, **options: Unpack[CallOptions]) -> Meta:
        """Deletes an API key, even the client's own. This is the service's operation `delete-api-key`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.

        Args:
            api_key_id: The key's identifier, not the key.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.do("settings.delete_api_key", {"apiKeyId": api_key_id}, options)
