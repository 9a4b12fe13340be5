// The whole guide, on the embedded sandbox: no account and no network needed. The customer's part is done
// for them, on the Link page; with --browser you are the customer, in your browser.
//
// Against the service itself, leave the sandbox out and make the client with your key:
//
//	client, err := codat.New(codat.WithAPIKey("your API key"))
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"slices"

	codat "github.com/libcodat/libcodat/bindings/go"
)

func main() {
	companies, err := run(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("16. Done: %d %s, %d objects left to free\n",
		companies, plural(companies, "company", "companies"), codat.LiveObjects())
}

// run starts a sandbox, makes a client for it and takes the steps. It returns how many companies there are.
func run(ctx context.Context) (int64, error) {
	sandbox, err := codat.StartSandbox(ctx)
	if err != nil {
		return 0, err
	}
	defer sandbox.Close()
	client, err := sandbox.NewClient()
	if err != nil {
		return 0, err
	}
	defer client.Close()
	return steps(ctx, client, sandbox)
}

func steps(ctx context.Context, client *codat.Client, sandbox *codat.Sandbox) (int64, error) {
	// 1. Create a company for the customer, and keep its id.
	bakery, err := client.Companies.Create(ctx, codat.CompanyRequest{
		Name:        "Toft Bakery",
		Description: "Bread",
		Tags:        map[string]string{"region": "uk"},
	})
	if err != nil {
		return 0, err
	}
	fmt.Printf("1. Created company %q (id of %d characters)\n", bakery.Name, len(bakery.ID))

	// 2. Its Link URL is where the customer chooses the software and authorizes access.
	link, err := client.Companies.LinkURL(ctx, bakery.ID, map[string]string{"reference": "A-17"})
	if err != nil {
		return 0, err
	}
	ready := "not ready"
	if parsed, err := url.Parse(link.URL); err == nil && parsed.IsAbs() {
		ready = "ready"
	}
	fmt.Printf("2. Its Link URL is %s to send to the customer\n", ready)

	// 3. Send them there, and wait until they have authorized.
	err = customerAuthorizes(link.URL)
	if err != nil {
		return 0, err
	}
	connection, err := client.Connections.WaitUntilLinked(ctx, bakery.ID, codat.WaitUntilLinked{})
	if err != nil {
		return 0, err
	}
	fmt.Printf("3. The customer authorized access: %s is %s\n", connection.PlatformName, connection.Status)

	// 4. Pull the data.
	status, err := pullInvoices(ctx, client, bakery)
	if err != nil {
		return 0, err
	}
	fmt.Printf("4. Pulled invoices: %s\n", status)

	// 5. One day the customer, or the software, withdraws.
	err = sandbox.DeauthorizeConnection(bakery.ID, connection.ID)
	if err != nil {
		return 0, err
	}
	lostAccess, err := client.Connections.NeedsReauthorization(ctx, bakery.ID)
	if err != nil {
		return 0, err
	}
	for _, connection := range lostAccess.Connections {
		fmt.Printf("5. Access was lost: %s is %s\n", connection.PlatformName, connection.Status)
	}

	// 6. Send them to the same link again, never to that of a new company.
	err = customerAuthorizes(lostAccess.LinkURL)
	if err != nil {
		return 0, err
	}
	again, err := client.Connections.WaitUntilLinked(ctx, bakery.ID, codat.WaitUntilLinked{})
	if err != nil {
		return 0, err
	}
	which := "another"
	if again.ID == connection.ID {
		which = "the same"
	}
	fmt.Printf("6. The customer authorized it again: %s is %s, %s connection\n", again.PlatformName, again.Status, which)

	// 7. The data flows again. All goes through the companies of all pages.
	status, err = pullInvoices(ctx, client, bakery)
	if err != nil {
		return 0, err
	}
	count := 0
	for _, err := range client.Companies.All(ctx, codat.ListCompanies{}) {
		if err != nil {
			return 0, err
		}
		count++
	}
	fmt.Printf("7. Pulled invoices again: %s, and there is still %d %s\n",
		status, count, plural(count, "company", "companies"))

	// 8. Change what is given, and leave the rest.
	changed, err := client.Companies.Update(ctx, bakery.ID, codat.CompanyUpdate{
		Description: codat.Ptr("Bread and cakes"),
	})
	if err != nil {
		return 0, err
	}
	fmt.Printf("8. Updated it: description is now %q\n", changed.Description)

	// 9. Create a group, once, and keep its id: its name cannot be changed.
	group, err := client.Groups.Create(ctx, "Invoice finance")
	if err != nil {
		return 0, err
	}
	fmt.Printf("9. Created group %q\n", group.Name)

	// 10. List groups.
	groups, err := client.Groups.List(ctx)
	if err != nil {
		return 0, err
	}
	count = len(groups.Results)
	fmt.Printf("10. There %s %d %s\n", plural(count, "is", "are"), count, plural(count, "group", "groups"))

	// 11. Create a company in a group.
	cafe, err := client.Companies.Create(ctx, codat.CompanyRequest{
		Name:   "Harbour Cafe",
		Groups: []codat.GroupRef{{ID: group.ID}},
	})
	if err != nil {
		return 0, err
	}
	where := "outside"
	if isIn(group, cafe) {
		where = "in"
	}
	fmt.Printf("11. Created company %q %s the group\n", cafe.Name, where)

	// 12. Add a company that exists.
	added, err := client.Groups.AddCompany(ctx, bakery.ID, group.ID)
	if err != nil {
		return 0, err
	}
	fmt.Printf("12. Added %q to the group\n", added.Name)

	// 13. Remove it.
	err = client.Groups.RemoveCompany(ctx, added.ID, group.ID)
	if err != nil {
		return 0, err
	}
	removed, err := client.Companies.Get(ctx, added.ID)
	if err != nil {
		return 0, err
	}
	done := "Removed"
	if isIn(group, removed) {
		done = "Did not remove"
	}
	fmt.Printf("13. %s %q from the group\n", done, removed.Name)

	// 14. The service creates the company, but its response is lost, three times in a row. The client
	//     repeats the request with the same idempotency key, so there is still one company.
	err = sandbox.QueueFaults(codat.SandboxFault{
		Method: "POST",
		Path:   "/companies",
		Effect: codat.FaultCut,
		When:   codat.FaultAfter,
		Times:  3,
	})
	if err != nil {
		return 0, err
	}
	var meta codat.Meta
	owl, err := client.Companies.Create(ctx, codat.CompanyRequest{Name: "Night Owl"}, codat.CaptureMeta(&meta))
	if err != nil {
		return 0, err
	}
	owls, err := client.Companies.List(ctx, codat.ListCompanies{Query: "name=" + owl.Name})
	if err != nil {
		return 0, err
	}
	lost := fmt.Sprint(meta.Attempts - 1)
	if meta.Attempts-1 == 3 {
		lost = "three"
	}
	fmt.Printf("14. Lost the response to the next create %s times: still %d %s named %q\n",
		lost, owls.TotalResults, plural(owls.TotalResults, "company", "companies"), owl.Name)

	// 15. Delete a company with its connections and data, for good.
	err = client.Companies.Delete(ctx, cafe.ID)
	if err != nil {
		return 0, err
	}
	if _, err := client.Companies.Get(ctx, cafe.ID); !errors.Is(err, codat.ErrNotFound) {
		return 0, fmt.Errorf("the company should be gone: %v", err)
	}
	fmt.Printf("15. Deleted %q\n", cafe.Name)

	left, err := client.Companies.List(ctx, codat.ListCompanies{})
	if err != nil {
		return 0, err
	}
	return left.TotalResults, nil
}

// customerAuthorizes does what the customer does on the Link page: with --browser you, and otherwise this program
// instead of the customer.
func customerAuthorizes(link string) error {
	if slices.Contains(os.Args, "--browser") {
		fmt.Fprintf(os.Stderr, "   Open %s and pick Xero.\n", link)
		return nil
	}
	page, err := http.PostForm(link, url.Values{"platformKey": {"gbol"}, "decision": {"allow"}})
	if err != nil {
		return err
	}
	defer page.Body.Close()
	if page.StatusCode != http.StatusOK {
		return fmt.Errorf("the Link page responded with %s", page.Status)
	}
	return nil
}

// pullInvoices queues a pull of invoices, and waits until it has ended: well or badly, as the status says.
func pullInvoices(ctx context.Context, client *codat.Client, company *codat.Company) (codat.PullStatus, error) {
	pull, err := client.Refresh.QueueOrJoin(ctx, company.ID, "invoices", "")
	if err != nil {
		return "", err
	}
	mine := codat.WaitUntilComplete{PullOperationIDs: []string{pull.ID}}
	outcome, err := client.Refresh.WaitUntilComplete(ctx, company.ID, mine)
	if err != nil {
		return "", err
	}
	return outcome.Items[0].PullOperation.Status, nil
}

func isIn(group *codat.Group, company *codat.Company) bool {
	return slices.ContainsFunc(company.Groups, func(of codat.Group) bool { return of.ID == group.ID })
}

func plural[N int | int64](count N, one, many string) string {
	if count == 1 {
		return one
	}
	return many
}
