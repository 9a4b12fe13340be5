package codat_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	codat "github.com/libcodat/libcodat/bindings/go"
)

// sandboxed is a client of a sandbox, so that the examples need no account, and what ends both.
func sandboxed() (*codat.Sandbox, *codat.Client, func()) {
	sandbox, err := codat.StartSandbox(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	client, err := sandbox.NewClient(codat.WithRetryDelay(time.Millisecond))
	if err != nil {
		log.Fatal(err)
	}
	return sandbox, client, func() {
		client.Close()
		sandbox.Close()
	}
}

func ExampleNew() {
	client, err := codat.New(
		codat.WithAPIKey("your API key"),
		codat.WithTimeout(30*time.Second),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
}

func ExampleCompanies_Create() {
	_, client, end := sandboxed()
	defer end()

	company, err := client.Companies.Create(context.Background(), codat.CompanyRequest{
		Name: "Toft Bakery",
		Tags: map[string]string{"region": "uk"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(company.Name, company.Tags)
	// Output: Toft Bakery map[region:uk]
}

func ExampleCompanies_All() {
	sandbox, client, end := sandboxed()
	defer end()
	if err := sandbox.SeedCompanies(250, "Shop"); err != nil {
		log.Fatal(err)
	}

	count := 0
	for company, err := range client.Companies.All(context.Background(), codat.ListCompanies{Query: "name~shop"}) {
		if err != nil {
			log.Fatal(err)
		}
		if company.ID != "" {
			count++
		}
	}
	fmt.Println(count)
	// Output: 250
}

func ExampleCompanies_Update() {
	_, client, end := sandboxed()
	defer end()
	ctx := context.Background()
	company, err := client.Companies.Create(ctx, codat.CompanyRequest{Name: "Toft", Description: "Bread"})
	if err != nil {
		log.Fatal(err)
	}

	// What is nil is kept as it is.
	changed, err := client.Companies.Update(ctx, company.ID, codat.CompanyUpdate{Name: codat.Ptr("Toft Bakery")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %s\n", changed.Name, changed.Description)
	// Output: Toft Bakery: Bread
}

func ExampleError() {
	_, client, end := sandboxed()
	defer end()

	_, err := client.Companies.Get(context.Background(), "0b7ab7a3-7ee5-4d9d-92c3-6a34ac1b4ac6")
	if errors.Is(err, codat.ErrNotFound) {
		fmt.Println("there is no such company")
	}
	var failed *codat.Error
	if errors.As(err, &failed) {
		fmt.Println(failed.Operation, failed.HTTPStatus, failed.Retryable)
	}
	// Output:
	// there is no such company
	// companies.get 404 false
}

// A call that failed may have been done anyway. With the same key it is not done twice.
func ExampleIdempotencyKey() {
	sandbox, client, end := sandboxed()
	defer end()
	ctx, request := context.Background(), codat.CompanyRequest{Name: "Night Owl"}
	if err := sandbox.QueueFaults(codat.SandboxFault{
		Method: "POST", Path: "/companies", Effect: codat.FaultCut, When: codat.FaultAfter, Times: 4,
	}); err != nil {
		log.Fatal(err)
	}

	_, err := client.Companies.Create(ctx, request)
	var failed *codat.Error
	if errors.As(err, &failed) && failed.OutcomeUnknown {
		_, err = client.Companies.Create(ctx, request, codat.IdempotencyKey(failed.IdempotencyKey))
	}
	if err != nil {
		log.Fatal(err)
	}
	stats, err := sandbox.Stats()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(stats.Companies)
	// Output: 1
}

// A key that is chosen and stored before the call survives the end of the program.
func ExampleNewIdempotencyKey() {
	_, client, end := sandboxed()
	defer end()
	ctx, request := context.Background(), codat.CompanyRequest{Name: "Night Owl"}
	stored := codat.NewIdempotencyKey()

	first, err := client.Companies.Create(ctx, request, codat.IdempotencyKey(stored), codat.FirstUse())
	if err != nil {
		log.Fatal(err)
	}
	// After a restart that forgot whether the call succeeded:
	again, err := client.Companies.Create(ctx, request, codat.IdempotencyKey(stored))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(first.ID == again.ID)
	// Output: true
}

func ExampleStartSandbox() {
	ctx := context.Background()
	sandbox, err := codat.StartSandbox(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer sandbox.Close()
	client, err := sandbox.NewClient()
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	group, err := client.Groups.Create(ctx, "Invoice finance")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(group.Name)
	// Output: Invoice finance
}

func ExampleClient_Call() {
	_, client, end := sandboxed()
	defer end()

	answer, err := client.Call(context.Background(), "groups.list", "{}")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n", answer)
	// Output: {"results":[]}
}

func ExampleCaptureMeta() {
	_, client, end := sandboxed()
	defer end()

	var meta codat.Meta
	if _, err := client.Groups.List(context.Background(), codat.CaptureMeta(&meta)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(meta.Attempts, meta.Status, *meta.RateLimit.Limit)
	// Output: 1 200 1000
}
