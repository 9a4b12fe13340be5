"""`client.settings`."""

from __future__ import annotations

from ._caller import Operations
from ._input import plain, several
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
    """The operations on your account; `client.settings`.

    Its profile, sync settings, web origins and api keys.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def get_profile(self, **options: Unpack[CallOptions]) -> Profile:
        """Gets the profile: what customers see on the Link page.

        This is the service's operation `get-profile`.
        """
        return self._caller.call("settings.get_profile", Profile, {}, options)

    def update_profile(
        self,
        name: str,
        redirect_url: str,
        *,
        logo_url: str | None = None,
        icon_url: str | None = None,
        white_list_urls: Iterable[str] | None = None,
        api_key: str | None = None,
        confirm_company_name: bool | None = None,
        **options: Unpack[CallOptions],
    ) -> Profile:
        """Replaces the profile. This is the service's operation `update-profile`.

        Args:
            name: The name that customers see.
            redirect_url: The URL to which customers return after Link.
            logo_url: The URL of the logo.
            icon_url: The URL of the icon.
            white_list_urls: The URLs that may call the service; if there are none, all may.
            api_key: The account's API key: a secret.
            confirm_company_name: Whether customers are asked to confirm their company's name.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "settings.update_profile",
            Profile,
            {
                "name": name,
                "redirectUrl": redirect_url,
                "logoUrl": logo_url,
                "iconUrl": icon_url,
                "whiteListUrls": several("whiteListUrls", white_list_urls),
                "apiKey": api_key,
                "confirmCompanyName": confirm_company_name,
            },
            options,
        )

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
            settings: One setting per data type.
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
