"""The objects of the service: webhook consumers, and the events that they receive."""

from __future__ import annotations

from ._model import Resource, dataclass, field, member
from ._models import CompanyReference, Connection


@dataclass(frozen=True)
class WebhookConsumer(Resource):
    """A consumer of events: a URL that the service sends them to."""

    id: str
    """The consumer's identifier."""
    url: str | None = None
    """The URL that events are sent to."""
    disabled: bool | None = None
    """Whether nothing is sent for now."""
    event_types: list[str] | None = None
    """Which events are sent."""
    company_tags: list[str] | None = None
    """Events of companies with these tags only, each `key:value`."""


@dataclass(frozen=True)
class WebhookConsumerList(Resource):
    """All webhook consumers: the result of `list-webhook-consumers`."""

    results: list[WebhookConsumer] = field(metadata={"model": WebhookConsumer})
    """The consumers."""


@dataclass(frozen=True)
class DataTypeRead(Resource):
    """How the pulling of a type of data ended."""

    data_type: str | None = None
    """The type of data, such as `invoices`."""
    connection_id: str | None = None
    """The connection that it was pulled from."""
    status: str | None = None
    """How the pull ended: one of `PullStatus`, or another."""
    records_modified: bool | None = None
    """Whether anything is new or changed."""


@dataclass(frozen=True)
class WebhookPayload(Resource):
    """The subject of an event. Which fields it has depends on the event's type."""

    id: str | None = None
    """The company itself, by its identifier: `company.…`."""
    name: str | None = None
    """The company's name: `company.…`."""
    reference_company: CompanyReference | None = member(model=CompanyReference)
    """The company of the connection or of the data: `connection.…`, `read.…`."""
    connection: Connection | None = member(model=Connection)
    """The connection: `connection.…`."""
    data_types: list[DataTypeRead] | None = member(model=DataTypeRead)
    """What was pulled: `read.…`."""
    product_id: str | None = None
    """The product that was added or removed: `company.product.…`."""


@dataclass(frozen=True)
class WebhookBody(Resource):
    """The content of a webhook."""

    id: str | None = None
    """The event's identifier in the body."""
    event_type: str | None = None
    """What happened, such as `read.completed`."""
    generated_date: str | None = None
    """When it happened; see `parse_time`."""
    payload: WebhookPayload | None = member(model=WebhookPayload)
    """The subject of the event."""


@dataclass(frozen=True)
class WebhookEvent(Resource):
    """An event that comes from the service: what `codat.webhook.verify` returns."""

    id: str
    """The event's identifier: the same when the event is delivered again."""
    timestamp: int
    """When it was sent, in Unix seconds."""
    body: WebhookBody = field(metadata={"model": WebhookBody})
    """The event's content."""
    event_type: str | None = None
    """What happened, such as `read.completed`; None if the body does not say."""


@dataclass(frozen=True)
class ZapierKey(Resource):
    """An integration key for Zapier. Its repr does not show the key."""

    key: str = field(repr=False)
    """The key."""
