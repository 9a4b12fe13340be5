package codat

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The service's OpenAPI documents: the present one, and the last that described groups.
var documents = []string{"codat-platform-3.1.0.json", "codat-platform-3.0.0-with-groups.json"}

// TestEveryExampleOfTheServiceIsRead: all examples of successful responses that the service's OpenAPI documents have for
// the operations of this package. They are found through CODAT_OAS_DIR.
func TestEveryExampleOfTheServiceIsRead(t *testing.T) {
	folder := os.Getenv("CODAT_OAS_DIR")
	if folder == "" {
		t.Skip("CODAT_OAS_DIR is not set")
	}
	found := map[string]bool{}
	read := 0
	for _, name := range documents {
		document := parse(must(os.ReadFile(filepath.Join(folder, name)))).(map[string]any)
		for _, path := range document["paths"].(map[string]any) {
			for _, object := range path.(map[string]any) {
				method, ok := object.(map[string]any)
				if !ok {
					continue
				}
				of := answerOf(method["operationId"])
				if of == nil {
					continue
				}
				for status, response := range method["responses"].(map[string]any) {
					if !strings.HasPrefix(status, "2") {
						continue
					}
					for _, example := range examples(document, response) {
						text := must(json.Marshal(example))
						model := reflect.New(of).Interface()
						if err := json.Unmarshal(text, model); err != nil {
							t.Errorf("%v of %s: %v: %s", method["operationId"], name, err, text)
						}
						found[fmt.Sprint(method["operationId"])] = true
						read++
					}
				}
			}
		}
		hooks, _ := document["webhooks"].(map[string]any)
		for name, path := range hooks {
			for _, method := range path.(map[string]any) {
				object, _ := method.(map[string]any)
				for _, example := range examples(document, object["requestBody"]) {
					if err := json.Unmarshal(must(json.Marshal(example)), new(WebhookBody)); err != nil {
						t.Errorf("webhook %s: %v", name, err)
					}
					read++
				}
			}
		}
	}
	for _, operation := range operations() {
		if of := answerOf(operation.OperationID); of != nil && !found[operation.OperationID] {
			t.Logf("no example of %s", operation.OperationID)
		}
	}
	equal(t, "enough examples", true, read > 30)
	t.Logf("%d examples of %d operations", read, len(found))
}

// answerOf is the type of what the operation with this id returns; nil for none.
func answerOf(operationID any) reflect.Type {
	services := reflect.TypeFor[Client]()
	for _, operation := range operations() {
		if operation.OperationID == "" || operation.OperationID != operationID {
			continue
		}
		service, verb, _ := strings.Cut(operation.Name, ".")
		of, _ := services.FieldByName(goName(service))
		method, _ := of.Type.MethodByName(methodName(verb))
		if method.Type.NumOut() < 2 {
			return nil
		}
		result := method.Type.Out(0)
		if result.Kind() == reflect.Pointer {
			result = result.Elem()
		}
		return result
	}
	return nil
}

// examples are those of the JSON content of a response or request.
func examples(document map[string]any, of any) (all []any) {
	object, _ := follow(document, of).(map[string]any)
	content, _ := object["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	if example, ok := media["example"]; ok {
		all = append(all, example)
	}
	several, _ := media["examples"].(map[string]any)
	for _, example := range several {
		if named, ok := follow(document, example).(map[string]any); ok && named["value"] != nil {
			all = append(all, named["value"])
		}
	}
	if schema, ok := follow(document, media["schema"]).(map[string]any); ok {
		if example, ok := schema["example"]; ok {
			all = append(all, example)
		}
		more, _ := schema["examples"].([]any)
		all = append(all, more...)
	}
	return all
}

// follow follows a $ref within an OpenAPI document.
func follow(document map[string]any, value any) any {
	object, ok := value.(map[string]any)
	if !ok {
		return value
	}
	reference, ok := object["$ref"].(string)
	if !ok {
		return value
	}
	return at(document, strings.TrimPrefix(reference, "#"))
}
