"""`client.webhooks`."""

from __future__ import annotations

from ._input import several
from ._native import Unique
from ._webhook_models import WebhookConsumer, WebhookConsumerList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._caller import Caller
    from ._context import Context
    from ._model import Meta


class Webhooks(Unique):
    """The operations on webhook consumers; `client.webhooks`. What they are sent: `codat.webhook.verify`.

    The keywords that every method takes are those of `Companies`.
    """

    def __init__(self, caller: Caller) -> None:
        """Made by the client."""
        self._caller = caller

    def list(
        self,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> WebhookConsumerList:
        """Lists all webhook consumers. The service's operation `list-webhook-consumers`."""
        return self._caller.call("webhooks.list", {}, WebhookConsumerList, timeout, max_retries, context)

    def create(
        self,
        url: str,
        event_types: Iterable[str],
        *,
        company_tags: Iterable[str] | None = None,
        disabled: bool | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> WebhookConsumer:
        """Creates a webhook consumer. The service's operation `create-webhook-consumer`.

        There can be 50. A lost answer never makes a second one.

        Args:
            url: Where events are to be sent.
            event_types: Which events, such as `"read.completed"`.
            company_tags: Events of companies with these tags only, at most 10, each `key:value`.
            disabled: True to send nothing for now. Default: False.
            timeout, max_retries, idempotency_key, first_use, context: See `Companies`.

        """
        members = {
            "url": url,
            "eventTypes": several("eventTypes", event_types),
            "companyTags": several("companyTags", company_tags),
            "disabled": disabled,
        }
        return self._caller.call(
            "webhooks.create",
            members,
            WebhookConsumer,
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def delete(
        self,
        webhook_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Meta:
        """Deletes a webhook consumer. The service's operation `delete-webhook-consumer`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        members = {"webhookId": webhook_id}
        return self._caller.do("webhooks.delete", members, timeout, max_retries, context)
