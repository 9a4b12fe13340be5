package codat

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"
)

// Webhooks has the operations on webhook consumers; see [Client]. Every method may fail with an [*Error]. To
// check what they are sent: [VerifyWebhook].
type Webhooks struct{ shared *caller }

func (w *Webhooks) caller() *caller { return (*service)(w).caller() }

// List lists all webhook consumers. This is the service's operation list-webhook-consumers.
func (w *Webhooks) List(ctx context.Context, options ...CallOption) (*WebhookConsumerList, error) {
	return ask[WebhookConsumerList](ctx, w.caller(), "webhooks.list", struct{}{}, options)
}

// Create creates a webhook consumer, of which there can be 50. A lost response never creates a second one. This is
// the service's operation create-webhook-consumer.
func (w *Webhooks) Create(
	ctx context.Context, request WebhookConsumerRequest, options ...CallOption,
) (*WebhookConsumer, error) {
	return ask[WebhookConsumer](ctx, w.caller(), "webhooks.create", request, options)
}

// Delete deletes a webhook consumer. This is the service's operation delete-webhook-consumer. It has no idempotency
// key: if the outcome of a call is unknown, call again; [ErrNotFound] then means that it is done.
func (w *Webhooks) Delete(ctx context.Context, webhookID string, options ...CallOption) error {
	return w.caller().call(ctx, "webhooks.delete", webhookInput{webhookID}, options, nil)
}

// RotateZapierKey returns a new integration key for Zapier, a secret, and revokes the previous one. This is the
// service's operation rotate-zapier-key.
func (w *Webhooks) RotateZapierKey(ctx context.Context, options ...CallOption) (*ZapierKey, error) {
	return ask[ZapierKey](ctx, w.caller(), "webhooks.rotate_zapier_key", struct{}{}, options)
}

// WebhookEvent is an event that the service did send.
type WebhookEvent struct {
	// ID is its identifier: an event that is delivered again has the same.
	ID string `json:"id"`
	// Timestamp is when it was sent, in Unix seconds.
	Timestamp int64 `json:"timestamp"`
	// EventType is what happened, such as "read.completed"; empty if the body does not say.
	EventType string `json:"eventType,omitzero"`
	// Body is what it says.
	Body WebhookBody `json:"body"`
}

// VerifyOption is an option of [VerifyWebhook].
type VerifyOption func(*verifyOptions)

type verifyOptions struct {
	Tolerance *int64 `json:"toleranceSeconds,omitzero"`
	Now       *int64 `json:"now,omitzero"`
	secrets   []string
}

// VerifyTolerance sets how far the event's time may be from now, to either side, in whole seconds. Default: five
// minutes.
func VerifyTolerance(tolerance time.Duration) VerifyOption {
	return func(o *verifyOptions) { o.Tolerance = Ptr(int64(tolerance / time.Second)) }
}

// VerifyAt sets what time it is. Default: the system's time.
func VerifyAt(now time.Time) VerifyOption {
	return func(o *verifyOptions) { o.Now = Ptr(now.Unix()) }
}

// VerifyAlsoWith accepts another secret too, while a consumer's secret is being changed.
func VerifyAlsoWith(secret string) VerifyOption {
	return func(o *verifyOptions) { o.secrets = append(o.secrets, secret) }
}

// VerifyWebhook checks that a webhook comes from the service and is recent. Respond to its request with 2xx only if the
// event that it returns is not nil. The secret is the consumer's, "whsec_…"; the body is the request's as it arrived, byte
// for byte. Nothing is sent, no client is needed, and any number of goroutines may call it at once.
//
// It fails with [ErrWebhookMissingHeader], [ErrWebhookMalformed], [ErrWebhookBadSignature], [ErrWebhookStale],
// [ErrWebhookFuture], or [ErrInvalidArgument] for an invalid secret. If the webhook is genuine and recent but a field
// of its body is not of the type that this version has for it, there is an event beside ErrWebhookMalformed: it lacks what
// does not fit, and you have the body.
func VerifyWebhook(
	secret string, header http.Header, body []byte, options ...VerifyOption,
) (*WebhookEvent, error) {
	if err := checkABI(); err != nil {
		return nil, err
	}
	chosen := verifyOptions{secrets: []string{secret}}
	for _, option := range options {
		if option != nil {
			option(&chosen)
		}
	}
	secrets := strings.Join(chosen.secrets, " ")
	if err := passable("secret", secrets); err != nil {
		return nil, err
	}
	headers, err := signedHeaders(header)
	if err != nil {
		return nil, err
	}
	text, err := encodeInput(chosen)
	if err != nil {
		return nil, err
	}
	out := nativeWebhookVerify(secrets, headers, body, text)
	defer out.free()
	event := new(WebhookEvent)
	err = readDocument(out, "", event, nil)
	switch failed := (*Error)(nil); {
	case err == nil:
		return event, nil
	case out.status == 0 && errors.As(err, &failed):
		failed.Kind = ErrWebhookMalformed
		failed.Message = strings.Replace(failed.Message, "the response does", "the webhook is genuine, and does", 1)
		return event, failed
	default:
		return nil, err
	}
}

// signedHeaders are the headers that can be a webhook's, as JSON. Others may hold what they like. What is not UTF-8, as
// the service never sends it, must not pass for something else.
func signedHeaders(header http.Header) ([]byte, error) {
	chosen := map[string][]string{}
	for name, values := range header {
		lower := strings.ToLower(name)
		if !strings.HasPrefix(lower, "webhook-") && !strings.HasPrefix(lower, "svix-") {
			continue
		}
		for _, value := range values {
			if !utf8.ValidString(name + value) {
				name = strings.ToValidUTF8(name, "\uFFFD")
				return nil, &Error{Kind: ErrWebhookMalformed, Member: name, Message: name + ": expected UTF-8"}
			}
		}
		chosen[name] = values
	}
	return json.Marshal(chosen)
}
