"""`client.supplemental_data`."""

from __future__ import annotations

from ._caller import Operations
from ._data_type_models import SupplementalDataConfiguration
from ._input import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._data_type_models import SupplementalDataSource
    from ._model import Meta
    from ._options import CallOptions


class SupplementalData(Operations):
    """The operations on supplemental data; `client.supplemental_data`.

    Further properties of the usual data types.

    Its methods take `CallOptions`.
    """

    def configure(
        self,
        platform_key: str,
        data_type: str,
        supplemental_data_config: Mapping[str, SupplementalDataSource | Mapping[str, Any]],
        **options: Unpack[CallOptions],
    ) -> Meta:
        """Sets which further properties of a data type are pulled from an integration, and pushed to it.

        This is the service's operation `configure-supplemental-data`.

        Args:
            platform_key: The four letters of an integration, such as `gbol`.
            data_type: The data type, such as `invoices`.
            supplemental_data_config: The sources, by the names that you chose.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.do(
            "supplemental_data.configure",
            {
                "platformKey": platform_key,
                "dataType": data_type,
                "supplementalDataConfig": named("supplementalDataConfig", supplemental_data_config),
            },
            options,
        )

    def get_configuration(
        self, platform_key: str, data_type: str, **options: Unpack[CallOptions]
    ) -> SupplementalDataConfiguration:
        """Gets which further properties of a data type are pulled and pushed.

        This is the service's operation `get-supplemental-data-configuration`.

        Args:
            platform_key: The four letters of an integration, such as `gbol`.
            data_type: The data type, such as `invoices`.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "supplemental_data.get_configuration",
            SupplementalDataConfiguration,
            {"platformKey": platform_key, "dataType": data_type},
            options,
        )
