"""Calling operations by their names, without the typed methods."""

from __future__ import annotations

import json

from ._errors import UNDECODABLE, UnexpectedResponseError
from ._input import encode
from ._model import Meta
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._caller import Caller
    from ._options import WriteOptions


class Answer:
    """The result of `Client.call`: the service's response, unchanged, and what is known about the call."""

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
    """All operations, called by their names."""

    _caller: Caller

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
        return self._caller.perform(operation, input, _answer, self._caller.given("Client.call", options))
