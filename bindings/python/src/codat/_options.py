"""The options of calls: the keywords that every method takes, beside those of its operation."""

from __future__ import annotations

from typing import TypedDict

from ._context import Context


class CallOptions(TypedDict, total=False):
    """The options of a call, which every method takes as keywords."""

    timeout: float | None
    """The most seconds that the call may take, retries and waiting included. Default: the client's."""
    max_retries: int | None
    """How often a failed attempt is repeated if that is safe. Default: the client's."""
    context: Context | None
    """Cancels the call from another thread; its options apply to all calls that share it."""


class WriteOptions(CallOptions, total=False):
    """The options of a call that is sent with an idempotency key."""

    idempotency_key: str | None
    """A UUID, sent instead of a fresh one. To repeat a call that failed with `outcome_unknown`, pass
    `error.idempotency_key`: its work is then not done twice. The service remembers a key for 90 minutes."""
    first_use: bool
    """True if you chose that key yourself, with `uuid.uuid4()`, and never sent it. Store the key, then call.
    Default: False, and the call counts as a repeat of one whose outcome is open."""


class ListOptions(CallOptions, total=False):
    """The options of a call that lists, page by page: which page it gets, or begins with."""

    page: int | None
    """The number of the page, from 1. Default: 1."""
    page_size: int | None
    """How many a page holds, 1 to 5000. Default: 100."""
    query: str | None
    """A filter in the service's query language."""
    order_by: str | None
    """A property to order by, `"-name"` for descending."""
