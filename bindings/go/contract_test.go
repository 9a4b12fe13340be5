package codat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The wrapper has all that the header, the table of operations and the Rust models have.

type operation struct {
	Name    string `json:"name"`
	Members []struct {
		Name string `json:"name"`
	} `json:"members"`
	OperationID string `json:"operationId"`
}

func operations() []operation {
	var all []operation
	if err := json.Unmarshal(must(Operations()), &all); err != nil {
		panic(err)
	}
	return all
}

func TestEveryOperationHasAMethod(t *testing.T) {
	services := map[string]reflect.Type{}
	for name, service := range map[string]any{
		"Companies": &Companies{}, "Connections": &Connections{}, "Refresh": &Refresh{},
		"Integrations": &Integrations{}, "Webhooks": &Webhooks{}, "Groups": &Groups{}, "Settings": &Settings{},
		"ConnectionManagement": &ConnectionManagement{}, "Push": &Push{}, "SupplementalData": &SupplementalData{},
		"CustomDataTypes": &CustomDataTypes{},
	} {
		services[name] = reflect.TypeOf(service)
	}
	methods := declarations()
	wanted := map[string]bool{
		"Companies.All": true, "Connections.All": true, "Refresh.AllPullOperations": true, "Integrations.All": true,
		"Push.AllOperations": true, "CustomDataTypes.AllRecords": true,
	}
	for _, operation := range operations() {
		service, verb, _ := strings.Cut(operation.Name, ".")
		verb = methodName(verb)
		name := goName(service) + "." + verb
		wanted[name] = true
		method, ok := services[goName(service)].MethodByName(verb)
		if !ok {
			t.Errorf("there is no %s", name)
			continue
		}
		equal(t, name+": its last parameter", reflect.TypeFor[[]CallOption](), method.Type.In(method.Type.NumIn()-1))
		doc := squeezed(methods[name].Doc.Text())
		if id := operation.OperationID; id != "" && !strings.Contains(doc, "operation "+id+".") {
			t.Errorf("%s: its manual does not name the service's operation %s", name, operation.OperationID)
		}
		// Names of parameters are in the source alone; those of a request's fields are in its tags.
		var takes []string
		position := 1
		for _, field := range methods[name].Type.Params.List {
			for _, parameter := range field.Names {
				switch in := method.Type.In(position); {
				case in.Kind() == reflect.Struct:
					takes = append(takes, jsonNames(in)...)
				case parameter.Name != "ctx" && parameter.Name != "options":
					takes = append(takes, strings.Replace(parameter.Name, "ID", "Id", 1))
				}
				position++
			}
		}
		var members []string
		for _, member := range operation.Members {
			members = append(members, member.Name)
		}
		same(t, name, members, takes)
	}
	for service, of := range services {
		for i := range of.NumMethod() {
			if name := service + "." + of.Method(i).Name; !wanted[name] {
				t.Errorf("%s is no operation", name)
			}
		}
	}
}

