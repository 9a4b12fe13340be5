"""A client for Codat's Platform API, and the service in miniature to try it on.

    import codat

    with codat.Client() as client:  # the key is in CODAT_API_KEY
        company = client.companies.create("Toft Bakery")
        print("send the customer to", company.redirect)

- `Client` and `AsyncClient` have the operations: `client.companies`, `client.connections`, `client.refresh`,
  `client.integrations`, `client.webhooks`, `client.groups`, `client.settings`, `client.push`,
  `client.connection_management`, `client.supplemental_data`, `client.custom_data_types`.
- `CallOptions`, `WriteOptions` and `ListOptions` are the keywords that their methods take.
- `Company`, `Connection`, `Group` and the others are what the operations return.
- `CodatError` and its subclasses are what they raise; `call_error` finds the one that belongs to a Ctrl-C
  or a cancelled task.
- `Context` cancels calls.
- `webhook.verify` checks the webhooks that the service sends.
- `Sandbox` is the service in miniature.
"""

from __future__ import annotations

# The annotations of models are read here: `typing.get_type_hints` and pydantic expect them in this module.
from collections.abc import Mapping as Mapping
from collections.abc import Sequence as Sequence
from typing import Any as Any

from ._by_name import Answer
from ._client import Client
from ._companies import Companies
from ._connections import Connections
from ._context import Context
from ._errors import (
    BadRequestError,
    CallCancelledError,
    CallTimeoutError,
    CodatError,
    ConflictError,
    ConnectionFailedError,
    ForbiddenError,
    InvalidArgumentError,
    InvalidHandleError,
    NotFoundError,
    OutOfMemoryError,
    PanicError,
    PaymentRequiredError,
    RateLimitedError,
    SandboxError,
    ServerError,
    UnauthorizedError,
    UnexpectedResponseError,
    UnprocessableError,
    UnsupportedError,
    WebhookBadSignatureError,
    WebhookError,
    WebhookFutureError,
    WebhookMalformedError,
    WebhookMissingHeaderError,
    WebhookStaleError,
    call_error,
    call_errors,
)
from ._groups import Groups
from ._model import Meta, Model, RateLimit, parse_time
from ._models import (
    AccessToken,
    Company,
    CompanyPage,
    CompanyReference,
    Connection,
    ConnectionPage,
    ConnectionStatus,
    DataConnectionError,
    Group,
    GroupList,
    Link,
    Links,
    LinkUrl,
    Page,
    Reauthorization,
    SourceType,
)
from ._native import LibraryError, library_version, live_objects
from ._options import CallOptions, ListOptions, WriteOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import webhook
    from ._aio import (
        AsyncClient,
        AsyncCompanies,
        AsyncConnectionManagement,
        AsyncConnections,
        AsyncCustomDataTypes,
        AsyncGroups,
        AsyncIntegrations,
        AsyncPush,
        AsyncRefresh,
        AsyncSettings,
        AsyncSupplementalData,
        AsyncWebhooks,
    )
    from ._connection_management import ConnectionManagement
    from ._create_many import (
        CompanyRequest,
        CreateManyEvent,
        CreateManyFate,
        CreateManyOutcome,
        CreateManyResult,
    )
    from ._custom_data_types import CustomDataTypes
    from ._data_models import (
        Branding,
        BrandingButton,
        BrandingImage,
        BrandingLogo,
        DataStatus,
        DataStatuses,
        DataTypeFeature,
        ImageReference,
        Integration,
        IntegrationPage,
        PullOperation,
        PullOperationPage,
        PullStatus,
        RefreshItem,
        RefreshOutcome,
        SupportedFeature,
    )
    from ._data_type_models import (
        CustomDataTypeConfiguration,
        CustomDataTypeRecord,
        CustomDataTypeRecordPage,
        SupplementalDataConfiguration,
        SupplementalDataSource,
    )
    from ._integrations import Integrations
    from ._push import Push
    from ._push_models import (
        PushChange,
        PushChangeType,
        PushOperation,
        PushOperationPage,
        PushOption,
        PushOptionChoice,
        PushOptionType,
        PushStatus,
        PushValidation,
        PushValidationItem,
        RecordRef,
        ValidationItem,
        ValidationResults,
    )
    from ._refresh import Refresh
    from ._sandbox import Sandbox
    from ._settings import Settings
    from ._settings_models import ApiKey, ApiKeyList, CorsSettings, Profile, SyncSetting, SyncSettings
    from ._supplemental_data import SupplementalData
    from ._webhook_models import (
        DataTypeRead,
        WebhookBody,
        WebhookConsumer,
        WebhookConsumerList,
        WebhookEvent,
        WebhookPayload,
        ZapierKey,
    )
    from ._webhooks import Webhooks

