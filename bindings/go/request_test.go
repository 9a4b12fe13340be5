package codat

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
)

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func TestAnyRequestIsSent(t *testing.T) {
	_, client := start(t)
	ctx := context.Background()
	var company named
	var meta Meta
	body := map[string]any{"name": "Toft Bakery"}
	check(t, client.Request(ctx, http.MethodPost, "/companies", Request{Body: body}, &company, CaptureMeta(&meta)))
	if company.Name != "Toft Bakery" || meta.IdempotencyKey == "" {
		t.Error(company, meta)
	}
	var listed Page[named]
	query := Request{Query: map[string]any{"query": "name~toft", "pageSize": 10}}
	check(t, client.Request(ctx, http.MethodGet, "/companies", query, &listed))
	if len(listed.Results) != 1 || listed.Results[0] != company {
		t.Error(listed)
	}
	path := "/companies/" + company.ID
	result := json.RawMessage("1")
	check(t, client.Request(ctx, http.MethodDelete, path, Request{}, &result))
	if string(result) != "null" {
		t.Error(string(result))
	}
	err := client.Request(ctx, http.MethodGet, path, Request{}, nil)
	var failed *Error
	if !errors.Is(err, ErrNotFound) || !errors.As(err, &failed) || failed.Operation != "request.get" {
		t.Error(err)
	}
}

func TestOptionsReachARequest(t *testing.T) {
	_, client := start(t)
	key := NewIdempotencyKey()
	var made [2]named
	for i := range made {
		body := Request{Body: named{Name: "A"}}
		check(t, client.Request(context.Background(), "POST", "/companies", body, &made[i], IdempotencyKey(key)))
	}
	if made[0] != made[1] {
		t.Error(made)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := client.Request(ctx, "GET", "/companies", Request{}, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAResultThatDoesNotFitLeavesTheOutcomeOfAWriteUnknown(t *testing.T) {
	_, client := start(t)
	var wrong []int
	err := client.Request(context.Background(), "POST", "/companies", Request{Body: named{Name: "A"}}, &wrong)
	var failed *Error
	if !errors.As(err, &failed) || !errors.Is(err, ErrUnexpectedResponse) || !failed.OutcomeUnknown || failed.IdempotencyKey == "" {
		t.Error(err)
	}
}

func TestBadInputOfRequestsIsRefused(t *testing.T) {
	sandbox, client := start(t)
	ctx := context.Background()
	request := func(method, path string, request Request, options ...CallOption) func() error {
		return func() error { return client.Request(ctx, method, path, request, nil, options...) }
	}
	list := func(request ListRequest, options ...CallOption) func() error {
		return func() error {
			for _, err := range All[any](ctx, client, request, options...) {
				return err
			}
			return nil
		}
	}
	create := func(extra map[string]any) func() error {
		return func() error {
			_, err := client.Companies.Create(ctx, CompanyRequest{Name: "A"}, Extra(extra))
			return err
		}
	}
	fields := map[string]any{"a": 1}
	for member, calls := range map[string][]func() error{
		"method":     {request("HEAD", "/a", Request{}), request("get", "/a", Request{})},
		"path":       {request("GET", "companies", Request{}), request("GET", "/../a", Request{}), request("GET", "/\xff", Request{})},
		"query.a":    {request("GET", "/a", Request{Query: map[string]any{"a": fields}}), request("GET", "/a", Request{Query: map[string]any{"a": "\xff"}})},
		"body":       {request("GET", "/a", Request{Body: fields})},
		"body.a":     {request("POST", "/a", Request{Body: map[string]any{"a": "\xff"}})},
		"":           {request("POST", "/a", Request{Body: math.NaN()}), create(map[string]any{"a": math.Inf(1)})},
		"query.page": {list(ListRequest{Path: "/a", Query: map[string]any{"page": 2}})},
		"extra":      {request("GET", "/a", Request{}, Extra(fields)), list(ListRequest{Path: "/a"}, Extra(fields))},
		"extra.name": {create(map[string]any{"name": "B"})},
		"extra.a":    {create(map[string]any{"a": "\xff"})},
	} {
		for i, call := range calls {
			var failed *Error
			if err := call(); !errors.As(err, &failed) || failed.Kind != ErrInvalidArgument || failed.Member != member {
				t.Errorf("%s %d: %v", member, i, err)
			}
		}
	}
	_, err := client.Call(ctx, "companies.list", "{}", Extra(fields))
	var failed *Error
	if !errors.As(err, &failed) || failed.Member != "extra" {
		t.Error(err)
	}
	if sent := must(sandbox.Requests(0)); len(sent) != 0 {
		t.Error(sent)
	}
}

func TestAnyListIsGoneThrough(t *testing.T) {
	_, client := start(t)
	ctx := context.Background()
	for _, name := range []string{"A", "B", "C"} {
		must(client.Companies.Create(ctx, CompanyRequest{Name: name}))
	}
	names := func(request ListRequest) (all string) {
		request.Path = "/companies"
		request.Query["orderBy"] = "name"
		for row, err := range All[named](ctx, client, request) {
			check(t, err)
			all += row.Name
		}
		return all
	}
	if all := names(ListRequest{Query: map[string]any{"pageSize": 1}}); all != "ABC" {
		t.Error(all)
	}
	if all := names(ListRequest{Query: map[string]any{"pageSize": 2}, Page: 2}); all != "C" {
		t.Error(all)
	}
	for range All[named](ctx, client, ListRequest{Path: "/companies"}) {
		break
	}
}

func TestExtraFieldsAreSent(t *testing.T) {
	sandbox, client := start(t)
	ctx := context.Background()
	extra := Extra(map[string]any{"referenceParentCompany": map[string]any{"id": "p"}})
	must(client.Companies.Create(ctx, CompanyRequest{Name: "A"}, extra))
	archived := Extra(map[string]any{"archived": true})
	must(client.Companies.List(ctx, ListCompanies{}, archived))
	for _, err := range client.Companies.All(ctx, ListCompanies{}, archived) {
		check(t, err)
	}
	sent := must(sandbox.Requests(0))
	if !strings.Contains(sent[0].Body, `"referenceParentCompany":{"id":"p"}`) {
		t.Error(sent[0].Body)
	}
	for _, list := range sent[1:] {
		if !strings.Contains(list.Query, "archived=true") {
			t.Error(list.Query)
		}
	}
}
