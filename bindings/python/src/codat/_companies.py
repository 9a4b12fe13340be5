"""`client.companies`."""

from __future__ import annotations

import os

from ._caller import Operations
from ._errors import InvalidArgumentError
from ._input import pairs, plain, several
from ._models import AccessToken, Company, CompanyPage, Group, LinkUrl
from ._settings_models import SyncSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Any

    from typing_extensions import Unpack

    from ._create_many import CompanyRequest, CreateManyEvent, CreateManyOutcome
    from ._model import Meta
    from ._options import CallOptions, ListOptions, WriteOptions
    from ._settings_models import SyncSetting


class Companies(Operations):
    """The operations on companies; `client.companies`. Safe to use from any number of threads at once.

    Every method takes the keywords of `CallOptions`: `timeout`, `max_retries` and `context`. Methods that are
    sent as POST or PATCH take those of `WriteOptions`: `idempotency_key` and `first_use` as well.

    Every method raises a subclass of `CodatError` if it fails. Results have `meta`; methods without another
    result return the `Meta` itself.
    """

    def list(self, *, tags: str | None = None, **options: Unpack[ListOptions]) -> CompanyPage:
        """Lists companies, one page of them. This is the service's operation `list-companies`.

        Args:
            query: A filter in the service's query language: `"name~bakery && created>2026-01-01"`.
            tags: A filter by tags in the same language: `"region=uk && team=invoice-finance"`.
            page, page_size, order_by: See `ListOptions`.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.page("companies.list", CompanyPage, {"tags": tags}, options)

    def iterate(self, *, tags: str | None = None, **options: Unpack[ListOptions]) -> Iterator[Company]:
        """Goes through the companies of all pages (`list-companies`).

        One page is fetched ahead while you work on the current one. Nothing is sent before you request the
        first company; leaving the loop cancels the page that is fetched ahead.

        The iteration follows what each response says about the next page. A company that moves to the next
        page because another one appeared before it is returned once; a company that moves to an earlier page
        because another one vanished is missed. With `order_by="created"` new companies come last.

        Args:
            page: The page to begin with. Default 1.
            page_size, query, order_by, tags: See `list`.
            timeout: For all pages together, from the first on. Default: the client's, for each page.
            max_retries, context: See `CallOptions`.

        """
        return self._caller.rows("companies.list", CompanyPage, {"tags": tags}, options)

    def create(
        self,
        name: str,
        *,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        groups: Iterable[str | Group] | None = None,
        **options: Unpack[WriteOptions],
    ) -> Company:
        """Creates a company. This is the service's operation `create-company`.

        A lost response never creates a second company: all attempts of the call carry one idempotency key. If
        the call fails with `outcome_unknown`, repeat it with `idempotency_key=error.idempotency_key`. Keep
        the `id` of the company that is returned, and send the customer to its `redirect`.

        Args:
            name: The service removes characters other than letters, digits, white space and `-',&@.?!`.
            description: Any text.
            tags: At most 10 pairs; keys to 27 characters, values to 100.
            groups: Groups to put it in, or their ids.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        members = _details(name, description, tags, groups)
        return self._caller.call("companies.create", Company, members, options)

    def create_many(
        self,
        companies: Iterable[CompanyRequest],
        *,
        concurrency: int | None = None,
        journal: str | bytes | os.PathLike[str] | None = None,
        lookup_tag: str | None = None,
        progress: Callable[[CreateManyEvent], object] | None = None,
        **options: Unpack[CallOptions],
    ) -> CreateManyOutcome:
        """Creates many companies, each exactly once: several at a time.

        With a journal, a run that was interrupted at any point, even by the end of the process, can be
        started again with the same list and the same journal: companies that exist are not created again.
        After 90 minutes, when the service has forgotten the keys, the library first searches for them among
        the companies created since.

        A company that is refused leaves the others alone; a failure that all would share, such as
        `payment_required`, ends the run. Neither is raised: the outcome has the error of each company, and
        the reason in `stopped`. Ctrl-C, a `Context` and a cancelled task end the run at once.

        Args:
            companies: The companies to create.
            concurrency: How many at a time, 1 to 64, and at most the client's `max_connections`. Default 10.
            journal: The file that records the run; created if it does not exist. It belongs to this one list,
                holds no secrets, and is used by one run at a time. Default: none, and the run cannot be
                resumed.
            lookup_tag: A tag that each company has, with a different value for each, to find a company by.
                Default: by name, description and tags together.
            progress: Called once per company, when its outcome is known; one call at a time, possibly in
                another thread. An exception that it raises ends the run when the requests in flight are done,
                and is raised here.
            timeout: For the whole run. Default: a day.
            max_retries, context: See `CallOptions`.

        """
        from ._create_many import CreateManyOutcome, Progress

        listener = None if progress is None else Progress(progress)
        members = {
            "companies": [_request(index, each) for index, each in enumerate(companies)],
            "concurrency": concurrency,
            "journal": None if journal is None else os.fsdecode(journal),
            "lookupTag": lookup_tag,
        }
        return self._caller.call("companies.create_many", CreateManyOutcome, members, options, listener)

    def get(self, company_id: str, **options: Unpack[CallOptions]) -> Company:
        """Gets a company. This is the service's operation `get-company`."""
        return self._caller.call("companies.get", Company, {"companyId": company_id}, options)

    def replace(
        self,
        company_id: str,
        name: str,
        *,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        groups: Iterable[str | Group] | None = None,
        **options: Unpack[CallOptions],
    ) -> Company:
        """Replaces a company's name, description and tags. This is the service's operation `replace-company`.

        Fields that are not given are cleared, except for groups, which are replaced when given and kept
        otherwise. The arguments are those of `create`. PUT takes no idempotency key. If the call fails with
        `outcome_unknown`, repeat it: the result is the same. Or get the company and compare.
        """
        members = {"companyId": company_id, **_details(name, description, tags, groups)}
        return self._caller.call("companies.replace", Company, members, options)

    def update(
        self,
        company_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        **options: Unpack[WriteOptions],
    ) -> Company:
        """Changes the given fields of a company, keeps the others.

        This is the service's operation `update-company`.

        `tags` replaces all tags. The arguments are those of `create`.
        """
        members = {"companyId": company_id, **_details(name, description, tags)}
        return self._caller.call("companies.update", Company, members, options)

    def delete(self, company_id: str, **options: Unpack[CallOptions]) -> Meta:
        """Deletes a company with its data, for good. This is the service's operation `delete-company`.

        DELETE takes no idempotency key. If the call fails with `outcome_unknown`, repeat it, and treat
        `NotFoundError` as done.
        """
        return self._caller.do("companies.delete", {"companyId": company_id}, options)

    def add_product(self, company_id: str, product_identifier: str, **options: Unpack[CallOptions]) -> Meta:
        """Enables a product, such as `"lending"`, for a company.

        This is the service's operation `add-product`.

        If it fails with `outcome_unknown`, repeat it: the result is the same.
        """
        return self._caller.do(
            "companies.add_product",
            {"companyId": company_id, "productIdentifier": product_identifier},
            options,
        )

    def remove_product(
        self, company_id: str, product_identifier: str, **options: Unpack[CallOptions]
    ) -> Meta:
        """Disables a product for a company. This is the service's operation `remove-product`.

        If it fails with `outcome_unknown`, repeat it, and treat `NotFoundError` as done.
        """
        return self._caller.do(
            "companies.remove_product",
            {"companyId": company_id, "productIdentifier": product_identifier},
            options,
        )

    def refresh_product_data(
        self,
        company_id: str,
        product_identifier: str,
        *,
        data_types: Iterable[str] | None = None,
        **options: Unpack[WriteOptions],
    ) -> Meta:
        """Queues a refresh of a custom product's data.

        This is the service's operation `refresh-product-data`.

        Args:
            company_id: The company's id.
            product_identifier: The product.
            data_types: Only these types of data. Default: all.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        members = {
            "companyId": company_id,
            "productIdentifier": product_identifier,
            "dataTypes": several("dataTypes", data_types),
        }
        return self._caller.do("companies.refresh_product_data", members, options)

    def get_access_token(self, company_id: str, **options: Unpack[CallOptions]) -> AccessToken:
        """Gets a token, valid for a day, for the service's embeddable user interfaces.

        This is the service's operation `get-company-access-token`. The token is a secret.
        """
        return self._caller.call(
            "companies.get_access_token", AccessToken, {"companyId": company_id}, options
        )

    def link_url(
        self, company_id: str, *, parameters: Mapping[str, str] | None = None, **options: Unpack[CallOptions]
    ) -> LinkUrl:
        """Returns the URL to send a customer to: the company's `redirect` with parameters added.

        One call of `get-company`. The redirect URL set up in the portal passes on the parameters that it
        names in braces.

        Args:
            company_id: The company's id.
            parameters: Such as `{"reference": "A-17"}`; the method encodes them.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "companies.link_url",
            LinkUrl,
            {"companyId": company_id, "parameters": pairs("parameters", parameters)},
            options,
        )

    def get_sync_settings(self, company_id: str, **options: Unpack[CallOptions]) -> SyncSettings:
        """Gets a company's sync settings: which data types are pulled, how often, and how far back.

        This is the service's operation `get-company-syncSettings`.

        Args:
            company_id: The company's identifier.
            timeout, max_retries, context: See `CallOptions`.

        """
        return self._caller.call(
            "companies.get_sync_settings", SyncSettings, {"companyId": company_id}, options
        )

    def set_sync_settings(
        self,
        company_id: str,
        settings: Iterable[SyncSetting | Mapping[str, Any]],
        *,
        overrides_defaults: bool = True,
        **options: Unpack[WriteOptions],
    ) -> Meta:
        """Replaces a company's sync settings. This is the service's operation `set-company-syncSettings`.

        Args:
            company_id: The company's identifier.
            settings: One setting per data type: a `SyncSetting`, or a mapping with the names of the JSON.
                Each needs its data type, `fetch_on_first_link`, `sync_schedule` and `sync_order`.
            overrides_defaults: True uses these settings instead of the service's defaults. Default: True.
            timeout, max_retries, context, idempotency_key, first_use: See `WriteOptions`.

        """
        return self._caller.do(
            "companies.set_sync_settings",
            {
                "companyId": company_id,
                "settings": several("settings", settings, plain),
                "overridesDefaults": overrides_defaults,
            },
            options,
        )


def _request(index: int, company: CompanyRequest) -> dict[str, Any]:
    from ._create_many import CompanyRequest

    within = f"companies[{index}]"
    if not isinstance(company, CompanyRequest):
        raise InvalidArgumentError(
            f"expected a CompanyRequest, found {type(company).__name__}", member=within
        )
    return _details(company.name, company.description, company.tags, company.groups, f"{within}.")


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
