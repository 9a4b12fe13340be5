"""`client.connection_management`."""

from __future__ import annotations

from ._caller import Operations
from ._input import several
from ._models import AccessToken
from ._settings_models import CorsSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Unpack

    from ._options import CallOptions, WriteOptions


class ConnectionManagement(Operations):
    """The operations for the user interface in which customers manage their connections.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def get_access_token(self, company_id: str, **options: Unpack[CallOptions]) -> AccessToken:
        """Gets a token for the user interface: a secret. `companies.get_access_token` replaces it.

        This is the service's operation `get-connection-management-access-token`.

        Args:
            company_id: The company's identifier.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "connection_management.get_access_token", AccessToken, {"companyId": company_id}, options
        )

    def get_cors_settings(self, **options: Unpack[CallOptions]) -> CorsSettings:
        """Gets the web origins from which customers may manage their connections.

        This is the service's operation `get-connection-management-cors-settings`.
        """
        return self._caller.call("connection_management.get_cors_settings", CorsSettings, {}, options)

    def set_cors_settings(
        self, allowed_origins: Iterable[str], **options: Unpack[WriteOptions]
    ) -> CorsSettings:
        """Replaces the web origins from which customers may manage their connections.

        This is the service's operation `set-connection-management-cors-settings`.

        Args:
            allowed_origins: The origins, such as `https://example.com`.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call(
            "connection_management.set_cors_settings",
            CorsSettings,
            {"allowedOrigins": several("allowedOrigins", allowed_origins)},
            options,
        )
