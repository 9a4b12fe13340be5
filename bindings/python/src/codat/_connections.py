"""`client.connections`."""

from __future__ import annotations

from ._caller import Operations
from ._input import milliseconds
from ._models import Connection, ConnectionPage, Reauthorization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typing_extensions import Unpack

    from ._model import Meta
    from ._options import CallOptions, ListOptions, WriteOptions


class Connections(Operations):
    """The operations on connections; `client.connections`. Safe to use from any number of threads at once.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def list(self, company_id: str, **options: Unpack[ListOptions]) -> ConnectionPage:
        """Lists a company's connections, one page. This is the service's operation `list-connections`.

        Args:
            company_id: The company's id.
            query: A filter in the service's query language: `"status=Linked"`.
            page, page_size, order_by: See `ListOptions`.
            timeout, max_retries, context: See `CallOptions`.

        """
        members = {"companyId": company_id}
        return self._caller.page("connections.list", ConnectionPage, members, options)

    def iterate(self, company_id: str, **options: Unpack[ListOptions]) -> Iterator[Connection]:
        """Goes through a company's connections of all pages.

        The arguments are those of `list`. The next page is fetched meanwhile, a connection that comes twice
        is returned once, and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        members = {"companyId": company_id}
        return self._caller.rows("connections.list", ConnectionPage, members, options)

    def create(self, company_id: str, platform_key: str, **options: Unpack[WriteOptions]) -> Connection:
        """Creates a connection to one software. This is the service's operation `create-connection`.

        The connection waits for authorization: send the customer to its `link_url`. A lost response never
        creates a second connection.

        Args:
            company_id: The company's id.
            platform_key: The four letters of an integration, such as `"gbol"`.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call(
            "connections.create", Connection, {"companyId": company_id, "platformKey": platform_key}, options
        )

    def get(self, company_id: str, connection_id: str, **options: Unpack[CallOptions]) -> Connection:
        """Gets a connection. This is the service's operation `get-connection`."""
        return self._caller.call(
            "connections.get", Connection, {"companyId": company_id, "connectionId": connection_id}, options
        )

    def delete(self, company_id: str, connection_id: str, **options: Unpack[CallOptions]) -> Meta:
        """Deletes a connection with its data, for good. This is the service's operation `delete-connection`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        return self._caller.do(
            "connections.delete", {"companyId": company_id, "connectionId": connection_id}, options
        )

    def unlink(self, company_id: str, connection_id: str, **options: Unpack[WriteOptions]) -> Connection:
        """Ends a connection that is `Linked`. This is the service's operation `unlink-connection`.

        No more data is pulled; data that was pulled remains readable.
        """
        return self._caller.call(
            "connections.unlink",
            Connection,
            {"companyId": company_id, "connectionId": connection_id},
            options,
        )

    def update_authorization(
        self,
        company_id: str,
        connection_id: str,
        authorization: Mapping[str, str],
        **options: Unpack[CallOptions],
    ) -> Connection:
        """Sends the pairs that a software requires to authorize a connection.

        This is the service's operation `update-connection-authorization`. The pairs are secrets. If it fails
        with `outcome_unknown`, repeat it: the result is the same.
        """
        members = {
            "companyId": company_id,
            "connectionId": connection_id,
            "authorization": dict(authorization),
        }
        return self._caller.call("connections.update_authorization", Connection, members, options)

    def wait_until_linked(
        self,
        company_id: str,
        *,
        connection_id: str | None = None,
        poll_interval: float | None = None,
        **options: Unpack[CallOptions],
    ) -> Connection:
        """Waits until a customer has authorized a connection, and returns it, `Linked`.

        Waits in this call, with pauses that grow from `poll_interval` to 15 seconds; Ctrl-C, a `Context`
        and a cancelled task end it at once.

        Args:
            company_id: The company's id.
            connection_id: The connection to wait for. Default: the first that is linked.
            poll_interval: The first pause, 0.01 to 60 seconds. Default 1.
            timeout: The most seconds to wait. Default: 900.
            max_retries, context: See `CallOptions`.

        """
        members = {
            "companyId": company_id,
            "connectionId": connection_id,
            "pollIntervalMs": None if poll_interval is None else milliseconds("poll_interval", poll_interval),
        }
        return self._caller.call("connections.wait_until_linked", Connection, members, options)

    def needs_reauthorization(self, company_id: str, **options: Unpack[CallOptions]) -> Reauthorization:
        """Finds the connections whose authorization the customer or the software withdrew.

        Then send the customer to the `link_url` of the result; never create a new company for it.
        """
        return self._caller.call(
            "connections.needs_reauthorization", Reauthorization, {"companyId": company_id}, options
        )
