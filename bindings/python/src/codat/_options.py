"""The options of calls: the keywords that methods take besides those of their operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from ._context import Context


class CallOptions(TypedDict, total=False):
    """The options of a call. Every method takes them as keywords.

    - `timeout`: the most seconds that the call may take, retries and waiting included. Default: the client's.
    - `max_retries`: how often a failed attempt is repeated if that is safe. Default: the client's.
    - `context`: a `Context`, to cancel the call from another thread, or to share options between calls.
    - `extra`: fields of the request that the method has no argument for, under their names in JSON. They are
      added to the body of a POST, PUT or PATCH, and to the query of a GET or DELETE, as they are.
    """

    timeout: float | None
    max_retries: int | None
    context: Context | None
    extra: Mapping[str, Any] | None


class WriteOptions(CallOptions, total=False):
    """The options of a call that is sent with an idempotency key, as POST and PATCH are.

    - `idempotency_key`: a UUID, sent instead of a fresh one. To repeat a call that failed with
      `outcome_unknown`, pass `error.idempotency_key`: its work is then not done twice. The service remembers
      a key for 90 minutes.
    - `first_use`: True if you chose that key yourself, with `uuid.uuid4()`, and never sent it. Store the key,
      then call. Default: False, and the call counts as a repeat of one whose outcome is open.
    - Those of `CallOptions`.
    """

    idempotency_key: str | None
    first_use: bool


class ListOptions(CallOptions, total=False):
    """The options of a call that lists, page by page.

    - `page`: the number of the page, from 1. Default: 1.
    - `page_size`: how many a page holds at most, 1 to 5000. Default: 100.
    - `query`: a filter in the service's query language.
    - `order_by`: a property to order by, `"-name"` for descending.
    - Those of `CallOptions`.
    """

    page: int | None
    page_size: int | None
    query: str | None
    order_by: str | None
