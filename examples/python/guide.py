"""The guide's company and group steps, on the embedded sandbox: no account, no network.

    python guide.py

With `codat.Client()` in place of the sandbox's client and a key in the environment variable CODAT_API_KEY,
the same calls go to the real service.
"""

import codat


def count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def is_or_are(number: int) -> str:
    return "is" if number == 1 else "are"


def is_in(company: codat.Company, group: codat.Group) -> bool:
    return any(of.id == group.id for of in company.groups or [])


with codat.Sandbox() as sandbox, sandbox.client() as client:
    # Create a company and keep its id.
    bakery = client.companies.create("Toft Bakery", description="Bread")
    print(f'1. Created company "{bakery.name}" (id of {len(bakery.id)} characters)')

    # Its Link URL is where the customer connects their accounting software.
    ready = bool(bakery.redirect) and bakery.redirect.startswith("http")
    print(f"2. Its Link URL is {'ready to send to the customer' if ready else 'missing'}")

    # An update changes what is given and leaves the rest.
    bakery = client.companies.update(bakery.id, description="Bread and cakes")
    print(f'3. Updated it: description is now "{bakery.description}"')

    # Go through all companies: pages are fetched as they are needed.
    companies = sum(1 for _ in client.companies.iterate())
    print(f"4. There {is_or_are(companies)} {count(companies, 'company', 'companies')}")

    # Create a group once, and keep its id: groups can be neither renamed nor deleted.
    group = client.groups.create("Invoice finance")
    print(f'5. Created group "{group.name}"')
    groups = len(client.groups.list().results)
    print(f"6. There {is_or_are(groups)} {count(groups, 'group', 'groups')}")

    # A company can be created in a group,
    cafe = client.companies.create("Harbour Cafe", groups=[group])
    print(f'7. Created company "{cafe.name}" {"in" if is_in(cafe, group) else "outside"} the group')

    # or added to one later,
    bakery = client.groups.add_company(bakery.id, group.id)
    print(f'8. {"Added" if is_in(bakery, group) else "Did not add"} "{bakery.name}" to the group')

    # and removed from it.
    client.groups.remove_company(bakery.id, group.id)
    bakery = client.companies.get(bakery.id)
    print(f'9. {"Did not remove" if is_in(bakery, group) else "Removed"} "{bakery.name}" from the group')

    # What if the network breaks after the service has done the work, three times in a row? The attempts of a
    # call share one idempotency key, so still only one company is made.
    sandbox.queue_faults(
        {
            "method": "POST",
            "path": "/companies",
            "effect": "cut",
            "when": "after",
            "times": 3,
        }
    )
    owl = client.companies.create("Night Owl")
    lost = "three" if owl.meta.attempts == 4 else str(owl.meta.attempts - 1)
    owls = client.companies.list(query=f"name={owl.name}").total_results
    print(
        f"10. Lost the answer of the next create {lost} times:"
        f' still {count(owls, "company", "companies")} named "{owl.name}"'
    )

    # Delete a company, with everything that belongs to it, for good.
    client.companies.delete(cafe.id)
    try:
        client.companies.get(cafe.id)
    except codat.NotFoundError:
        print(f'11. Deleted "{cafe.name}"')

    companies = client.companies.list().total_results

left = codat.live_objects()
print(
    f"12. Done: {count(companies, 'company', 'companies')}, {count(left, 'object', 'objects')} left to free"
)