// TestTheRunnerKnowsEveryOperation: any scenario can use any.
func TestTheRunnerKnowsEveryOperation(t *testing.T) {
	_, client := start(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, operation := range operations() {
		_, err := typed(t, ctx, client, operation.Name, json.RawMessage("{}"), nil)
		equal(t, "operation", operation.Name, failure(t, err, ErrCancelled).Operation)
	}
}

func TestEveryStatusHasAKind(t *testing.T) {
	line := regexp.MustCompile(`(?m)^ +CODAT_\w+ = \d+,`)
	statuses := slices.DeleteFunc(line.FindAllString(repository("include/codat.h"), -1), func(line string) bool {
		return strings.Contains(line, "CODAT_LOG_") || strings.Contains(line, "CODAT_EVENT_")
	})
	equal(t, "statuses in the header", true, len(statuses) > 15)
	source, manual := repository("bindings/go/errors.go"), repository("docs/languages/go.md")
	names := []string{}
	for number := int32(1); nativeStatusName(number) != "unknown"; number++ {
		name := nativeStatusName(number)
		names = append(names, name)
		if !strings.Contains(source, "\tErr"+goName(name)+" ErrorKind = \""+name+"\"") {
			t.Errorf("there is no Err%s", goName(name))
		}
		if !strings.Contains(manual, "`Err"+goName(name)+"`") {
			t.Errorf("the manual does not list Err%s", goName(name))
		}
		// If the response JSON is missing, only the number is known.
		err := readDocument(outcome{status: number}, "", nil, nil)
		equal(t, name, true, errors.Is(err, ErrorKind(name)))
	}
	equal(t, "kinds", len(statuses)-1, len(names))
	equal(t, "constants", len(names), strings.Count(source, " ErrorKind = \""))
}

func TestEveryFieldOfTheConfigurationHasAnOption(t *testing.T) {
	same(t, "config", documented("Creates a client."), jsonNames(reflect.TypeFor[config]()))
	same(t, "context", documented("Creates a context."), jsonNames(reflect.TypeFor[contextOptions]()))
	same(t, "sandbox", documented("Starts a sandbox"), jsonNames(reflect.TypeFor[sandboxConfig]()))
	same(t, "options", documented("Creates a client."), slices.Collect(maps.Keys(memberOptions)))
	for name, option := range memberOptions {
		fits := 0
		for _, value := range []string{`"x"`, "17", "true"} {
			written := optionWritten(option, json.RawMessage(value))
			if written != "" {
				equal(t, name, `{"`+name+`":`+value+`}`, written)
				fits++
			}
		}
		equal(t, name+": values that fit", 1, fits)
	}
	equal(t, "timeoutMs", true, strings.Contains(repository("include/codat.h"), "1 to 86400000. Default 60000."))
	equal(t, "its default here", 60_000, defaultTimeout.Milliseconds())
	equal(t, "the longest time", 86_400_000, longest.Milliseconds())
	var chosen callOptions
	IdempotencyKey("k")(&chosen)
	FirstUse()(&chosen)
	MaxRetries(0)(&chosen)
	written := string(must(encodeInput(chosen.context)))
	equal(t, "call options", `{"idempotencyKey":"k","maxRetries":0,"firstUse":true}`, written)
}

// optionWritten is what the library receives of an option; empty if the value is of another type.
func optionWritten(option func(json.RawMessage) Option, value json.RawMessage) (written string) {
	defer func() {
		if recover() != nil {
			written = ""
		}
	}()
	var config config
	option(value)(&config)
	return string(must(encodeInput(config)))
}

var models = map[string]reflect.Type{
	"Company":          reflect.TypeFor[Company](),
	"CompanyReference": reflect.TypeFor[CompanyReference](),
	"CompanyRequest":   reflect.TypeFor[CompanyRequest](),
	"CompanyUpdate":    reflect.TypeFor[CompanyUpdate](),
	"ListCompanies":    reflect.TypeFor[ListCompanies](),
	"AccessToken":      reflect.TypeFor[AccessToken](),
	"Connection":       reflect.TypeFor[Connection](),
	"ConnectionError":  reflect.TypeFor[ConnectionError](),
	"Group":            reflect.TypeFor[Group](),
	"GroupRef":         reflect.TypeFor[GroupRef](),
	"GroupList":        reflect.TypeFor[GroupList](),
	"Page":             reflect.TypeFor[Page[Company]](),
	"Links":            reflect.TypeFor[Links](),
	"Link":             reflect.TypeFor[Link](),

	"CreateMany":                    reflect.TypeFor[createManyInput](),
	"CreateManyOutcome":             reflect.TypeFor[CreateManyOutcome](),
	"CreateManyResult":              reflect.TypeFor[CreateManyResult](),
	"LinkUrl":                       reflect.TypeFor[LinkURL](),
	"ListOptions":                   reflect.TypeFor[ListOptions](),
	"Reauthorization":               reflect.TypeFor[Reauthorization](),
	"WaitUntilLinked":               reflect.TypeFor[WaitUntilLinked](),
	"WaitUntilComplete":             reflect.TypeFor[WaitUntilComplete](),
	"PullOperation":                 reflect.TypeFor[PullOperation](),
	"DataStatus":                    reflect.TypeFor[DataStatus](),
	"RefreshOutcome":                reflect.TypeFor[RefreshOutcome](),
	"RefreshItem":                   reflect.TypeFor[RefreshItem](),
	"Integration":                   reflect.TypeFor[Integration](),
	"DataTypeFeature":               reflect.TypeFor[DataTypeFeature](),
	"SupportedFeature":              reflect.TypeFor[SupportedFeature](),
	"Branding":                      reflect.TypeFor[Branding](),
	"BrandingLogo":                  reflect.TypeFor[BrandingLogo](),
	"BrandingButton":                reflect.TypeFor[BrandingButton](),
	"BrandingImage":                 reflect.TypeFor[BrandingImage](),
	"ImageReference":                reflect.TypeFor[ImageReference](),
	"WebhookConsumer":               reflect.TypeFor[WebhookConsumer](),
	"WebhookConsumerList":           reflect.TypeFor[WebhookConsumerList](),
	"WebhookConsumerRequest":        reflect.TypeFor[WebhookConsumerRequest](),
	"WebhookBody":                   reflect.TypeFor[WebhookBody](),
	"WebhookPayload":                reflect.TypeFor[WebhookPayload](),
	"DataTypeRead":                  reflect.TypeFor[DataTypeRead](),
	"ZapierKey":                     reflect.TypeFor[ZapierKey](),
	"SyncSetting":                   reflect.TypeFor[SyncSetting](),
	"SyncSettings":                  reflect.TypeFor[SyncSettings](),
	"CorsSettings":                  reflect.TypeFor[CORSSettings](),
	"Profile":                       reflect.TypeFor[Profile](),
	"ApiKey":                        reflect.TypeFor[APIKey](),
	"ApiKeyList":                    reflect.TypeFor[APIKeyList](),
	"PushOperation":                 reflect.TypeFor[PushOperation](),
	"PushChange":                    reflect.TypeFor[PushChange](),
	"RecordRef":                     reflect.TypeFor[RecordRef](),
	"ValidationResults":             reflect.TypeFor[ValidationResults](),
	"ValidationItem":                reflect.TypeFor[ValidationItem](),
	"PushOption":                    reflect.TypeFor[PushOption](),
	"PushOptionChoice":              reflect.TypeFor[PushOptionChoice](),
	"PushValidation":                reflect.TypeFor[PushValidation](),
	"PushValidationItem":            reflect.TypeFor[PushValidationItem](),
	"SupplementalDataConfiguration": reflect.TypeFor[SupplementalDataConfiguration](),
	"SupplementalDataSource":        reflect.TypeFor[SupplementalDataSource](),
	"CustomDataTypeConfiguration":   reflect.TypeFor[CustomDataTypeConfiguration](),
	"CustomDataTypeRecord":          reflect.TypeFor[CustomDataTypeRecord](),
}

func TestEveryFieldOfTheRustModelsHasAField(t *testing.T) {
	structs := regexp.MustCompile(`(?s)pub struct (\w+)(?:<T>)? \{(.*?)\n\}`)
	enums := regexp.MustCompile(`(?s)open_enum! \{\n(?:\s*///[^\n]*\n)*\s*(\w+) \{(.*?)\n    \}`)
	found := 0
	for _, file := range must(filepath.Glob("../../src/models/*.rs")) {
		text := string(must(os.ReadFile(file)))
		for _, model := range structs.FindAllStringSubmatch(text, -1) {
			here, ok := models[model[1]]
			if !ok {
				t.Errorf("there is no %s", model[1])
				continue
			}
			same(t, model[1], rustFields(model[2]), jsonNames(here))
			if _, keeps := here.FieldByName("Extra"); strings.Contains(model[2], "pub extra: Extra") && !keeps {
				t.Errorf("%s keeps no unknown fields", model[1])
			}
			found++
		}
		for _, enum := range enums.FindAllStringSubmatch(text, -1) {
			source := repository("bindings/go/connection.go") + repository("bindings/go/pull.go") +
				repository("bindings/go/integration.go") + repository("bindings/go/push_models.go")
			values := regexp.MustCompile(`(?m)^        (\w+),`).FindAllStringSubmatch(enum[2], -1)
			equal(t, enum[1], len(values), strings.Count(source, " "+enum[1]+" = \""))
			for _, value := range values {
				constant := fmt.Sprintf("\t%s%s %s = %q", enum[1], value[1], enum[1], value[1])
				if !strings.Contains(source, constant) {
					t.Errorf("there is no %s%s", enum[1], value[1])
				}
			}
			found++
		}
	}
	equal(t, "models and enumerations found", len(models)+8, found)
}

func TestThePackageHasTheLibrarysVersion(t *testing.T) {
	equal(t, "version", true, strings.Contains(repository("Cargo.toml"), "\nversion = \""+Version()+"\""))
}

func TestALibraryOfAnotherABIIsRefused(t *testing.T) {
	check(t, checkABI())
	failed := failure(t, checkVersion(99), ErrUnsupported)
	for _, part := range []string{"ABI version 99", Version(), "compiled for 1", "install the library"} {
		equal(t, part, true, strings.Contains(failed.Message, part))
	}
}

// declarations are the methods of this package, as their source has them.
func declarations() map[string]*ast.FuncDecl {
	methods := map[string]*ast.FuncDecl{}
	for _, name := range []string{
		"companies.go", "connections.go", "refresh.go", "integrations.go", "webhooks.go", "groups.go",
		"settings.go", "connection_management.go", "push.go", "supplemental_data.go", "custom_data_types.go",
	} {
		file := must(parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments))
		for _, declaration := range file.Decls {
			if method, ok := declaration.(*ast.FuncDecl); ok && method.Recv != nil {
				of := method.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
				methods[of+"."+method.Name.Name] = method
			}
		}
	}
	return methods
}

