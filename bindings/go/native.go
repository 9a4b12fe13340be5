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
	char *document;
	size_t length;
} go_outcome;

static go_outcome go_out(CodatStatus status, void *handle, char *document) {
	go_outcome outcome = {status, (uintptr_t)handle, document, document ? strlen(document) : 0};
	return outcome;
}

// In log.go. The logger's number is one, and no pointer to Go's memory.
extern void codatGoHear(uintptr_t logger, int32_t level, char *line);

// Whether a logger's handler runs on this thread: of its own calls it is told nothing.
static __thread bool go_is_mute;

static void go_mute(bool mute) { go_is_mute = mute; }

static void go_hear(void *user_data, int32_t level, const char *line) {
	if (!go_is_mute) {
		codatGoHear((uintptr_t)user_data, level, (char *)line);
	}
}

// In progress.go.
extern int32_t codatGoProgress(uintptr_t listener, char *event, size_t length);

static int32_t go_progress(void *user_data, const char *event) {
	return codatGoProgress((uintptr_t)user_data, (char *)event, strlen(event));
}

static go_outcome go_client_new(const char *config, int32_t level, uintptr_t logger) {
	CodatClient *client = NULL;
	char *document = NULL;
	CodatLogCallback callback = logger ? go_hear : NULL;
	CodatStatus status = codat_client_new_with_log(config, level, callback, (void *)logger, &client, &document);
	return go_out(status, client, document);
}

static go_outcome go_context_new(const char *options, uintptr_t listener) {
	CodatContext *context = NULL;
	char *document = NULL;
	CodatProgressCallback callback = listener ? go_progress : NULL;
	CodatStatus status =
		codat_context_new_with_progress(options, callback, (void *)listener, &context, &document);
	return go_out(status, context, document);
}

static go_outcome go_pager_new(uintptr_t client, uintptr_t context, const char *operation, const char *input) {
	CodatPager *pager = NULL;
	char *document = NULL;
	CodatStatus status = codat_pager_new(
		(CodatClient *)client, (CodatContext *)context, operation, input, &pager, &document);
	return go_out(status, pager, document);
}

static go_outcome go_pager_next(uintptr_t pager) {
	char *document = NULL;
	CodatStatus status = codat_pager_next((CodatPager *)pager, &document);
	return go_out(status, NULL, document);
}

static go_outcome go_sandbox_start(const char *config) {
	CodatSandbox *sandbox = NULL;
	char *document = NULL;
	CodatStatus status = codat_sandbox_start(config, &sandbox, &document);
	return go_out(status, sandbox, document);
}

static go_outcome go_call(uintptr_t client, uintptr_t context, const char *operation, const char *input) {
	char *document = NULL;
	CodatStatus status = codat_call((CodatClient *)client, (CodatContext *)context, operation, input, &document);
	return go_out(status, NULL, document);
}

static go_outcome go_sandbox_control(uintptr_t sandbox, const char *action, const char *input) {
	char *document = NULL;
	CodatStatus status = codat_sandbox_control((CodatSandbox *)sandbox, action, input, &document);
	return go_out(status, NULL, document);
}

static go_outcome go_operations(void) {
	char *document = NULL;
	CodatStatus status = codat_operations(&document);
	return go_out(status, NULL, document);
}

static go_outcome go_webhook_verify(
	const char *secret, const char *headers, const uint8_t *body, size_t length, const char *options) {
	char *document = NULL;
	CodatStatus status = codat_webhook_verify(secret, headers, body, length, options, &document);
	return go_out(status, NULL, document);
}

static void go_context_cancel(uintptr_t context) { codat_context_cancel((CodatContext *)context); }
static void go_context_free(uintptr_t context) { codat_context_free((CodatContext *)context); }
static void go_pager_free(uintptr_t pager) { codat_pager_free((CodatPager *)pager); }
static CodatStatus go_client_free(uintptr_t client) { return codat_client_free((CodatClient *)client); }
static CodatStatus go_sandbox_stop(uintptr_t sandbox) { return codat_sandbox_stop((CodatSandbox *)sandbox); }
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// LiveObjects tells how many objects of the library are alive in the process: clients, sandboxes and what
// calls under way use. It is 0 when everything was closed: a test can ask at its end.
func LiveObjects() int64 { return int64(C.codat_live_objects()) }

// Version is the version of the library, such as "0.1.0".
func Version() string { return C.GoString(C.codat_version()) }

// outcome is what a function of the library came out with. Its document is the library's memory: read it
// before free, and keep no part of it.
type outcome struct {
	status   int32
	handle   uintptr
	document []byte
	memory   *C.char
}

func received(out C.go_outcome) outcome {
	document := unsafe.Slice((*byte)(unsafe.Pointer(out.document)), int(out.length))
	return outcome{int32(out.status), uintptr(out.handle), document, out.document}
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

// nativeMute sets whether loggers are told nothing of calls on this thread, to which the goroutine must be locked.
func nativeMute(mute bool) { C.go_mute(C.bool(mute)) }

func nativeClientNew(config []byte, level int32, logger uintptr) outcome {
	return received(C.go_client_new(jsonText(config), C.int32_t(level), C.uintptr_t(logger)))
}

func nativeContextNew(options []byte, listener uintptr) outcome {
	return received(C.go_context_new(jsonText(options), C.uintptr_t(listener)))
}

func nativePagerNew(client, context uintptr, operation string, input []byte) outcome {
	return received(C.go_pager_new(C.uintptr_t(client), C.uintptr_t(context), text(operation), jsonText(input)))
}

func nativePagerNext(pager uintptr) outcome    { return received(C.go_pager_next(C.uintptr_t(pager))) }
func nativeSandboxStart(config []byte) outcome { return received(C.go_sandbox_start(jsonText(config))) }
func nativeOperations() outcome                { return received(C.go_operations()) }

func nativeCall(client, context uintptr, operation string, input []byte) outcome {
	return received(C.go_call(C.uintptr_t(client), C.uintptr_t(context), text(operation), jsonText(input)))
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

func checkABI() error { return checkVersion(uint32(C.codat_abi_version())) }

// checkVersion refuses a library whose functions are not those that this package was compiled for.
func checkVersion(found uint32) error {
	if found == C.CODAT_ABI_VERSION {
		return nil
	}
	return &Error{Kind: ErrUnsupported, Message: fmt.Sprintf(
		"the libcodat that was loaded (version %s) has ABI version %d, and this program was compiled for %d: "+
			"install the library that goes with it, or compile again", Version(), found, int(C.CODAT_ABI_VERSION))}
}
