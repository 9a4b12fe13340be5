"""`client.refresh`."""

from __future__ import annotations

from ._caller import Operations
from ._data_models import DataStatuses, PullOperation, PullOperationPage, RefreshOutcome
from ._input import milliseconds, several
from ._push_models import ValidationResults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from typing_extensions import Unpack

    from ._model import Meta
    from ._options import CallOptions, ListOptions, WriteOptions


class Refresh(Operations):
    """The operations that pull data; `client.refresh`. Safe to use from any number of threads at once.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def all(self, company_id: str, **options: Unpack[WriteOptions]) -> Meta:
        """Queues a pull of all data of a company. This is the service's operation `refresh-company-data`."""
        return self._caller.do("refresh.all", {"companyId": company_id}, options)

    def by_data_type(
        self,
        company_id: str,
        data_type: str,
        *,
        connection_id: str | None = None,
        **options: Unpack[WriteOptions],
    ) -> PullOperation:
        """Queues a pull of one type of data. This is the service's operation `refresh-data-type`.

        If a pull of this data is running already, it raises `ConflictError`.

        Args:
            company_id: The company's id.
            data_type: Such as `"invoices"` or `"banking-accounts"`.
            connection_id: Pull from this connection. Default: the service chooses.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call(
            "refresh.by_data_type",
            PullOperation,
            {"companyId": company_id, "dataType": data_type, "connectionId": connection_id},
            options,
        )

    def queue_or_join(
        self,
        company_id: str,
        data_type: str,
        *,
        connection_id: str | None = None,
        **options: Unpack[CallOptions],
    ) -> PullOperation:
        """Queues a pull of one type of data, or returns the one that is running.

        The service pulls data by itself when a customer has linked, so use this method after linking. If it
        fails with `outcome_unknown`, repeat it: it finds the pull.

        Args:
            company_id: The company's id.
            data_type: Such as `"invoices"` or `"banking-accounts"`.
            connection_id: Pull from this connection. Default: the service chooses.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "refresh.queue_or_join",
            PullOperation,
            {"companyId": company_id, "dataType": data_type, "connectionId": connection_id},
            options,
        )

    def get_data_status(self, company_id: str, **options: Unpack[CallOptions]) -> DataStatuses:
        """Returns the state of each type of data.

        This is the service's operation `get-company-data-status`.
        """
        return self._caller.call("refresh.get_data_status", DataStatuses, {"companyId": company_id}, options)

    def list_pull_operations(self, company_id: str, **options: Unpack[ListOptions]) -> PullOperationPage:
        """Lists pull operations, one page of them. This is the service's operation `list-pull-operations`.

        Args:
            company_id: The company's id.
            query: A filter in the service's query language: `"dataType=invoices"`.
            page, page_size, order_by: See `ListOptions`.
            timeout, max_retries, context: See `CallOptions`.

        """
        members = {"companyId": company_id}
        return self._caller.page("refresh.list_pull_operations", PullOperationPage, members, options)

    def iterate_pull_operations(
        self, company_id: str, **options: Unpack[ListOptions]
    ) -> Iterator[PullOperation]:
        """Goes through a company's pull operations of all pages.

        The arguments are those of `list_pull_operations`. The next page is fetched meanwhile, a pull
        operation that comes twice is returned once, and `timeout` is for all pages together, as in
        `Companies.iterate`.
        """
        members = {"companyId": company_id}
        return self._caller.rows("refresh.list_pull_operations", PullOperationPage, members, options)

    def get_pull_operation(
        self, company_id: str, dataset_id: str, **options: Unpack[CallOptions]
    ) -> PullOperation:
        """Gets a pull operation, by its `id`. This is the service's operation `get-pull-operation`."""
        return self._caller.call(
            "refresh.get_pull_operation",
            PullOperation,
            {"companyId": company_id, "datasetId": dataset_id},
            options,
        )

    def wait_until_complete(
        self,
        company_id: str,
        *,
        pull_operation_ids: Iterable[str] | None = None,
        data_types: Iterable[str] | None = None,
        poll_interval: float | None = None,
        **options: Unpack[CallOptions],
    ) -> RefreshOutcome:
        """Waits until data has been pulled, with success or not.

        Waits in this call, with pauses that grow from `poll_interval` to 15 seconds; Ctrl-C, a `Context`
        and a cancelled task end it at once.

        Args:
            company_id: The company's id.
            pull_operation_ids: Wait for these pull operations. Prefer them: they are your own pulls.
            data_types: Instead: wait until none of these types of data is being pulled. Default: all
                types.
            poll_interval: The first pause, 0.01 to 60 seconds. Default 1.
            timeout: The most seconds to wait. Default: 1800.
            max_retries, context: See `CallOptions`.

        """
        interval = None if poll_interval is None else milliseconds("poll_interval", poll_interval)
        members = {
            "companyId": company_id,
            "pullOperationIds": several("pullOperationIds", pull_operation_ids),
            "dataTypes": several("dataTypes", data_types),
            "pollIntervalMs": interval,
        }
        return self._caller.call("refresh.wait_until_complete", RefreshOutcome, members, options)

    def get_validation_results(
        self, company_id: str, dataset_id: str, **options: Unpack[CallOptions]
    ) -> ValidationResults:
        """Gets the warnings and errors that the service found in the data of a pull operation.

        This is the service's operation `get-read-validation-results`.

        Args:
            company_id: The company's identifier.
            dataset_id: The pull operation's identifier.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "refresh.get_validation_results",
            ValidationResults,
            {"companyId": company_id, "datasetId": dataset_id},
            options,
        )
