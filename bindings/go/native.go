package codat

// Everything that crosses into the library is in this file.

/*
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "codat.h"

// What a function came out with. The handle travels as the number that it is: Go must not take it for a
// pointer.
typedef struct {
	CodatStatus status;
	uintptr_t handle;
	uint64_t call;
	char *response;
	size_t length;
} go_outcome;

static go_outcome go_out(CodatStatus status, void *handle, char *response) {
	go_outcome outcome = {status, (uintptr_t)handle, 0, response, response ? strlen(response) : 0};
	return outcome;
}

// In log.go. The call's number is one, and no pointer to Go's memory.
extern void codatGoLog(uintptr_t call, int32_t level, char *line);

// The blocking call that this thread makes, if it has a listener.
static __thread uintptr_t go_logging;

// Whether a logger's handler runs on this thread.
static __thread bool go_mute;

static void go_set_mute(bool mute) { go_mute = mute; }
static bool go_is_mute(void) { return go_mute; }

static void go_hear(void *user_data, int32_t level, const char *line) {
	(void)user_data;
	if (go_logging) {
		codatGoLog(go_logging, level, (char *)line);
	}
}

static go_outcome go_client_new(const char *config, int32_t level) {
	CodatClient *client = NULL;
	char *response = NULL;
	CodatLogCallback callback = level ? go_hear : NULL;
	CodatStatus status = codat_client_new_with_log(config, level, callback, NULL, &client, &response);
	return go_out(status, client, response);
}

static go_outcome go_context_new(const char *options) {
	CodatContext *context = NULL;
	char *response = NULL;
	CodatStatus status = codat_context_new(options, &context, &response);
	return go_out(status, context, response);
}

static go_outcome go_pager_new(uintptr_t client, uintptr_t context, const char *operation, const char *input) {
	CodatPager *pager = NULL;
	char *response = NULL;
	CodatStatus status = codat_pager_new(
		(CodatClient *)client, (CodatContext *)context, operation, input, &pager, &response);
	return go_out(status, pager, response);
}

static go_outcome go_begun(CodatStatus status, uint64_t call, char *response) {
	go_outcome outcome = {status, 0, call, response, response ? strlen(response) : 0};
	return outcome;
}

static go_outcome go_pager_begin_next(uintptr_t pager, uintptr_t queue, uintptr_t mailbox) {
	uint64_t call = 0;
	char *response = NULL;
	CodatStatus status =
		codat_pager_begin_next((CodatPager *)pager, (CodatQueue *)queue, (void *)mailbox, &call, &response);
	return go_begun(status, call, response);
}

static go_outcome go_begin(
	uintptr_t client, const char *operation, const char *input, const char *options, uintptr_t queue, uintptr_t mailbox) {
	uint64_t call = 0;
	char *response = NULL;
	CodatStatus status = codat_begin(
		(CodatClient *)client, NULL, operation, input, options, (CodatQueue *)queue, (void *)mailbox, &call, &response);
	return go_begun(status, call, response);
}

static go_outcome go_queue_new(void) {
	CodatQueue *queue = NULL;
	char *response = NULL;
	CodatStatus status = codat_queue_new(NULL, NULL, NULL, &queue, &response);
	return go_out(status, queue, response);
}

// An event, whose user data is the number of a mailbox.
typedef struct {
	uintptr_t mailbox;
	int32_t kind;
	go_outcome outcome;
} go_message;

#define GO_MESSAGES 64

static int32_t go_queue_take(uintptr_t queue, int32_t timeout_ms, go_message *messages) {
	CodatEvent events[GO_MESSAGES];
	int32_t count = codat_queue_take((CodatQueue *)queue, events, GO_MESSAGES, timeout_ms);
	for (int32_t i = 0; i < count; i++) {
		go_outcome outcome = {events[i].number, 0, 0, events[i].document, events[i].length};
		go_message message = {(uintptr_t)events[i].user_data, events[i].kind, outcome};
		messages[i] = message;
	}
	return count;
}

static go_outcome go_sandbox_start(const char *config) {
	CodatSandbox *sandbox = NULL;
	char *response = NULL;
	CodatStatus status = codat_sandbox_start(config, &sandbox, &response);
	return go_out(status, sandbox, response);
}

static go_outcome go_call(
	uintptr_t client, uintptr_t context, const char *operation, const char *input, uintptr_t logging) {
	char *response = NULL;
	go_logging = logging;
	CodatStatus status = codat_call((CodatClient *)client, (CodatContext *)context, operation, input, &response);
	go_logging = 0;
	return go_out(status, NULL, response);
}

static go_outcome go_sandbox_control(uintptr_t sandbox, const char *action, const char *input) {
	char *response = NULL;
	CodatStatus status = codat_sandbox_control((CodatSandbox *)sandbox, action, input, &response);
	return go_out(status, NULL, response);
}

static go_outcome go_operations(void) {
	char *response = NULL;
	CodatStatus status = codat_operations(&response);
	return go_out(status, NULL, response);
}

static go_outcome go_webhook_verify(
	const char *secret, const char *headers, const uint8_t *body, size_t length, const char *options) {
	char *response = NULL;
	CodatStatus status = codat_webhook_verify(secret, headers, body, length, options, &response);
	return go_out(status, NULL, response);
}

static void go_context_cancel(uintptr_t context) { codat_context_cancel((CodatContext *)context); }
static void go_call_cancel(uintptr_t queue, uint64_t call) { codat_call_cancel((CodatQueue *)queue, call); }
static void go_call_stop(uintptr_t queue, uint64_t call) { codat_call_stop((CodatQueue *)queue, call); }
static int32_t go_queue_fd(uintptr_t queue) { return codat_queue_fd((CodatQueue *)queue); }
static void go_context_free(uintptr_t context) { codat_context_free((CodatContext *)context); }
static void go_pager_free(uintptr_t pager) { codat_pager_free((CodatPager *)pager); }
static CodatStatus go_client_free(uintptr_t client) { return codat_client_free((CodatClient *)client); }
static CodatStatus go_sandbox_stop(uintptr_t sandbox) { return codat_sandbox_stop((CodatSandbox *)sandbox); }
*/
import "C"

