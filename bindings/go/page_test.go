package codat_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"testing"
	"time"

	codat "github.com/libcodat/libcodat/bindings/go"
)

type (
	list []list
	leaf struct {
		Name string `json:"name"`
	}
	withEmbedded struct {
		leaf
		*codat.GroupRef
		Own string `json:"own"`
	}
	withOptions struct {
		Number int         `json:"number,string"`
		Exact  json.Number `json:"exact"`
	}
	withOthers struct {
		Untagged string
		Bytes    []byte         `json:"bytes"`
		Address  netip.Addr     `json:"address"`
		Time     time.Time      `json:"time"`
		Small    int8           `json:"small"`
		Any      any            `json:"any"`
		Map      map[string]int `json:"map"`
		Array    [2]int         `json:"array"`
		Self     *withOthers    `json:"self"`
		Company  codat.Company  `json:"company"`
	}
	withExtra struct {
		Extra string `json:"Extra"`
	}
)

// sameAsJSON reads a page of results as encoding/json reads a slice of them.
func sameAsJSON[T any](t *testing.T, results string) {
	t.Helper()
	var wanted []T
	wantedErr := json.Unmarshal([]byte(results), &wanted)
	var page codat.Page[T]
	err := json.Unmarshal([]byte(`{"results":`+results+`,"pageNumber":1}`), &page)
	if (err == nil) != (wantedErr == nil) || err == nil && !reflect.DeepEqual(wanted, page.Results) {
		t.Errorf("%T: expected %+v, %v; found %+v, %v", page, wanted, wantedErr, page.Results, err)
	}
}

func TestPagesOfAProgramsTypesAreReadAsByEncodingJSON(t *testing.T) {
	sameAsJSON[list](t, `[[[],[[]]],[]]`)
	sameAsJSON[leaf](t, `[{"name":"a","more":1},{"NAME":"b"},null]`)
	sameAsJSON[withEmbedded](t, `[{"name":"a","id":"b","own":"c"}]`)
	sameAsJSON[withOptions](t, `[{"number":"5","exact":1e3}]`)
	sameAsJSON[withOptions](t, `[{"number":5}]`)
	sameAsJSON[withOthers](t, `[{"Untagged":"a","bytes":"aGk=","address":"1.2.3.4","time":"2022-01-01T00:00:00Z","small":7,
		"any":{"a":[1]},"map":{"a":1},"array":[1,2],"self":{"small":8},"company":{"id":"x","odd":1}}]`)
	sameAsJSON[withOthers](t, `[{"small":300}]`)
	sameAsJSON[withExtra](t, `[{"Extra":"x","more":1}]`)
	sameAsJSON[struct {
		leaf
		Own int `json:",string"`
	}](t, `[{"name":"a","Own":"5"}]`)
	sameAsJSON[[]byte](t, `["aGk="]`)
	sameAsJSON[json.Number](t, `[5,"6"]`)
	sameAsJSON[*leaf](t, `[{"name":"a"},null]`)
	sameAsJSON[map[string]leaf](t, `[{"a":{"name":"b"}}]`)
	sameAsJSON[any](t, `[1,"a",null]`)
	sameAsJSON[json.RawMessage](t, `[ {"a" :1}]`)
}
