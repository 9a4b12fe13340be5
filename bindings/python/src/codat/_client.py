"""`Client`, and what it shares with `AsyncClient`."""

from __future__ import annotations

import json

from ._caller import Caller, NativeClient
from ._companies import Companies
from ._connections import Connections
from ._context import milliseconds
from ._errors import UNDECODABLE, UnexpectedResponseError
from ._groups import Groups
from ._input import encode
from ._model import Meta
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Any

    from ._aio import AsyncClient
    from ._context import Context
    from ._integrations import Integrations
    from ._refresh import Refresh
    from ._webhooks import Webhooks


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


class Configured(Unique):
    """A configuration and a pool of connections: what every client is made from."""

    _calls: type[Caller] = Caller

    def __init__(
        self,
        api_key: str | None = None,
        *,
        auth_header: str | None = None,
        base_url: str | None = None,
        allow_http: bool | None = None,
        timeout: float | None = None,
        attempt_timeout: float | None = None,
        connect_timeout: float | None = None,
        max_retries: int | None = None,
        retry_delay: float | None = None,
        max_connections: int | None = None,
        requests_per_minute: int | None = None,
        max_response_bytes: int | None = None,
        proxy: str | None = None,
        user_agent: str | None = None,
        root_certificates: str | None = None,
        logger: logging.Logger | None = None,
    ) -> None:
        """Makes a client. Nothing is sent and no connection is opened yet.

        Args:
            api_key: The API key as the portal shows it. Default: the environment variable `CODAT_API_KEY`.
            auth_header: Instead of `api_key`, the ready-made `Authorization` header, `"Basic …"`.
            base_url: Where the service is. Default: `CODAT_BASE_URL` from the environment, else
                `https://api.codat.io`.
            allow_http: Accept an `http://` base URL on another machine. Default: False.
            timeout: Seconds for a whole call, retries and waiting included, to 86400. Default: 60.
            attempt_timeout: Seconds for one attempt, to 86400. Default: 20.
            connect_timeout: Seconds for looking up the host and for connecting, to 86400. Default: 10.
            max_retries: How often a failed attempt is repeated where that is safe, 0 to 100. Default: 3.
            retry_delay: The first pause is random up to this many seconds (0 to 60); it doubles, to at most
                8. A `Retry-After` of the service goes first. Default: 0.5.
            max_connections: Requests under way at once, 1 to 10000; further calls wait their turn.
                Default: 10.
            requests_per_minute: Sent at most in any 60 seconds; further calls wait their turn. The service
                blocks an IP address without warning that sends more than 1000. Counts this client's requests
                alone. Default: no limit.
            max_response_bytes: The largest answer accepted. Default: 67108864.
            proxy: `http://[user:password@]host:port`. Default: none; the environment is not consulted.
            user_agent: Default: `libcodat/` and the version.
            root_certificates: PEM text of authorities to trust, alone. Default: the system's.
            logger: Hears how calls go, up to the level that is in force for it when the client is made.
                Default: `logging.getLogger("codat")`, where `logging` is in use.

        Raises:
            InvalidArgumentError: The configuration is refused; `member` tells what.
            LibraryError: The native library is missing or does not fit.

        """
        seconds = {
            "timeout": timeout,
            "attempt_timeout": attempt_timeout,
            "connect_timeout": connect_timeout,
            "retry_delay": retry_delay,
        }
        times = {
            name: None if value is None else milliseconds(name, value) for name, value in seconds.items()
        }
        native = NativeClient(
            {
                "apiKey": api_key,
                "authHeader": auth_header,
                "baseUrl": base_url,
                "allowHttp": allow_http,
                "timeoutMs": times["timeout"],
                "attemptTimeoutMs": times["attempt_timeout"],
                "connectTimeoutMs": times["connect_timeout"],
                "maxRetries": max_retries,
                "retryDelayMs": times["retry_delay"],
                "maxConnections": max_connections,
                "requestsPerMinute": requests_per_minute,
                "maxResponseBytes": max_response_bytes,
                "proxy": proxy,
                "userAgent": user_agent,
                "rootCertificates": root_certificates,
            },
            logger,
        )
        self._caller = self._calls(native)

    @property
    def closed(self) -> bool:
        """Whether the client was closed."""
        return self._caller.native.closed

    def __repr__(self) -> str:
        return f"<codat.{type(self).__name__} {'closed' if self.closed else 'open'}>"


class Client(Configured):
    """A client of the service, for any number of threads at once. Make one and keep it.

        with codat.Client() as client:  # the key is in CODAT_API_KEY
            company = client.companies.create("Toft Bakery")

    Ctrl-C ends a call at once, with `KeyboardInterrupt`. `call_error` of that exception tells whether the
    service may have done the work, and the key to repeat the call with. While the main thread waits in a
    call, the library asks it 20 times a second whether a signal came. On Windows Ctrl-C waits until the call
    returns.
    """

    @property
    def aio(self) -> AsyncClient:
        """The same client for asyncio: with its connections, limits and pauses. Closing one closes both."""
        from ._aio import AsyncClient

        return AsyncClient._of(self._caller.native)

    @property
    def companies(self) -> Companies:
        """The operations on companies."""
        return Companies(self._caller)

    @property
    def connections(self) -> Connections:
        """The operations on connections: a company's authorised access to one software."""
        return Connections(self._caller)

    @property
    def refresh(self) -> Refresh:
        """The operations that pull data."""
        from ._refresh import Refresh

        return Refresh(self._caller)

    @property
    def integrations(self) -> Integrations:
        """The operations on integrations: the software that customers can connect."""
        from ._integrations import Integrations

        return Integrations(self._caller)

    @property
    def webhooks(self) -> Webhooks:
        """The operations on webhook consumers."""
        from ._webhooks import Webhooks

        return Webhooks(self._caller)

    @property
    def groups(self) -> Groups:
        """The operations on groups."""
        return Groups(self._caller)

    def call(
        self,
        operation: str,
        input: str | Mapping[str, Any] = "{}",
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Answer:
        """Calls an operation by its name: the low-level door, past the typed methods.

        Args:
            operation: Such as `"companies.create"`.
            input: The operation's members as JSON, or a mapping that becomes JSON: `{"companyId": "…"}`.
            timeout, max_retries, idempotency_key, first_use, context: See `Companies`.

        Returns:
            The service's JSON, to the letter.

        Raises:
            CodatError: The call failed.

        """
        encode(operation, "operation")
        return self._caller.perform(
            operation, input, _answer, timeout, max_retries, context, idempotency_key, first_use
        )

    def close(self) -> None:
        """Closes the client and its idle connections. Calls still running in other threads end undisturbed.

        Closing twice does nothing; any other use afterwards raises `InvalidHandleError`.
        """
        self._caller.native.close()

    def __enter__(self) -> Client:
        """Returns the client; leaving the `with` block closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
