package codat

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

var (
	webhookBody    = []byte(`{"test": 2432232314}`)
	webhookTime    = time.Unix(1614265330, 0)
	webhookHeaders = map[string]string{
		"Webhook-Id":        "msg_p5jXN8AQM9LWM0D4loKWxJek",
		"Webhook-Timestamp": "1614265330",
		"Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
	}
)

func webhookHeader() http.Header {
	header := http.Header{}
	for name, value := range webhookHeaders {
		header.Set(name, value)
	}
	return header
}

// signed are the headers of a webhook with this body.
func signed(body string) http.Header {
	key := must(base64.StdEncoding.DecodeString(strings.TrimPrefix(webhookSecret, "whsec_")))
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "msg_1.%d.%s", webhookTime.Unix(), body)
	return http.Header{
		"Webhook-Id":        {"msg_1"},
		"Webhook-Timestamp": {fmt.Sprint(webhookTime.Unix())},
		"Webhook-Signature": {"v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))},
	}
}

func TestAGenuineWebhookIsVerified(t *testing.T) {
	event := must(VerifyWebhook(webhookSecret, webhookHeader(), webhookBody, VerifyAt(webhookTime)))
	equal(t, "id", "msg_p5jXN8AQM9LWM0D4loKWxJek", event.ID)
	equal(t, "timestamp", 1614265330, event.Timestamp)
	equal(t, "body", "2432232314", string(event.Body.Extra["test"]))
	old := "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
	must(VerifyWebhook(old, webhookHeader(), webhookBody, VerifyAt(webhookTime), VerifyAlsoWith(webhookSecret)))
}

// TestTenThousandChangedBitsAreRefused, in the body, the id, the timestamp and the signature.
func TestTenThousandChangedBitsAreRefused(t *testing.T) {
	names := []string{"Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"}
	for turn := range 10_000 {
		header, body := webhookHeader(), []byte(string(webhookBody))
		change := func(text []byte, bit int) { text[bit/8%len(text)] ^= 1 << (bit % 8) }
		part, bit := turn%4, turn/4
		changed := body
		if part > 0 {
			changed = []byte(header.Get(names[part-1]))
		}
		change(changed, bit)
		// After all bits of a part, a second one changes as well.
		if round := bit / (8 * len(changed)); round > 0 {
			change(changed, bit+round)
		}
		if part > 0 {
			header[names[part-1]] = []string{string(changed)}
		}
		if _, err := VerifyWebhook(webhookSecret, header, body, VerifyAt(webhookTime)); err == nil {
			t.Fatalf("part %d, bit %d: verified", part, bit)
		}
	}
}

func TestEachReasonForARefusalHasItsKind(t *testing.T) {
	without := webhookHeader()
	without.Del("Webhook-Id")
	spoilt := webhookHeader()
	spoilt.Set("Webhook-Timestamp", "soon")
	for _, refused := range []struct {
		header http.Header
		body   string
		now    time.Time
		kind   ErrorKind
	}{
		{without, string(webhookBody), webhookTime, ErrWebhookMissingHeader},
		{nil, string(webhookBody), webhookTime, ErrWebhookMissingHeader},
		{webhookHeader(), string(webhookBody), webhookTime.Add(301 * time.Second), ErrWebhookStale},
		{webhookHeader(), string(webhookBody), webhookTime.Add(-301 * time.Second), ErrWebhookFuture},
		{webhookHeader(), string(webhookBody) + "\x00", webhookTime, ErrWebhookBadSignature},
		{webhookHeader(), "", webhookTime, ErrWebhookBadSignature},
		{webhookHeader(), "\xff\xfe", webhookTime, ErrWebhookBadSignature},
		{spoilt, string(webhookBody), webhookTime, ErrWebhookMalformed},
	} {
		_, err := VerifyWebhook(webhookSecret, refused.header, []byte(refused.body), VerifyAt(refused.now))
		if !errors.Is(err, refused.kind) {
			t.Errorf("expected %v, found %v", refused.kind, err)
		}
		if err != nil && strings.Contains(err.Error(), webhookSecret[6:]) {
			t.Error("the secret is in the error")
		}
	}
}

// What a stranger sends is the webhook's fault, and what other headers hold is nobody's.
func TestWebhookHeadersThatAreNotTextAreRefused(t *testing.T) {
	header := signed(`{}`)
	header["X-Other"] = []string{"a\xff"}
	header["X-\xff"] = []string{"a"}
	must(VerifyWebhook(webhookSecret, header, []byte(`{}`), VerifyAt(webhookTime)))
	for name := range webhookHeaders {
		header := signed(`{}`)
		header[name] = []string{header[name][0] + "\xff"}
		_, err := VerifyWebhook(webhookSecret, header, []byte(`{}`), VerifyAt(webhookTime))
		failed := failure(t, err, ErrWebhookMalformed)
		equal(t, "named", name+": expected UTF-8", failed.Message)
	}
}

func TestWebhooksOfTheSandboxAreGenuine(t *testing.T) {
	sandbox, client := start(t)
	secret := must(sandbox.WebhookSecret())
	events := make(chan *WebhookEvent, 10)
	consumer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		event, err := VerifyWebhook(secret, r.Header, must(io.ReadAll(r.Body)))
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		events <- event
	}))
	defer consumer.Close()
	ctx := context.Background()
	request := WebhookConsumerRequest{URL: consumer.URL, EventTypes: []string{"connection.connected", "read.completed"}}
	must(client.Webhooks.Create(ctx, request))
	company := must(client.Companies.Create(ctx, CompanyRequest{Name: "Toft Bakery"}))
	connection := must(sandbox.LinkPlatform(company.ID, "gbol"))
	check(t, sandbox.SetPullTime(0))
	must(client.Refresh.ByDataType(ctx, company.ID, "invoices", ""))

	var connected, read *WebhookEvent
	for _, event := range []**WebhookEvent{&connected, &read} {
		select {
		case *event = <-events:
		case <-time.After(patience):
			t.Fatalf("no webhook came: %v", must(sandbox.Webhooks(0)))
		}
	}
	equal(t, "first", "connection.connected", connected.EventType)
	equal(t, "connection", connection, connected.Body.Payload.Connection.ID)
	equal(t, "company", "Toft Bakery", connected.Body.Payload.ReferenceCompany.Name)
	equal(t, "second", "read.completed", read.EventType)
	equal(t, "data", "invoices", read.Body.Payload.DataTypes[0].DataType)
	// It is written down after the response.
	eventually(t, "the deliveries to be written down", func() bool {
		for _, webhook := range must(sandbox.Webhooks(0)) {
			if webhook.Status != "delivered" {
				return false
			}
		}
		return true
	})
}
