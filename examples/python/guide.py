"""The whole guide, on the embedded sandbox: no account, no network.

    python guide.py             # the customer's part is done for them, on the Link page
    python guide.py --browser   # you are the customer, in your browser

With `codat.Client()` in place of the sandbox's client and a key in the environment variable CODAT_API_KEY,
the same calls go to the real service.
"""

from __future__ import annotations

import sys
import webbrowser
from urllib.parse import urlencode
from urllib.request import urlopen

import codat

BY_HAND = "--browser" in sys.argv


def customer_authorizes(url: str) -> None:
    """What the customer does on the Link page: with --browser you, and otherwise this program instead."""
    if BY_HAND:
        print(f"   Open {url} and pick Xero.", file=sys.stderr)
        webbrowser.open(url)
    else:
        urlopen(url, urlencode({"platformKey": "gbol", "decision": "allow"}).encode()).close()


with codat.Sandbox() as sandbox, sandbox.client() as client:
    # Create a company and keep its id.
    bakery = client.companies.create("Toft Bakery", description="Bread")
    print(f'1. Created company "{bakery.name}" (id of {len(bakery.id)} characters)')

    # Its Link URL is where the customer connects their accounting software.
    link = client.companies.link_url(bakery.id, parameters={"reference": "A-17"})
    print("2. Its Link URL is ready to send to the customer")

    # Send them there, and wait until they have authorized.
    customer_authorizes(link.url)
    connection = client.connections.wait_until_linked(bakery.id)
    print(f"3. The customer authorized access: {connection.platform_name} is {connection.status}")

    # Pull the data.
    pull = client.refresh.queue_or_join(bakery.id, "invoices")
    client.refresh.wait_until_complete(bakery.id, pull_operation_ids=[pull.id])
    pull = client.refresh.get_pull_operation(bakery.id, pull.id)
    print(f"4. Pulled {pull.data_type}: {pull.status}")

    # One day the customer, or the software, withdraws.
    sandbox.deauthorize_connection(bakery.id, connection.id)
    lost = client.connections.needs_reauthorization(bakery.id)
    print(f"5. Access was lost: {lost.connections[0].platform_name} is {lost.connections[0].status}")

    # Send them to the same link again, never to that of a new company.
    customer_authorizes(lost.link_url)
    again = client.connections.wait_until_linked(bakery.id)
    which = "the same" if again.id == connection.id else "another"
    print(f"6. The customer authorized it again: {again.platform_name} is {again.status}, {which} connection")

    # The data flows again. Going through companies fetches pages as they are needed.
    pull = client.refresh.queue_or_join(bakery.id, "invoices")
    outcome = client.refresh.wait_until_complete(bakery.id, pull_operation_ids=[pull.id])
    status = "Failed" if outcome.failed else "Complete"
    companies = [company.name for company in client.companies.iterate()]
    print(f"7. Pulled {pull.data_type} again: {status}, and there is still {len(companies)} company")

    # An update changes what is given and leaves the rest.
    bakery = client.companies.update(bakery.id, description="Bread and cakes")
    print(f'8. Updated it: description is now "{bakery.description}"')

    # Create a group once, and keep its id: groups can be neither renamed nor deleted.
    group = client.groups.create("Invoice finance")
    print(f'9. Created group "{group.name}"')
    groups = client.groups.list().results
    print(f"10. There is {len(groups)} group")

    # A company can be created in a group,
    cafe = client.companies.create("Harbour Cafe", groups=[group])
    assert group.id in [each.id for each in cafe.groups or []]
    print(f'11. Created company "{cafe.name}" in the group')

    # or added to one later,
    bakery = client.groups.add_company(bakery.id, group.id)
    assert group.id in [each.id for each in bakery.groups or []]
    print(f'12. Added "{bakery.name}" to the group')

    # and removed from it.
    client.groups.remove_company(bakery.id, group.id)
    bakery = client.companies.get(bakery.id)
    assert not bakery.groups
    print(f'13. Removed "{bakery.name}" from the group')

    # What if the network breaks after the service has done the work, three times in a row? The attempts of a
    # call share one idempotency key, so still only one company is created.
    sandbox.queue_faults(
        {"method": "POST", "path": "/companies", "effect": "cut", "when": "after", "times": 3}
    )
    owl = client.companies.create("Night Owl")
    assert owl.meta.attempts == 4
    owls = client.companies.list(query=f"name={owl.name}").results
    print(
        f'14. Lost the response to the next create three times: still {len(owls)} company named "{owl.name}"'
    )

    # Delete a company, with everything that belongs to it, for good.
    client.companies.delete(cafe.id)
    try:
        client.companies.get(cafe.id)
    except codat.NotFoundError:
        print(f'15. Deleted "{cafe.name}"')

    companies = [company.name for company in client.companies.iterate()]

print(f"16. Done: {len(companies)} companies, {codat.live_objects()} objects left to free")
