/*
 * libcodat: a client for Codat's Platform API. It contains a sandbox, which imitates the service.
 *
 * Functions take and return JSON, as UTF-8 strings that end with NUL:
 *
 *     CodatClient *client;
 *     char *response;
 *     CodatStatus status = codat_client_new("{\"apiKey\":\"…\"}", &client, &response);
 *     if (status != CODAT_OK) {
 *         fprintf(stderr, "%s\n", response);
 *         codat_string_free(response);
 *         return 1;
 *     }
 *     status = codat_companies_create(client, NULL, "{\"name\":\"Toft Bakery\"}", &response);
 *     fprintf(status == CODAT_OK ? stdout : stderr, "%s\n", response);
 *     codat_string_free(response);
 *     codat_client_free(client);
 *     return status == CODAT_OK ? 0 : 1;
 *
 * Operations. An operation is one request to the service, such as companies.create, or a workflow
 * of several requests, such as companies.create_many. Each operation has a separate function, which
 * waits until the operation ends. The comment of each function describes its input JSON and its
 * `result`. Its C parameters are those of codat_call(), without `operation`. codat_call() calls any
 * operation by its name and waits. codat_begin() begins any operation and returns at once; such a
 * call is a begun call.
 *
 * Responses. On success, the response JSON is {"result":…,"meta":{…}}. `result` is the body of the
 * service's response verbatim, or null if the operation returns no body. Workflows, and functions
 * that send no request, describe their own `result`. On failure, the response JSON is
 * {"error":{…},"meta":{…}}; it is also called the error JSON.
 * - error always has kind, message, retryable and outcomeUnknown. It also has each of these fields
 *   whose value is known: operation, `member` (the invalid field), httpStatus, correlationId,
 *   detailedErrorCode, validation, idempotencyKey, advice, responseBody and retryAfterMs.
 * - meta always has attempts and elapsedMs. It also has each of these fields whose value is known:
 *   status, idempotencyKey,
 *   queuedMs (how long the call waited for a connection, or for a pause that the service demanded)
 *   and rateLimit {limit, remaining, reset}.
 *
 * Parameters. A parameter may be NULL only if its description says so. If output_json is NULL, a
 * function does nothing and returns CODAT_INVALID_ARGUMENT. The library reads the strings that you
 * pass while the call runs, and never afterwards. It never uses what user_data points to.
 *
 * Memory. You own every string that you receive through output_json or error_json: free it once,
 * with codat_string_free(). Freeing a string twice is undefined behavior. Free each handle once,
 * with the function of its kind. For a handle that is NULL, was freed already or is of another
 * kind, a function returns CODAT_INVALID_HANDLE, unless its description says otherwise.
 *
 * Out of memory. If there is no memory for a response, which can be as large as maxResponseBytes,
 * the call returns CODAT_OUT_OF_MEMORY, and the library remains usable. If any other allocation
 * fails, for example for an input or for the lists of create_many, the process ends with abort(),
 * unless a description says otherwise. If a call returns CODAT_PANIC, which means a defect in this
 * library, output_json may receive a constant string. Pass it to codat_string_free() as usual: the
 * function recognizes it.
 *
 * Input. The input of an operation is one flat JSON object: parameters of the path, of the query
 * and of the body are fields side by side. If a required field is missing, or if a field is
 * unknown, duplicate or of the wrong type, the call sends nothing and returns
 * CODAT_INVALID_ARGUMENT. The error names the field and what was expected. A field that is null
 * counts as absent. The same rules apply to configurations and options.
 *
 * Every operation that is one request, and no workflow, also takes extra: an object with fields
 * that are not in its description. They are sent as they are: in the body of a POST, PUT or PATCH,
 * in the query of a GET or DELETE. The operation's own fields cannot be in extra. Exceptions: extra
 * is refused by codat_connections_update_authorization(), whose body is a field already, and by
 * codat_request().
 *
 * Retries. All attempts of a POST or PATCH carry the same idempotency key (meta.idempotencyKey), so
 * the service does the work at most once. 80 minutes after the library first sent a key, it refuses
 * to send it again. It repeats a request:
 * - if an attempt timed out, the library could not connect, or the connection broke; but not after
 *   a TLS error, or if the proxy refused
 * - after the statuses 408, 429, 502, 503, 504, 520 to 524, 527 and 530
 * - after a 500, except to a POST or PATCH
 * - after a 409 to a POST or PATCH, if another request with the same key may still be running
 *
 * error.retryable is true if the failure is one of these. The library has then stopped repeating
 * the request, because no retries or no time were left.
 *
 * Outcomes. If a call fails and error.outcomeUnknown is true, the service may have done the work.
 * error.advice says what to do:
 * - POST and PATCH: repeat the call in a context whose idempotencyKey is error.idempotencyKey. If
 *   you repeat it within 80 minutes of the first attempt, the service does the work at most once.
 *   Later, and after the status 500, which the service repeats for the same key, check whether the
 *   work was done, and call again, without the key, only if it was not.
 * - PUT: repeat the call unchanged.
 * - DELETE: repeat the call, and treat CODAT_NOT_FOUND as success.
 *
 * Threads. Any number of threads may call any functions at the same time, with the same handles
 * too. A call needs 64 KiB of stack, in a debug build 256 KiB. To end a call, cancel its context.
 * pthread_cancel() does not end a call: the thread ends at its first cancellation point after the
 * call. Free the response JSON in a cleanup handler. A thread that calls the library must not have
 * the cancellation type PTHREAD_CANCEL_ASYNCHRONOUS. dlclose() is allowed when no call runs; the
 * library remains mapped.
 *
 * Callbacks. While a callback runs, the library holds no lock, and pthread cancellation is disabled
 * on this thread. A callback may call every function of this library, with these limits:
 * - No longjmp() and no C++ exception may leave a callback.
 * - A wake callback must not call functions that block.
 * - If a callback runs during codat_pager_next(), on the same thread, it must not request a page of
 *   that pager.
 * - A callback must not free the user_data of a client.
 * - A callback must not call fork().
 *
 * A callback may call pthread_exit(). On a thread of the library, this ends only the callback. On a
 * thread of the program, the thread ends only after the call:
 * - interrupt callback: the call ends with CODAT_CANCELLED.
 * - progress callback: the operation stops, as after a value other than 0.
 * - log callback: the call runs to its normal end.
 *
 * The library then frees the response JSON of this call, and the thread runs its cleanup functions
 * and ends with the value NULL.
 *
 * Processes. A child of fork() can create a client or continue to use its parent's client, which
 * opens separate connections in the child. A call that was in flight in another thread continues
 * only in the parent. If one process cancels a context, the other process's calls continue.
 *
 * Signals. The library installs no signal handlers and never raises SIGPIPE. Its own threads block
 * all signals except SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP and SIGABRT. If main() ends with
 * pthread_exit(), let a thread of your own handle SIGTERM, because the library's threads block it.
 * Only these functions are async-signal-safe: codat_context_cancel(), codat_abi_version() and
 * codat_version(). A signal handler can therefore cancel all calls of a context:
 *
 *     static CodatContext *all_calls; // created before the handler is installed, freed after it is removed
 *     static void on_interrupt(int signal) { (void)signal; codat_context_cancel(all_calls); }
 */


#ifndef CODAT_H
#define CODAT_H

#include <stddef.h>
#include <stdint.h>


// The version of the functions in this header. codat_abi_version() returns the version of the
// loaded library. If the two differ, do not use that library.
#define CODAT_ABI_VERSION 1

// The outcome of a call: `CODAT_OK`, or the kind of failure. On failure, `error.kind` in the
// response JSON is the same kind in lower case and without the prefix, such as `"not_found"`.
// Numbers never change their meaning. Later versions may add numbers: treat an unknown number as a
// failure.
enum CodatStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Success; the response JSON has `result`.
    CODAT_OK = 0,
    // The library refused the input or the configuration, and sent nothing. `error.member` is the
    // invalid field, if a single field is invalid.
    CODAT_INVALID_ARGUMENT = 1,
    // The service refused the request as malformed (HTTP 400, or another 4xx that is not in this
    // list).
    CODAT_BAD_REQUEST = 2,
    // The API key is wrong (401).
    CODAT_UNAUTHORIZED = 3,
    // The account's limit is reached, for example of companies on a free plan (402).
    CODAT_PAYMENT_REQUIRED = 4,
    // The API key has no permission for the operation (403).
    CODAT_FORBIDDEN = 5,
    // The service has no such company, group or other resource (404).
    CODAT_NOT_FOUND = 6,
    // The request conflicts with the present state, for example with the limit of groups (409).
    CODAT_CONFLICT = 7,
    // The idempotency key was used before, with another request (422).
    CODAT_UNPROCESSABLE = 8,
    // Too many requests, or the daily quota is used up (429). `error.retryAfterMs` is how long to
    // wait.
    CODAT_RATE_LIMITED = 9,
    // The service failed or is in maintenance (5xx).
    CODAT_SERVER = 10,
    // The response cannot be the result: it is not JSON, is incomplete, is too large, is a redirect,
    // or belongs to another request.
    CODAT_UNEXPECTED_RESPONSE = 11,
    // The library could not connect, or the connection broke before the response was complete. Also:
    // the process has no thread or file descriptor left.
    CODAT_CONNECTION = 12,
    // The response did not arrive within the time allowed, or the service responded 408.
    CODAT_TIMEOUT = 13,
    // The call was cancelled: by codat_context_cancel() or codat_call_cancel(), by an interrupt
    // callback, or because its pager was freed.
    CODAT_CANCELLED = 14,
    // This library has a defect: please report it. The library remains usable.
    CODAT_PANIC = 15,
    // There was not enough memory for the response. The library remains usable.
    CODAT_OUT_OF_MEMORY = 16,
    // A handle is NULL, was freed already, or is of another kind.
    CODAT_INVALID_HANDLE = 17,
    // This library was built without the feature that the call needs.
    CODAT_UNSUPPORTED = 18,
    // The sandbox could not be started, or its database failed; the message says why.
    CODAT_SANDBOX = 19,
    // A webhook lacks one of its three headers.
    CODAT_WEBHOOK_MISSING_HEADER = 20,
    // A webhook is genuine but older than the tolerance: it arrived late, or somebody sent it
    // again.
    CODAT_WEBHOOK_STALE = 21,
    // A webhook is genuine, but its time is ahead of this machine's by more than the tolerance: a
    // clock is wrong.
    CODAT_WEBHOOK_FUTURE = 22,
    // No signature of a webhook is valid: the service did not send the webhook, somebody changed
    // it, or the secret is wrong.
    CODAT_WEBHOOK_BAD_SIGNATURE = 23,
    // A webhook has the wrong form: a header is not a timestamp or a signature, or the body is not
    // a JSON object.
    CODAT_WEBHOOK_MALFORMED = 24,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum CodatStatus CodatStatus;
