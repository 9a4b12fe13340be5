"""The objects of the service: pushes, and what is found in data."""

from __future__ import annotations

from ._model import Resource, dataclass, field, member
from ._models import Page


class PushStatus:
    """The known values of the state of a push operation. The set is open: the service may send others."""

    PENDING = "Pending"
    """Not ended."""
    FAILED = "Failed"
    """Ended with a failure."""
    SUCCESS = "Success"
    """Ended with success."""
    TIMED_OUT = "TimedOut"
    """Given up."""


class PushChangeType:
    """The known kinds of change that a push operation makes. The set is open: the service may send others."""

    UNKNOWN = "Unknown"
    """Not known."""
    CREATED = "Created"
    """A record was created."""
    MODIFIED = "Modified"
    """A record was changed."""
    DELETED = "Deleted"
    """A record was deleted."""
    ATTACHMENT_UPLOADED = "AttachmentUploaded"
    """An attachment was added."""


class PushOptionType:
    """The known types of a value that can be pushed. The set is open: the service may send others."""

    ARRAY = "Array"
    """A list."""
    OBJECT = "Object"
    """An object."""
    STRING = "String"
    """A text."""
    NUMBER = "Number"
    """A number."""
    BOOLEAN = "Boolean"
    """True or false."""
    DATE_TIME = "DateTime"
    """A date with a time."""
    FILE = "File"
    """A file."""
    MULTI_PART = "MultiPart"
    """Several parts."""


@dataclass(frozen=True)
class ValidationItem(Resource):
    """Something that the service found in data."""

    rule_id: str | None = None
    """The rule."""
    item_id: str | None = None
    """The record or field."""
    message: str | None = None
    """What it is, in words."""
    validator_name: str | None = None
    """Which part of the service found it."""


@dataclass(frozen=True)
class ValidationResults(Resource):
    """What the service found in data."""

    errors: list[ValidationItem] | None = member(model=ValidationItem)
    """What must be resolved before the data can be used."""
    warnings: list[ValidationItem] | None = member(model=ValidationItem)
    """What may need attention."""


@dataclass(frozen=True)
class RecordRef(Resource):
    """Names a record."""

    id: str | None = None
    """Its identifier."""
    data_type: str | None = None
    """Its data type."""


@dataclass(frozen=True)
class PushChange(Resource):
    """What a push operation changed."""

    type: str | None = None
    """The kind of change: one of `PushChangeType`, or another."""
    record_ref: RecordRef | None = member(model=RecordRef)
    """The record that changed."""
    attachment_id: str | None = None
    """The attachment that was added."""


@dataclass(frozen=True)
class PushOperation(Resource):
    """An attempt to create, change or delete a record in the customer's software."""

    push_operation_key: str
    """Its identifier."""
    company_id: str | None = None
    """The company."""
    data_connection_key: str | None = None
    """The connection that was written to."""
    data_type: str | None = None
    """The data type of the record."""
    status: str | None = None
    """The state of the push operation: one of `PushStatus`, or another."""
    status_code: int | None = None
    """The status code of the customer's software."""
    error_message: str | None = None
    """What went wrong."""
    requested_on_utc: str | None = None
    """When it was requested; see `parse_time`."""
    completed_on_utc: str | None = None
    """When it ended; see `parse_time`."""
    timeout_in_minutes: int | None = None
    """After how many minutes the service gives it up."""
    timeout_in_seconds: int | None = None
    """After how many seconds the service gives it up."""
    changes: list[PushChange] | None = member(model=PushChange)
    """What it changed."""
    validation: ValidationResults | None = member(model=ValidationResults)
    """What the service found in the record."""


@dataclass(frozen=True)
class PushOperationPage(Page):
    """One page of a list of push operations."""

    results: list[PushOperation] = field(metadata={"model": PushOperation})
    """The push operations of this page."""


@dataclass(frozen=True)
class PushOptionChoice(Resource):
    """A value to choose."""

    value: str | None = None
    """The value."""
    type: str | None = None
    """The type of the value: one of `PushOptionType`, or another."""
    display_name: str | None = None
    """Its name for people."""
    description: str | None = None
    """What it is."""
    required: bool | None = None
    """Whether it must be given."""


@dataclass(frozen=True)
class PushValidationItem(Resource):
    """Something to observe when a record is pushed."""

    field: str | None = None
    """The field."""
    details: str | None = None
    """What to observe."""
    ref: str | None = None
    """The URL of an explanation."""


@dataclass(frozen=True)
class PushValidation(Resource):
    """What to observe when a record is pushed."""

    warnings: list[PushValidationItem] | None = member(model=PushValidationItem)
    """Warnings."""
    information: list[PushValidationItem] | None = member(model=PushValidationItem)
    """Information."""


@dataclass(frozen=True)
class PushOption(Resource):
    """What a record, or a field of it, may hold."""

    type: str
    """The type of the value: one of `PushOptionType`, or another."""
    display_name: str | None = None
    """Its name for people."""
    description: str | None = None
    """What it is."""
    required: bool | None = None
    """Whether it must be given."""
    properties: dict[str, PushOption] | None = member()
    """The fields of an object, by name."""
    options: list[PushOptionChoice] | None = member(model=PushOptionChoice)
    """The values to choose from."""
    validation: PushValidation | None = member(model=PushValidation)
    """What to observe."""


# It nests itself.
PushOption._fields["properties"].values = PushOption  # type: ignore[attr-defined]
