"""`client.groups`."""

from __future__ import annotations

from ._models import Company, Group, GroupList
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._caller import Caller
    from ._context import Context
    from ._model import Meta


class Groups(Unique):
    """The operations on groups; `client.groups`. Safe to use from any number of threads at once.

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
    ) -> GroupList:
        """Lists all groups, in the answer's `results`. The service's operation `list-groups`."""
        return self._caller.call("groups.list", {}, GroupList, timeout, max_retries, context)

    def create(
        self,
        name: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Group:
        """Creates a group. The service's operation `create-group`.

        Groups can be neither renamed nor deleted, and there can be at most 20 (`ConflictError` beyond).

        Args:
            name: At most 50 characters.
            timeout, max_retries, idempotency_key, first_use, context: See `Companies`.

        """
        members = {"name": name}
        return self._caller.call(
            "groups.create", members, Group, timeout, max_retries, context, idempotency_key, first_use
        )

    def add_company(
        self,
        company_id: str,
        group_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Company:
        """Adds a company to a group and returns the company. The service's operation `add-company-to-group`.

        A company may be in several groups. Adding it to one that it is in changes nothing.
        """
        members = {"companyId": company_id, "groupId": group_id}
        return self._caller.call(
            "groups.add_company", members, Company, timeout, max_retries, context, idempotency_key, first_use
        )

    def remove_company(
        self,
        company_id: str,
        group_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Meta:
        """Removes a company from a group. The service's operation `remove-company-from-group`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        members = {"companyId": company_id, "groupId": group_id}
        return self._caller.do("groups.remove_company", members, timeout, max_retries, context)
