"""The objects of the service: integrations, and the pulling of data."""

from __future__ import annotations

from ._model import Resource, dataclass, field, member
from ._models import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from ._model import Meta


class PullStatus:
    """The known values of a pull's status. The set is open: the service may send others."""

    INITIAL = "Initial"
    """Created, and not queued yet."""
    QUEUED = "Queued"
    """Waiting for its turn."""
    FETCHING = "Fetching"
    """Being fetched from the software."""
    MAP_QUEUED = "MapQueued"
    """Waiting to be mapped."""
    MAPPING = "Mapping"
    """Being converted into the service's form."""
    COMPLETE = "Complete"
    """Ended with success."""
    FETCH_ERROR = "FetchError"
    """Ended: it could not be fetched."""
    MAP_ERROR = "MapError"
    """Ended: it could not be converted into the service's form."""
    INTERNAL_ERROR = "InternalError"
    """Ended: the service failed."""
    PROCESSING_QUEUED = "ProcessingQueued"
    """Waiting to be processed."""
    PROCESSING = "Processing"
    """Being processed."""
    PROCESSING_ERROR = "ProcessingError"
    """Ended: it could not be processed."""
    VALIDATION_QUEUED = "ValidationQueued"
    """Waiting to be validated."""
    VALIDATING = "Validating"
    """Being validated."""
    VALIDATION_ERROR = "ValidationError"
    """Ended: it is not valid."""
    AUTH_ERROR = "AuthError"
    """Ended: the software refused access."""
    CANCELLED = "Cancelled"
    """Ended: it was cancelled."""
    NOT_SUPPORTED = "NotSupported"
    """Ended: the software has no such data. Not a failure."""
    RATE_LIMIT_ERROR = "RateLimitError"
    """Ended: too many requests to the software."""
    PERMISSIONS_ERROR = "PermissionsError"
    """Ended: the customer's user has no permission."""
    PREREQUISITE_NOT_MET = "PrerequisiteNotMet"
    """Ended: data that it needs is missing."""


@dataclass(frozen=True)
class PullOperation(Resource):
    """One pull of one type of data from one connection."""

    id: str
    """Its identifier, which `refresh.get_pull_operation` calls `dataset_id`."""
    data_type: str | None = None
    """What is pulled, such as `invoices` or `banking-accounts`."""
    status: str | None = None
    """The state of the pull: one of `PullStatus`, or another."""
    company_id: str | None = None
    """The company."""
    connection_id: str | None = None
    """The connection that data is pulled from."""
    status_description: str | None = None
    """A description of the status."""
    error_message: str | None = None
    """What went wrong."""
    requested: str | None = None
    """When it was requested; see `parse_time`."""
    completed: str | None = None
    """When it ended; see `parse_time`."""
    progress: int | None = None
    """The progress, in percent."""
    is_completed: bool | None = None
    """Whether it ended with success."""
    is_errored: bool | None = None
    """Whether it ended with a failure."""


@dataclass(frozen=True)
class PullOperationPage(Page):
    """One page of a list of pull operations."""

    results: list[PullOperation] = field(metadata={"model": PullOperation})
    """The pull operations of this page."""


@dataclass(frozen=True)
class DataStatus(Resource):
    """The state of one type of data."""

    data_type: str | None = None
    """Which type."""
    current_status: str | None = None
    """The state of its last pull: one of `PullStatus`, or another; None for a type that was never pulled."""
    last_successful_sync: str | None = None
    """When it was last pulled with success; see `parse_time`."""
    latest_sync_id: str | None = None
    """The last pull operation."""
    latest_successful_sync_id: str | None = None
    """The last pull operation that ended with success."""


@dataclass(frozen=True)
class DataStatuses(Resource):
    """The state of each type of data: `statuses["invoices"].current_status`, `"bills" in statuses`."""

    statuses: dict[str, DataStatus] = field(default_factory=dict)
    """The status of each type of data that the service reports."""

    @classmethod
    def from_dict(cls, json: Mapping[str, Any], meta: Meta | None = None) -> DataStatuses:
        """Creates it from the service's own JSON object, whose fields are the types of data."""
        known = {name: value for name, value in json.items() if isinstance(value, dict)}
        made = cls({name: DataStatus.from_dict(value, meta) for name, value in known.items()})
        made.__dict__["_json"] = {name: json[name] for name in json.keys() - known.keys()}
        made.__dict__["_meta"] = meta
        return made

    def to_dict(self) -> dict[str, Any]:
        """Returns the service's own JSON object."""
        return {**{name: status.to_dict() for name, status in self.statuses.items()}, **self.extra}

    def __getitem__(self, data_type: str) -> DataStatus:
        """The status of a type of data; KeyError if the service sent none."""
        return self.statuses[data_type]

    def __contains__(self, data_type: object) -> bool:
        """Whether the service sent the status of a type of data."""
        return data_type in self.statuses

    def __iter__(self) -> Iterator[str]:
        """The types of data."""
        return iter(self.statuses)

    def __len__(self) -> int:
        """How many types of data there are."""
        return len(self.statuses)


