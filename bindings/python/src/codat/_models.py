"""The objects of the service: companies with their connections, groups and pages."""

from __future__ import annotations

from ._model import Resource, dataclass, field, member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ConnectionStatus:
    """The known values of `Connection.status`. The set is open: the service may send others."""

    PENDING_AUTH = "PendingAuth"
    """Created, and not authorized by the customer yet."""
    LINKED = "Linked"
    """Authorized: data can be pulled."""
    UNLINKED = "Unlinked"
    """Ended by you."""
    DEAUTHORIZED = "Deauthorized"
    """Ended by the customer or the platform: send the customer to the same Link URL again."""


class SourceType:
    """The known values of `Connection.source_type`. The set is open: the service may send others."""

    ACCOUNTING = "Accounting"
    BANKING = "Banking"
    BANK_FEED = "BankFeed"
    COMMERCE = "Commerce"
    EXPENSE = "Expense"
    OTHER = "Other"
    UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Group(Resource):
    """A group that companies can be in. It can be neither renamed nor deleted."""

    id: str
    """The group's identifier: keep it."""
    name: str | None = None
    """The group's name; the service may leave it out within a company."""


@dataclass(frozen=True)
class GroupList(Resource):
    """All groups: the result of `list-groups`."""

    results: list[Group] = field(metadata={"model": Group})
    """The groups."""


@dataclass(frozen=True)
class DataConnectionError(Resource):
    """An error that a connection met."""

    status_code: str | None = None
    """The HTTP status of the platform's response."""
    status_text: str | None = None
    """The platform's own name of the error."""
    error_message: str | None = None
    """What happened, for people."""
    errored_on_utc: str | None = None
    """When it happened; see `parse_time`."""
    status: str | None = None
    """`Active` or `Resolved` for an error that may pass; None for one that does not."""
    resolved_on_utc: str | None = None
    """When it was resolved; see `parse_time`."""


@dataclass(frozen=True)
class Connection(Resource):
    """A company's connection to a source of data, such as its accounting software."""

    id: str
    """The connection's identifier."""
    integration_id: str | None = None
    """The service's identifier of the platform."""
    integration_key: str | None = None
    """The platform's four-letter key."""
    source_id: str | None = None
    """The identifier of the source."""
    source_type: str | None = None
    """What kind of source it is: one of `SourceType`, or another."""
    platform_name: str | None = None
    """The platform's name."""
    link_url: str | None = None
    """The page on which the customer authorizes this one connection."""
    status: str | None = None
    """Whether it is authorized: one of `ConnectionStatus`, or another."""
    last_sync: str | None = None
    """When its data was last pulled; see `parse_time`."""
    created: str | None = None
    """When it was created; see `parse_time`."""
    data_connection_errors: list[DataConnectionError] | None = member(model=DataConnectionError)
    """The errors of the connection."""
    connection_info: dict[str, Any] | None = None
    """What the platform reports about it."""
    additional_properties: dict[str, Any] | None = None
    """What else the service reports about it."""


@dataclass(frozen=True)
class CompanyReference(Resource):
    """A company that another one names as its parent or subsidiary."""

    id: str | None = None
    """The company's identifier."""
    name: str | None = None
    """Its name."""
    description: str | None = None
    """Its description."""
    links: dict[str, Any] | None = None
    """Links to it, such as `portal`."""
    tags: dict[str, str] | None = None
    """Its tags."""


@dataclass(frozen=True)
class Company(Resource):
    """A company: a business that shares its data with you."""

    id: str
    """The company's identifier: keep it."""
    name: str | None = None
    """Its name, which need not be unique."""
    description: str | None = None
    """Your notes about it."""
    platform: str | None = None
    """The platforms that it is connected to, for people."""
    redirect: str | None = None
    """Its Link URL: send the customer there to authorize access."""
    status: str | None = None
    """The state of its connections."""
    last_sync: str | None = None
    """When its data was last pulled; see `parse_time`."""
    created: str | None = None
    """When it was created; see `parse_time`."""
    created_by_user_name: str | None = None
    """Who created it."""
    data_connections: list[Connection] | None = member(model=Connection)
    """Its connections."""
    groups: list[Group] | None = member(model=Group)
    """The groups that it is in."""
    products: list[str] | None = None
    """The products that are enabled for it."""
    tags: dict[str, str] | None = None
    """Your own pairs of names and values."""
    owner_user_ids: list[str] | None = None
    """The users who own it."""
    reference_parent_company: CompanyReference | None = member(model=CompanyReference)
    """Its parent company."""
    reference_subsidiary_companies: list[CompanyReference] | None = member(model=CompanyReference)
    """Its subsidiaries."""


@dataclass(frozen=True)
class Link(Resource):
    """A link to a page."""

    href: str | None = None
    """Path and query, below the base URL."""


@dataclass(frozen=True)
class Links(Resource):
    """The links of a page to others."""

    self_: Link | None = member("self", Link)
    """The list."""
    current: Link | None = member(model=Link)
    """This page."""
    next: Link | None = member(model=Link)
    """The next page; None on the last one."""
    previous: Link | None = member(model=Link)
    """The page before; None on the first one."""


@dataclass(frozen=True)
class Page(Resource):
    """One page of a list; the `iterate` beside each `list` goes through all pages."""

    results: list[Any] = field()
    """The items of this page."""
    page_number: int | None = None
    """The page's number, from 1."""
    page_size: int | None = None
    """The most items that a page holds: the service may choose fewer than were requested."""
    total_results: int | None = None
    """How many items there are on all pages, after filtering."""
    links: Links | None = member("_links", Links)
    """Links to other pages; `links.next` is None on the last page."""


@dataclass(frozen=True)
class CompanyPage(Page):
    """One page of a list of companies."""

    results: list[Company] = field(metadata={"model": Company})
    """The companies of this page."""


@dataclass(frozen=True)
class ConnectionPage(Page):
    """One page of a list of connections."""

    results: list[Connection] = field(metadata={"model": Connection})
    """The connections of this page."""


@dataclass(frozen=True)
class AccessToken(Resource):
    """A token for the service's embeddable user interfaces. It is a secret, which its repr does not show."""

    access_token: str = field(repr=False)
    """The token."""
    expires_in: int | None = None
    """How long it is valid, in seconds: a day."""
    token_type: str | None = None
    """`Bearer`."""


@dataclass(frozen=True)
class LinkUrl(Resource):
    """The URL to send a customer to."""

    url: str
    """The company's Link URL, with the parameters that were passed."""


@dataclass(frozen=True)
class Reauthorization(Resource):
    """Connections that have to be authorized again."""

    needed: bool
    """Whether there are any."""
    connections: list[Connection] = field(metadata={"model": Connection})
    """The connections that are `Deauthorized`."""
    link_url: str
    """The URL to send the customer to: the company's Link URL."""
