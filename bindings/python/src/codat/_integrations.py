"""`client.integrations`."""

from __future__ import annotations

from ._caller import Operations
from ._data_models import Branding, Integration, IntegrationPage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Unpack

    from ._options import CallOptions, ListOptions


class Integrations(Operations):
    """The operations on integrations: the software that customers can connect; `client.integrations`.

    Its methods take `CallOptions`.
    """

    def list(self, **options: Unpack[ListOptions]) -> IntegrationPage:
        """Lists integrations, one page of them. This is the service's operation `list-integrations`.

        Args:
            query: A filter in the service's query language: `"sourceType=Accounting && enabled=true"`.
            page, page_size, order_by: See `ListOptions`.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.page("integrations.list", IntegrationPage, {}, options)

    def iterate(self, **options: Unpack[ListOptions]) -> Iterator[Integration]:
        """Goes through the integrations of all pages.

        The arguments are those of `list`. The next page is fetched meanwhile, what is met twice is told once,
        and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        return self._caller.rows("integrations.list", IntegrationPage, {}, options)

    def get(self, platform_key: str, **options: Unpack[CallOptions]) -> Integration:
        """Gets an integration by its four letters. This is the service's operation `get-integration`."""
        return self._caller.call("integrations.get", Integration, {"platformKey": platform_key}, options)

    def get_branding(self, platform_key: str, **options: Unpack[CallOptions]) -> Branding:
        """Gets an integration's logo and button.

        This is the service's operation `get-integrations-branding`.
        """
        return self._caller.call(
            "integrations.get_branding", Branding, {"platformKey": platform_key}, options
        )