// documented are the fields that the header's comment of a function lists.
func documented(from string) []string {
	header := repository("include/codat.h")
	_, manual, _ := strings.Cut(header, "// "+from)
	manual, _, _ = strings.Cut(manual, "CodatStatus codat_")
	var names []string
	for _, member := range regexp.MustCompile("(?m)^//   - `(\\w+)`:").FindAllStringSubmatch(manual, -1) {
		names = append(names, member[1])
	}
	return names
}

// rustFields are the JSON names of a Rust struct's fields, except the one that keeps unknown fields.
func rustFields(body string) []string {
	var names []string
	for _, field := range regexp.MustCompile(`((?:#\[[^\n]*\]\s*)*)pub (\w+):`).FindAllStringSubmatch(body, -1) {
		if strings.Contains(field[1], "flatten") {
			continue
		}
		name := goName(field[2])
		name = strings.ToLower(name[:1]) + name[1:]
		if renamed := regexp.MustCompile(`rename = "(\w+)"`).FindStringSubmatch(field[1]); renamed != nil {
			name = renamed[1]
		}
		names = append(names, name)
	}
	return names
}

func jsonNames(of reflect.Type) []string {
	var names []string
	for i := range of.NumField() {
		field := of.Field(i)
		switch name := jsonName(field); {
		case field.Anonymous:
			names = append(names, jsonNames(field.Type)...)
		case name != "-":
			names = append(names, name)
		}
	}
	return names
}

// goName is a name in snake case in Go's.
func goName(name string) string {
	var joined strings.Builder
	for _, word := range strings.Split(name, "_") {
		joined.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return joined.String()
}

// methodName is the name of an operation's method.
func methodName(verb string) string {
	return strings.NewReplacer("Url", "URL", "Api", "API", "Cors", "CORS").Replace(goName(verb))
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), " ") }

func same(t *testing.T, what string, wanted, found []string) {
	t.Helper()
	slices.Sort(wanted)
	slices.Sort(found)
	if len(wanted) == 0 && len(found) == 0 {
		return
	}
	if !slices.Equal(wanted, found) {
		t.Errorf("%s: expected %v, found %v", what, wanted, found)
	}
}
