"""`client.custom_data_types`."""

from __future__ import annotations

from ._caller import Operations
from ._data_models import PullOperation
from ._data_type_models import CustomDataTypeConfiguration, CustomDataTypeRecordPage
from ._input import with_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._data_type_models import CustomDataTypeRecord
    from ._options import CallOptions, WriteOptions


class CustomDataTypes(Operations):
    """The operations on custom data types: data that is none of the usual types; `client.custom_data_types`.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def configure(
        self,
        platform_key: str,
        custom_data_identifier: str,
        configuration: CustomDataTypeConfiguration | Mapping[str, Any],
        **options: Unpack[CallOptions],
    ) -> CustomDataTypeConfiguration:
        """Creates or changes a custom data type of an integration.

        This is the service's operation `configure-custom-data-type`. If it fails with `outcome_unknown`,
        repeat it: the result is the same.

        Args:
            platform_key: The four letters of an integration, such as `gbol`.
            custom_data_identifier: The name of the custom data type, which you choose.
            configuration: A `CustomDataTypeConfiguration` with its `data_source`, `required_data` and
                `key_by`, or a mapping with the names of the JSON.
            timeout, max_retries, context: See `CallOptions`.

        """
        members = with_fields(
            "configuration",
            configuration,
            platformKey=platform_key,
            customDataIdentifier=custom_data_identifier,
        )
        return self._caller.call("custom_data_types.configure", CustomDataTypeConfiguration, members, options)

    def get_configuration(
        self, platform_key: str, custom_data_identifier: str, **options: Unpack[CallOptions]
    ) -> CustomDataTypeConfiguration:
        """Gets the configuration of a custom data type.

        This is the service's operation `get-custom-data-type-configuration`.

        Args:
            platform_key: The four letters of an integration, such as `gbol`.
            custom_data_identifier: The name of the custom data type, which you choose.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "custom_data_types.get_configuration",
            CustomDataTypeConfiguration,
            {"platformKey": platform_key, "customDataIdentifier": custom_data_identifier},
            options,
        )

    def refresh(
        self,
        company_id: str,
        connection_id: str,
        custom_data_identifier: str,
        **options: Unpack[WriteOptions],
    ) -> PullOperation:
        """Queues a pull of a custom data type from one connection.

        This is the service's operation `refresh-custom-data-type`.

        If a pull of this data is running already, it raises `ConflictError`.

        Args:
            company_id: The company's identifier.
            connection_id: The connection's identifier.
            custom_data_identifier: The name of the custom data type, which you choose.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call(
            "custom_data_types.refresh",
            PullOperation,
            {
                "companyId": company_id,
                "connectionId": connection_id,
                "customDataIdentifier": custom_data_identifier,
            },
            options,
        )

    def list_records(
        self,
        company_id: str,
        connection_id: str,
        custom_data_identifier: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        **options: Unpack[CallOptions],
    ) -> CustomDataTypeRecordPage:
        """Lists the records of a custom data type that were pulled from a connection, one page of them.

        This is the service's operation `list-custom-data-type-records`.

        Args:
            company_id: The company's identifier.
            connection_id: The connection's identifier.
            custom_data_identifier: The name of the custom data type, which you choose.
            page, page_size: See `ListOptions`.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "custom_data_types.list_records",
            CustomDataTypeRecordPage,
            {
                "companyId": company_id,
                "connectionId": connection_id,
                "customDataIdentifier": custom_data_identifier,
                "page": page,
                "pageSize": page_size,
            },
            options,
        )

    def iterate_records(
        self,
        company_id: str,
        connection_id: str,
        custom_data_identifier: str,
        *,
        page: int | None = None,
        page_size: int | None = None,
        **options: Unpack[CallOptions],
    ) -> Iterator[CustomDataTypeRecord]:
        """Goes through the records of all pages.

        The arguments are those of `list_records`. The next page is fetched meanwhile, a record that comes
        twice is returned once, and `timeout` is for all pages together, as in `Companies.iterate`.
        """
        return self._caller.rows(
            "custom_data_types.list_records",
            CustomDataTypeRecordPage,
            {
                "companyId": company_id,
                "connectionId": connection_id,
                "customDataIdentifier": custom_data_identifier,
            },
            {**options, "page": page, "page_size": page_size},
        )
