// net/http and encoding/json: one client for all goroutines, which keeps a connection for each, and a body read at once
// into memory of its size.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"bench/measure"
)

func main() {
	measure.Main(begin)
}

func begin(task measure.Task) func() error {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = task.Threads
	client := &http.Client{Transport: transport}
	switch task.Operation {
	case "create":
		return func() error {
			body, err := json.Marshal(companyRequest{Name: "Toft Bakery", Description: "Bread"})
			if err != nil {
				return err
			}
			_, err = ask[company](client, http.MethodPost, task.URL+"/companies", bytes.NewReader(body))
			return err
		}
	case "get":
		return func() error {
			_, err := ask[company](client, http.MethodGet, task.URL+"/companies/"+measure.CompanyID, nil)
			return err
		}
	default:
		url := fmt.Sprintf("%s/companies?page=2&pageSize=%d", task.URL, task.PageSize)
		return func() error {
			found, err := ask[page](client, http.MethodGet, url, nil)
			if err == nil && len(found.Results) != task.PageSize {
				return fmt.Errorf("%d companies", len(found.Results))
			}
			return err
		}
	}
}

func ask[T any](client *http.Client, method, url string, body io.Reader) (*T, error) {
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Basic a2V5")
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %s", response.Status)
	}
	content := make([]byte, response.ContentLength)
	if _, err := io.ReadFull(response.Body, content); err != nil {
		return nil, err
	}
	answer := new(T)
	return answer, json.Unmarshal(content, answer)
}
