"""How the methods of a client call operations, whether the calls block or are awaited."""

from __future__ import annotations

from functools import cache

from ._errors import takes_key
from ._input import pairs
from ._model import Meta
from ._native import Unique
from ._options import CallOptions, ListOptions, WriteOptions
from ._outcome import decode, read
from ._paging import Rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, TypeVar

    from ._listener import Listener
    from ._model import Model
    from ._models import Page
    from ._native_client import NativeClient
    from ._paging import Pages

    T = TypeVar("T")
    M = TypeVar("M", bound=Model)

_PAGING = {"page": "page", "page_size": "pageSize", "query": "query", "order_by": "orderBy"}
"""The options of lists that are fields of the operation's input."""


class Caller(Unique):
    """Calls the operations of a native client."""

    prefix = ""
    """The prefix of the names of the classes that call in this way."""
    rows_class: type[Pages] = Rows
    """The class that goes through the pages of a list."""

    def __init__(self, native: NativeClient) -> None:
        self.native = native

    def call(
        self,
        operation: str,
        model: type[M],
        members: Mapping[str, Any],
        options: Mapping[str, Any],
        listener: Listener | None = None,
    ) -> M:
        """Calls an operation that returns an object."""
        if options:
            members, options = self._given(operation, members, options)
        return self.perform(
            operation, members, lambda document: read(decode(document), model), options, listener
        )

    def do(self, operation: str, members: Mapping[str, Any], options: Mapping[str, Any]) -> Meta:
        """Calls an operation without a result: returns only what is known about the call."""
        if options:
            members, options = self._given(operation, members, options)
        return self.perform(operation, members, _meta, options)

    def page(
        self, operation: str, model: type[M], members: Mapping[str, Any], options: Mapping[str, Any]
    ) -> M:
        """Calls an operation that returns a page of a list."""
        if options:
            members, options = self._paged(operation, members, options)
        return self.perform(operation, members, lambda document: read(decode(document), model), options)

    def rows(
        self, operation: str, model: type[Page], members: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Iterator[Any]:
        """Goes through the rows of a list, beginning with the page that its options name."""
        members, options = self._paged(operation.replace("list", "iterate"), members, options)
        return self.through(operation, model, members, options)

    def through(
        self, operation: str, model: Any, members: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Iterator[Any]:
        """Goes through the rows of a list with this input; `model` reads a page."""
        rows: Any = self.rows_class(self.native, self.next_page, operation, model, members, options)
        return rows  # type: ignore[no-any-return]  # it is an `Iterator`, or one to be awaited

    def perform(
        self,
        operation: str,
        input: str | Mapping[str, Any],
        make: Callable[[bytes], T],
        options: Mapping[str, Any],
        listener: Listener | None = None,
    ) -> T:
        """Calls an operation with its input, or the input's JSON; `make` creates the result of a success.

        Raises:
            CodatError: The call failed.

        """
        raise NotImplementedError

    def next_page(self, pages: Pages) -> list[Any] | None:
        """The rows of the next page; None after the last."""
        raise NotImplementedError

    def given(
        self, method: str, options: Mapping[str, Any], known: frozenset[str] = WriteOptions.__optional_keys__
    ) -> dict[str, Any]:
        """The options that a method was given, without those that are None.

        Raises:
            TypeError: The method does not take one of them.

        """
        if not known.issuperset(options):
            name = next(name for name in options if name not in known)
            raise TypeError(f"{self.prefix}{method}() got an unexpected keyword argument {name!r}")
        return {name: value for name, value in options.items() if value is not None}

    def _given(
        self, operation: str, members: Mapping[str, Any], options: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The input and the options of a call."""
        method, known = _taken(operation)
        given = self.given(method, options, known)
        if "extra" in given:
            members = {**members, "extra": pairs("extra", given.pop("extra"))}
        return members, given

    def _paged(
        self, method: str, members: Mapping[str, Any], options: Mapping[str, Any]
    ) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """The input and the options of a call that lists."""
        input, left = dict(members), {}
        for name, value in self.given(_method(method), options, ListOptions.__optional_keys__).items():
            if name in _PAGING:
                input[_PAGING[name]] = value
            elif name == "extra":
                input[name] = pairs(name, value)
            else:
                left[name] = value
        return input, left


@cache
def _taken(operation: str) -> tuple[str, frozenset[str]]:
    """The method of an operation, as `Companies.get`, and the names of the options that it takes."""
    options = WriteOptions if takes_key(operation) else CallOptions
    return _method(operation), options.__optional_keys__


@cache
def _method(operation: str) -> str:
    subject, _, verb = operation.partition(".")
    return f"{subject.title().replace('_', '')}.{verb}"


def _meta(document: bytes) -> Meta:
    return Meta.from_dict(decode(document)["meta"])


class Operations(Unique):
    """A group of operations of a client."""

    def __init__(self, caller: Caller) -> None:
        """Created by the client."""
        self._caller = caller
