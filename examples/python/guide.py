"""The guide's company and group steps, on the embedded sandbox: no account, no network.

    python guide.py

With `codat.Client()` in place of the sandbox's client and a key in the environment variable CODAT_API_KEY,
the same calls go to the real service.
"""

from __future__ import annotations

import codat

with codat.Sandbox() as sandbox, sandbox.client() as client:
    # Create a company and keep its id.
    bakery = client.companies.create("Toft Bakery", description="Bread")
    print(f'1. Created company "{bakery.name}" (id of {len(bakery.id)} characters)')

    # Its Link URL is where the customer connects their accounting software.
    assert (bakery.redirect or "").startswith("http")
    print("2. Its Link URL is ready to send to the customer")

    # An update changes what is given and leaves the rest.
    bakery = client.companies.update(bakery.id, description="Bread and cakes")
    print(f'3. Updated it: description is now "{bakery.description}"')

    # Go through all companies: pages are fetched as they are needed.
    companies = [company.name for company in client.companies.iterate()]
    print(f"4. There is {len(companies)} company")

    # Create a group once, and keep its id: groups can be neither renamed nor deleted.
    group = client.groups.create("Invoice finance")
    print(f'5. Created group "{group.name}"')
    groups = client.groups.list().results
    print(f"6. There is {len(groups)} group")

    # A company can be created in a group,
    cafe = client.companies.create("Harbour Cafe", groups=[group])
    assert group.id in [each.id for each in cafe.groups or []]
    print(f'7. Created company "{cafe.name}" in the group')

    # or added to one later,
    bakery = client.groups.add_company(bakery.id, group.id)
    assert group.id in [each.id for each in bakery.groups or []]
    print(f'8. Added "{bakery.name}" to the group')

    # and removed from it.
    client.groups.remove_company(bakery.id, group.id)
    bakery = client.companies.get(bakery.id)
    assert not bakery.groups
    print(f'9. Removed "{bakery.name}" from the group')

    # What if the network breaks after the service has done the work, three times in a row? The attempts of a
    # call share one idempotency key, so still only one company is made.
    sandbox.queue_faults(
        {"method": "POST", "path": "/companies", "effect": "cut", "when": "after", "times": 3}
    )
    owl = client.companies.create("Night Owl")
    assert owl.meta.attempts == 4
    owls = client.companies.list(query=f"name={owl.name}").results
    print(f'10. Lost the answer of the next create three times: still {len(owls)} company named "{owl.name}"')

    # Delete a company, with everything that belongs to it, for good.
    client.companies.delete(cafe.id)
    try:
        client.companies.get(cafe.id)
    except codat.NotFoundError:
        print(f'11. Deleted "{cafe.name}"')

    companies = [company.name for company in client.companies.iterate()]

print(f"12. Done: {len(companies)} companies, {codat.live_objects()} objects left to free")
