package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	codat "github.com/libcodat/libcodat/bindings/go"
)

// A run that ends early, at any point, is resumed: each company exists once in the end, and each group.
func TestAnInterruptedRunIsResumed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "companies.csv")
	if err := makeUp(path, 200); err != nil {
		t.Fatal(err)
	}
	sandbox, err := codat.StartSandbox(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer sandbox.Close()
	raise := func(companies *int) {
		t.Helper()
		err := sandbox.SetLimits(codat.SandboxLimits{RequestsPerDay: codat.Ptr(10_000), Companies: companies})
		if err != nil {
			t.Fatal(err)
		}
	}
	client, err := sandbox.NewClient()
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()

	raise(codat.Ptr(50))
	err = onboard(context.Background(), client, path, 4)
	if err == nil || !strings.HasPrefix(err.Error(), "stopped: codat: payment required") {
		t.Fatalf("stopped otherwise: %v", err)
	}
	raise(codat.Ptr(1000))
	for range 2 {
		if err := onboard(context.Background(), client, path, 4); err != nil {
			t.Fatal(err)
		}
		if stats, err := sandbox.Stats(); err != nil || stats.Companies != 200 || stats.Groups != 4 {
			t.Fatal(stats, err)
		}
	}
	page, err := client.Companies.List(context.Background(), codat.ListCompanies{Tags: "reference=A-17"})
	if err != nil || len(page.Results) != 1 || page.Results[0].Name != "Cafe 17" || len(page.Results[0].Groups) != 1 {
		t.Fatal(page, err)
	}
}

func TestAnotherFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "companies.csv")
	for _, text := range []string{"", "name,group\nToft,Cards\n", "name,description,group,reference\nToft\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if rows, err := readRows(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%q was read: %v, %v", text, rows, err)
		}
	}
}
