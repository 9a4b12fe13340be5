// libcodat from Go: one client for all goroutines.
package main

import (
	"context"
	"fmt"

	"bench/measure"

	codat "github.com/libcodat/libcodat/bindings/go"
)

func main() {
	measure.Main(begin)
}

func begin(task measure.Task) func() error {
	ctx := context.Background()
	client, err := codat.New(
		codat.WithAPIKey("key"),
		codat.WithBaseURL(task.URL),
		codat.WithMaxConnections(task.Threads),
	)
	if err != nil {
		return func() error { return err }
	}
	switch task.Operation {
	case "create":
		return func() error {
			_, err := client.Companies.Create(ctx, codat.CompanyRequest{Name: "Toft Bakery", Description: "Bread"})
			return err
		}
	case "get":
		return func() error {
			_, err := client.Companies.Get(ctx, measure.CompanyID)
			return err
		}
	default:
		return func() error {
			page, err := client.Companies.List(ctx, codat.ListCompanies{Page: 2, PageSize: task.PageSize})
			if err == nil && len(page.Results) != task.PageSize {
				return fmt.Errorf("%d companies", len(page.Results))
			}
			return err
		}
	}
}
