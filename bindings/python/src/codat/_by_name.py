"""Calling operations by their names, past the typed methods."""

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
    """The answer to `Client.call`: the service's JSON, untouched, and what is known about the call."""

    def __init__(self, text: str, meta: Meta) -> None:
        """Made by the client."""
        self.text = text
        """The service's answer to the letter, number text and all; `null` where it is empty."""
        self.meta = meta
        """What is known about the call."""

    def json(self) -> Any:
        """The response, decoded.

        Raises:
            UnexpectedResponseError: It cannot be decoded.

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
    # {"result":…,"meta":{…}}: no string can hold this separator: its quotes would be escaped there.
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
        """Calls an operation by its name: the low-level door, past the typed methods.

        Args:
            operation: Such as `"companies.create"`.
            input: The operation's members as JSON, or a mapping that becomes JSON: `{"companyId": "…"}`.
            options: See `WriteOptions`.

        Returns:
            The service's JSON, to the letter.

        Raises:
            CodatError: The call failed.

        """
        encode(operation, "operation")
        return self._caller.perform(operation, input, _answer, self._caller.given("Client.call", options))
