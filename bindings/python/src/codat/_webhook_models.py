"""The objects of the service: webhook consumers, and what they are sent."""

from __future__ import annotations

from ._model import Resource, dataclass, field, member
from ._models import CompanyReference, Connection


@dataclass(frozen=True)
class WebhookConsumer(Resource):
    """Where events are sent."""

    id: str
    """Its identifier."""
    url: str | None = None
    """Where events are sent."""
    disabled: bool | None = None
    """Whether nothing is sent for now."""
    event_types: list[str] | None = None
    """Which events are sent."""
    company_tags: list[str] | None = None
    """Events of companies with these tags only, each `key:value`."""


@dataclass(frozen=True)
class WebhookConsumerList(Resource):
    """All webhook consumers: the answer of `list-webhook-consumers`."""

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
    """What an event happened to. Which members are there depends on its type."""

    id: str | None = None
    """The company itself, by its identifier: `company.…`."""
    name: str | None = None
    """The company's name: `company.…`."""
    reference_company: CompanyReference | None = member(model=CompanyReference)
    """The company that it happened in: `connection.…`, `read.…`."""
    connection: Connection | None = member(model=Connection)
    """The connection: `connection.…`."""
    data_types: list[DataTypeRead] | None = member(model=DataTypeRead)
    """What was pulled: `read.…`."""
    product_id: str | None = None
    """The product that was added or removed: `company.product.…`."""


@dataclass(frozen=True)
class WebhookBody(Resource):
    """What a webhook says."""

    id: str | None = None
    """The identifier of what happened."""
    event_type: str | None = None
    """What happened, such as `read.completed`."""
    generated_date: str | None = None
    """When it happened; see `parse_time`."""
    payload: WebhookPayload | None = member(model=WebhookPayload)
    """What it happened to."""


@dataclass(frozen=True)
class WebhookEvent(Resource):
    """An event that the service did send: what `codat.webhook.verify` returns."""

    id: str
    """Its identifier: an event that is delivered again has the same."""
    timestamp: int
    """When it was sent, in Unix seconds."""
    body: WebhookBody = field(metadata={"model": WebhookBody})
    """What it says."""
    event_type: str | None = None
    """What happened, such as `read.completed`; None where the body does not say."""
