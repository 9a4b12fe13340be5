"""`client.groups`."""

from __future__ import annotations

from ._caller import Operations
from ._models import Company, Group, GroupList

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._model import Meta
    from ._options import CallOptions, WriteOptions


class Groups(Operations):
    """The operations on groups; `client.groups`. Safe to use from any number of threads at once.

    Its methods take `CallOptions`; those that are sent as POST or PATCH take `WriteOptions`.
    """

    def list(self, **options: Unpack[CallOptions]) -> GroupList:
        """Lists all groups, in the result's `results`. This is the service's operation `list-groups`."""
        return self._caller.call("groups.list", GroupList, {}, options)

    def create(self, name: str, **options: Unpack[WriteOptions]) -> Group:
        """Creates a group. This is the service's operation `create-group`.

        Groups can be neither renamed nor deleted, and there can be at most 20 (`ConflictError` beyond).

        Args:
            name: At most 50 characters.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.call("groups.create", Group, {"name": name}, options)

    def add_company(self, company_id: str, group_id: str, **options: Unpack[WriteOptions]) -> Company:
        """Adds a company to a group and returns the company.

        This is the service's operation `add-company-to-group`.

        A company may be in several groups. Adding it to a group that it is already in changes nothing.
        """
        return self._caller.call(
            "groups.add_company", Company, {"companyId": company_id, "groupId": group_id}, options
        )

    def remove_company(self, company_id: str, group_id: str, **options: Unpack[CallOptions]) -> Meta:
        """Removes a company from a group. This is the service's operation `remove-company-from-group`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        return self._caller.do(
            "groups.remove_company", {"companyId": company_id, "groupId": group_id}, options
        )
