"""`client.refresh`."""

from __future__ import annotations

from ._context import milliseconds
from ._data_models import DataStatuses, PullOperation, PullOperationPage, RefreshOutcome
from ._input import several
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ._caller import Caller
    from ._context import Context
    from ._model import Meta


class Refresh(Unique):
    """The operations that pull data; `client.refresh`. Safe to use from any number of threads at once.

    The keywords that every method takes are those of `Companies`.
    """

    def __init__(self, caller: Caller) -> None:
        """Made by the client."""
        self._caller = caller

    def all(
        self,
        company_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Meta:
        """Queues a pull of all data of a company. The service's operation `refresh-company-data`."""
        members = {"companyId": company_id}
        return self._caller.do(
            "refresh.all", members, timeout, max_retries, context, idempotency_key, first_use
        )

    def by_data_type(
        self,
        company_id: str,
        data_type: str,
        *,
        connection_id: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> PullOperation:
        """Queues a pull of one type of data. The service's operation `refresh-data-type`.

        Where one is running already: `ConflictError`.

        Args:
            company_id: The company's id.
            data_type: Such as `"invoices"` or `"banking-accounts"`.
            connection_id: Pull from this connection. Default: the service chooses.
            timeout, max_retries, idempotency_key, first_use, context: See `Companies`.

        """
        members = {"companyId": company_id, "dataType": data_type, "connectionId": connection_id}
        return self._caller.call(
            "refresh.by_data_type",
            members,
            PullOperation,
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def get_data_status(
        self,
        company_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> DataStatuses:
        """Tells how far each type of data is. The service's operation `get-company-data-status`."""
        members = {"companyId": company_id}
        return self._caller.call(
            "refresh.get_data_status", members, DataStatuses, timeout, max_retries, context
        )

    def list_pull_operations(
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
    ) -> PullOperationPage:
        """Lists pull operations, one page of them. The service's operation `list-pull-operations`.

        Args:
            company_id: The company's id.
            page: The number of the page, from 1. Default 1.
            page_size: 1 to 5000. Default 100.
            query: A filter in the service's query language: `"dataType=invoices"`.
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
        return self._caller.call(
            "refresh.list_pull_operations", members, PullOperationPage, timeout, max_retries, context
        )

    def iterate_pull_operations(
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
    ) -> Iterator[PullOperation]:
        """Goes through a company's pull operations of all pages.

        The arguments are those of `list_pull_operations`. The next page is fetched meanwhile, what is met
        twice is told once, and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        members = {
            "companyId": company_id,
            "page": page,
            "pageSize": page_size,
            "query": query,
            "orderBy": order_by,
        }
        return self._caller.rows(
            "refresh.list_pull_operations",
            members,
            PullOperationPage,
            timeout,
            max_retries,
            context,
        )

    def get_pull_operation(
        self,
        company_id: str,
        dataset_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> PullOperation:
        """Gets a pull operation, by its `id`. The service's operation `get-pull-operation`."""
        members = {"companyId": company_id, "datasetId": dataset_id}
        return self._caller.call(
            "refresh.get_pull_operation", members, PullOperation, timeout, max_retries, context
        )

    def wait_until_complete(
        self,
        company_id: str,
        *,
        pull_operation_ids: Iterable[str] | None = None,
        data_types: Iterable[str] | None = None,
        poll_interval: float | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> RefreshOutcome:
        """Waits until data has been pulled, well or badly.

        Waits in this call, with pauses that grow from `poll_interval` to 15 seconds; Ctrl-C, a `Context`
        and a cancelled task end it at once.

        Args:
            company_id: The company's id.
            pull_operation_ids: Wait for these pull operations. Prefer them: they are your own pulls.
            data_types: Instead: wait until none of these types of data is being pulled. Default: all
                types.
            poll_interval: The first pause, 0.01 to 60 seconds. Default 1.
            timeout: The most seconds to wait. Default: 1800.
            max_retries, context: See `Companies`.

        """
        interval = None if poll_interval is None else milliseconds("poll_interval", poll_interval)
        members = {
            "companyId": company_id,
            "pullOperationIds": several("pullOperationIds", pull_operation_ids),
            "dataTypes": several("dataTypes", data_types),
            "pollIntervalMs": interval,
        }
        return self._caller.call(
            "refresh.wait_until_complete", members, RefreshOutcome, timeout, max_retries, context
        )
