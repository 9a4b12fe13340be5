"""The configuration that every client is created from."""

from __future__ import annotations

from ._input import milliseconds
from ._native import Unique
from ._native_client import NativeClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    import logging

    from ._caller import Caller


class Configured(Unique):
    """A configuration and a pool of connections: the base of every client."""

    _calls: type[Caller]
    """The class that calls operations."""

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
        """Creates a client. Nothing is sent and no connection is opened yet.

        Args:
            api_key: The API key as the portal shows it. Default: the environment variable `CODAT_API_KEY`.
            auth_header: Instead of `api_key`, the ready-made `Authorization` header, `"Basic …"`.
            base_url: The address of the service. Default: `CODAT_BASE_URL` from the environment, else
                `https://api.codat.io`.
            allow_http: Accept an `http://` base URL on another machine. Default: False.
            timeout: Seconds for a whole call, retries and waiting included, to 86400. Default: 60.
            attempt_timeout: Seconds for one attempt, to 86400. Default: 20.
            connect_timeout: Seconds for looking up the host and for connecting, to 86400. Default: 10.
            max_retries: How often a failed attempt is repeated if that is safe, 0 to 100. Default: 3.
            retry_delay: The first pause is random up to this many seconds (0 to 60); it doubles, to at most
                8. A `Retry-After` of the service overrides it. Default: 0.5.
            max_connections: Requests in flight at once, 1 to 10000; further calls wait their turn.
                Default: 10.
            requests_per_minute: Sent at most in any 60 seconds; further calls wait their turn. The service
                blocks an IP address without warning that sends more than 1000. Counts this client's requests
                alone. Default: no limit.
            max_response_bytes: The largest response accepted. Default: 67108864.
            proxy: `http://[user:password@]host:port`. Default: none; the environment is not consulted.
            user_agent: Default: `libcodat/` and the version.
            root_certificates: PEM text of the only authorities to trust. Default: the system's.
            logger: Receives log lines about calls, up to the level that it has when the client is created.
                Default: `logging.getLogger("codat")`, if `logging` is in use.

        Raises:
            InvalidArgumentError: The configuration is refused; `member` names the field.
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
