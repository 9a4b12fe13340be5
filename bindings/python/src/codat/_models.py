"""The objects of the service: companies with what belongs to them, and groups."""

from __future__ import annotations

from ._model import Model

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ConnectionStatus:
    """The known values of `Connection.status`. The set is open: the service may send others."""

    PENDING_AUTH = "PendingAuth"
    """Made, and not authorised by the customer yet."""
    LINKED = "Linked"
    """Authorised: data can be pulled."""
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


class Group(Model, required=("id",)):
    """A group that companies can be in. It can be neither renamed nor deleted."""

    id: str
    """The group's identifier: keep it."""
    name: str | None
    """The group's name; the service may leave it out within a company."""


class GroupList(Model, nested={"results": Group}, required=("results",)):
    """All groups: the answer of `list-groups`."""

    results: list[Group]
    """The groups."""


class DataConnectionError(Model):
    """An error that a connection met."""

    status_code: str | None
    """The HTTP status that the platform answered with."""
    status_text: str | None
    """The platform's own name of the error."""
    error_message: str | None
    """What happened, for people."""
    errored_on_utc: str | None
    """When it happened; see `parse_time`."""
    status: str | None
    """`Active` or `Resolved` for an error that may pass; None for one that does not."""
    resolved_on_utc: str | None
    """When it was resolved; see `parse_time`."""


class Connection(Model, nested={"data_connection_errors": DataConnectionError}):
    """A company's connection to a source of data, such as its accounting software."""

    id: str
    """The connection's identifier."""
    integration_id: str | None
    """The service's identifier of the platform."""
    integration_key: str | None
    """The platform's four-letter key."""
    source_id: str | None
    """The identifier of the source."""
    source_type: str | None
    """What kind of source it is: one of `SourceType`, or another."""
    platform_name: str | None
    """The platform's name."""
    link_url: str | None
    """Where the customer authorises this one connection."""
    status: str | None
    """Whether it is authorised: one of `ConnectionStatus`, or another."""
    last_sync: str | None
    """When its data was last pulled; see `parse_time`."""
    created: str | None
    """When it was made; see `parse_time`."""
    data_connection_errors: list[DataConnectionError] | None
    """The errors that it met."""
    connection_info: dict[str, Any] | None
    """What the platform tells about it."""
    additional_properties: dict[str, Any] | None
    """What else the service tells about it."""


class CompanyReference(Model):
    """A company that another one names as its parent or subsidiary."""

    id: str | None
    """The company's identifier."""
    name: str | None
    """Its name."""
    description: str | None
    """Its description."""
    links: dict[str, Any] | None
    """Links to it, such as `portal`."""
    tags: dict[str, str] | None
    """Its tags."""


class Company(
    Model,
    nested={
        "data_connections": Connection,
        "groups": Group,
        "reference_parent_company": CompanyReference,
        "reference_subsidiary_companies": CompanyReference,
    },
    required=("id", "name"),
):
    """A company: a business that shares its data with you."""

    id: str
    """The company's identifier: keep it."""
    name: str
    """Its name, which need not be unique."""
    description: str | None
    """Whatever you noted about it."""
    platform: str | None
    """The platforms that it is connected to, for people."""
    redirect: str | None
    """Its Link URL: send the customer there to authorise access."""
    status: str | None
    """The state of its connections."""
    last_sync: str | None
    """When its data was last pulled; see `parse_time`."""
    created: str | None
    """When it was made; see `parse_time`."""
    created_by_user_name: str | None
    """Who made it."""
    data_connections: list[Connection] | None
    """Its connections."""
    groups: list[Group] | None
    """The groups that it is in."""
    products: list[str] | None
    """The products that are enabled for it."""
    tags: dict[str, str] | None
    """Your own pairs of names and values."""
    owner_user_ids: list[str] | None
    """The users who own it."""
    reference_parent_company: CompanyReference | None
    """Its parent company."""
    reference_subsidiary_companies: list[CompanyReference] | None
    """Its subsidiaries."""


class Link(Model):
    """A link to a page."""

    href: str | None
    """Path and query, below the base URL."""


class Links(
    Model, names={"self_": "self"}, nested=dict.fromkeys(("self_", "current", "next", "previous"), Link)
):
    """The links of a page to others."""

    self_: Link | None
    """The list."""
    current: Link | None
    """This page."""
    next: Link | None
    """The next page; None on the last one."""
    previous: Link | None
    """The page before; None on the first one."""


class CompanyPage(
    Model,
    names={"links": "_links"},
    nested={"results": Company, "links": Links},
    required=("results",),
):
    """One page of a list of companies; `companies.iterate` goes through all pages."""

    results: list[Company]
    """The companies of this page."""
    page_number: int | None
    """The page's number, from 1."""
    page_size: int | None
    """The most companies that a page holds: the service may choose fewer than were asked for."""
    total_results: int | None
    """How many companies there are on all pages, after filtering."""
    links: Links | None
    """Links to other pages; `links.next` is None on the last page."""


class AccessToken(Model, required=("accessToken",)):
    """A token for the service's embeddable user interfaces. It is a secret, which its repr does not show."""

    access_token: str
    """The token."""
    expires_in: int | None
    """How long it is valid, in seconds: a day."""
    token_type: str | None
    """`Bearer`."""

    def __repr__(self) -> str:
        return f"AccessToken(expires_in={self.expires_in!r}, token_type={self.token_type!r})"
