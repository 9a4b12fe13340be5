"""The objects of the service: the account and its settings."""

from __future__ import annotations

from ._model import Resource, dataclass, field


@dataclass(frozen=True)
class SyncSetting(Resource):
    """How a data type is pulled."""

    data_type: str | None = None
    """The data type, such as `invoices`."""
    fetch_on_first_link: bool | None = None
    """Whether it is pulled when the customer has authorized a connection."""
    sync_schedule: int | None = None
    """The hours between pulls; 0 for no schedule."""
    sync_order: int | None = None
    """The data types with the lowest number are pulled first."""
    sync_from_utc: str | None = None
    """The date and time from which data is pulled, if `sync_from_window` is not set."""
    sync_from_window: int | None = None
    """The months of data that are pulled, if `sync_from_utc` is not set."""
    months_to_sync: int | None = None
    """The months of data of a balance sheet, or of a profit and loss statement."""
    is_locked: bool | None = None
    """Whether the setting is locked."""


@dataclass(frozen=True)
class SyncSettings(Resource):
    """Which data types are pulled, how often, and how far back."""

    settings: list[SyncSetting] = field(metadata={"model": SyncSetting})
    """One setting per data type."""
    company_id: str | None = None
    """The company, if these are the settings of one."""
    client_id: str | None = None
    """Your account, if these are the settings of all companies."""
    overrides_defaults: bool | None = None
    """Whether these settings are used instead of the service's defaults."""


@dataclass(frozen=True)
class CorsSettings(Resource):
    """The web origins that may call the service."""

    allowed_origins: list[str]
    """The origins, such as `https://example.com`."""


@dataclass(frozen=True)
class Profile(Resource):
    """The profile of your account: what customers see on the Link page. Its repr does not show the key."""

    redirect_url: str
    """The URL to which customers return after Link."""
    name: str | None = None
    """The name that customers see."""
    logo_url: str | None = None
    """The URL of the logo."""
    icon_url: str | None = None
    """The URL of the icon."""
    white_list_urls: list[str] | None = None
    """The URLs that may call the service; if there are none, all may."""
    api_key: str | None = field(default=None, repr=False)
    """The account's API key: a secret."""
    confirm_company_name: bool | None = None
    """Whether customers are asked to confirm their company's name."""


@dataclass(frozen=True)
class ApiKey(Resource):
    """An API key. Its repr does not show the key."""

    id: str
    """Its identifier."""
    name: str | None = None
    """Its name."""
    api_key: str | None = field(default=None, repr=False)
    """The key: a secret."""
    created_date: str | None = None
    """When it was created; see `parse_time`."""


@dataclass(frozen=True)
class ApiKeyList(Resource):
    """All API keys of the account, at most 10."""

    results: list[ApiKey] = field(metadata={"model": ApiKey})
    """The keys."""