#else
typedef int32_t CodatStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// The severity of a log event. A client reports the events of its level and of all levels with
// lower numbers.
enum CodatLogLevel
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // A call failed, for example because of a timeout, a lost connection, or a status 429 or 5xx.
    CODAT_LOG_ERROR = 1,
    // An attempt failed, and the library sends the request again.
    CODAT_LOG_WARN = 2,
    // The service or the library refused a call, or a call was cancelled.
    CODAT_LOG_INFO = 3,
    // A call succeeded.
    CODAT_LOG_DEBUG = 4,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum CodatLogLevel CodatLogLevel;
#else
typedef int32_t CodatLogLevel;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// The kind of an event of a begun call.
enum CodatEventKind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // The call ended. This is the call's last event.
    CODAT_EVENT_DONE = 1,
    // A log line; see `CodatLogCallback`.
    CODAT_EVENT_LOG = 2,
    // Progress; see `CodatProgressCallback`.
    CODAT_EVENT_PROGRESS = 3,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum CodatEventKind CodatEventKind;
#else
typedef int32_t CodatEventKind;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// A client: a configuration, and a pool of connections that the client's calls share. Create one
// client and keep it. Any number of threads may use the client at once.
typedef struct CodatClient CodatClient;

// Options of one or more calls, and the means to cancel these calls. Any number of threads may use
// a context at once.
typedef struct CodatContext CodatContext;

// Goes through the pages of a list. While you work on one page, the library prefetches the next
// one. Several threads may use a pager at once: each of them gets a different page, one after the
// other.
typedef struct CodatPager CodatPager;

// Receives the events of begun calls: their ends, log lines and progress. Any number of threads
// may use a queue at once.
typedef struct CodatQueue CodatQueue;

// A running sandbox, which imitates the service on this machine. Use it for tests and experiments.
typedef struct CodatSandbox CodatSandbox;

// Receives a log event.
//
// - `user_data`: as given to codat_client_new_with_log().
// - `level`: a `CodatLogLevel`.
// - `line`: a JSON object on one line, valid until the callback returns. It always has `event`,
//   `operation`, `attempt` and `elapsedMs`. It also has each of these fields whose value is known:
//   `status`, `kind`, `outcomeUnknown`, `pauseMs`, `correlationId` and `idempotencyKey`. `attempt`
//   counts from 1; it is 0 if the call made no attempt. The line never contains an API key, a
//   secret, a body or an error message. `event` is one of these, one for each level:
//   - `"failed"`, error: a call failed, because the service or the network failed.
//   - `"retry"`, warn: an attempt failed, and the library sends the request again.
//   - `"refused"`, info: a call was refused or cancelled.
//   - `"succeeded"`, debug: a call succeeded.
//
// The callback is called on the thread that made the call, before the call returns. For prefetched
// pages and for codat_companies_create_many(), it is called on threads of the library. Several
// threads may call it at the same time. Calls that the callback makes on its own thread are not
// reported.
typedef void (*CodatLogCallback)(void *user_data, int32_t level, const char *line);

// Receives the progress of an operation, on the thread that made the call.
//
// - `user_data`: as given to codat_context_new_with_progress().
// - `event_json`: a JSON object on one line, valid until the callback returns. The description of
//   the operation has its fields.
//
// Returns 0 to continue. After any other value, the callback is not called again, and the
// operation ends when the requests in flight have finished.
typedef int32_t (*CodatProgressCallback)(void *user_data, const char *event_json);

// Decides whether a waiting call continues. It is called on the thread that made the call.
//
// - `user_data`: as given to codat_context_set_interrupt().
//
// Returns 0 to continue; any other value ends the call. The callback may make calls. A call that
// the callback makes never waits for a connection, so the client can exceed `maxConnections`.
// While that call runs, the library calls only the interrupt callback of that call's context.
typedef int32_t (*CodatInterruptCallback)(void *user_data);

// Called when a queue that was empty receives an event. It is not called again until
// codat_queue_take() has emptied the queue.
//
// - `user_data`: as given to codat_queue_new().
//
// It is called on a thread of the library, and never from inside a function that begins a call,
// cancels a call or takes events. It must not block.
typedef void (*CodatWakeCallback)(void *user_data);

// An event of a begun call.
typedef struct {
    // As given to the function that began the call.
    void *user_data;
    // A `CodatEventKind`. Later versions may add kinds: free the `document` of an unknown kind,
    // and ignore the event.
    int32_t kind;
    // The call's `CodatStatus` for `CODAT_EVENT_DONE`, the `CodatLogLevel` for `CODAT_EVENT_LOG`,
    // otherwise 0.
    int32_t number;
    // The call's response JSON for `CODAT_EVENT_DONE`. Otherwise the log line or the progress
    // event, or NULL if there was no memory for it. Free it with codat_string_free().
    char *document;
    // The length of `document` in bytes, without the NUL at its end.
    size_t length;
} CodatEvent;

// Receives each event of a queue, instead of codat_queue_take().
//
// - `user_data`: as given to codat_queue_new().
// - `event`: valid until the callback returns. Free its `document` with codat_string_free().
//
// It is called on a thread of the library, and never from inside a function that begins or cancels
// a call. The events of one call are delivered one after the other. Events of different calls may
// be delivered on several threads at once. When `CODAT_EVENT_DONE` is delivered, the call's
// connection is free.
//
// The callback may make blocking calls. It runs on a thread of the client whose call the event
// belongs to, and a callback that blocks occupies this thread. At most `maxConnections` plus one
// threads run callbacks, however many callbacks block. Therefore, do not wait in a callback for
// the events of other calls of the client: if all threads are occupied, these events never arrive.
// To wait for another call, make it with a blocking function.
typedef void (*CodatEventCallback)(void *user_data, const CodatEvent *event);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Creates a client. It sends nothing and opens no connection yet.
//
// - `config_json`: a JSON object, or NULL for `{}`. The API key is required: in `apiKey`, in
//   `authHeader` or in the environment variable `CODAT_API_KEY`. All other fields are optional:
//   - `apiKey`: the API key as the portal shows it; line breaks at its end are removed. Default:
//     the environment variable `CODAT_API_KEY`, unless it is empty.
//   - `authHeader`: the complete `Authorization` header, `"Basic …"`, instead of `apiKey`.
//   - `baseUrl`: the address of the service. Default: the environment variable `CODAT_BASE_URL`,
//     else `https://api.codat.io`.
//   - `allowHttp`: whether a `baseUrl` with `http://` may be on another machine, or be reached
//     through a proxy on another machine. The API key is then sent unencrypted. Default false.
//   - `timeoutMs`: for a whole call, retries and waiting included, 1 to 86400000. Default 60000.
//   - `attemptTimeoutMs`: for one attempt, 1 to 86400000. Default 20000.
//   - `connectTimeoutMs`: for looking up the host and for connecting, 1 to 86400000. Default
//     10000.
//   - `maxRetries`: how often a failed attempt is repeated if that is safe, 0 to 100. Default 3.
//   - `retryDelayMs`: 0 to 60000, but no pause is longer than 8000. The pause before a retry has a
//     random length up to a limit. The limit is this value for the first retry and doubles with
//     each further one, to at most 8000. A `Retry-After` of the service takes precedence. Default
//     500.
//   - `maxConnections`: how many requests may be in flight at once, 1 to 10000. Each uses a
//     connection, which later requests reuse. Further calls wait, except those that an interrupt
//     callback makes. Default 10.
//   - `requestsPerMinute`: how many requests this client sends in any 60 seconds, 1 to 1000000.
//     Further calls wait. The service blocks an IP address that sends more than 1000 a minute,
//     without warning. Default: no limit.
//   - `maxResponseBytes`: the largest response accepted. Default 67108864.
//   - `proxy`: `http://[user:password@]host:port`. Default none.
//   - `userAgent`: default `libcodat/` and the version.
//   - `rootCertificates`: the certificates of the only authorities to trust, as PEM text (not a
//     path). Default: those in the file and directory that the environment variables
//     `SSL_CERT_FILE` and `SSL_CERT_DIR` name, which must be readable; else the system's; else
//     built-in ones.
// - `client`: receives the handle, or NULL on failure. Free it with codat_client_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if the configuration is refused.
CodatStatus codat_client_new(const char *config_json, CodatClient **client, char **error_json);

