import codat

with codat.Sandbox() as sandbox, sandbox.client() as client:  # in production: codat.Client()
    bakery = client.companies.create("Toft Bakery")
    print("Send your customer to", bakery.redirect)
    sandbox.link_platform(bakery.id)  # in production, the customer does this in Link
    client.connections.wait_until_linked(bakery.id)
    pull = client.refresh.queue_or_join(bakery.id, "invoices")
    outcome = client.refresh.wait_until_complete(bakery.id, pull_operation_ids=[pull.id])
    print("Invoices pulled:", not outcome.failed)
