"""`client.connections`."""

from __future__ import annotations

from ._context import milliseconds
from ._models import Connection, ConnectionPage, Reauthorization
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ._caller import Caller
    from ._context import Context
    from ._model import Meta


class Connections(Unique):
    """The operations on connections; `client.connections`. Safe to use from any number of threads at once.

    The keywords that every method takes are those of `Companies`.
    """

    def __init__(self, caller: Caller) -> None:
        """Made by the client."""
        self._caller = caller

    def list(
        self,
        company_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> ConnectionPage:
        """Lists a company's connections, one page. The service's operation `list-connections`.

        Args:
            company_id: The company's id.
            page: The number of the page, from 1. Default 1.
            page_size: 1 to 5000. Default 100.
            query: A filter in the service's query language: `"status=Linked"`.
            order_by: A property to order by, `"-name"` for descending.
            timeout, max_retries, context: See `Companies`.

        """
        members = {
            "companyId": company_id,
            "page": page,
            "pageSize": page_size,
            "query": query,
            "orderBy": order_by,
        }
        return self._caller.call("connections.list", members, ConnectionPage, timeout, max_retries, context)

    def iterate(
        self,
        company_id: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Iterator[Connection]:
        """Goes through a company's connections of all pages.

        The arguments are those of `list`. The next page is fetched meanwhile, what is met twice is told once,
        and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        members = {
            "companyId": company_id,
            "page": page,
            "pageSize": page_size,
            "query": query,
            "orderBy": order_by,
        }
        return self._caller.rows("connections.list", members, ConnectionPage, timeout, max_retries, context)

    def create(
        self,
        company_id: str,
        platform_key: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Connection:
        """Creates a connection to one software. The service's operation `create-connection`.

        It waits to be authorised: send the customer to its `link_url`. A lost answer never makes a second
        one.

        Args:
            company_id: The company's id.
            platform_key: The four letters of an integration, such as `"gbol"`.
            timeout, max_retries, idempotency_key, first_use, context: See `Companies`.

        """
        members = {"companyId": company_id, "platformKey": platform_key}
        return self._caller.call(
            "connections.create",
            members,
            Connection,
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def get(
        self,
        company_id: str,
        connection_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Connection:
        """Gets a connection. The service's operation `get-connection`."""
        members = {"companyId": company_id, "connectionId": connection_id}
        return self._caller.call("connections.get", members, Connection, timeout, max_retries, context)

    def delete(
        self,
        company_id: str,
        connection_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Meta:
        """Deletes a connection with its data, for good. The service's operation `delete-connection`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        members = {"companyId": company_id, "connectionId": connection_id}
        return self._caller.do("connections.delete", members, timeout, max_retries, context)

    def unlink(
        self,
        company_id: str,
        connection_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Connection:
        """Withdraws from a connection that is `Linked`. The service's operation `unlink-connection`.

        No data is pulled any more; what was pulled stays readable.
        """
        members = {"companyId": company_id, "connectionId": connection_id}
        return self._caller.call(
            "connections.unlink",
            members,
            Connection,
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def update_authorization(
        self,
        company_id: str,
        connection_id: str,
        authorization: Mapping[str, str],
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Connection:
        """Hands over what authorises a connection, in the pairs that its software asks for.

        The service's operation `update-connection-authorization`. The pairs are secrets. If it fails with
        `outcome_unknown`, repeat it: the result is the same.
        """
        members = {
            "companyId": company_id,
            "connectionId": connection_id,
            "authorization": dict(authorization),
        }
        return self._caller.call(
            "connections.update_authorization", members, Connection, timeout, max_retries, context
        )

    def wait_until_linked(
        self,
        company_id: str,
        *,
        connection_id: str | None = None,
        poll_interval: float | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Connection:
        """Waits until a customer has authorised, and returns the connection, `Linked`.

        Waits in this call, with pauses that grow from `poll_interval` to 15 seconds; Ctrl-C, a `Context`
        and a cancelled task end it at once.

        Args:
            company_id: The company's id.
            connection_id: The connection to wait for. Default: the first that is linked.
            poll_interval: The first pause, 0.01 to 60 seconds. Default 1.
            timeout: The most seconds to wait. Default: 900.
            max_retries, context: See `Companies`.

        """
        members = {
            "companyId": company_id,
            "connectionId": connection_id,
            "pollIntervalMs": None if poll_interval is None else milliseconds("poll_interval", poll_interval),
        }
        return self._caller.call(
            "connections.wait_until_linked", members, Connection, timeout, max_retries, context
        )

    def needs_reauthorization(
        self,
        company_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Reauthorization:
        """Finds the connections that the customer or the software withdrew.

        Send the customer to the `link_url` of the answer then, and never make a new company for it.
        """
        members = {"companyId": company_id}
        return self._caller.call(
            "connections.needs_reauthorization", members, Reauthorization, timeout, max_retries, context
        )