__all__ = [
    "AccessToken",
    "Answer",
    "ApiKey",
    "ApiKeyList",
    "AsyncClient",
    "AsyncCompanies",
    "AsyncConnectionManagement",
    "AsyncConnections",
    "AsyncCustomDataTypes",
    "AsyncGroups",
    "AsyncIntegrations",
    "AsyncPush",
    "AsyncRefresh",
    "AsyncSettings",
    "AsyncSupplementalData",
    "AsyncWebhooks",
    "BadRequestError",
    "Branding",
    "BrandingButton",
    "BrandingImage",
    "BrandingLogo",
    "CallCancelledError",
    "CallOptions",
    "CallTimeoutError",
    "Client",
    "CodatError",
    "Companies",
    "Company",
    "CompanyPage",
    "CompanyReference",
    "CompanyRequest",
    "ConflictError",
    "Connection",
    "ConnectionFailedError",
    "ConnectionManagement",
    "ConnectionPage",
    "ConnectionStatus",
    "Connections",
    "Context",
    "CorsSettings",
    "CreateManyEvent",
    "CreateManyFate",
    "CreateManyOutcome",
    "CreateManyResult",
    "CustomDataTypeConfiguration",
    "CustomDataTypeRecord",
    "CustomDataTypeRecordPage",
    "CustomDataTypes",
    "DataConnectionError",
    "DataStatus",
    "DataStatuses",
    "DataTypeFeature",
    "DataTypeRead",
    "ForbiddenError",
    "Group",
    "GroupList",
    "Groups",
    "ImageReference",
    "Integration",
    "IntegrationPage",
    "Integrations",
    "InvalidArgumentError",
    "InvalidHandleError",
    "LibraryError",
    "Link",
    "LinkUrl",
    "Links",
    "ListOptions",
    "Meta",
    "Model",
    "NotFoundError",
    "OutOfMemoryError",
    "Page",
    "PanicError",
    "PaymentRequiredError",
    "Profile",
    "PullOperation",
    "PullOperationPage",
    "PullStatus",
    "Push",
    "PushChange",
    "PushChangeType",
    "PushOperation",
    "PushOperationPage",
    "PushOption",
    "PushOptionChoice",
    "PushOptionType",
    "PushStatus",
    "PushValidation",
    "PushValidationItem",
    "RateLimit",
    "RateLimitedError",
    "Reauthorization",
    "RecordRef",
    "Refresh",
    "RefreshItem",
    "RefreshOutcome",
    "Sandbox",
    "SandboxError",
    "ServerError",
    "Settings",
    "SourceType",
    "SupplementalData",
    "SupplementalDataConfiguration",
    "SupplementalDataSource",
    "SupportedFeature",
    "SyncSetting",
    "SyncSettings",
    "UnauthorizedError",
    "UnexpectedResponseError",
    "UnprocessableError",
    "UnsupportedError",
    "ValidationItem",
    "ValidationResults",
    "WebhookBadSignatureError",
    "WebhookBody",
    "WebhookConsumer",
    "WebhookConsumerList",
    "WebhookError",
    "WebhookEvent",
    "WebhookFutureError",
    "WebhookMalformedError",
    "WebhookMissingHeaderError",
    "WebhookPayload",
    "WebhookStaleError",
    "Webhooks",
    "WriteOptions",
    "ZapierKey",
    "call_error",
    "call_errors",
    "library_version",
    "live_objects",
    "parse_time",
    "webhook",
]

# Not everybody needs these: they are loaded when they are first used.
_LATER = {
    "_settings": ("Settings",),
    "_custom_data_types": ("CustomDataTypes",),
    "_supplemental_data": ("SupplementalData",),
    "_push": ("Push",),
    "_connection_management": ("ConnectionManagement",),
    "_data_type_models": (
        "CustomDataTypeConfiguration",
        "CustomDataTypeRecord",
        "CustomDataTypeRecordPage",
        "SupplementalDataConfiguration",
        "SupplementalDataSource",
    ),
    "_push_models": (
        "PushChange",
        "PushChangeType",
        "PushOperation",
        "PushOperationPage",
        "PushOption",
        "PushOptionChoice",
        "PushOptionType",
        "PushStatus",
        "PushValidation",
        "PushValidationItem",
        "RecordRef",
        "ValidationItem",
        "ValidationResults",
    ),
    "_settings_models": (
        "ApiKey",
        "ApiKeyList",
        "CorsSettings",
        "Profile",
        "SyncSetting",
        "SyncSettings",
    ),
    "_aio": (
        "AsyncClient",
        "AsyncCompanies",
        "AsyncConnectionManagement",
        "AsyncConnections",
        "AsyncCustomDataTypes",
        "AsyncGroups",
        "AsyncIntegrations",
        "AsyncPush",
        "AsyncRefresh",
        "AsyncSettings",
        "AsyncSupplementalData",
        "AsyncWebhooks",
    ),
    "_create_many": (
        "CompanyRequest",
        "CreateManyEvent",
        "CreateManyFate",
        "CreateManyOutcome",
        "CreateManyResult",
    ),
    "_data_models": (
        "Branding",
        "BrandingButton",
        "BrandingImage",
        "BrandingLogo",
        "DataStatus",
        "DataStatuses",
        "DataTypeFeature",
        "ImageReference",
        "Integration",
        "IntegrationPage",
        "PullOperation",
        "PullOperationPage",
        "PullStatus",
        "RefreshItem",
        "RefreshOutcome",
        "SupportedFeature",
    ),
    "_integrations": ("Integrations",),
    "_refresh": ("Refresh",),
    "_sandbox": ("Sandbox",),
    "_webhook_models": (
        "DataTypeRead",
        "WebhookBody",
        "WebhookConsumer",
        "WebhookConsumerList",
        "WebhookEvent",
        "WebhookPayload",
        "ZapierKey",
    ),
    "_webhooks": ("Webhooks",),
}


def _show_as_public(*values: object) -> None:
    """Gives classes their public names in tracebacks and pickles: codat.NotFoundError."""
    for each in values:
        if isinstance(each, type):
            each.__module__ = __name__


_show_as_public(*(globals().get(name) for name in __all__))


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "webhook":
        return import_module(".webhook", __name__)
    for module, names in _LATER.items():
        if name in names:
            values = vars(import_module(f".{module}", __name__))
            found = {each: values[each] for each in names}
            _show_as_public(*found.values())
            globals().update(found)
            return found[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
