package codat

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestKeysDoNotShowButAreSent(t *testing.T) {
	sandbox, client := start(t)
	ctx := context.Background()
	const secret = "sartANTjHAkLdbyDfaynoTQb7pkmj6hXHmnQKMrB"
	sent := Profile{Name: "Bob", RedirectURL: "https://example.com/{companyId}", APIKey: Hide(secret)}
	profile := must(client.Settings.UpdateProfile(ctx, sent))
	equal(t, "the key was sent", secret, profile.APIKey.Reveal())
	profile.Name = "Bob's Buns"
	changed := must(client.Settings.UpdateProfile(ctx, *profile))
	equal(t, "the key was sent again", secret, changed.APIKey.Reveal())
	equal(t, "name", "Bob's Buns", must(client.Settings.GetProfile(ctx)).Name)

	key := must(client.Settings.CreateAPIKey(ctx, "mine"))
	text := key.APIKey.Reveal()
	keys := must(client.Settings.ListAPIKeys(ctx))
	zapier := must(client.Webhooks.RotateZapierKey(ctx))
	for name, value := range map[string]any{
		"profile": changed, "profile's value": *changed, "key": key, "key's value": *key, "keys": keys, "zapier": zapier,
	} {
		showsNothing(t, name, value, secret, text, zapier.Key.Reveal())
	}
	own := must(New(WithAPIKey(text), WithBaseURL(sandbox.BaseURL())))
	defer func() { check(t, own.Close()) }()
	equal(t, "name of the key", "mine", must(own.Settings.ListAPIKeys(ctx)).Results[0].Name)
	check(t, client.Settings.DeleteAPIKey(ctx, key.ID))
	_, err := own.Settings.ListAPIKeys(ctx)
	failure(t, err, ErrUnauthorized)
}

func TestSyncSettingsAreChangedAndSentBack(t *testing.T) {
	_, client := start(t)
	ctx := context.Background()
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft"})).ID
	settings := must(client.Companies.GetSyncSettings(ctx, company))
	equal(t, "overrides the defaults", false, settings.OverridesDefaults)
	settings.Settings[0].SyncSchedule = 6
	check(t, client.Companies.SetSyncSettings(ctx, company, settings.Settings, true))
	changed := must(client.Companies.GetSyncSettings(ctx, company))
	equal(t, "schedule", int64(6), changed.Settings[0].SyncSchedule)
	equal(t, "overrides the defaults", true, changed.OverridesDefaults)
	check(t, client.Companies.SetSyncSettings(ctx, company, nil, true))
	equal(t, "settings", 0, len(must(client.Companies.GetSyncSettings(ctx, company)).Settings))

	unknown := SyncSetting{DataType: "bills", Extra: map[string]json.RawMessage{"novel": json.RawMessage("1")}}
	failed := failure(t, client.Companies.SetSyncSettings(ctx, company, []SyncSetting{unknown}, true), ErrInvalidArgument)
	equal(t, "member", "settings[0].novel", failed.Member)
}

// TestWhatIsNotSetIsNotSent, and what is set is, even if it is 0 or false.
func TestWhatIsNotSetIsNotSent(t *testing.T) {
	const all = `{"dataType":"bills","fetchOnFirstLink":false,"syncSchedule":0,"syncOrder":0,"syncFromWindow":0,` +
		`"monthsToSync":0,"isLocked":false}`
	const none = `{"dataType":"bills","fetchOnFirstLink":false,"syncSchedule":0,"syncOrder":0}`
	for _, text := range []string{all, none} {
		var setting SyncSetting
		check(t, json.Unmarshal([]byte(text), &setting))
		equal(t, "sent", text, string(must(encodeInput(setting))))
	}
	_, client := start(t)
	ctx := context.Background()
	profile := must(client.Settings.GetProfile(ctx))
	for _, confirm := range []*bool{Ptr(true), Ptr(false), nil} {
		profile.ConfirmCompanyName = confirm
		equal(t, "sent", confirm != nil, strings.Contains(string(must(encodeInput(profile.input()))), "confirmCompanyName"))
		profile = must(client.Settings.UpdateProfile(ctx, *profile))
	}
	profile.LogoURL = "\xff"
	_, err := client.Settings.UpdateProfile(ctx, *profile)
	equal(t, "member", "logoUrl", failure(t, err, ErrInvalidArgument).Member)
}

func TestARecordsDateIsATextOrAnObject(t *testing.T) {
	var record CustomDataTypeRecord
	for text, date := range map[string]any{
		`"2026-01-01"`: "2026-01-01", `{"modifiedDate":"2026-01-01"}`: map[string]any{"modifiedDate": "2026-01-01"}, `null`: nil,
	} {
		check(t, json.Unmarshal([]byte(`{"content":{"total":1.10},"modifiedDate":`+text+`}`), &record))
		equal(t, text, true, reflect.DeepEqual(date, record.ModifiedDate))
		equal(t, "total", "1.10", string(record.Content["total"]))
	}
}

func TestPushesAndCustomRecordsCanBeIterated(t *testing.T) {
	sandbox, client := start(t)
	ctx := context.Background()
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft"})).ID
	connection := must(sandbox.LinkPlatform(company, "gbol"))
	options := must(client.Push.GetModelOptions(ctx, company, connection, "invoices"))
	equal(t, "type", PushOptionTypeObject, options.Type)
	equal(t, "choice", "Draft", options.Properties["status"].Options[0].Value)
	body := map[string]string{"reference": "1"}
	path := "/companies/" + company + "/connections/" + connection + "/push/invoices"
	check(t, client.Request(ctx, "POST", path, Request{Body: body}, nil))
	for push, err := range client.Push.AllOperations(ctx, company, ListOptions{PageSize: 1}) {
		check(t, err)
		equal(t, "status", PushStatusPending, push.Status)
	}
	configuration := CustomDataTypeConfiguration{
		DataSource: "api/orders", RequiredData: map[string]string{"number": "$.number"}, KeyBy: []string{"$.id"},
	}
	must(client.CustomDataTypes.Configure(ctx, "gbol", "Orders", configuration))
	check(t, sandbox.SetPullTime(0))
	must(client.CustomDataTypes.Refresh(ctx, company, connection, "Orders"))
	var ids []string
	for record, err := range client.CustomDataTypes.AllRecords(ctx, company, connection, "Orders", 2) {
		check(t, err)
		ids = append(ids, record.ID)
	}
	equal(t, "records", "Orders-1 Orders-2 Orders-3", strings.Join(ids, " "))
}
