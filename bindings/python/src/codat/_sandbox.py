"""`Sandbox`: the service in miniature, in this process."""

from __future__ import annotations

import json
import os

from . import _native
from ._client import Client
from ._errors import InvalidHandleError, error_of
from ._input import encode, encode_json, several

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from types import TracebackType
    from typing import Any

    from ._aio import AsyncClient


class Sandbox(_native.Unique):
    """The service in miniature, on this machine alone, for tests and for trying things out.

        with codat.Sandbox() as sandbox, sandbox.client() as client:
            client.companies.create("Toft Bakery")

    Several can run in one process. Every method may be called from any thread. docs/sandbox.md of the project
    describes what the sandbox does.
    """

    def __init__(
        self,
        port: int = 0,
        db: str | bytes | os.PathLike[str] | None = None,
        api_key: str | None = None,
        webhook_secret: str | None = None,
        start_time: str | datetime | None = None,
    ) -> None:
        """Starts a sandbox.

        Args:
            port: The port of 127.0.0.1. Default: any that is free.
            db: The file that keeps its state. Default, and with `":memory:"`: the state is in memory.
            api_key: The key that it accepts. Default: `"sandbox-api-key"`.
            webhook_secret: The secret that it signs its webhooks with, `"whsec_…"`. Default: a fixed one.
            start_time: When its clock begins: an aware `datetime`, or an RFC 3339 time such as
                `"2027-12-31T23:59:00Z"`. The clock runs from there. Default: now.

        Raises:
            SandboxError: The port or the file is not available.
            UnsupportedError: The native library was built without the sandbox.
            InvalidArgumentError: An argument is refused.

        """
        self._handle = _native.Handle("codat_sandbox_stop")
        config = {
            "port": port,
            "db": None if db is None else os.fsdecode(db),
            "apiKey": api_key,
            "webhookSecret": webhook_secret,
            "startTime": start_time
            if start_time is None or isinstance(start_time, str)
            else start_time.isoformat(),
        }
        given = {member: value for member, value in config.items() if value is not None}
        self._handle, document = _native.make("codat_sandbox_start", "codat_sandbox_stop", encode_json(given))
        if not self._handle:
            raise error_of(document)
        result = json.loads(document)["result"]
        self._base_url, self._api_key = result["baseUrl"], result["apiKey"]

    @property
    def base_url(self) -> str:
        """Its address, such as `http://127.0.0.1:43210`."""
        return str(self._base_url)

    @property
    def api_key(self) -> str:
        """The key that it accepts."""
        return str(self._api_key)

    @property
    def webhook_secret(self) -> str:
        """The secret that it signs its webhooks with; pass it to `codat.webhook.verify`."""
        return str(self.control("webhook-secret")["webhookSecret"])

    def client(self, **config: Any) -> Client:
        """A client of this sandbox; `config` are further arguments of `Client`. Close it as any other."""
        return Client(**{"base_url": self.base_url, "api_key": self.api_key, **config})

    def async_client(self, **config: Any) -> AsyncClient:
        """An `AsyncClient` of this sandbox; `config` are further arguments of it. Close it as any other."""
        from ._aio import AsyncClient

        return AsyncClient(**{"base_url": self.base_url, "api_key": self.api_key, **config})

    def control(self, action: str, **input: Any) -> Any:
        """Makes the sandbox do something that the real service would not do on request.

        The methods below are the same with names and types; here fields have the names of docs/sandbox.md:
        `sandbox.control("seed-companies", count=3, namePrefix="Shop")`.

        Raises:
            InvalidArgumentError: There is no such action, or its input is refused.
            InvalidHandleError: The sandbox was stopped.

        """
        if not self._handle:
            raise InvalidHandleError("the sandbox was stopped")
        status, document = _native.document(
            "codat_sandbox_control",
            self._handle,
            encode(action, "action"),
            encode_json(input),
        )
        if status:
            raise error_of(document)
        return json.loads(document)["result"]

    def queue_faults(self, *faults: Mapping[str, Any]) -> None:
        """Makes the next matching requests fail, each as a fault of docs/sandbox.md describes.

        This loses the response of the next create after its work is done:
        `sandbox.queue_faults({"method": "POST", "path": "/companies", "effect": "cut", "when": "after"})`.
        """
        self.control("queue-faults", faults=[dict(fault) for fault in faults])

    def clear_faults(self) -> None:
        """Removes the faults that are still queued."""
        self.control("clear-faults")

    def set_limits(
        self,
        *,
        requests_per_day: int | None = None,
        concurrent_requests: int | None = None,
        companies: int | None = None,
        groups: int | None = None,
    ) -> None:
        """Sets the limits that are given, and keeps the others. At first they are 1000, 10, none and 20."""
        limits = {
            "requestsPerDay": requests_per_day,
            "concurrentRequests": concurrent_requests,
            "companies": companies,
            "groups": groups,
        }
        self._control_with("set-limits", **limits)

    def advance_clock(self, seconds: int) -> str:
        """Moves the clock ahead and returns its new time: quotas are renewed, idempotency keys expire."""
        return str(self.control("advance-clock", seconds=seconds)["now"])

    def seed_companies(self, count: int, name_prefix: str = "Company") -> None:
        """Creates this many companies at once, named with the prefix and a number."""
        self.control("seed-companies", count=count, namePrefix=name_prefix)

    def requests(self) -> list[dict[str, Any]]:
        """The newest requests, at most 10,000 and 32 MiB, with their responses, without the API key."""
        seen: list[dict[str, Any]] = self.control("list-requests")["requests"]
        return seen

    def stats(self) -> dict[str, int]:
        """Counts `companies`, `dataConnections`, `groups`, `requests` and the sockets, `connectionsOpen`."""
        counts: dict[str, int] = self.control("stats")
        return counts

    def link_connection(self, company_id: str, connection_id: str) -> None:
        """Does what a customer does in Link: authorizes a connection, for the first time or again."""
        self.control("link-connection", companyId=company_id, connectionId=connection_id)

    def link_platform(self, company_id: str, platform_key: str = "gbol") -> str:
        """Does what a customer does in Link: picks the software with this key, and authorizes it.

        Returns:
            The connection's id.

        """
        linked = self.control("link-connection", companyId=company_id, platformKey=platform_key)
        return str(linked["connectionId"])

    def deauthorize_connection(self, company_id: str, connection_id: str) -> None:
        """Does what a customer does to withdraw: a `Linked` connection becomes `Deauthorized`."""
        self.control("deauthorize-connection", companyId=company_id, connectionId=connection_id)

    def fail_next_pull(
        self,
        *,
        company_id: str | None = None,
        data_type: str | None = None,
        status: str | None = None,
        message: str | None = None,
    ) -> None:
        """Makes the next matching pull end with this failure status; default: `"FetchError"`."""
        self._control_with(
            "fail-next-pull", companyId=company_id, dataType=data_type, status=status, message=message
        )

    def set_pull_time(self, seconds: int) -> None:
        """Sets how long a pull takes, in seconds of the sandbox's time. At first 2."""
        self.control("set-pull-seconds", seconds=seconds)

    def set_redirect(self, url: str | None, allowed_hosts: Iterable[str] | None = None) -> None:
        """Sets the page that Link sends a customer to afterwards; None: no page.

        Args:
            url: May hold `{companyId}`, `{connectionId}`, `{statusCode}` and others, also your own.
            allowed_hosts: Hosts that the URL may lead to. Default: the URL's own.

        """
        self._control_with("set-redirect", url=url, allowedHosts=several("allowedHosts", allowed_hosts))

    def webhooks(self) -> list[dict[str, Any]]:
        """The webhooks to deliver and those delivered, each with its attempts, headers and body."""
        deliveries: list[dict[str, Any]] = self.control("list-webhooks")["webhooks"]
        return deliveries

    def _control_with(self, action: str, **input: Any) -> Any:
        """Calls an action with the fields that are given."""
        return self.control(action, **{name: value for name, value in input.items() if value is not None})

    def reset(self) -> None:
        """Resets everything to its initial state."""
        self.control("reset")

    def stop(self) -> None:
        """Stops the sandbox. State that was only in memory is lost. Stopping twice does nothing."""
        self._handle.end()

    def __enter__(self) -> Sandbox:
        """Returns the sandbox; leaving the `with` block stops it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __del__(self) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<codat.Sandbox {self.base_url if self._handle else 'stopped'}>"
