"""`client.supplemental_data`."""

from __future__ import annotations

from ._caller import Operations
from ._data_type_models import SupplementalDataConfiguration
from ._input import with_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._model import Meta
    from ._options import CallOptions


class SupplementalData(Operations):
    """The operations on supplemental data: further properties of the usual data types.

    They are in `client.supplemental_data`.

    Its methods take `CallOptions`.
    """

    def configure(
        self,
        platform_key: str,
        data_type: str,
        configuration: SupplementalDataConfiguration | Mapping[str, Any],
        **options: Unpack[CallOptions],
    ) -> Meta:
        """Sets which further properties of a data type are pulled from an integration, and pushed to it.

        This is the service's operation `configure-supplemental-data`. If it fails with `outcome_unknown`,
        repeat it: the result is the same.

        Args:
            platform_key: The four letters of an integration, such as `gbol`.
            data_type: The data type, such as `invoices`.
            configuration: The sources, by names that you choose: a `SupplementalDataConfiguration`, or a
                mapping with the names of the JSON.
            timeout, max_retries, context: See `CallOptions`.

        """
        members = with_fields("configuration", configuration, platformKey=platform_key, dataType=data_type)
        return self._caller.do("supplemental_data.configure", members, options)

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