@dataclass(frozen=True)
class RefreshItem(Resource):
    """The outcome of one pull operation or type of data."""

    data_type: str
    """The type of data."""
    failed: bool
    """Whether it failed; also true if a type of data that was named was never pulled."""
    pull_operation: PullOperation | None = member(model=PullOperation)
    """The pull operation, if pull operations were named."""
    data_status: DataStatus | None = member(model=DataStatus)
    """The status of the type of data, otherwise."""


@dataclass(frozen=True)
class RefreshOutcome(Resource):
    """The outcome of pulling data: the result of `refresh.wait_until_complete`."""

    failed: bool
    """Whether any item failed."""
    items: list[RefreshItem] = field(metadata={"model": RefreshItem})
    """The outcome of each."""


@dataclass(frozen=True)
class SupportedFeature(Resource):
    """Something that can be done with a type of data."""

    feature_type: str | None = None
    """What it is: `Get`, `Post`, `Put`, `Delete`, `GetAttachment` and others."""
    feature_state: str | None = None
    """Whether it can be relied on: `Release`, `Alpha`, `Beta`, `Deprecated`, `NotSupported` and others."""


@dataclass(frozen=True)
class DataTypeFeature(Resource):
    """What can be done with a type of data."""

    data_type: str | None = None
    """Which type."""
    supported_features: list[SupportedFeature] | None = member(model=SupportedFeature)
    """What can be done with it."""


@dataclass(frozen=True)
class Integration(Resource):
    """Software that customers can connect."""

    key: str
    """Its key of four letters."""
    name: str | None = None
    """Its name."""
    enabled: bool | None = None
    """Whether customers can choose it."""
    logo_url: str | None = None
    """The URL of its logo."""
    source_id: str | None = None
    """The source within the integration."""
    source_type: str | None = None
    """The kind of data that it provides: one of `SourceType`, or another."""
    integration_id: str | None = None
    """Its identifier."""
    is_offline_connector: bool | None = None
    """Whether it runs on the customer's own machine."""
    is_beta: bool | None = None
    """Whether it is not yet final."""
    data_provided_by: str | None = None
    """Who provides the data, if that is another company."""
    datatype_features: list[DataTypeFeature] | None = member(model=DataTypeFeature)
    """What can be done with each type of data."""


@dataclass(frozen=True)
class IntegrationPage(Page):
    """One page of a list of integrations."""

    results: list[Integration] = field(metadata={"model": Integration})
    """The integrations of this page."""


@dataclass(frozen=True)
class ImageReference(Resource):
    """The address of an image, and its description."""

    src: str | None = None
    """Its URL."""
    alt: str | None = None
    """The text to show instead of the image."""


@dataclass(frozen=True)
class BrandingImage(Resource):
    """An image."""

    image: ImageReference | None = member(model=ImageReference)
    """The image's address."""


@dataclass(frozen=True)
class BrandingLogo(Resource):
    """A logo."""

    full: BrandingImage | None = member(model=BrandingImage)
    """The whole logo."""
    square: BrandingImage | None = member(model=BrandingImage)
    """The square logo."""


@dataclass(frozen=True)
class BrandingButton(Resource):
    """A button."""

    default: BrandingImage | None = member(model=BrandingImage)
    """The usual image."""
    hover: BrandingImage | None = member(model=BrandingImage)
    """With the pointer over it."""


@dataclass(frozen=True)
class Branding(Resource):
    """How an integration looks."""

    logo: BrandingLogo | None = member(model=BrandingLogo)
    """Its logo."""
    button: BrandingButton | None = member(model=BrandingButton)
    """Its button."""
    source_id: str | None = None
    """The source within the integration."""