import "unsafe"

// abiVersion is the version of the functions that this package was compiled for.
const abiVersion = C.CODAT_ABI_VERSION

func nativeABIVersion() uint32 { return uint32(C.codat_abi_version()) }
func nativeVersion() string    { return C.GoString(C.codat_version()) }
func nativeLiveObjects() int64 { return int64(C.codat_live_objects()) }

// outcome is what a function of the library returned. Its bytes are the library's memory: read them before free, and
// keep no part of them.
type outcome struct {
	status   int32
	handle   uintptr
	call     uint64
	document []byte
	memory   *C.char
}

func received(out C.go_outcome) outcome {
	document := unsafe.Slice((*byte)(unsafe.Pointer(out.response)), int(out.length))
	return outcome{int32(out.status), uintptr(out.handle), uint64(out.call), document, out.response}
}

func (o outcome) free() { C.codat_string_free(o.memory) }

// text is a string as C wants it, with a closing NUL.
func text(s string) *C.char {
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(append([]byte(s), 0))))
}

// jsonText is JSON of this package's own making as C wants it; it holds no NUL.
func jsonText(b []byte) *C.char {
	return (*C.char)(unsafe.Pointer(unsafe.SliceData(append(b, 0))))
}

// nativeMute sets whether a logger's handler runs on this thread, to which the goroutine must be locked.
func nativeMute(mute bool) { C.go_set_mute(C.bool(mute)) }

func nativeIsMute() bool { return bool(C.go_is_mute()) }

func nativeClientNew(config []byte, level int32) outcome {
	return received(C.go_client_new(jsonText(config), C.int32_t(level)))
}