// Creates a client that logs its calls. It is like codat_client_new(), with these additional
// parameters:
//
// - `level`: the `CodatLogLevel` up to which events are reported. 0 reports nothing, and requires
//   a NULL `callback`.
// - `callback`: called for each event of a blocking call; may be NULL. See `CodatLogCallback`.
//   Begun calls report to their queue instead, even if `callback` is NULL.
// - `user_data`: passed to the callback. Keep it and the callback valid until all of this is true:
//   codat_client_free() has returned; every call that was running at that time has returned; every
//   pager of the client is freed.
//
// Returns the same as codat_client_new(), and `CODAT_INVALID_ARGUMENT` for an unknown level.
CodatStatus codat_client_new_with_log(const char *config_json,
                                      int32_t level,
                                      CodatLogCallback callback,
                                      void *user_data,
                                      CodatClient **client,
                                      char **error_json);

// Frees a client. NULL is allowed and does nothing. Calls that still run in other threads finish
// normally. Idle connections close.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_client_free(CodatClient *client);

// Creates a context.
//
// - `options_json`: a JSON object, or NULL for `{}`. All fields are optional:
//   - `timeoutMs`: calls fail with `CODAT_TIMEOUT` this long after the context was created,
//     retries and waiting included; 0 to 86400000. Create a new context for each call, unless the
//     calls share one deadline. With 0, calls fail immediately and send nothing, so you can pass
//     what is left of another deadline. Default: the client's `timeoutMs`, counted from the start
//     of each call. Operations that wait have other defaults, which their descriptions state.
//   - `idempotencyKey`: a UUID that POST and PATCH send instead of a new one. It is sent in lower
//     case. If `error.outcomeUnknown` is true, pass `error.idempotencyKey` here to repeat the call
//     without doing its work twice. The call then counts as a repetition: its outcome remains
//     unknown until the service responds with a success, or with a refusal that proves that the
//     work was not done. Use a key for one call and its repetitions only. If another POST or PATCH
//     has the same key, the service returns the response to the first request with this key, or
//     422.
//   - `firstUse`: `true` if `idempotencyKey` was never sent, so that the first call with this
//     context does not count as a repetition. Use it with a key that you choose and store before
//     the call, for example one from codat_idempotency_key_new(). The client remembers the last
//     20,000 keys that it sent: for one of these, `true` has no effect. Default: `false`.
//   - `maxRetries`: 0 to 100. Default: the client's.
//   - `traceparent`: the trace of the calls in the format of W3C Trace Context, sent as the header
//     `traceparent`. Default: none.
// - `context`: receives the handle, or NULL on failure. Free it with codat_context_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if the options are refused.
CodatStatus codat_context_new(const char *options_json, CodatContext **context, char **error_json);

// Creates a context whose calls report progress. Only codat_companies_create_many() has progress
// to report. The function is like codat_context_new(), with these additional parameters:
//
// - `callback`: called for each event; may be NULL. See `CodatProgressCallback`.
// - `user_data`: passed to the callback. Keep it and the callback valid until every call with the
//   context has returned.
//
// Returns the same as codat_context_new().
CodatStatus codat_context_new_with_progress(const char *options_json,
                                            CodatProgressCallback callback,
                                            void *user_data,
                                            CodatContext **context,
                                            char **error_json);

// Sets a callback that decides whether a waiting call of this context continues. Use it in
// languages such as Python and Ruby, whose runtime starts a signal handler only between two
// instructions of the program: without the callback, the handler would run only after the call.
//
// - `context`: the context. Begun calls do not use the callback.
// - `callback`: called while a call waits, on the thread that made the call. It is called about
//   every 50 milliseconds, and at once when a signal interrupts a system call of that thread. If
//   it returns anything but 0, the call ends with `CODAT_CANCELLED`. codat_companies_create_many()
//   is different: it stops its run and returns its result. The context itself is not cancelled, so
//   later calls with it work. See `CodatInterruptCallback`.
// - `user_data`: passed to the callback. Keep it and the callback valid until every call with the
//   context has returned.
//
// The callback is also called while the thread waits for another thread that gets a page of the
// same pager.
//
// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT` if the callback is NULL or the context already has
// one, or `CODAT_INVALID_HANDLE`.
CodatStatus codat_context_set_interrupt(const CodatContext *context,
                                        CodatInterruptCallback callback,
                                        void *user_data);

// Cancels every call that runs with this context, from any thread or signal handler. The calls
// return `CODAT_CANCELLED` at once. As an exception, codat_companies_create_many() returns its
// result, whose `stopped` is `cancelled`. Later calls with the context return `CODAT_CANCELLED`
// and send nothing.
//
// For operations that do more than read, `error.outcomeUnknown` of a cancelled call is true if a
// request was sent and no refusal proved that the work was not done.
//
// The function is async-signal-safe: it takes no lock, neither allocates nor frees memory, and
// leaves `errno` unchanged. A signal handler that interrupts this function must not leave it with
// siglongjmp().
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_context_cancel(const CodatContext *context);

// Frees a context. NULL is allowed and does nothing. Calls that run with the context continue.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_context_free(CodatContext *context);

// Calls an operation by its name, and waits until the call ends.
//
// - `client`: the client.
// - `context`: timeout, cancellation, idempotency key and retries; or NULL for the client's
//   defaults.
// - `operation`: the name, such as `"companies.create"`; codat_operations() lists all names.
// - `input_json`: a JSON object with the operation's fields, `{}` if it has none.
// - `output_json`: receives the response JSON, on success and on failure.
//
// Returns `CODAT_OK` or the kind of failure.
CodatStatus codat_call(const CodatClient *client,
                       const CodatContext *context,
                       const char *operation,
                       const char *input_json,
                       char **output_json);

// Sends a request that has no separate function, and waits until the call ends. Authorization,
// retries, the idempotency key, limits, cancellation and errors are the same as for every call. A
// success may be any JSON, or empty, which becomes `null`.
//
// Unlike the functions for operations, this function cannot compare a response with its request.
//
// - `client`: the client.
// - `context`: as for codat_call().
// - `method`: `"GET"`, `"POST"`, `"PUT"`, `"PATCH"` or `"DELETE"`.
// - `input_json`: a JSON object:
//   - `path`: required. A path below the base URL, such as `"/companies/<id>/connections"`, with
//     other characters percent-encoded. A path that could leave the base URL is refused.
//   - `query`: an object. Its values are strings, numbers, booleans, or arrays of these, which
//     become one parameter for each item.
//   - `body`: any JSON; only for POST, PUT and PATCH.
// - `output_json`: receives the response JSON, on success and on failure.
//
// For codat_begin(), the operations are called `"request.get"`, `"request.post"`, `"request.put"`,
// `"request.patch"` and `"request.delete"`, with the same input. For codat_pager_new(),
// `"request.list"` goes through any list; its `query` must not have a `page`.
//
// Returns `CODAT_OK` or the kind of failure.
CodatStatus codat_request(const CodatClient *client,
                          const CodatContext *context,
                          const char *method,
                          const char *input_json,
                          char **output_json);

// Creates a pager. It sends nothing yet.
//
// - `client`: the client. You may free it before the pager, which continues to work.
// - `context`: for all requests of the pager, or NULL for the client's defaults. Its `timeoutMs`
//   is for all pages together. Cancelling the context cancels the pager's requests at once. You
//   may free it before the pager.
// - `operation`: `"companies.list"`, `"connections.list"`, `"integrations.list"`,
//   `"refresh.list_pull_operations"`, `"push.list_operations"`,
//   `"custom_data_types.list_records"`, or `"request.list"` for any other list, see
//   codat_request().
// - `input_json`: the input of that operation; `page` is the first page, and `pageSize` the number
//   of rows of each page.
// - `pager`: receives the handle, or NULL on failure. Free it with codat_pager_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
//
// Returns `CODAT_OK`, `CODAT_INVALID_HANDLE`, or `CODAT_INVALID_ARGUMENT` if the operation has no
// pages or refuses the input.
CodatStatus codat_pager_new(const CodatClient *client,
                            const CodatContext *context,
                            const char *operation,
                            const char *input_json,
                            CodatPager **pager,
                            char **error_json);

// Returns the next page, and begins to fetch the page after it.
//
// - `pager`: the pager.
// - `output_json`: receives the response JSON, on success and on failure. On success it is the
//   response JSON of the list operation, with the rows in `results`. After the last page, `result`
//   is null.
//
// A page is the last one in two cases: it has no rows; or it has no link to a next page, and
// `totalResults` is absent or reached. If the page has neither links nor `totalResults`, it is the
// last one only if it is not full. An empty page that comes too early is an error, see below.
//
// Only one thread at a time gets a page of a pager; other calls wait. They wait at most until the
// context's deadline or, if the context has no `timeoutMs`, for the client's `timeoutMs`. The wait
// can be cancelled. A callback may get a page of another pager. If its own thread is getting a
// page of the same pager, the call returns `CODAT_INVALID_ARGUMENT`.
//
// Returns `CODAT_OK` or the kind of failure. After a failure, the next call requests the same page
// again. The function returns `CODAT_UNEXPECTED_RESPONSE` if the page's `pageNumber` is not the
// requested one. It also does so, with a message that names the page, if the list
// - repeats an earlier page,
// - exceeds `totalResults` by more than the rows of one page,
// - has an empty page before `totalResults` rows, or
// - has more than 100,000 pages.
CodatStatus codat_pager_next(const CodatPager *pager, char **output_json);

// Frees a pager. NULL is allowed and does nothing. The function cancels the prefetch, and waits
// until it has ended. A codat_pager_next() that runs in another thread returns `CODAT_CANCELLED`.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_pager_free(CodatPager *pager);

