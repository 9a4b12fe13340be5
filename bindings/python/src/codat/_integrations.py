"""`client.integrations`."""

from __future__ import annotations

from ._data_models import Branding, Integration, IntegrationPage
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._caller import Caller
    from ._context import Context


class Integrations(Unique):
    """The operations on integrations: the software that customers can connect; `client.integrations`.

    The keywords that every method takes are those of `Companies`.
    """

    def __init__(self, caller: Caller) -> None:
        """Made by the client."""
        self._caller = caller

    def list(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> IntegrationPage:
        """Lists integrations, one page of them. The service's operation `list-integrations`.

        Args:
            page: The number of the page, from 1. Default 1.
            page_size: 1 to 5000. Default 100.
            query: A filter in the service's query language: `"sourceType=Accounting && enabled=true"`.
            order_by: A property to order by, `"-name"` for descending.
            timeout, max_retries, context: See `Companies`.

        """
        members = {"page": page, "pageSize": page_size, "query": query, "orderBy": order_by}
        return self._caller.call("integrations.list", members, IntegrationPage, timeout, max_retries, context)

    def iterate(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Iterator[Integration]:
        """Goes through the integrations of all pages.

        The arguments are those of `list`. The next page is fetched meanwhile, what is met twice is told once,
        and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        members = {"page": page, "pageSize": page_size, "query": query, "orderBy": order_by}
        return self._caller.rows("integrations.list", members, IntegrationPage, timeout, max_retries, context)

    def get(
        self,
        platform_key: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Integration:
        """Gets an integration by its four letters. The service's operation `get-integration`."""
        members = {"platformKey": platform_key}
        return self._caller.call("integrations.get", members, Integration, timeout, max_retries, context)

    def get_branding(
        self,
        platform_key: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Branding:
        """Gets an integration's logo and button. The service's operation `get-integrations-branding`."""
        members = {"platformKey": platform_key}
        return self._caller.call(
            "integrations.get_branding", members, Branding, timeout, max_retries, context
        )