func nativeContextNew(options []byte) outcome { return received(C.go_context_new(jsonText(options))) }

// message is an event of a begun call: the outcome is the call's, or has the level and the line, or the progress.
type message struct {
	mailbox uintptr // the number that the call was begun with
	kind    int32
	outcome
}

// What a message is.
const (
	endOfCall = C.CODAT_EVENT_DONE
	logLine   = C.CODAT_EVENT_LOG
	progress  = C.CODAT_EVENT_PROGRESS
)

func nativeQueueNew() outcome           { return received(C.go_queue_new()) }
func nativeQueueFD(queue uintptr) int32 { return int32(C.go_queue_fd(C.uintptr_t(queue))) }

// taken is room for what one goroutine takes out of the queue.
var taken [C.GO_MESSAGES]C.go_message

// nativeQueueTake takes a few messages out of the queue; none if there were none in the time.
func nativeQueueTake(queue uintptr, timeout int32) []message {
	count := int(C.go_queue_take(C.uintptr_t(queue), C.int32_t(timeout), &taken[0]))
	messages := make([]message, max(count, 0))
	for i := range messages {
		each := taken[i]
		messages[i] = message{uintptr(each.mailbox), int32(each.kind), received(each.outcome)}
	}
	return messages
}

func nativeBegin(client uintptr, operation string, input, options []byte, queue, mailbox uintptr) outcome {
	return received(C.go_begin(C.uintptr_t(client), text(operation), jsonText(input), jsonText(options),
		C.uintptr_t(queue), C.uintptr_t(mailbox)))
}

func nativePagerBeginNext(pager, queue, mailbox uintptr) outcome {
	return received(C.go_pager_begin_next(C.uintptr_t(pager), C.uintptr_t(queue), C.uintptr_t(mailbox)))
}

func nativeCallCancel(queue uintptr, call uint64) {
	C.go_call_cancel(C.uintptr_t(queue), C.uint64_t(call))
}
func nativeCallStop(queue uintptr, call uint64) { C.go_call_stop(C.uintptr_t(queue), C.uint64_t(call)) }

func nativePagerNew(client, context uintptr, operation string, input []byte) outcome {
	return received(C.go_pager_new(C.uintptr_t(client), C.uintptr_t(context), text(operation), jsonText(input)))
}

func nativeSandboxStart(config []byte) outcome { return received(C.go_sandbox_start(jsonText(config))) }
func nativeOperations() outcome                { return received(C.go_operations()) }

func nativeCall(client, context uintptr, operation string, input []byte, logging uintptr) outcome {
	return received(C.go_call(
		C.uintptr_t(client), C.uintptr_t(context), text(operation), jsonText(input), C.uintptr_t(logging)))
}

func nativeSandboxControl(sandbox uintptr, action string, input []byte) outcome {
	return received(C.go_sandbox_control(C.uintptr_t(sandbox), text(action), jsonText(input)))
}

func nativeWebhookVerify(secret string, headers, body, options []byte) outcome {
	bytes := (*C.uint8_t)(unsafe.SliceData(body))
	return received(C.go_webhook_verify(
		text(secret), jsonText(headers), bytes, C.size_t(len(body)), jsonText(options)))
}

func nativeContextCancel(context uintptr) { C.go_context_cancel(C.uintptr_t(context)) }
func nativeContextFree(context uintptr)   { C.go_context_free(C.uintptr_t(context)) }
func nativePagerFree(pager uintptr)       { C.go_pager_free(C.uintptr_t(pager)) }
func nativeClientFree(client uintptr)     { C.go_client_free(C.uintptr_t(client)) }
func nativeSandboxStop(sandbox uintptr)   { C.go_sandbox_stop(C.uintptr_t(sandbox)) }

func nativeStatusName(status int32) string { return C.GoString(C.codat_status_name(C.int32_t(status))) }