// Creates a queue for begun calls. You receive its events in one of three ways:
//
// - Without callbacks: call codat_queue_take(), which can wait, or watch codat_queue_fd() in your
//   event loop.
// - With `wake`: it is called when the queue has events for codat_queue_take().
// - With `deliver`: it is called with each event, so codat_queue_take() has nothing to take.
//
// Parameters:
//
// - `wake`, `deliver`: the callbacks; at least one of them is NULL. See `CodatWakeCallback` and
//   `CodatEventCallback`.
// - `user_data`: passed to the callback. Keep it and the callback valid until codat_queue_free()
//   has returned.
// - `queue`: receives the handle, or NULL on failure. Free it with codat_queue_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if both callbacks are given.
CodatStatus codat_queue_new(CodatWakeCallback wake,
                            CodatEventCallback deliver,
                            void *user_data,
                            CodatQueue **queue,
                            char **error_json);

// Returns a file descriptor that is readable while the queue has events: watch it with poll() or
// epoll. The descriptor belongs to the queue: do not read or close it. A child of fork() has
// another descriptor: call this function again in the child.
//
// Returns -1 for a queue with `deliver` and for an invalid handle. The first call creates the
// descriptor. It returns `-CODAT_CONNECTION` if the process has no file descriptor left; the next
// call tries again.
int32_t codat_queue_fd(const CodatQueue *queue);

// Takes events out of a queue, the oldest first, and returns how many it took.
//
// - `queue`: the queue.
// - `events`: an array with room for `most` events. Free the `document` of each event with
//   codat_string_free().
// - `most`: at least 1.
// - `timeout_ms`: how many milliseconds to wait for an event: 0 does not wait, -1 waits without
//   limit.
//
// Returns the number of events; 0 if none came in time. On failure it returns a negative
// `CodatStatus`: `-CODAT_INVALID_ARGUMENT` for bad arguments, `-CODAT_INVALID_HANDLE` if the
// handle is invalid or another thread frees the queue.
int32_t codat_queue_take(const CodatQueue *queue, CodatEvent *events, size_t most, int32_t timeout_ms);

// Frees a queue, and cancels its calls. NULL is allowed and does nothing. No callback is called
// any more, events that were not taken are freed, and a codat_queue_take() in another thread
// returns.
//
// The idempotency keys of the calls are lost with the queue. To keep them, cancel the calls and
// receive their last events first, or choose the keys yourself.
//
// The function waits for callbacks of the queue that are running on other threads. The calling
// thread must not hold a lock that a callback waits for, such as Python's GIL.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_queue_free(CodatQueue *queue);

// Cancels a begun call. It does nothing if the call has ended. The call's `CODAT_EVENT_DONE`
// follows, with `CODAT_CANCELLED`, or with the call's result if the call ended just before. For
// codat_companies_create_many(), the event has the result of the run. The function is not
// async-signal-safe: in a signal handler, cancel the context of the call.
//
// - `queue`: the call's queue.
// - `call`: the call's number, from the function that began the call.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_call_cancel(const CodatQueue *queue, uint64_t call);

// Stops a begun codat_companies_create_many(): it starts no further requests, and ends when those
// in flight have finished. A progress callback that returns 1 has the same effect. The function
// does nothing for other calls, or if the call has ended.
//
// - `queue`: the call's queue.
// - `call`: the call's number, from the function that began the call.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_call_stop(const CodatQueue *queue, uint64_t call);

// Begins a call of any operation, and returns at once. The call reports to `queue`: log lines if
// the client has a log level, progress if the operation has any, and exactly one
// `CODAT_EVENT_DONE` with the response JSON, as its last event. If the queue is freed first, the
// call reports nothing more.
//
// A call that waits for a connection, for a retry or between two polls occupies no thread. A
// client has at most `maxConnections` plus two threads, however many calls have begun. A thread
// ends after two seconds without work.
//
// Calls, including blocking calls, wait for connections in one queue, in the order in which they
// began. The second and later requests of a workflow or pager join the end of this queue when they
// are ready to be sent, for example after the pause between two polls. A call that a callback
// begins may start late: when the callback returns, when the callback makes a blocking call, or
// after 4 ms, whichever comes first.
//
// - `client`: the client. You may free it at once.
// - `context`: the context of the call, or NULL. Cancelling it cancels the call. Its callbacks are
//   not called. You may free it at once.
// - `operation`: the name, such as `"companies.create"`; codat_operations() lists all names.
// - `input_json`: a JSON object with the operation's fields, `{}` if it has none. It is copied.
// - `options_json`: options for this call alone, with the fields of codat_context_new(); NULL for
//   `{}`. They override the options of the context. `timeoutMs` counts from now; if the deadline
//   of the context is earlier, that deadline counts. One option changes the context itself:
//   `"firstUse":false` without `idempotencyKey` marks the key of the context as used, permanently.
// - `queue`: receives the events.
// - `user_data`: passed to you in each event of the call.
// - `call`: NULL, or receives the call's number for codat_call_cancel(). The number needs no
//   freeing.
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure.
//
// Returns `CODAT_OK` if the call has begun. Otherwise no event follows: the function returns
// `CODAT_INVALID_ARGUMENT`, `CODAT_INVALID_HANDLE`, or `CODAT_CONNECTION` if the client has no
// thread and cannot start one. If the operation refuses its input, `CODAT_EVENT_DONE` reports
// that.
//
// After fork(), a begun call continues only in the parent, with its queue. The child can begin new
// calls.
CodatStatus codat_begin(const CodatClient *client,
                        const CodatContext *context,
                        const char *operation,
                        const char *input_json,
                        const char *options_json,
                        const CodatQueue *queue,
                        void *user_data,
                        uint64_t *call,
                        char **error_json);

// Begins to get a pager's next page, and returns at once. `CODAT_EVENT_DONE` has the result of
// codat_pager_next(). Several begun calls of one pager get pages in the order in which they began:
// the first call gets the first page, the second call the next one. If a call fails or is
// cancelled, the next call gets its page.
//
// - `pager`: the pager. You may free it at once, which cancels the call.
// - `queue`, `user_data`, `call`, `error_json`: as for codat_begin().
//
// Returns the same as codat_begin().
CodatStatus codat_pager_begin_next(const CodatPager *pager,
                                   const CodatQueue *queue,
                                   void *user_data,
                                   uint64_t *call,
                                   char **error_json);

// Lists companies, a page at a time. This is the service's operation `list-companies`.
//
// Input, all optional:
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as
//   `"name~bakery && created>2026-01-01"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
// - `tags`: a filter by tags in the same language, such as `"region=uk && team=invoice-finance"`.
//
// Result: `results` (companies), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose
// `next` is absent on the last page.
CodatStatus codat_companies_list(const CodatClient *client,
                                 const CodatContext *context,
                                 const char *input_json,
                                 char **output_json);

