package codat

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// shownAs is all that the standard library makes of a value.
func shownAs(value any) string {
	var shown bytes.Buffer
	for _, verb := range []string{"v", "+v", "#v", "s", "q", "x", "X", "d", "t", "f", "c", "U", "p", "T", "20.3s", "-+# 0v"} {
		fmt.Fprintf(&shown, "%"+verb+"\n", value)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&shown, nil), slog.NewJSONHandler(&shown, nil)} {
		logger := slog.New(handler)
		logger.Info("x", "value", value)
		logger.WithGroup("group").With("value", value).Info("x", slog.Group("inner", "value", value))
	}
	text, _ := json.Marshal(value)
	shown.Write(text)
	text, _ = xml.Marshal(value)
	shown.Write(text)
	return shown.String()
}

// showsNothing fails where what is shown of a value, or of anything that it is in, has one of these texts.
func showsNothing(t *testing.T, name string, value any, texts ...string) {
	t.Helper()
	type open struct{ Value any }
	type closed struct{ value any }
	for kind, within := range map[string]any{
		"itself": value, "open": open{value}, "pointer": &open{value}, "closed": closed{value}, "pointer to closed": &closed{value},
		"slice": []any{value}, "map": map[string]any{"a": value}, "deep": map[string]any{"a": []closed{{open{value}}}},
	} {
		shown := shownAs(within)
		for _, text := range texts {
			inHex := hex.EncodeToString([]byte(text))
			inBytes := strings.Trim(fmt.Sprint([]byte(text)), "[]")
			for _, form := range []string{text, inHex, strings.ToUpper(inHex), inBytes} {
				if strings.Contains(shown, form) {
					t.Errorf("%s as %s: %s is in %s", name, kind, form, shown)
				}
			}
		}
	}
}

func TestResponseBodiesAreHiddenInLogsAndText(t *testing.T) {
	sandbox, client := start(t, WithMaxRetries(0))
	ctx := context.Background()
	fault := SandboxFault{Effect: FaultStatus, Status: 400, Times: 2, Body: Ptr(
		`{"error":"No","correlationId":"c","of":"Mr Toft"}`)}
	check(t, sandbox.QueueFaults(fault))
	_, err := client.Companies.Create(ctx, CompanyRequest{Name: "Toft"})
	failed := failure(t, err, ErrBadRequest)
	var events []CreateManyEvent
	outcome := must(client.Companies.CreateMany(ctx, shops(1), CreateMany{Progress: func(event CreateManyEvent) error {
		events = append(events, event)
		return nil
	}}))
	for _, body := range []Hidden{failed.ResponseBody, outcome.Results[0].Error.ResponseBody, events[0].Error.ResponseBody} {
		equal(t, "the body is there", true, strings.Contains(body.Reveal(), "Mr Toft"))
	}
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft"}))
	token := must(client.Companies.GetAccessToken(ctx, company.ID))
	secret := token.Token.Reveal()
	equal(t, "the token is there", true, len(secret) > 10)
	type embedding struct{ Error }
	type unexported struct {
		failed Error
		token  AccessToken
		hidden Hidden
	}
	for name, value := range map[string]any{
		"error": failed, "its value": *failed, "wrapped": fmt.Errorf("x: %w", err), "joined": errors.Join(err, err),
		"errors": []error{err}, "values": []Error{*failed}, "pointers": []*Error{failed}, "embedding": &embedding{*failed},
		"unexported": unexported{*failed, *token, token.Token}, "pointer to unexported": &unexported{*failed, *token, token.Token},
		"outcome": outcome, "its value ": *outcome, "results": outcome.Results, "result": outcome.Results[0],
		"events": events, "event": events[0],
		"token": token, "token's value": *token, "tokens": []AccessToken{*token}, "pointers to tokens": []*AccessToken{token},
		"text": token.Token, "pointer to text": &token.Token, "texts": map[Hidden]Hidden{token.Token: failed.ResponseBody},
	} {
		showsNothing(t, name, value, "Mr Toft", secret)
	}
}

func TestHiddenTextCanBeRevealed(t *testing.T) {
	for _, text := range []string{"", "a", "***", `"\ü` + "\x00"} {
		hidden := Hide(text)
		equal(t, "text", text, hidden.Reveal())
		equal(t, "is the zero value", text == "", hidden == Hidden{})
		wanted := "***"
		if text == "" {
			wanted = ""
		}
		equal(t, "printed", wanted+" "+wanted, fmt.Sprintf("%s %#v", hidden, hidden))
		equal(t, "encoded", `"`+wanted+`"`, string(must(json.Marshal(hidden))))
		var read Hidden
		check(t, json.Unmarshal(must(json.Marshal(text)), &read))
		equal(t, "decoded", text, read.Reveal())
	}
	var token AccessToken
	if err := json.Unmarshal([]byte(`{"accessToken":12345678}`), &token); err == nil || strings.Contains(err.Error(), "1234") {
		t.Errorf("expected an error without the token, found %v", err)
	}
	check(t, json.Unmarshal([]byte(`{"accessToken":null}`), &token))
	equal(t, "null", "", token.Token.Reveal())
}
