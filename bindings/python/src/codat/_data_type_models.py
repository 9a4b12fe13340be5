"""The objects of the service: supplemental data and custom data types."""

from __future__ import annotations

from ._model import Resource, dataclass, field, member
from ._models import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class SupplementalDataSource(Resource):
    """A source of further properties."""

    data_source: str | None = None
    """The path in the source, such as `/Invoices`."""
    pull_data: dict[str, str] | None = None
    """The properties of the source that are pulled, by the names that you chose."""
    push_data: dict[str, str] | None = None
    """The properties of the source that are pushed, by the names that you chose."""


@dataclass(frozen=True)
class SupplementalDataConfiguration(Resource):
    """Which further properties of a data type are pulled and pushed."""

    supplemental_data_config: dict[str, SupplementalDataSource] | None = member(values=SupplementalDataSource)
    """The sources, by the names that you chose."""


@dataclass(frozen=True)
class CustomDataTypeConfiguration(Resource):
    """The definition of a custom data type."""

    data_source: str
    """The path in the source, such as `api/purchaseOrders`."""
    required_data: dict[str, str] | None = None
    """JSONPaths of the properties in the source, by the names that you chose."""
    key_by: list[str] | None = None
    """JSONPaths of the properties that identify a record."""
    source_modified_date: list[str] | None = None
    """JSONPaths of the property with the date of the last change."""


@dataclass(frozen=True)
class CustomDataTypeRecord(Resource):
    """A record of a custom data type."""

    id: str | None = None
    """Its identifier."""
    content: dict[str, Any] | None = None
    """Its properties, by the names that you chose."""
    modified_date: Any = None
    """When it was last changed: a text, or an object with `modifiedDate`."""


@dataclass(frozen=True)
class CustomDataTypeRecordPage(Page):
    """One page of a list of records."""

    results: list[CustomDataTypeRecord] = field(metadata={"model": CustomDataTypeRecord})
    """The records of this page."""
