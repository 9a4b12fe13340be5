"""A client for Codat's Platform API, and the service in miniature to try it on.

    import codat

    with codat.Client() as client:  # the key is in CODAT_API_KEY
        company = client.companies.create("Toft Bakery")
        print("send the customer to", company.redirect)

- `Client` and `AsyncClient` have the operations: `client.companies`, `client.groups`.
- `Company`, `Group` and the others are what the operations return.
- `CodatError` and its subclasses are what they raise.
- `Context` cancels calls.
- `Sandbox` is the service in miniature.
"""

from __future__ import annotations

from ._client import Answer, Client
from ._companies import Companies
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
)
from ._groups import Groups
from ._model import Meta, Model, RateLimit, parse_time
from ._models import (
    AccessToken,
    Company,
    CompanyPage,
    CompanyReference,
    Connection,
    ConnectionStatus,
    DataConnectionError,
    Group,
    GroupList,
    Link,
    Links,
    SourceType,
)
from ._native import LibraryError, library_version, live_objects
from ._sandbox import Sandbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._aio import AsyncClient, AsyncCompanies, AsyncGroups

__all__ = [
    "AccessToken",
    "Answer",
    "AsyncClient",
    "AsyncCompanies",
    "AsyncGroups",
    "BadRequestError",
    "CallCancelledError",
    "CallTimeoutError",
    "Client",
    "CodatError",
    "Companies",
    "Company",
    "CompanyPage",
    "CompanyReference",
    "ConflictError",
    "Connection",
    "ConnectionFailedError",
    "ConnectionStatus",
    "Context",
    "DataConnectionError",
    "ForbiddenError",
    "Group",
    "GroupList",
    "Groups",
    "InvalidArgumentError",
    "InvalidHandleError",
    "LibraryError",
    "Link",
    "Links",
    "Meta",
    "Model",
    "NotFoundError",
    "OutOfMemoryError",
    "PanicError",
    "PaymentRequiredError",
    "RateLimit",
    "RateLimitedError",
    "Sandbox",
    "SandboxError",
    "ServerError",
    "SourceType",
    "UnauthorizedError",
    "UnexpectedResponseError",
    "UnprocessableError",
    "UnsupportedError",
    "library_version",
    "live_objects",
    "parse_time",
]

# In tracebacks and pickles they are what users call them: codat.NotFoundError.
for _name in __all__:
    if isinstance(globals().get(_name), type):
        globals()[_name].__module__ = __name__


def __getattr__(name: str) -> Any:
    # asyncio takes longer to import than everything else together: only who uses it pays for it.
    if name in ("AsyncClient", "AsyncCompanies", "AsyncGroups"):
        from . import _aio

        return getattr(_aio, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
