"""`client.companies`."""

from __future__ import annotations

import os

from ._errors import InvalidArgumentError
from ._input import pairs, several
from ._models import AccessToken, Company, CompanyPage, Group, LinkUrl
from ._native import Unique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from ._caller import Caller
    from ._context import Context
    from ._create_many import CompanyRequest, CreateManyEvent, CreateManyOutcome
    from ._model import Meta


class Companies(Unique):
    """The operations on companies; `client.companies`. Safe to use from any number of threads at once.

    Every method takes these keywords:

    - `timeout`: the most seconds that the call may take, retries and waiting included. Default: the client's.
    - `max_retries`: how often a failed attempt is repeated where that is safe. Default: the client's.
    - `context`: a `Context`, to cancel the call from another thread.
    - `idempotency_key`, if the operation takes one: a UUID instead of a fresh one. To repeat a call that
      failed with `outcome_unknown`, give `error.idempotency_key`: its work is then not done twice. The
      service remembers a key for 90 minutes.
    - `first_use`: True if you chose that key yourself, with `uuid.uuid4()`, and never sent it. Store the key,
      then call. Default: False, and the call counts as a repeat of one whose outcome is open.

    Every method raises a subclass of `CodatError` if it fails. What is returned has `meta`; methods whose
    operation answers with nothing return that `Meta` itself.
    """

    def __init__(self, caller: Caller) -> None:
        """Made by the client."""
        self._caller = caller

    def list(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        tags: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> CompanyPage:
        """Lists companies, one page of them. The service's operation `list-companies`.

        Args:
            page: The number of the page, from 1. Default 1.
            page_size: 1 to 5000. Default 100.
            query: A filter in the service's query language: `"name~bakery && created>2026-01-01"`.
            order_by: A property to order by, `"-name"` for descending.
            tags: A filter by tags in the same language: `"region=uk && team=invoice-finance"`.
            timeout, max_retries, context: See the class.

        """
        members = {"page": page, "pageSize": page_size, "query": query, "orderBy": order_by, "tags": tags}
        return self._caller.call("companies.list", members, CompanyPage, timeout, max_retries, context)

    def iterate(
        self,
        *,
        page: int | None = None,
        page_size: int | None = None,
        query: str | None = None,
        order_by: str | None = None,
        tags: str | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Iterator[Company]:
        """Goes through the companies of all pages (`list-companies`).

        While you work on one page the next is fetched, and never more than that one. Nothing is sent before
        the first company is asked for; leaving the loop cancels what is being fetched.

        It goes by what each answer says about the next page. A company that slides from one page to the next
        because another appeared before it is met once; one that slides to an earlier page because another
        vanished is not met. With `order_by="created"` new ones come last.

        Args:
            page: The page to begin with. Default 1.
            page_size: See `list`.
            query: See `list`.
            order_by: See `list`.
            tags: See `list`.
            timeout: For all pages together, from the first on. Default: the client's, for each page.
            max_retries: See the class.
            context: See the class.

        """
        members = {"page": page, "pageSize": page_size, "query": query, "orderBy": order_by, "tags": tags}
        return self._caller.rows("companies.list", members, CompanyPage, timeout, max_retries, context)

    def create(
        self,
        name: str,
        *,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        groups: Iterable[str | Group] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Company:
        """Creates a company. The service's operation `create-company`.

        A lost response never makes a second company: all attempts of the call carry one idempotency key. If
        the call fails with `outcome_unknown`, repeat it with `idempotency_key=error.idempotency_key`. Keep
        the `id` of the company that is returned, and send the customer to its `redirect`.

        Args:
            name: The service removes characters other than letters, digits, white space and `-',&@.?!`.
            description: Any text.
            tags: At most 10 pairs; keys to 27 characters, values to 100.
            groups: Groups to put it in, or their ids.
            timeout, max_retries, idempotency_key, first_use, context: See the class.

        """
        members = _details(name, description, tags, groups)
        return self._caller.call(
            "companies.create", members, Company, timeout, max_retries, context, idempotency_key, first_use
        )

    def create_many(
        self,
        companies: Iterable[CompanyRequest],
        *,
        concurrency: int | None = None,
        journal: str | bytes | os.PathLike[str] | None = None,
        lookup_tag: str | None = None,
        progress: Callable[[CreateManyEvent], object] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> CreateManyOutcome:
        """Creates many companies, each exactly once: several at a time.

        With a journal, a run that was broken off at any point, even by the end of the process, can be started
        again with the same list and the same journal: what is there already is not created again. After 90
        minutes, when the service has forgotten the keys, the companies that came into being since are looked
        through first.

        A company that is refused leaves the others alone; a failure that all would share, such as
        `payment_required`, ends the run. Neither is raised: the outcome tells. Ctrl-C, a `Context` and a
        cancelled task end it at once.

        Args:
            companies: The companies to create.
            concurrency: How many at a time, 1 to 64, and never more than `max_connections` of the client.
                Default 10.
            journal: The file that remembers the run; made where there is none. It belongs to this one list,
                holds no secrets, and is in use by one run at a time. Default: none, and the run cannot be
                taken up again.
            lookup_tag: A tag that each company has, with another value for each: what it is looked up by.
                Default: by name, description and tags together.
            progress: Hears of each company as soon as something became of it; one event at a time, in a
                thread that need not be yours. What it raises ends the run as soon as what is under way is
                done, and is raised here.
            timeout: For the whole run. Default: a day.
            max_retries, context: See the class.

        """
        from ._create_many import CompanyRequest, CreateManyOutcome, Listener

        requests = []
        for index, each in enumerate(companies):
            if not isinstance(each, CompanyRequest):
                raise InvalidArgumentError(
                    f"expected a CompanyRequest, found {type(each).__name__}", member=f"companies[{index}]"
                )
            requests.append(
                _details(each.name, each.description, each.tags, each.groups, f"companies[{index}].")
            )
        members = {
            "companies": requests,
            "concurrency": concurrency,
            "journal": None if journal is None else os.fsdecode(journal),
            "lookupTag": lookup_tag,
        }
        return self._caller.call(
            "companies.create_many",
            members,
            CreateManyOutcome,
            timeout,
            max_retries,
            context,
            listener=None if progress is None else Listener(progress),
        )

    def get(
        self,
        company_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Company:
        """Gets a company. The service's operation `get-company`."""
        members = {"companyId": company_id}
        return self._caller.call("companies.get", members, Company, timeout, max_retries, context)

    def replace(
        self,
        company_id: str,
        name: str,
        *,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        groups: Iterable[str | Group] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Company:
        """Replaces a company's name, description and tags. The service's operation `replace-company`.

        What is not given is cleared, except for groups, which are replaced when given and kept otherwise. The
        arguments are those of `create`. PUT takes no idempotency key. If the call fails with
        `outcome_unknown`, repeat it, the result is the same; or get the company and compare.
        """
        members = {"companyId": company_id, **_details(name, description, tags, groups)}
        return self._caller.call("companies.replace", members, Company, timeout, max_retries, context)

    def update(
        self,
        company_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Company:
        """Changes what is given of a company, and leaves the rest. The service's operation `update-company`.

        `tags` replaces all tags. The arguments are those of `create`.
        """
        members = {"companyId": company_id, **_details(name, description, tags)}
        return self._caller.call(
            "companies.update", members, Company, timeout, max_retries, context, idempotency_key, first_use
        )

    def delete(
        self,
        company_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Meta:
        """Deletes a company with its data, for good. The service's operation `delete-company`.

        DELETE takes no idempotency key. If the call fails with `outcome_unknown`, repeat it, and treat
        `NotFoundError` as done.
        """
        members = {"companyId": company_id}
        return self._caller.do("companies.delete", members, timeout, max_retries, context)

    def add_product(
        self,
        company_id: str,
        product_identifier: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Meta:
        """Enables a product, such as `"lending"`, for a company. The service's operation `add-product`.

        If it fails with `outcome_unknown`, repeat it: the result is the same.
        """
        members = {"companyId": company_id, "productIdentifier": product_identifier}
        return self._caller.do("companies.add_product", members, timeout, max_retries, context)

    def remove_product(
        self,
        company_id: str,
        product_identifier: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> Meta:
        """Disables a product for a company. The service's operation `remove-product`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        members = {"companyId": company_id, "productIdentifier": product_identifier}
        return self._caller.do("companies.remove_product", members, timeout, max_retries, context)

    def refresh_product_data(
        self,
        company_id: str,
        product_identifier: str,
        *,
        data_types: Iterable[str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        first_use: bool = False,
        context: Context | None = None,
    ) -> Meta:
        """Queues a refresh of a custom product's data. The service's operation `refresh-product-data`.

        Args:
            company_id: The company's id.
            product_identifier: The product.
            data_types: Only these types of data. Default: all.
            timeout, max_retries, idempotency_key, first_use, context: See the class.

        """
        members = {
            "companyId": company_id,
            "productIdentifier": product_identifier,
            "dataTypes": several("dataTypes", data_types),
        }
        return self._caller.do(
            "companies.refresh_product_data",
            members,
            timeout,
            max_retries,
            context,
            idempotency_key,
            first_use,
        )

    def get_access_token(
        self,
        company_id: str,
        *,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> AccessToken:
        """Gets a token, valid for a day, for the service's embeddable user interfaces.

        The service's operation `get-company-access-token`. The token is a secret.
        """
        members = {"companyId": company_id}
        return self._caller.call(
            "companies.get_access_token", members, AccessToken, timeout, max_retries, context
        )

    def link_url(
        self,
        company_id: str,
        *,
        parameters: Mapping[str, str] | None = None,
        timeout: float | None = None,
        max_retries: int | None = None,
        context: Context | None = None,
    ) -> LinkUrl:
        """Makes the URL to send a customer to: the company's `redirect` with parameters added.

        One call of `get-company`. The redirect URL set up in the portal passes on the parameters that it
        names in braces.

        Args:
            company_id: The company's id.
            parameters: Such as `{"reference": "A-17"}`; encoded here.
            timeout, max_retries, context: See the class.

        """
        members = {"companyId": company_id, "parameters": pairs("parameters", parameters)}
        return self._caller.call("companies.link_url", members, LinkUrl, timeout, max_retries, context)


def _details(
    name: str | None,
    description: str | None,
    tags: Mapping[str, str] | None,
    groups: Iterable[str | Group] | None = None,
    within: str = "",
) -> dict[str, Any]:
    members: dict[str, Any] = {"name": name, "description": description}
    if tags is not None:
        members["tags"] = pairs(f"{within}tags", tags)
    if groups is not None:
        members["groups"] = several(f"{within}groups", groups, _reference)
    return members


def _reference(group: str | Group) -> dict[str, Any]:
    return {"id": group.id if isinstance(group, Group) else group}