// Creates a company. This is the service's operation `create-company`. The library retries this
// call safely: all attempts carry the same idempotency key, so a lost response never leads to a
// second company.
//
// Input:
// - `name`: required. The service removes characters other than letters, digits, white space and
//   `-',&@.?!`.
// - `description`: any text.
// - `tags`: at most 10 pairs of strings; keys have at most 27 characters, values at most 100.
// - `groups`: the groups to put the company into, `[{"id": "…"}]`.
//
// Result: the company. Keep its `id`. Send the customer to its `redirect`.
CodatStatus codat_companies_create(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Returns a company. This is the service's operation `get-company`.
//
// Input: `companyId`, required. Result: the company.
CodatStatus codat_companies_get(const CodatClient *client,
                                const CodatContext *context,
                                const char *input_json,
                                char **output_json);

// Replaces a company's name, description and tags. Fields that are absent are cleared. Exception:
// if `groups` is absent, the company's groups do not change. This is the service's operation
// `replace-company`.
//
// Input: `companyId` and `name`, required; `description`, `tags`, `groups` as for
// codat_companies_create().
//
// Result: the company.
CodatStatus codat_companies_replace(const CodatClient *client,
                                    const CodatContext *context,
                                    const char *input_json,
                                    char **output_json);

// Changes a company's name, description and tags. Fields that are absent do not change. This is
// the service's operation `update-company`.
//
// Input: `companyId`, required; `name`, `description`, `tags` as for codat_companies_create().
//
// Result: the company.
CodatStatus codat_companies_update(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Deletes a company permanently, with its connections and data. This is the service's operation
// `delete-company`.
//
// Input: `companyId`, required. Result: `null`.
CodatStatus codat_companies_delete(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Enables a product for a company. This is the service's operation `add-product`.
//
// Input, both required: `companyId`; `productIdentifier`, such as `"lending"`.
//
// Result: `null`.
CodatStatus codat_companies_add_product(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Disables a product for a company. This is the service's operation `remove-product`.
//
// Input, both required: `companyId`, `productIdentifier`.
//
// Result: `null`.
CodatStatus codat_companies_remove_product(const CodatClient *client,
                                           const CodatContext *context,
                                           const char *input_json,
                                           char **output_json);

// Queues a refresh of a custom product's data for a company. This is the service's operation
// `refresh-product-data`.
//
// Input: `companyId` and `productIdentifier`, required; `dataTypes`, an array of strings, to
// refresh only these types of data.
//
// Result: `null`.
CodatStatus codat_companies_refresh_product_data(const CodatClient *client,
                                                 const CodatContext *context,
                                                 const char *input_json,
                                                 char **output_json);

// Returns a token for the service's embeddable user interfaces, valid for a day. The token is a
// secret. This is the service's operation `get-company-access-token`.
//
// Input: `companyId`, required. Result: `accessToken`, `expiresIn` (seconds), `tokenType`.
CodatStatus codat_companies_get_access_token(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Returns the URL to send a customer to: the company's `redirect` with your parameters added.
// After Link, the service sends the customer to the redirect URL that is set up in the portal. If
// that URL contains the name of a parameter in braces, such as `{reference}`, the service inserts
// the value of the parameter. The operation makes one request, the same as codat_companies_get().
//
// Input:
// - `companyId`: required.
// - `parameters`: an object of strings, such as `{"reference": "A-17"}`. The library encodes them
//   and appends them to the parameters that the URL has.
//
// Result: `url`. It is an `https` URL, an `http` URL of this machine, or an `http` URL with the
// host and port of `baseUrl`, such as a sandbox's. For any other URL, or one with white space,
// control characters or backslashes, the call returns `CODAT_UNEXPECTED_RESPONSE`.
CodatStatus codat_companies_link_url(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Creates a list of companies: several at a time, and none twice. With a journal, you can resume a
// run that was interrupted, even by the end of the process: start it again with the same list.
//
// If a create gets no response, the library repeats it with the same idempotency key, which the
// service remembers for 90 minutes. A resumed run repeats the creates whose outcome is unknown in
// the same way. If such a create began 80 minutes ago or earlier, the library first searches for
// its company. It searches among the companies created since 25 hours before the earliest of these
// creates, to allow for wrong clocks.
//
// Input:
// - `companies`: required; an array of objects, each with the input of codat_companies_create().
// - `concurrency`: how many companies at a time, 1 to 64, limited by the client's
//   `maxConnections`. Default 10.
// - `journal`: the path of a file that records the run; it is created if it does not exist. To
//   resume the run, pass the identical list, in the same order, to a client with the same
//   `baseUrl`. The file holds no secrets. Only one run at a time can use it. Default: none, and
//   the run cannot be resumed.
// - `lookupTag`: the tag to search by. Each company must have this tag, with a value that no other
//   company of the account has. Default: the search compares name, description and tags. With a
//   journal and without `lookupTag`, any two companies of the list must differ in the description,
//   in the tags, or in the ASCII letters and digits of the name.
//
// Result:
// - `total`: the number of companies. `created`, `found`, `resumed`, `failed` and `notTried` count
//   the companies with each outcome.
// - `stopped`: null, or why the run stopped early:
//   - `unauthorized`, `payment_required`, `forbidden` or `rate_limited`: a request failed, and the
//     failure would repeat for all others.
//   - `cancelled` or `timeout`: the run was cancelled, or its time was over.
//   - `stopped`: the progress callback or codat_call_stop() stopped the run.
//   - `journal`: the journal could not be written.
//   - the `kind` of another error: the search for existing companies failed with that error.
// - `results`: an array in the order of the list. Each element has `index` and `outcome`,
//   `companyId` if it is known, and `error`, as in the error JSON, if the company failed. If
//   `outcomeUnknown` of the error is true, the company may exist: start the run again with the
//   same journal.
//
// The outcomes are `created`; `found` (the search found it: an earlier run created it, but lost
// the response); `resumed` (an earlier run created it); `failed`; and `not_tried` (this run did
// not send it).
//
// Returns `CODAT_OK` even if some companies failed or the run stopped early: see the result.
// Returns `CODAT_INVALID_ARGUMENT` if the input or the journal is refused, and `CODAT_CANCELLED`
// or `CODAT_TIMEOUT` if the context is cancelled or out of time at the start; nothing was sent in
// these cases. Returns `CODAT_CONNECTION` if no thread can be started.
//
// The context's `timeoutMs` is for the whole run; its default is one day. Its `maxRetries` applies
// to each create. A wait for a rate limit counts as a retry. Its `idempotencyKey` is not used. Its
// progress callback is called once for each company, when the outcome of the company is known. The
// event has `operation`, `done` and `total`, `index`, `outcome`, `companyId`, `error`, and
// `company` as the service sent it. The client's log reports each create, from threads of the
// library.
CodatStatus codat_companies_create_many(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Lists a company's connections, a page at a time. This is the service's operation
// `list-connections`.
//
// Input, all optional except `companyId`:
// - `companyId`: required.
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"status=Linked"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
//
// Result: `results` (connections), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose
// `next` is absent on the last page.
CodatStatus codat_connections_list(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Creates a connection to one piece of software. This is the service's operation
// `create-connection`. The library retries this call safely: all attempts carry the same
// idempotency key.
//
// Input, both required:
// - `companyId`
// - `platformKey`: the software's key of four letters, as in the `key` of an integration.
//
// Result: the connection, whose `status` is `PendingAuth`. Send the customer to its `linkUrl`.
CodatStatus codat_connections_create(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Returns a connection. This is the service's operation `get-connection`.
//
// Input, both required: `companyId`, `connectionId`. Result: the connection. Its `status` is
// `PendingAuth`, `Linked`, `Unlinked` or `Deauthorized`, or one that the service added later.
CodatStatus codat_connections_get(const CodatClient *client,
                                  const CodatContext *context,
                                  const char *input_json,
                                  char **output_json);

// Deletes a connection permanently, with its data. This is the service's operation
// `delete-connection`.
//
// Input, both required: `companyId`, `connectionId`. Result: `null`.
CodatStatus codat_connections_delete(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Unlinks a connection that is `Linked`. The service then pulls no more data, and keeps the data
// that it pulled. This is the service's operation `unlink-connection`.
//
// Input, both required: `companyId`, `connectionId`. Result: the connection, whose `status` is
// `Unlinked`.
CodatStatus codat_connections_unlink(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Sends the credentials that authorize a connection. This is the service's operation
// `update-connection-authorization`.
//
// Input, all required:
// - `companyId`, `connectionId`
// - `authorization`: an object of strings, the credentials that the software requires. It is the
//   whole body of the request. It never appears in an error or a log.
//
// Result: the connection.
CodatStatus codat_connections_update_authorization(const CodatClient *client,
                                                   const CodatContext *context,
                                                   const char *input_json,
                                                   char **output_json);

// Waits until a customer has authorized a connection.
//
// Input:
// - `companyId`: required.
// - `connectionId`: the connection to wait for. Default: wait until any connection of the company
//   is `Linked`.
// - `pollIntervalMs`: the first pause between polls, 10 to 60000. Default 1000.
//
// Result: the connection, whose `status` is `Linked`.
//
// The library polls the service. Each pause between two polls is 1.5 times as long as the one
// before, up to 15 s; if `pollIntervalMs` is more than 15 s, all pauses are `pollIntervalMs` long.
// Each request is retried as in any call, and may take as long as the client's `timeoutMs`.
// `meta.attempts` counts the attempts of all requests.
//
// Returns `CODAT_OK` when the awaited state is reached; `CODAT_TIMEOUT` after the context's
// `timeoutMs`, or after 15 minutes if the context has none; `CODAT_CANCELLED` when the context is
// cancelled; or the kind of failure of a poll that failed in spite of its retries.
CodatStatus codat_connections_wait_until_linked(const CodatClient *client,
                                                const CodatContext *context,
                                                const char *input_json,
                                                char **output_json);

// Returns the connections whose authorization the customer or the software withdrew. If there are
// any, send the customer to `linkUrl`, and do not create a new company. The operation makes
// several requests, within one timeout. `meta.attempts` counts the attempts of all of them.
//
// Input: `companyId`, required. Result: `needed` (whether there are any), `connections` (those
// that are `Deauthorized`, as the service sent them) and `linkUrl` (the company's `redirect`).
//
// A connection whose `sourceType` is `Accounting` is left out if another accounting connection of
// the company is `Linked`: the customer has moved to other accounting software. If the company's
// `redirect` or the `linkUrl` of a withdrawn connection is a URL that codat_companies_link_url()
// would refuse, such as a `javascript:` URL, the call returns `CODAT_UNEXPECTED_RESPONSE`.
CodatStatus codat_connections_needs_reauthorization(const CodatClient *client,
                                                    const CodatContext *context,
                                                    const char *input_json,
                                                    char **output_json);

// Returns a token for the service's user interface in which customers manage their connections.
// The token is a secret. The service recommends codat_companies_get_access_token() instead. This
// is the service's operation `get-connection-management-access-token`.
//
// Input: `companyId`, required. Result: `accessToken`.
CodatStatus codat_connection_management_get_access_token(const CodatClient *client,
                                                         const CodatContext *context,
                                                         const char *input_json,
                                                         char **output_json);

// Returns the web origins from which customers may manage their connections. This is the service's
// operation `get-connection-management-cors-settings`.
//
// Input: none. Result: `allowedOrigins`, an array of strings.
CodatStatus codat_connection_management_get_cors_settings(const CodatClient *client,
                                                          const CodatContext *context,
                                                          const char *input_json,
                                                          char **output_json);

// Replaces the web origins from which customers may manage their connections. This is the
// service's operation `set-connection-management-cors-settings`.
//
// Input: `allowedOrigins`, required: an array of strings, such as `"https://example.com"`. They
// replace all earlier ones. Result: the new settings.
CodatStatus codat_connection_management_set_cors_settings(const CodatClient *client,
                                                          const CodatContext *context,
                                                          const char *input_json,
                                                          char **output_json);

// Queues a pull of all data that is set up for a company. This is the service's operation
// `refresh-company-data`.
//
// Input: `companyId`, required. Result: `null`.
CodatStatus codat_refresh_all(const CodatClient *client,
                              const CodatContext *context,
                              const char *input_json,
                              char **output_json);

// Queues a pull of one type of data. This is the service's operation `refresh-data-type`. If a
// pull of this type is already running, the call returns `CODAT_CONFLICT`.
//
// Input:
// - `companyId`: required.
// - `dataType`: required, such as `"invoices"` or `"banking-accounts"`.
// - `connectionId`: the connection to pull from. Default: the service chooses one.
//
// Result: the pull operation.
CodatStatus codat_refresh_by_data_type(const CodatClient *client,
                                       const CodatContext *context,
                                       const char *input_json,
                                       char **output_json);

// Queues a pull of one data type, as codat_refresh_by_data_type() does. If a pull of this data is
// running already, returns that pull instead of failing with `CODAT_CONFLICT`. The service pulls
// data by itself when a customer has linked, so use this function after linking.
//
// Input:
// - `companyId`: required.
// - `dataType`: required, such as `"invoices"` or `"banking-accounts"`.
// - `connectionId`: pull from this connection only.
//
// Result: the pull operation. This is a workflow: it sends codat_refresh_by_data_type(), and if
// that fails, codat_refresh_list_pull_operations(). It takes no idempotency key: if the outcome is
// unknown, call it again, and it finds the pull.
CodatStatus codat_refresh_queue_or_join(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Returns the synchronization status of each type of data of a company. This is the service's
// operation `get-company-data-status`.
//
// Input: `companyId`, required. Result: an object that maps each type of data to its status,
// `{"dataType", "currentStatus", "lastSuccessfulSync", "latestSyncId", "latestSuccessfulSyncId"}`.
CodatStatus codat_refresh_get_data_status(const CodatClient *client,
                                          const CodatContext *context,
                                          const char *input_json,
                                          char **output_json);

// Lists a company's pull operations, a page at a time. This is the service's operation
// `list-pull-operations`.
//
// Input, all optional except `companyId`:
// - `companyId`: required.
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"dataType=invoices"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
//
// Result: `results` (pull operations), `pageNumber`, `pageSize`, `totalResults`, and `_links`,
// whose `next` is absent on the last page.
CodatStatus codat_refresh_list_pull_operations(const CodatClient *client,
                                               const CodatContext *context,
                                               const char *input_json,
                                               char **output_json);

// Returns a pull operation. This is the service's operation `get-pull-operation`.
//
// Input, both required: `companyId`; `datasetId`, the pull operation's `id`. Result: the pull
// operation.
CodatStatus codat_refresh_get_pull_operation(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Returns the warnings and errors that the service found in the data of a pull operation. This is
// the service's operation `get-read-validation-results`.
//
// Input: `companyId` and `datasetId`, the ID of the pull operation, both required. Result:
// `errors` and `warnings`, arrays of objects with `ruleId`, `itemId`, `message` and
// `validatorName`.
CodatStatus codat_refresh_get_validation_results(const CodatClient *client,
                                                 const CodatContext *context,
                                                 const char *input_json,
                                                 char **output_json);

// Waits until data has been pulled, whether the pull succeeds or fails.
//
// Input:
// - `companyId`: required.
// - `pullOperationIds`: the pull operations to wait for; at least one. Prefer this field to
//   `dataTypes`, because it waits only for the pulls that you started yourself.
// - `dataTypes`: the types of data to wait for, instead of `pullOperationIds`; at least one. Waits
//   until none of them is being pulled.
// - `pollIntervalMs`: the first pause between polls, 10 to 60000. Default 1000.
//
// Without `pullOperationIds` and `dataTypes`, the call waits until no data of the company is being
// pulled, and ignores types that were never pulled (their status has no `currentStatus`).
//
// Result: `failed` (whether any pull failed) and `items`. Each item is `{"dataType", "failed"}`,
// with `pullOperation` or `dataStatus` as the service sent it.
//
// These rules decide whether a pull has ended, and whether it failed:
// - With `Complete` or `NotSupported`, the pull has ended and has not failed.
// - With `Cancelled` or a status that ends in `Error`, the pull has ended and has failed.
// - A status that this version does not know counts as running, unless `isCompleted`, `isErrored`
//   or a `progress` of 100 shows that the pull operation has ended.
// - A type in `dataTypes` that was never pulled counts as failed. Its item has no `dataStatus`.
//
// The call polls and returns as codat_connections_wait_until_linked() does, except that the
// default timeout is 30 minutes.
CodatStatus codat_refresh_wait_until_complete(const CodatClient *client,
                                              const CodatContext *context,
                                              const char *input_json,
                                              char **output_json);

// Returns a company's sync settings: which data types are pulled, how often, and how far back.
// This is the service's operation `get-company-syncSettings`.
//
// Input: `companyId`, required. Result: `companyId`, `settings` and `overridesDefaults`, as for
// codat_companies_set_sync_settings().
CodatStatus codat_companies_get_sync_settings(const CodatClient *client,
                                              const CodatContext *context,
                                              const char *input_json,
                                              char **output_json);

// Replaces a company's sync settings. This is the service's operation `set-company-syncSettings`.
//
// Input:
// - `companyId`: required.
// - `settings`: required. An array with one object per data type:
//   - `dataType`: required, such as `"invoices"`.
//   - `fetchOnFirstLink`: required. `true` pulls the data type when the customer has authorized
//     a connection.
//   - `syncSchedule`: required. The hours between pulls; 0 for no schedule.
//   - `syncOrder`: required. The data types with the lowest number are pulled first.
//   - `syncFromUtc`: the date and time from which data is pulled; or
//   - `syncFromWindow`: the months of data that are pulled.
//   - `monthsToSync`: the months of data of a balance sheet, or of a profit and loss statement.
//   - `isLocked`: `true` if the setting is locked.
// - `overridesDefaults`: required. `true` uses these settings instead of the service's defaults.
//
// Result: `null`.
CodatStatus codat_companies_set_sync_settings(const CodatClient *client,
                                              const CodatContext *context,
                                              const char *input_json,
                                              char **output_json);

// Returns the account's sync settings, which hold for companies without settings of their own.
// This is the service's operation `get-profile-syncSettings`.
//
// Input: none. Result: `clientId`, `settings` and `overridesDefaults`, as for
// codat_companies_set_sync_settings().
CodatStatus codat_settings_get_sync_settings(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Replaces the sync settings of all companies that have none of their own. This is the service's
// operation `update-profile-syncSettings`.
//
// Input:
// - `clientId`: required. The ID of your account, which codat_settings_get_sync_settings()
//   returns.
// - `settings` and `overridesDefaults`: required, as for codat_companies_set_sync_settings().
//
// Result: `null`.
CodatStatus codat_settings_update_sync_settings(const CodatClient *client,
                                                const CodatContext *context,
                                                const char *input_json,
                                                char **output_json);

// Returns which fields a record of a data type may have in the customer's software, and which
// values they may have. This is the service's operation
// `get-create-update-model-options-by-data-type`.
//
// Input: `companyId`, `connectionId` and `dataType`, all required.
//
// Result: `type`, `displayName`, `description`, `required`; `properties`, whose values have the
// same form; `options`, the values to choose from; and `validation`.
CodatStatus codat_push_get_model_options(const CodatClient *client,
                                         const CodatContext *context,
                                         const char *input_json,
                                         char **output_json);

// Lists the push operations of a company: attempts to create, change or delete a record in the
// customer's software. Returns one page. This is the service's operation
// `get-company-push-history`.
//
// Input:
// - `companyId`: required.
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"status=Failed"`.
// - `orderBy`: a property to order by, `"-requestedOnUtc"` for descending.
//
// Result: `results` (push operations), `pageNumber`, `pageSize`, `totalResults`, and `_links`,
// whose `next` is absent on the last page.
CodatStatus codat_push_list_operations(const CodatClient *client,
                                       const CodatContext *context,
                                       const char *input_json,
                                       char **output_json);

// Returns a push operation. This is the service's operation `get-push-operation`.
//
// Input: `companyId` and `pushOperationKey`, both required. Result: the push operation.
CodatStatus codat_push_get_operation(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Lists all groups. This is the service's operation `list-groups`.
//
// Input: `{}`. Result: `results`, an array of `{"id", "name"}`.
CodatStatus codat_groups_list(const CodatClient *client,
                              const CodatContext *context,
                              const char *input_json,
                              char **output_json);

// Creates a group. This is the service's operation `create-group`. A group can be neither renamed
// nor deleted. An account can have at most 20 groups; beyond that, the call returns
// `CODAT_CONFLICT`.
//
// Input: `name`, required, at most 50 characters. Result: `id`, `name`.
CodatStatus codat_groups_create(const CodatClient *client,
                                const CodatContext *context,
                                const char *input_json,
                                char **output_json);

// Adds a company to a group. A company may be in several groups. This is the service's operation
// `add-company-to-group`.
//
// Input, both required: `companyId`, `groupId`. Result: the company.
CodatStatus codat_groups_add_company(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Removes a company from a group. This is the service's operation `remove-company-from-group`.
//
// Input, both required: `companyId`, `groupId`. Result: `null`.
CodatStatus codat_groups_remove_company(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Lists the software that customers can connect, a page at a time. This is the service's operation
// `list-integrations`.
//
// Input, all optional:
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as
//   `"sourceType=Accounting && enabled=true"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
//
// Result: `results` (integrations), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose
// `next` is absent on the last page.
CodatStatus codat_integrations_list(const CodatClient *client,
                                    const CodatContext *context,
                                    const char *input_json,
                                    char **output_json);

// Returns an integration. This is the service's operation `get-integration`.
//
// Input: `platformKey`, required, four letters. Result: the integration.
CodatStatus codat_integrations_get(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Returns an integration's logo and button. This is the service's operation
// `get-integrations-branding`.
//
// Input: `platformKey`, required, four letters. Result: `logo`, `button`, `sourceId`.
CodatStatus codat_integrations_get_branding(const CodatClient *client,
                                            const CodatContext *context,
                                            const char *input_json,
                                            char **output_json);

// Sets which further properties of a data type are pulled from an integration, and pushed to it.
// This is the service's operation `configure-supplemental-data`.
//
// Input:
// - `platformKey`: required. The integration, four letters.
// - `dataType`: required, such as `"invoices"`.
// - `supplementalDataConfig`: required. An object. Each key is a name that you choose, each
//   value an object:
//   - `dataSource`: the path in the source, such as `"/Invoices"`.
//   - `pullData`: an object of strings: a name that you choose, and the property of the source.
//   - `pushData`: the same, for data that is pushed.
//
// Result: `null`.
CodatStatus codat_supplemental_data_configure(const CodatClient *client,
                                              const CodatContext *context,
                                              const char *input_json,
                                              char **output_json);

// Returns which further properties of a data type are pulled from an integration, and pushed to
// it. This is the service's operation `get-supplemental-data-configuration`.
//
// Input: `platformKey` and `dataType`, both required. Result: `supplementalDataConfig`, as for
// codat_supplemental_data_configure().
CodatStatus codat_supplemental_data_get_configuration(const CodatClient *client,
                                                      const CodatContext *context,
                                                      const char *input_json,
                                                      char **output_json);

// Creates or changes a custom data type of an integration. This is the service's operation
// `configure-custom-data-type`.
//
// Input:
// - `platformKey`: required. The integration, four letters.
// - `customDataIdentifier`: required. The name of the data type, which you choose.
// - `dataSource`: required. The path in the source, such as `"api/purchaseOrders"`.
// - `requiredData`: required. An object of strings: a name that you choose, and the JSONPath of
//   the property in the source.
// - `keyBy`: required. An array of JSONPaths of the properties that identify a record.
// - `sourceModifiedDate`: an array of JSONPaths of the property with the date of the last
//   change.
//
// Result: the configuration: `dataSource`, `requiredData`, `keyBy`, `sourceModifiedDate`.
CodatStatus codat_custom_data_types_configure(const CodatClient *client,
                                              const CodatContext *context,
                                              const char *input_json,
                                              char **output_json);

// Returns the configuration of a custom data type. This is the service's operation
// `get-custom-data-type-configuration`.
//
// Input: `platformKey` and `customDataIdentifier`, both required. Result: as for
// codat_custom_data_types_configure().
CodatStatus codat_custom_data_types_get_configuration(const CodatClient *client,
                                                      const CodatContext *context,
                                                      const char *input_json,
                                                      char **output_json);

// Starts to pull a custom data type from one connection of a company. This is the service's
// operation `refresh-custom-data-type`.
//
// Input: `companyId`, `connectionId` and `customDataIdentifier`, all required. Result: the pull
// operation. codat_refresh_wait_until_complete() waits for it.
CodatStatus codat_custom_data_types_refresh(const CodatClient *client,
                                            const CodatContext *context,
                                            const char *input_json,
                                            char **output_json);

// Lists the records of a custom data type that were pulled from a connection. Returns one page.
// This is the service's operation `list-custom-data-type-records`.
//
// Input:
// - `companyId`, `connectionId`, `customDataIdentifier`: required.
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
//
// Result: `results`, objects with `id`, `content` and `modifiedDate`; `pageNumber`, `pageSize`,
// `totalResults`.
CodatStatus codat_custom_data_types_list_records(const CodatClient *client,
                                                 const CodatContext *context,
                                                 const char *input_json,
                                                 char **output_json);

// Lists all webhook consumers. This is the service's operation `list-webhook-consumers`.
//
// Input: `{}`. Result: `results`, an array of consumers.
CodatStatus codat_webhooks_list(const CodatClient *client,
                                const CodatContext *context,
                                const char *input_json,
                                char **output_json);

// Creates a webhook consumer: a URL that receives events. An account can have at most 50. This is
// the service's operation `create-webhook-consumer`. The library retries this call safely: all
// attempts carry the same idempotency key.
//
// Input:
// - `url`: required, the address that events are sent to.
// - `eventTypes`: required, an array of strings such as `"read.completed"`.
// - `companyTags`: an array of at most 10 strings `"key:value"`. The consumer then receives only
//   the events of companies with these tags.
// - `disabled`: true if the service is to send no events for now. Default false.
//
// Result: the consumer.
CodatStatus codat_webhooks_create(const CodatClient *client,
                                  const CodatContext *context,
                                  const char *input_json,
                                  char **output_json);

// Deletes a webhook consumer. This is the service's operation `delete-webhook-consumer`.
//
// Input: `webhookId`, required. Result: `null`.
CodatStatus codat_webhooks_delete(const CodatClient *client,
                                  const CodatContext *context,
                                  const char *input_json,
                                  char **output_json);

// Returns a new integration key for Zapier, and revokes the previous one. The key is a secret.
// This is the service's operation `rotate-zapier-key`.
//
// Input: none. Result: `key`.
CodatStatus codat_webhooks_rotate_zapier_key(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Checks that a webhook comes from the service and is recent. Respond to it with 2xx only if this
// function returns `CODAT_OK`. It sends nothing, and needs no client.
//
// - `secret`: the consumer's secret, with or without its prefix `whsec_`: 24 to 512 bytes in
//   Base64. During a rotation, pass both the old and the new one, separated by a space.
// - `headers_json`: a JSON object with the request's headers. Names may be in upper or lower case;
//   values are strings or arrays of strings. The function uses `webhook-id`, `webhook-timestamp`
//   and `webhook-signature`, or else the same with the prefix `svix-`, and ignores all other
//   headers. Each must have less than 4 KiB. A header may have several values, in an array or
//   joined with commas. The values of an id or a timestamp must all be the same. The function
//   considers only the first 10 signatures of the version `v1`.
// - `body`, `body_len`: the request's body as it arrived, byte for byte, and its length. `body`
//   may be NULL if the length is 0.
// - `options_json`: a JSON object, or NULL for `{}`:
//   - `toleranceSeconds`: by how many seconds the event's time may differ from now, in either
//     direction. Default 300.
//   - `now`: the current time in Unix seconds. Default: the system's time.
// - `output_json`: receives the response JSON, on success and on failure. `result` is
//   `{"id", "timestamp", "eventType", "body"}`. `id` is the same when the service delivers an
//   event again. `timestamp` is in Unix seconds. `eventType` is a string, such as
//   `"read.completed"`, or null. `body` is the whole body as it was sent.
//
// The body must be a JSON object with at most 127 levels of nesting. Its numbers must be within
// the range of a double, and its strings must not contain unpaired surrogates. The function
// computes one HMAC of the body for each secret, whatever the headers are.
//
// Returns `CODAT_OK`; `CODAT_WEBHOOK_MISSING_HEADER`; `CODAT_WEBHOOK_MALFORMED`;
// `CODAT_WEBHOOK_BAD_SIGNATURE`; `CODAT_WEBHOOK_STALE` or `CODAT_WEBHOOK_FUTURE` if the webhook is
// genuine but not recent; or `CODAT_INVALID_ARGUMENT` for parameters that are not as described.
CodatStatus codat_webhook_verify(const char *secret,
                                 const char *headers_json,
                                 const uint8_t *body,
                                 size_t body_len,
                                 const char *options_json,
                                 char **output_json);

// Returns the profile of your account: what customers see on the Link page. This is the service's
// operation `get-profile`.
//
// Input: none. Result: `name`, `redirectUrl`, and, if set, `logoUrl`, `iconUrl`, `whiteListUrls`,
// `apiKey` and `confirmCompanyName`. `apiKey` is a secret.
CodatStatus codat_settings_get_profile(const CodatClient *client,
                                       const CodatContext *context,
                                       const char *input_json,
                                       char **output_json);

// Replaces the profile of your account. This is the service's operation `update-profile`.
//
// Input:
// - `name`: required. The name that customers see.
// - `redirectUrl`: required. The URL to which customers return after Link. `{companyId}` and
//   other names in braces are replaced.
// - `logoUrl`, `iconUrl`: URLs of images.
// - `whiteListUrls`: an array of URLs that may call the service. If it is empty, all may.
// - `apiKey`: as codat_settings_get_profile() returned it.
// - `confirmCompanyName`: `true` asks customers to confirm their company's name.
//
// Result: the new profile.
CodatStatus codat_settings_update_profile(const CodatClient *client,
                                          const CodatContext *context,
                                          const char *input_json,
                                          char **output_json);

// Returns the web origins that may call the service, such as those of pages with the service's
// user interfaces. This is the service's operation `get-cors-settings`.
//
// Input: none. Result: `allowedOrigins`, an array of strings.
CodatStatus codat_settings_get_cors_settings(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Replaces the web origins that may call the service. This is the service's operation
// `set-cors-settings`.
//
// Input: `allowedOrigins`, required: an array of strings, such as `"https://example.com"`. They
// replace all earlier ones. Result: the new settings.
CodatStatus codat_settings_set_cors_settings(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Lists the API keys of your account. The keys are secrets. This is the service's operation
// `list-api-keys`.
//
// Input: none. Result: `results`, an array of objects with `id`, `apiKey`, `createdDate` and, if
// it has one, `name`.
CodatStatus codat_settings_list_api_keys(const CodatClient *client,
                                         const CodatContext *context,
                                         const char *input_json,
                                         char **output_json);

// Creates an API key. The key is a secret. This is the service's operation `create-api-key`.
//
// Input: `name`, optional, at most 50 characters. Result: `id`, `apiKey`, `createdDate` and, if it
// was given, `name`.
//
// If the account has its 10 keys, the status is `CODAT_CONFLICT`.
CodatStatus codat_settings_create_api_key(const CodatClient *client,
                                          const CodatContext *context,
                                          const char *input_json,
                                          char **output_json);

// Deletes an API key. The client's own key and the account's last key can be deleted too. This
// cannot be undone. This is the service's operation `delete-api-key`.
//
// Input: `apiKeyId`, required: the key's `id`, not the key. Result: `null`.
CodatStatus codat_settings_delete_api_key(const CodatClient *client,
                                          const CodatContext *context,
                                          const char *input_json,
                                          char **output_json);

// Starts a sandbox on a port of 127.0.0.1. Several sandboxes can run in one process.
//
// - `config_json`: a JSON object, or NULL for `{}`. All fields are optional:
//   - `port`: 0 to 65535. Default 0: any free port.
//   - `db`: the file that keeps the sandbox's state. Default: `":memory:"`, which keeps the state
//     in memory.
//   - `apiKey`: the key that the sandbox accepts. Default `"sandbox-api-key"`.
//   - `webhookSecret`: the secret that signs the sandbox's webhooks, `whsec_` and Base64. Default:
//     a fixed secret, which the action `"webhook-secret"` returns.
//   - `startTime`: the time at which the sandbox's clock starts, an RFC 3339 time such as
//     `"2027-12-31T23:59:00Z"`, from 1970 to 1,000 years from now. Default: now. If `db` was used
//     before and its last time is later, the clock starts at that time.
// - `sandbox`: receives the handle, or NULL on failure. Stop the sandbox with
//   codat_sandbox_stop().
// - `output_json`: receives the response JSON, on success and on failure. `result` is
//   `{"baseUrl", "apiKey"}`, which is a configuration for codat_client_new().
//
// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT` if the configuration is refused; `CODAT_SANDBOX` if
// the port, the file or a thread is not available, with the reason in the message; or
// `CODAT_UNSUPPORTED` if the library was built without the sandbox.
CodatStatus codat_sandbox_start(const char *config_json, CodatSandbox **sandbox, char **output_json);

// Controls a sandbox: causes failures and changes that you cannot trigger on the real service.
// Over HTTP, `POST /_sandbox/{action}` does the same.
//
// - `sandbox`: the sandbox.
// - `action`: one of these; docs/sandbox.md describes them, and more, in full.
//   - `"queue-faults"`: makes the next matching requests fail, as the array `faults` describes.
//   - `"clear-faults"`: removes the queued faults.
//   - `"set-limits"`: sets `requestsPerDay`, `concurrentRequests`, `companies`, `groups`. null
//     restores the service's own limit.
//   - `"advance-clock"`: moves the sandbox's clock ahead by `seconds`.
//   - `"seed-companies"`: creates `count` companies, named with `namePrefix`.
//   - `"link-connection"`: authorizes a connection, as a customer does in Link. Takes `companyId`,
//     or a Link URL in `url`; and `connectionId` or `platformKey`. The result has `connectionId`,
//     `status` and `redirect`.
//   - `"deauthorize-connection"`: withdraws the authorization of the connection `connectionId` of
//     the company `companyId`, as a customer does.
//   - `"set-redirect"`: sets `url`, the URL that customers are sent to after Link, and
//     `allowedHosts`, the hosts that this URL may have.
//   - `"set-pull-seconds"`: sets how long a pull of data takes, in `seconds` of the sandbox's
//     clock.
//   - `"fail-next-pull"`: makes the next pull of `companyId` and `dataType` end with `status` and
//     `message`.
//   - `"list-webhooks"`: returns the webhooks that were delivered, and those that are still to be
//     delivered.
//   - `"webhook-secret"`: returns the secret that signs the webhooks, `webhookSecret`.
//   - `"list-requests"`: returns the requests received after number `since`, at most `limit`.
//   - `"stats"`: returns the numbers of companies, `dataConnections`, groups, requests and
//     sockets.
//   - `"reset"`: resets everything to its initial state.
// - `input_json`: a JSON object with the fields of the action, or NULL for `{}`. A field that is
//   given twice is refused.
// - `output_json`: receives the response JSON, on success and on failure.
//
// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT`; `CODAT_INVALID_HANDLE`; `CODAT_SANDBOX` if the
// sandbox's database failed or the sandbox runs in another process; or `CODAT_UNSUPPORTED`.
CodatStatus codat_sandbox_control(const CodatSandbox *sandbox,
                                  const char *action,
                                  const char *input_json,
                                  char **output_json);

// Stops a sandbox and frees its handle. Its port and its connections close, and state that was
// only in memory is lost. NULL is allowed and does nothing. In a child of fork(), the function
// only frees the handle: the sandbox continues to run in the parent.
//
// Returns `CODAT_OK` or `CODAT_INVALID_HANDLE`.
CodatStatus codat_sandbox_stop(CodatSandbox *sandbox);

// Returns the version of the library's functions. It grows only when a function changes its
// meaning or is removed. New functions and status numbers do not change it.
uint32_t codat_abi_version(void);

// Returns the version of the library, such as `"0.1.0"`. The string is a constant: do not free it.
const char *codat_version(void);

// Returns the name of a status as in `error.kind`, such as `"not_found"`. It is `"ok"` for
// success, and `"unknown"` for a number that this version does not know. The string is a constant:
// do not free it.
const char *codat_status_name(int32_t status);

// Frees a string that this library returned: through `output_json` or `error_json`, as the
// `document` of an event, or from codat_idempotency_key_new(). NULL is allowed and does nothing.
// Free each string once, and only with this function.
void codat_string_free(char *string);

// Returns a new key for the context option `idempotencyKey`: a random UUID, such as
// `"6f9619ff-8b86-4d01-b42d-00cf4fc964ff"`. Store the key, then pass it with `firstUse` to a call
// that creates something. You can then repeat the call with the key, even after the program ended.
//
// Free the key with codat_string_free(). The function returns NULL if the system has no memory or
// no random numbers for the key.
char *codat_idempotency_key_new(void);

// Returns how many objects of this library exist in the process: clients, contexts, pagers,
// queues, sandboxes and strings that were not freed. A test can check at its end that the number
// is 0.
int64_t codat_live_objects(void);

// Describes every operation that codat_call() knows: `result` is an array of `{"name", "method",
// "path", "fixedBody", "operationId", "settledBy", "conflict", "echoes": [{"field", "inRows",
// "member", "how"}], "members": [{"name", "place", "kind", "required"}], "answer", "resource",
// "requires": [{"name", "kind"}]}`.
//
// - `method`, `path`, `operationId`: the request to the service. Absent for a workflow, which
//   makes several requests.
// - `fixedBody`: the text of the request body if it is always the same; absent otherwise.
// - `settledBy`: the refusals (HTTP statuses) that prove that no earlier attempt with the same
//   idempotency key succeeded. Absent if there are none.
// - `conflict`: a text. If the service's `error` in a 409 begins with it, the cause is not the
//   idempotency key. Absent if there is no such conflict.
// - `echoes`: the fields of the response, or of each of its rows, that must repeat an input field
//   if both are present. Absent if there are none. `how` says how they are compared: `"equal"`;
//   `"cleaned"` (letters and digits of a text); `"name"` (letters, digits, and the other
//   characters that the service keeps in names); `"tags"` (the values of tags that both have);
//   `"url"` (the same URL); `"link"` (a URL with the value of the input field after
//   `/companies/`); or `"number"`.
// - `resource`: the type of the result, or of the rows of a list: `"company"`, `"connection"`,
//   `"group"`, `"pullOperation"`, `"pushOperation"`, `"webhook"`, `"integration"` or `"apiKey"`.
//   Absent for other results.
// - `members`: the input fields.
// - `place`: the part of the request that an input field goes into: `"path"`, `"query"`, `"body"`
//   (a field of the body), `"pathAndBody"` (both), `"wholeBody"` (the value of the field is the
//   body) or `"workflow"` (the field goes into no request as such; it directs a workflow).
// - `kind`: what an input field must be:
//   - `"text"`: any string.
//   - `"id"`: 1 to 128 letters, digits, `-`, `_` and `.`.
//   - `{"name": {"max"}}`: a string of 1 to `max` characters; null for no limit.
//   - `{"integer": {"min", "max"}}`: a whole number, bounds included.
//   - `"flag"`: `true` or `false`.
//   - `"tags"`: at most 10 pairs of strings; keys have at most 27 characters, values at most 100.
//   - `"textMap"`: an object of strings.
//   - `"textList"`: an array of strings.
//   - `"idList"`: an array of at least one string as for `"id"`.
//   - `"groupRefs"`: an array of `{"id": …}`, each naming a group.
//   - `"companies"`: an array of objects, each with the input of codat_companies_create().
//   - `{"objects": {"of"}}`: an array of objects with the fields of `of`, an array like `members`.
//   - `{"objectMap": {"of"}}`: an object whose values are objects with the fields of `of`.
// - `answer`: the type of `result` on success: `"object"`, or `"nothing"` (`null`).
// - `requires`: the fields that a valid response must have, each a string (`"text"`) or an array
//   (`"list"`). Absent if there are none.
// - `output_json`: receives the response JSON.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if `output_json` is NULL.
CodatStatus codat_operations(char **output_json);

// Ends all callbacks of the process: log, progress, interrupt, wake and event callbacks. Call it
// when a language's runtime ends before the process does. The calling thread must not hold a lock
// that a callback waits for, such as Python's GIL.
//
// After this function has returned, the library calls no callback. The function waits until no
// callback is running, with two exceptions: it does not wait for callbacks on the calling thread, and
// it waits at most one second for log, progress and interrupt callbacks. Do not call it in two
// callbacks at the same time, because each call would wait for the other callback.
//
// The function closes all queues as codat_queue_free() does, but you must still free their
// handles. Blocking calls of other threads continue without callbacks. Children that fork()
// creates later have no callbacks either.
//
// Returns `CODAT_OK`.
CodatStatus codat_end(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CODAT_H */
