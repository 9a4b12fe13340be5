"""`client.webhooks`."""

from __future__ import annotations

from ._caller import Operations
from ._input import several
from ._webhook_models import WebhookConsumer, WebhookConsumerList, ZapierKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from typing_extensions import Unpack

    from ._model import Meta
    from ._options import CallOptions, WriteOptions


class Webhooks(Operations):
    """The operations on webhook consumers; `client.webhooks`. Check their events with `codat.webhook.verify`.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def list(self, **options: Unpack[CallOptions]) -> WebhookConsumerList:
        """Lists all webhook consumers. This is the service's operation `list-webhook-consumers`."""
        return self._caller.call("webhooks.list", WebhookConsumerList, {}, options)

    def create(
        self,
        url: str,
        event_types: Iterable[str],
        *,
        company_tags: Iterable[str] | None = None,
        disabled: bool | None = None,
        **options: Unpack[WriteOptions],
    ) -> WebhookConsumer:
        """Creates a webhook consumer. This is the service's operation `create-webhook-consumer`.

        There can be 50. A lost response never creates a second one.

        Args:
            url: The URL to send events to.
            event_types: Which events, such as `"read.completed"`.
            company_tags: Events of companies with these tags only, at most 10, each `key:value`.
            disabled: True to send nothing for now. Default: False.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        members = {
            "url": url,
            "eventTypes": several("eventTypes", event_types),
            "companyTags": several("companyTags", company_tags),
            "disabled": disabled,
        }
        return self._caller.call("webhooks.create", WebhookConsumer, members, options)

    def delete(self, webhook_id: str, **options: Unpack[CallOptions]) -> Meta:
        """Deletes a webhook consumer. This is the service's operation `delete-webhook-consumer`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        return self._caller.do("webhooks.delete", {"webhookId": webhook_id}, options)

    def rotate_zapier_key(self, **options: Unpack[WriteOptions]) -> ZapierKey:
        """Returns a new integration key for Zapier, a secret, and revokes the previous one.

        This is the service's operation `rotate-zapier-key`.
        """
        return self._caller.call("webhooks.rotate_zapier_key", ZapierKey, {}, options)
