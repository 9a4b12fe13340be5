"""Requests and operations without typed methods."""

from __future__ import annotations

import json

from ._errors import UNDECODABLE, InvalidArgumentError, UnexpectedResponseError
from ._input import encode, pairs
from ._model import Meta
from ._native import Unique
from ._options import CallOptions, WriteOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._caller import Caller

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_OPTIONS = WriteOptions.__optional_keys__ - {"extra"}


class _Page:
    """A page of any list."""

    def __init__(self, rows: list[Any]) -> None:
        self.results = rows

    @classmethod
    def from_dict(cls, page: Mapping[str, Any], _: Meta) -> _Page:
        return cls(page["results"])


class Answer:
    """The result of `Client.call` and `Client.request`: the service's response, unchanged."""

    def __init__(self, text: str, meta: Meta) -> None:
        """Created by the client."""
        self.text = text
        """The service's response verbatim, with its numbers as sent; `null` if it is empty."""
        self.meta = meta
        """What is known about the call."""

    def json(self) -> Any:
        """The response, decoded.

        Raises:
            UnexpectedResponseError: The response cannot be decoded.

        """
        try:
            return json.loads(self.text)
        except UNDECODABLE as problem:
            raise UnexpectedResponseError(
                f"the response cannot be decoded ({type(problem).__name__})", meta=self.meta
            ) from problem

    def __repr__(self) -> str:
        return f"Answer(text=<{len(self.text)} characters>, meta={self.meta!r})"


def _answer(document: bytes) -> Answer:
    # {"result":…,"meta":{…}}: no string can hold this separator, because its quotes would be escaped.
    end = document.rindex(b',"meta":{')
    result = document[len(b'{"result":') : end]
    return Answer(result.decode(), Meta.from_dict(json.loads(document[end + len(b',"meta":') : -1])))


class ByName(Unique):
    """Any request, and all operations by their names."""

    _caller: Caller

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        **options: Unpack[WriteOptions],
    ) -> Answer:
        """Sends a request that has no separate method.

        Authorization, retries, the idempotency key, limits and errors are the same as for every call. The
        typed methods also check that a response belongs to its request.

        Args:
            method: `"GET"`, `"POST"`, `"PUT"`, `"PATCH"` or `"DELETE"`.
            path: Below the base URL, such as `"/companies/<id>/syncSettings"`. Characters that a path cannot
                hold are percent-encoded. A path that could leave the base URL is refused.
            query: Text, numbers, booleans, or lists of these, which become one parameter for each item.
            body: Any value that JSON has; only for POST, PUT and PATCH.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        Returns:
            The service's response: any JSON, `null` if it is empty.

        Raises:
            CodatError: The call failed.

        """
        if not isinstance(method, str) or method.upper() not in _METHODS:
            message = f"method: expected {', '.join(_METHODS)}, found {method!r}"
            raise InvalidArgumentError(message, member="method")
        input = {"path": path, "query": pairs("query", query)}
        if body is not None:
            input["body"] = body
        operation = "request." + method.lower()
        return self._caller.perform(
            operation, input, _answer, self._caller.given("Client.request", options, _OPTIONS)
        )

    def iterate(
        self,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        page: int | None = None,
        **options: Unpack[CallOptions],
    ) -> Iterator[Any]:
        """Goes through the rows of all pages of any list.

        The next page is fetched while you work on the one before. A row that is on two consecutive pages is
        returned once. `timeout` is for all pages together.

        Args:
            path: Below the base URL, as for `request`.
            query: As for `request`, such as `{"pageSize": 1000, "query": "…"}`; it has no `page`.
            page: The number of the first page. Default: 1.
            timeout, max_retries, context: See `CallOptions`.

        """
        members = {"path": path, "query": pairs("query", query), "page": page}
        given = self._caller.given("Client.iterate", options, CallOptions.__optional_keys__ - {"extra"})
        return self._caller.through("request.list", _Page, members, given)

    def call(
        self,
        operation: str,
        input: str | Mapping[str, Any] = "{}",
        **options: Unpack[WriteOptions],
    ) -> Answer:
        """Calls an operation by its name, without the typed methods.

        Args:
            operation: Such as `"companies.create"`.
            input: The operation's fields as JSON, or a mapping that becomes JSON: `{"companyId": "…"}`.
            options: See `WriteOptions`.

        Returns:
            The service's response, verbatim.

        Raises:
            CodatError: The call failed.

        """
        encode(operation, "operation")
        return self._caller.perform(
            operation, input, _answer, self._caller.given("Client.call", options, _OPTIONS)
        )
