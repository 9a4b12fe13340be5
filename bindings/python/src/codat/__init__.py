"""A client for Codat's Platform API, and the service in miniature to try it on.

    import codat

    with codat.Client() as client:  # the key is in CODAT_API_KEY
        company = client.companies.create("Toft Bakery")
        print("send the customer to", company.redirect)

- `Client` and `AsyncClient` have the operations: `client.companies`, `client.connections`, `client.refresh`,
  `client.integrations`, `client.webhooks`, `client.groups`.
- `Company`, `Connection`, `Group` and the others are what the operations return.
- `CodatError` and its subclasses are what they raise.
- `Context` cancels calls.
- `webhook.verify` checks what the service sends of its own accord.
- `Sandbox` is the service in miniature.
"""

from __future__ import annotations

from . import webhook
from ._client import Answer, Client
from ._companies import Companies
from ._connections import Connections
from ._context import Context
from ._create_many import (
    CompanyRequest,
    CreateManyEvent,
    CreateManyFate,
    CreateManyOutcome,
    CreateManyResult,
)
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
)
from ._groups import Groups
from ._integrations import Integrations
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
from ._refresh import Refresh
from ._sandbox import Sandbox
from ._webhook_models import (
    DataTypeRead,
    WebhookBody,
    WebhookConsumer,
    WebhookConsumerList,
    WebhookEvent,
    WebhookPayload,
)
from ._webhooks import Webhooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._aio import (
        AsyncClient,
        AsyncCompanies,
        AsyncConnections,
        AsyncGroups,
        AsyncIntegrations,
        AsyncRefresh,
        AsyncWebhooks,
    )

__all__ = [
    "AccessToken",
    "Answer",
    "AsyncClient",
    "AsyncCompanies",
    "AsyncConnections",
    "AsyncGroups",
    "AsyncIntegrations",
    "AsyncRefresh",
    "AsyncWebhooks",
    "BadRequestError",
    "Branding",
    "BrandingButton",
    "BrandingImage",
    "BrandingLogo",
    "CallCancelledError",
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
    "ConnectionPage",
    "ConnectionStatus",
    "Connections",
    "Context",
    "CreateManyEvent",
    "CreateManyFate",
    "CreateManyOutcome",
    "CreateManyResult",
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
    "Meta",
    "Model",
    "NotFoundError",
    "OutOfMemoryError",
    "Page",
    "PanicError",
    "PaymentRequiredError",
    "PullOperation",
    "PullOperationPage",
    "PullStatus",
    "RateLimit",
    "RateLimitedError",
    "Reauthorization",
    "Refresh",
    "RefreshItem",
    "RefreshOutcome",
    "Sandbox",
    "SandboxError",
    "ServerError",
    "SourceType",
    "SupportedFeature",
    "UnauthorizedError",
    "UnexpectedResponseError",
    "UnprocessableError",
    "UnsupportedError",
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
    "library_version",
    "live_objects",
    "parse_time",
    "webhook",
]

# In tracebacks and pickles they are what users call them: codat.NotFoundError.
for _name in __all__:
    if isinstance(globals().get(_name), type):
        globals()[_name].__module__ = __name__


def __getattr__(name: str) -> Any:
    # asyncio takes longer to import than everything else together: only who uses it pays for it.
    if name.startswith("Async") and name in __all__:
        from . import _aio

        return getattr(_aio, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
