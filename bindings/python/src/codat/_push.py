"""`client.push`."""

from __future__ import annotations

from ._caller import Operations
from ._push_models import PushOperation, PushOperationPage, PushOption

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Unpack

    from ._options import CallOptions, ListOptions


class Push(Operations):
    """The operations on pushes: records that were written to the customer's software; `client.push`.

    Its methods take `CallOptions`.
    """

    def get_model_options(
        self, company_id: str, connection_id: str, data_type: str, **options: Unpack[CallOptions]
    ) -> PushOption:
        """Gets what a record of a data type may hold in the customer's software.

        This is the service's operation `get-create-update-model-options-by-data-type`.

        Args:
            company_id: The company's identifier.
            connection_id: The connection's identifier.
            data_type: The data type, such as `invoices`.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "push.get_model_options",
            PushOption,
            {"companyId": company_id, "connectionId": connection_id, "dataType": data_type},
            options,
        )

    def list_operations(self, company_id: str, **options: Unpack[ListOptions]) -> PushOperationPage:
        """Lists a company's push operations, one page of them.

        This is the service's operation `get-company-push-history`.

        Args:
            company_id: The company's identifier.
            query: A filter in the service's query language: `"status=Failed"`.
            page, page_size, order_by: See `ListOptions`.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.page(
            "push.list_operations", PushOperationPage, {"companyId": company_id}, options
        )

    def iterate_operations(self, company_id: str, **options: Unpack[ListOptions]) -> Iterator[PushOperation]:
        """Goes through the push operations of all pages.

        The arguments are those of `list_operations`. The next page is fetched meanwhile, a push operation
        that comes twice is returned once, and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        return self._caller.rows(
            "push.list_operations", PushOperationPage, {"companyId": company_id}, options
        )

    def get_operation(
        self, company_id: str, push_operation_key: str, **options: Unpack[CallOptions]
    ) -> PushOperation:
        """Gets a push operation. This is the service's operation `get-push-operation`.

        Args:
            company_id: The company's identifier.
            push_operation_key: The push operation's identifier.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "push.get_operation",
            PushOperation,
            {"companyId": company_id, "pushOperationKey": push_operation_key},
            options,
        )
