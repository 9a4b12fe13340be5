/*
 * libcodat: a client for Codat's Platform API, with an embedded sandbox of the service to test with.
 *
 * Every call takes JSON and returns JSON, both UTF-8 and NUL-terminated:
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
 * Responses. On success the response JSON is {"result":…,"meta":{…}}: result is the body of the service's response
 * verbatim, or null for an operation without one; functions and workflows that are not a single request describe their
 * own result. On failure it is {"error":{…},"meta":{…}}. error always has kind, message,
 * retryable and outcomeUnknown. It also has those of the following that are known: operation, `member` (the invalid
 * field), httpStatus, correlationId,
 * detailedErrorCode, validation, idempotencyKey, advice, responseBody and retryAfterMs. meta always has attempts and
 * elapsedMs. It also has those of the following that are known: status, idempotencyKey, queuedMs (how long the call
 * waited for its turn) and rateLimit
 * {limit, remaining, reset}.
 *
 * Memory. If output_json is NULL, a function does nothing and returns CODAT_INVALID_ARGUMENT. Strings passed in are
 * only read, during the call. Each string returned through output_json or error_json is the caller's: free it once with
 * codat_string_free(); unlike with a handle, freeing a string twice is undefined behavior. Each handle is freed once,
 * with
 * the function of its kind; unless its description says otherwise, a function returns CODAT_INVALID_HANDLE for a handle
 * that is NULL, was freed already or is of another kind. If a parameter may be NULL, its description says so.
 *
 * Out of memory. If there is no memory for a response, which can be as large as maxResponseBytes, the call returns
 * CODAT_OUT_OF_MEMORY and the library remains usable. If a small allocation fails, the process ends with abort(); the
 * same holds for allocations of the input and of create_many's lists. After CODAT_OUT_OF_MEMORY,
 * and after a defect of this library (CODAT_PANIC), output_json may receive a constant string, which codat_string_free()
 * leaves alone: free every string in the same way.
 *
 * Input. The input of an operation is one flat JSON object, with the parameters of the path, of the query and of the
 * body side by side. Fields that are missing, unknown, duplicate or of the
 * wrong kind are refused before anything is sent (CODAT_INVALID_ARGUMENT); the error names the invalid field and what was
 * expected. null counts as not given. The same holds for configurations and options.
 *
 * Retries. The library retries after lost connections, timeouts, and the statuses 408, 429, 502, 503, 504, 520 to 524,
 * 527 and 530. It retries after a 500 unless the request was a POST or PATCH, and after a 409 if the request was a POST
 * or PATCH whose key is in use. error.retryable is true if the library retries this kind of failure, even when it did
 * not retry here because no retries or no time were left. POST
 * and PATCH carry an Idempotency-Key, the same in all attempts of a call
 * (meta.idempotencyKey), so that nothing is done twice.
 *
 * Outcomes. If a call fails and error.outcomeUnknown is true, the service may have done the work. Repeat a POST or
 * PATCH with error.idempotencyKey as idempotencyKey of its context; within 90 minutes the service does the work at
 * most once. After that, look for what was to be created before you create it with a fresh key. DELETE and PUT have
 * no key: repeat a PUT as it was, and treat CODAT_NOT_FOUND after a repeated DELETE as success. error.advice contains
 * the instruction for the failed call.
 *
 * Threads. Every function may be called from any thread at any time, with the same handles. A call needs 64 KiB of stack, in
 * a debug build 256 KiB. pthread_cancel() never takes effect inside a function of this library: a cancellation request
 * that arrives during a call takes effect at the thread's next cancellation point after the call. The program must
 * therefore still free the call's response JSON. A thread that
 * calls the library must not have the cancellation type PTHREAD_CANCEL_ASYNCHRONOUS. To end a call, cancel its context.
 * dlclose() is allowed when no call runs; the library remains mapped.
 *
 * Callbacks. A callback runs without locks held, with thread cancellation disabled. It may call every function of this
 * library (a wake callback, those that do not block), with one exception: it must not request a page from a pager while
 * its own thread is waiting for a page of that pager. It must also not free a client's user_data.
 * A call that an interrupt callback makes is not limited by maxConnections, so it never waits for the call that the
 * callback was called from.
 * A callback may call pthread_exit(). An interrupt callback thereby ends the call with CODAT_CANCELLED; a progress
 * callback stops the operation, as with a nonzero value; after a log callback the call continues. When the call is
 * over, its memory is freed, the thread's cleanup functions run, and the thread ends, with NULL as its value. If the
 * callback runs on a
 * thread of the library, pthread_exit() only ends the callback, not the thread. No longjmp() and no C++ exception may
 * leave a callback.
 *
 * Processes and signals. After fork(), a child can make a new client or continue to use its parent's client, which
 * opens separate connections in the child; a call that was in flight in another thread continues only in the parent.
 * The same holds for a
 * context: cancelling it in one process does not affect the other. fork() must not be called in a
 * callback. The library installs no signal handlers and never raises SIGPIPE, and its own threads block the signals
 * that are sent to the process. If main() ends with pthread_exit() and the program has no other thread, no thread is
 * left that handles SIGTERM: keep one thread that handles it. These functions are async-signal-safe, and no others:
 * codat_context_cancel(),
 * codat_abi_version(),
 * codat_version(). So a handler can end a program's calls:
 *
 *     static CodatContext *all_calls; // created before the handler is installed, freed after it is removed
 *     static void on_interrupt(int signal) { (void)signal; codat_context_cancel(all_calls); }
 */


#ifndef CODAT_H
#define CODAT_H

#include <stddef.h>
#include <stdint.h>


// The version of this header's functions. codat_abi_version() returns the version of the library that was loaded:
// refuse to continue if the two differ.
#define CODAT_ABI_VERSION 1

// The outcome of a call: `CODAT_OK`, or the kind of failure. Numbers never change their meaning; later
// versions may append some, so treat an unknown one as a failure. The response JSON has the same kind as `error.kind`,
// in lower case and without the prefix: `"not_found"`.
enum CodatStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Success; the response JSON has `result`.
    CODAT_OK = 0,
    // The input or the configuration was refused here; nothing was sent. `error.member` names the invalid field.
    CODAT_INVALID_ARGUMENT = 1,
    // The service refused the request as malformed (HTTP 400, or a 4xx without a separate number here).
    CODAT_BAD_REQUEST = 2,
    // The API key is wrong (401).
    CODAT_UNAUTHORIZED = 3,
    // The account's limit is reached, for example of companies on a free plan (402).
    CODAT_PAYMENT_REQUIRED = 4,
    // The API key may not do this (403).
    CODAT_FORBIDDEN = 5,
    // There is no such company, group or other resource (404).
    CODAT_NOT_FOUND = 6,
    // The request conflicts with the present state, for example a group limit (409).
    CODAT_CONFLICT = 7,
    // The idempotency key was used before with another request (422).
    CODAT_UNPROCESSABLE = 8,
    // Too many requests, or the daily quota is used up (429). `error.retryAfterMs` is how long to wait.
    CODAT_RATE_LIMITED = 9,
    // The service failed or is in maintenance (5xx).
    CODAT_SERVER = 10,
    // The response is not what it should be: not JSON, cut short, too large, a redirect.
    CODAT_UNEXPECTED_RESPONSE = 11,
    // The library could not connect, or the connection broke before the response was complete.
    CODAT_CONNECTION = 12,
    // No response within the time allowed.
    CODAT_TIMEOUT = 13,
    // The call was cancelled with codat_context_cancel().
    CODAT_CANCELLED = 14,
    // A defect of this library: please report it. The library remains usable.
    CODAT_PANIC = 15,
    // There was not enough memory for the response. The library remains usable.
    CODAT_OUT_OF_MEMORY = 16,
    // A handle is NULL, was freed already, or belongs to another kind of object.
    CODAT_INVALID_HANDLE = 17,
    // This library was built without the feature that the call needs.
    CODAT_UNSUPPORTED = 18,
    // The sandbox could not be started, or its database failed; the message says why.
    CODAT_SANDBOX = 19,
    // A webhook lacks one of its three headers.
    CODAT_WEBHOOK_MISSING_HEADER = 20,
    // A webhook is genuine but older than the tolerance: late, or sent again by somebody else.
    CODAT_WEBHOOK_STALE = 21,
    // A webhook is genuine but its time is ahead by more than the tolerance: a clock is wrong.
    CODAT_WEBHOOK_FUTURE = 22,
    // No signature of a webhook fits: it is not the service's, was changed, or the secret is another.
    CODAT_WEBHOOK_BAD_SIGNATURE = 23,
    // A webhook is not of the form expected: a header that is no timestamp or signature, or a body that is not a
    // JSON object.
    CODAT_WEBHOOK_MALFORMED = 24,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum CodatStatus CodatStatus;
#else
typedef int32_t CodatStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// How much an event matters. A client reports events of its level and of all levels before it.
enum CodatLogLevel
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // A call failed: the service, or the way to it, does not do what it should.
    CODAT_LOG_ERROR = 1,
    // An attempt failed, and the request is sent again.
    CODAT_LOG_WARN = 2,
    // A call was refused or cancelled; the service works as it should.
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

// What an event of a begun call is.
enum CodatEventKind
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // The call ended. It is the call's last event.
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

// A client: a configuration, and a pool of connections that its calls share. Make one and keep it. Every
// function may be called with the same client from any number of threads at once.
typedef struct CodatClient CodatClient;

// Options of one call or of several, and the means to cancel them. Safe to use from several threads at once.
typedef struct CodatContext CodatContext;

// Goes through a list, page after page: while you work on one page, the library prefetches the next one.
// Safe to use from several threads at once: they wait for each other, and each gets the next page.
typedef struct CodatPager CodatPager;

// Receives the events of begun calls: their ends, log lines and progress. Safe to use from several threads at once.
typedef struct CodatQueue CodatQueue;

// A running sandbox: the service in miniature, on this machine alone, for tests and for trying things out.
typedef struct CodatSandbox CodatSandbox;

// Receives an event.
//
// - `user_data`: as given to codat_client_new_with_log().
// - `level`: a `CodatLogLevel`.
// - `line`: a JSON object on one line, valid until the function returns, with `event` (`"failed"`, `"retry"`,
//   `"refused"` or `"succeeded"`, one for each level), `operation`, `attempt` (from 1; 0 if there was no attempt),
//   `elapsedMs`, and if they are known `status`, `kind`, `outcomeUnknown`, `pauseMs`, `correlationId` and
//   `idempotencyKey`. The line never contains an API key, a secret, a body or an error message.
//
// It is called on the thread that makes the call, before the call returns, and by several threads at once if they make
// calls; and on threads of this library, for requests of a pager that prefetches and of codat_companies_create_many().
// No lock is held during the callback. A callback for an event of a pager must not request a page from that pager:
// such a request is refused. It may call any function of this
// library; the calls that it makes on this thread are not reported. No longjmp() and no C++ exception may leave it;
// pthread_exit() ends its thread when the call is over.
typedef void (*CodatLogCallback)(void *user_data, int32_t level, const char *line);

// Reports how far an operation is, in the thread that called it, with no lock held.
//
// - `user_data`: what was given with the callback.
// - `event_json`: a JSON object on one line, described with the operation. Only to be read, during the call.
//
// Returns 0 to continue. After any other value it is not called again, and the operation ends when the requests in
// flight are done. It may call this library. No exception and no longjmp() may leave it; pthread_exit() counts as a
// nonzero value, and ends its thread when the call is over.
typedef int32_t (*CodatProgressCallback)(void *user_data, const char *event_json);

// Decides, in the thread of a call that waits, whether the call continues; with no lock held.
//
// - `user_data`: what was given with the callback.
//
// Returns 0 to continue; any other value ends the call. It may call this library, and its calls do not wait for a
// connection that the outer call holds. Such an inner call uses only the callback of its own context. The callback
// must return in the process in which it was called, not in a child of fork(). No exception and no longjmp() may leave
// it; pthread_exit()
// ends the call and then its thread.
typedef int32_t (*CodatInterruptCallback)(void *user_data);

// Called when a queue that was empty has an event: once when it becomes non-empty, and again only after
// codat_queue_take() has emptied it.
//
// - `user_data`: as given to codat_queue_new().
//
// It is called on a thread of the library, with no lock held, and never from inside a function that begins a call,
// cancels a call or takes events.
// It must not block. No exception and no longjmp() may leave it.
typedef void (*CodatWakeCallback)(void *user_data);

// An event of a begun call.
typedef struct {
    // As given to the function that began the call.
    void *user_data;
    // A `CodatEventKind`. Later versions may add some: free the `document` of an unknown one and ignore it.
    int32_t kind;
    // The call's `CodatStatus` for `CODAT_EVENT_DONE`, the `CodatLogLevel` for `CODAT_EVENT_LOG`, otherwise 0.
    int32_t number;
    // The response JSON of the call, or the log line or progress event. It is yours: free it with codat_string_free().
    char *document;
    // The length of `document` in bytes, without the NUL at its end.
    size_t length;
} CodatEvent;

// Called for each event, instead of keeping it for codat_queue_take().
//
// - `user_data`: as given to codat_queue_new().
// - `event`: only to be read, during the call; its `document` is yours to free.
//
// It is called on a thread of the library, with no lock held, and never from inside a function that begins or cancels
// a call. The events of one call are delivered one after the other; events of different calls may be delivered on
// several threads at once. The call's connection
// is free by then. It may call every function of this library, blocking calls too. While the callback blocks, it
// occupies one of its client's threads; for one such occupied thread, but no more, each client starts a replacement.
// Therefore, callbacks of one client that wait for the events of other calls may wait forever: to wait for the end of
// another call in a callback, make that call with a blocking function. No exception and no
// longjmp() may leave
// it.
typedef void (*CodatEventCallback)(void *user_data, const CodatEvent *event);

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Makes a client. Nothing is sent and no connection is opened yet.
//
// - `config_json`: a JSON object, or NULL for `{}`. All fields are optional, except that a key must come from
//   `apiKey`, `authHeader` (not both) or `CODAT_API_KEY`; unknown ones are refused:
//   - `apiKey`: the API key as the portal shows it; line breaks at its end are removed. Default: the environment
//     variable `CODAT_API_KEY`, unless it is empty.
//   - `authHeader`: instead of `apiKey`, the ready-made `Authorization` header, `"Basic …"`.
//   - `baseUrl`: default `CODAT_BASE_URL` from the environment, else `https://api.codat.io`.
//   - `allowHttp`: accept an `http://` base URL if its host is another machine, or if the proxy is on another machine.
//     Default false.
//   - `timeoutMs`: for a whole call, retries and waiting included, 1 to 86400000. Default 60000.
//   - `attemptTimeoutMs`: for one attempt, 1 to 86400000. Default 20000.
//   - `connectTimeoutMs`: for looking up the host and for connecting, 1 to 86400000. Default 10000.
//   - `maxRetries`: how often a failed attempt is repeated if that is safe, 0 to 100. Default 3.
//   - `retryDelayMs`: 0 to 60000. Each pause is random, up to a limit that starts at this value and doubles with each
//     retry; the limit is never more than 8000. A
//     `Retry-After` of the service takes precedence. Default 500.
//   - `maxConnections`: requests in flight at once, 1 to 10000, each on a connection that is kept for the next;
//     further calls wait their turn. Default 10.
//   - `requestsPerMinute`: sent at most in any 60 seconds, 1 to 1000000; further calls wait their turn. The service
//     blocks, without warning, an IP address that sends more than 1000. Only this client's requests count. Default: no
//     limit.
//   - `maxResponseBytes`: the largest response accepted. Default 67108864.
//   - `proxy`: `http://[user:password@]host:port`. Default none.
//   - `userAgent`: default `libcodat/` and the version.
//   - `rootCertificates`: PEM text (not a path) of the only authorities to trust. Default: those in the file and
//     directory that the environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` name, else the system's, else
//     built-in ones. A file
//     that cannot be read is an error.
// - `client`: receives the handle, NULL on failure. Free it with codat_client_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT`; the error JSON then names the invalid field and what was expected.
CodatStatus codat_client_new(const char *config_json,
                             CodatClient **client,
                             char **error_json);

// Makes a client that logs its calls. As codat_client_new(), and:
//
// - `level`: a `CodatLogLevel`: how much is reported. 0, which requires a NULL callback, means that nothing is
//   reported.
// - `callback`: is called for each event of a blocking call; NULL for none. See `CodatLogCallback`. Begun calls report to
//   their queue instead, with or without a callback.
// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until codat_client_free() has
//   returned, all calls that were running then have returned, and all pagers of the client are freed.
//
// Returns as codat_client_new(); `CODAT_INVALID_ARGUMENT` for an unknown level.
CodatStatus codat_client_new_with_log(const char *config_json,
                                      int32_t level,
                                      CodatLogCallback callback,
                                      void *user_data,
                                      CodatClient **client,
                                      char **error_json);

// Ends a client. NULL is allowed and does nothing. Calls that still run in other threads finish normally, and idle
// connections close.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no client.
CodatStatus codat_client_free(CodatClient *client);

// Makes a context.
//
// - `options_json`: a JSON object, or NULL for `{}`. All fields are optional; unknown ones are refused:
//   - `timeoutMs`: calls fail with `CODAT_TIMEOUT` this long after now, retries and waiting included; 0 to
//     86400000. With 0 they fail immediately and send nothing, so you can pass the remaining time of a deadline of
//     your own unchanged. If you set `timeoutMs`, make a new context for each call. Default: the client's `timeoutMs`,
//     counted from the start of each call; operations that wait have defaults of their own, which their descriptions
//     give.
//   - `idempotencyKey`: a UUID, sent in lower case with POST and PATCH instead of a fresh one. Give `error.idempotencyKey` of a
//     call whose `error.outcomeUnknown` is true to repeat that call without doing its work twice. The call counts
//     as a repetition: its outcome is unknown until the service responds with a success, or with a refusal that proves
//     that the work was not done. Use a key for
//     one call. For another POST or PATCH with the same key, the service repeats its first response, or responds with
//     422.
//   - `firstUse`: `true` if `idempotencyKey` was never sent before, so that the first call with this context is no
//     repetition. It is ignored for the last 20,000 keys that the client sent. It is for programs that choose a key,
//     for example with codat_idempotency_key_new(), and store it
//     before the call. Default: `false`.
//   - `maxRetries`: 0 to 100. Default: the client's.
//   - `traceparent`: the trace that the calls belong to, in the format of W3C Trace Context; sent as the header
//     `traceparent`. Default: none.
// - `context`: receives the handle, NULL on failure. Free it with codat_context_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT`; the error JSON then names the invalid field and what was expected.
CodatStatus codat_context_new(const char *options_json,
                              CodatContext **context,
                              char **error_json);

// Makes a context whose calls report progress, for operations that have any, such as codat_companies_create_many().
// As codat_context_new(), and:
//
// - `callback`: is called for each event; NULL for none. See `CodatProgressCallback`.
// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until every call with the
//   context has returned.
//
// Returns as codat_context_new().
CodatStatus codat_context_new_with_progress(const char *options_json,
                                            CodatProgressCallback callback,
                                            void *user_data,
                                            CodatContext **context,
                                            char **error_json);

// Sets a callback that decides whether a waiting call with this context continues. While the call waits, the callback
// is called in the thread of the call: at once if a signal interrupted a system call of that thread, and otherwise
// about every 50 milliseconds. It is for languages whose signal handlers run in one thread, between bytecode
// instructions, such as Python and
// Ruby: without the callback they would run only after the call.
//
// - `context`: the context. Begun calls do not use the callback.
// - `callback`: is called while a call waits, only by the thread that made the call. If it returns anything but 0, the
//   call ends as if codat_context_cancel() had been called: it returns `CODAT_CANCELLED`, and
//   codat_companies_create_many() stops its run. The context itself is not cancelled, so later calls with it work. See
//   `CodatInterruptCallback`.
// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until every call with the
//   context has returned.
//
// While a thread waits for another one at the same pager, the callback is not called.
//
// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT` if the callback is NULL or the context has one already, or
// `CODAT_INVALID_HANDLE`.
CodatStatus codat_context_set_interrupt(const CodatContext *context,
                                        CodatInterruptCallback callback,
                                        void *user_data);

// Cancels every call that runs with this context, from any thread or signal handler: the calls return
// `CODAT_CANCELLED` at once, except that a running codat_companies_create_many() returns its result, with `stopped` as
// `cancelled`. For every operation except reads, `error.outcomeUnknown` is true if a request was sent
// and no refusal proved that its work was not done.
// Later calls with the context return the same without sending anything.
//
// The function is async-signal-safe: it takes no lock, neither allocates nor frees memory, and leaves `errno` as it was.
// A handler that interrupts it must not leave it with siglongjmp().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if the context is NULL, was freed already or is no context.
CodatStatus codat_context_cancel(const CodatContext *context);

// Ends a context. NULL is allowed and does nothing. Calls that run with it continue undisturbed.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no context.
CodatStatus codat_context_free(CodatContext *context);

// Calls an operation by its name. Each one also has a separate function, whose comment describes its input.
//
// - `client`: the client.
// - `context`: deadline, cancelling, idempotency key and retries, or NULL for the client's defaults.
// - `operation`: the name, such as `"companies.create"`; codat_operations() lists them.
// - `input_json`: a JSON object with the operation's fields, `{}` if it has none.
// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free().
//
// Returns `CODAT_OK` or the kind of failure.
CodatStatus codat_call(const CodatClient *client,
                       const CodatContext *context,
                       const char *operation,
                       const char *input_json,
                       char **output_json);

// Makes a pager. Nothing is sent yet.
//
// - `client`: the client. It may be freed before the pager, which continues.
// - `context`: for all the requests, or NULL for the client's defaults: cancelling it ends the pager's work at once, and
//   its `timeoutMs` is for all pages together. It may be freed before the pager too.
// - `operation`: `"companies.list"`, `"connections.list"`, `"refresh.list_pull_operations"` or `"integrations.list"`.
// - `input_json`: as for that operation; `page` is the first page, `pageSize` the rows of each.
// - `pager`: receives the handle, NULL on failure. Free it with codat_pager_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK`, `CODAT_INVALID_HANDLE`, or `CODAT_INVALID_ARGUMENT`; the error JSON then names the invalid field
// and what was expected.
CodatStatus codat_pager_new(const CodatClient *client,
                            const CodatContext *context,
                            const char *operation,
                            const char *input_json,
                            CodatPager **pager,
                            char **error_json);

// Gets the next page, and begins to fetch the one after it.
//
// - `pager`: the pager.
// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free(). On success
//   it is the response JSON of the list operation, with the rows in `results`; after the last page, `result` is null.
//
// The list continues while a page has rows and either links to a next page or `totalResults` is larger than the number
// of rows so far, counted from the first page. It ends with an empty page, or one that has no next link and no rows
// left.
//
// While another thread gets a page of this pager, the call waits: at most until the context's `timeoutMs` is over or,
// if the context has none, for the client's `timeoutMs`. The wait can be cancelled. No lock is held while a page is
// fetched, so a callback may get a
// page of another pager. A request for a page of the pager that its own thread is fetching returns
// `CODAT_INVALID_ARGUMENT`.
//
// Returns `CODAT_OK` or the kind of failure, as the list operation does; and `CODAT_UNEXPECTED_RESPONSE`, naming the
// page, for a list that repeats an earlier page, has a `pageNumber` that does not grow, has more rows than
// `totalResults` plus one page of rows, is empty before `totalResults` rows, or continues after 100,000 pages. A
// failure leaves
// the pager at the same page: the next call requests it again.
CodatStatus codat_pager_next(const CodatPager *pager,
                             char **output_json);

// Ends a pager, cancels what it is fetching, and returns when that has ended; a codat_pager_next() that runs in another thread returns
// `CODAT_CANCELLED`. NULL is allowed and does nothing.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no pager.
CodatStatus codat_pager_free(CodatPager *pager);

// Makes a queue for begun calls. You collect their events in one of three ways:
//
// - Without callbacks: call codat_queue_take(), which can wait, or watch codat_queue_fd() in your event loop.
// - With `wake`: it is called when there is something to take.
// - With `deliver`: it is called for each event, and nothing is left to take.
//
// Parameters:
//
// - `wake`, `deliver`: at most one of them; NULL for none. See `CodatWakeCallback` and `CodatEventCallback`.
// - `user_data`: handed to the callback and not touched. Keep it and the callback valid until codat_queue_free() has
//   returned.
// - `queue`: receives the handle, NULL on failure. Free it with codat_queue_free().
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` for two callbacks.
CodatStatus codat_queue_new(CodatWakeCallback wake,
                            CodatEventCallback deliver,
                            void *user_data,
                            CodatQueue **queue,
                            char **error_json);

// A file descriptor that is readable while the queue has events: watch it with poll(), epoll or kqueue. It belongs to the
// queue: do not read or close it. A child of fork() has another descriptor: call this function again there.
//
// Returns the descriptor; -1 if the queue has none, which is so on Windows, for a queue with `deliver`, and for an
// invalid handle. The descriptor is created when this is first called: `-CODAT_CONNECTION` means that the process has
// no file descriptor left, and the next call tries again.
int32_t codat_queue_fd(const CodatQueue *queue);

// Takes events out of a queue, the oldest first.
//
// - `queue`: the queue.
// - `events`: room for `most` events. Each event's `document` is yours; free it with
//   codat_string_free().
// - `most`: at least 1.
// - `timeout_ms`: how long to wait for an event, in milliseconds; 0 not at all, -1 without limit.
//
// Returns how many events it took; 0 if there were none in time. A failure returns a `CodatStatus` as a negative number:
// `-CODAT_INVALID_ARGUMENT` for bad arguments, `-CODAT_INVALID_HANDLE` for an invalid handle or if the queue is freed
// meanwhile.
int32_t codat_queue_take(const CodatQueue *queue,
                         CodatEvent *events,
                         size_t most,
                         int32_t timeout_ms);

// Ends a queue. Its calls are cancelled, and no more events are reported: no callback is called, events that were
// not taken are freed, and another thread's codat_queue_take() returns. Idempotency keys of its calls are lost with it:
// cancel the calls and receive their last events first, or give them keys of your own. The function returns when no
// callback of the queue is running any more; if a callback of the queue calls it, it does not wait for that callback.
// A thread that holds a lock which a
// callback waits for, such as Python's GIL, must not call it. NULL is allowed and does nothing.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if it was freed before or is no queue.
CodatStatus codat_queue_free(CodatQueue *queue);

// Cancels a begun call. Its `CODAT_EVENT_DONE` follows, with `CODAT_CANCELLED` unless the call ended just before; for
// codat_companies_create_many() the event contains the outcome instead. It does nothing for a call that has ended. It
// is not async-signal-safe; to cancel in a signal handler, give the call a context.
//
// - `queue`: the call's queue.
// - `call`: its number, from the function that began it.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` for an invalid queue.
CodatStatus codat_call_cancel(const CodatQueue *queue,
                              uint64_t call);

// Lets a begun codat_companies_create_many() end when the requests in flight are done, as if a progress callback had
// returned 1. It does nothing for other calls, and for one that has ended.
//
// - `queue`: the call's queue.
// - `call`: its number, from the function that began it.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` for an invalid queue.
CodatStatus codat_call_stop(const CodatQueue *queue,
                            uint64_t call);

// Begins a call of any operation and returns at once. The call reports to `queue`: log lines if the client has a log
// level, progress if the operation has any, and at the end exactly one `CODAT_EVENT_DONE` with the response JSON, unless
// the queue is freed first.
//
// A call that waits for its turn, for a retry or between two polls occupies no thread: a client has at most
// `maxConnections` plus two threads, however many calls have begun, and no thread after two seconds without work.
// Calls, including blocking calls, are served in the order in which they were begun; the second and later requests of
// a workflow or pager are ordered by the time at which they are due. If a callback begins a call, its start may be
// delayed until the callback returns or makes a blocking call, but by 4 ms at most.
//
// - `client`: the client. It may be freed at once.
// - `context`: a context whose cancellation reaches the call, or NULL. It may be freed at once. Its interrupt and progress
//   callbacks are not called.
// - `operation`: the name, such as `"companies.create"`; codat_operations() lists them.
// - `input_json`: a JSON object with the operation's fields, `{}` if it has none. It is copied.
// - `options_json`: the options of codat_context_new(), for this call alone; NULL for `{}`. They override those of the
//   context, which apply where this object has none. `"firstUse":false` also marks the context's `idempotencyKey` as
//   used, from then on. `timeoutMs` counts from now. A call never runs beyond the deadline of its context: if the
//   context's `timeoutMs` ends earlier, the call ends then.
// - `queue`: receives the events.
// - `user_data`: each event of the call has it; it is not touched.
// - `call`: NULL, or receives the call's number for codat_call_cancel(). It needs no freeing.
// - `error_json`: NULL, or receives NULL on success and the error JSON on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK` if the call has begun. Otherwise nothing was begun and no event follows: `CODAT_INVALID_ARGUMENT`,
// `CODAT_INVALID_HANDLE`, or `CODAT_CONNECTION` if the process cannot have another thread and the client has none. Input
// that the operation refuses is reported by `CODAT_EVENT_DONE`.
//
// After fork() a begun call continues only in the parent, with its queue; the child begins new calls.
CodatStatus codat_begin(const CodatClient *client,
                        const CodatContext *context,
                        const char *operation,
                        const char *input_json,
                        const char *options_json,
                        const CodatQueue *queue,
                        void *user_data,
                        uint64_t *call,
                        char **error_json);

// Begins to get a pager's next page and returns at once. `CODAT_EVENT_DONE` then has what codat_pager_next() would return.
// Several calls of one pager are served one after the other, in the order in which they were begun: the first gets the
// first page, the second the next one. A call that fails leaves its page to the next call.
//
// - `pager`: the pager. It may be freed at once, which cancels the call.
// - `queue`, `user_data`, `call`, `error_json`: as for codat_begin(). Cancelling the call leaves the pager at the same page.
//
// Returns as codat_begin().
CodatStatus codat_pager_begin_next(const CodatPager *pager,
                                   const CodatQueue *queue,
                                   void *user_data,
                                   uint64_t *call,
                                   char **error_json);

// Lists companies, a page at a time. The service's operation `list-companies`.
//
// Input, all optional:
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"name~bakery && created>2026-01-01"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
// - `tags`: a filter by tags in the same language, such as `"region=uk && team=invoice-finance"`.
//
// Result: `results` (companies), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is absent
// on the last page. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_list(const CodatClient *client,
                                 const CodatContext *context,
                                 const char *input_json,
                                 char **output_json);

// Creates a company. The service's operation `create-company`. The library can retry this call safely: all attempts of
// the call carry one `Idempotency-Key`, so a lost response never creates a second company. To repeat the call
// yourself, give it the key of the error.
//
// Input:
// - `name`: required. The service removes characters other than letters, digits, white space and `-',&@.?!`.
// - `description`: any text.
// - `tags`: at most 10 pairs of strings; keys to 27 characters, values to 100.
// - `groups`: groups to put it in, `[{"id": "…"}]`.
//
// Result: the company. Keep its `id`; send the customer to its `redirect`. Parameters and ownership are those
// of codat_call().
CodatStatus codat_companies_create(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Gets a company. The service's operation `get-company`.
//
// Input: `companyId`, required. Result: the company. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_get(const CodatClient *client,
                                const CodatContext *context,
                                const char *input_json,
                                char **output_json);

// Replaces a company's name, description and tags: what is not given is cleared. Groups are replaced when given
// and kept otherwise. The service's operation `replace-company`.
//
// Input: `companyId` and `name`, required; `description`, `tags`, `groups` as for codat_companies_create().
//
// Result: the company. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_replace(const CodatClient *client,
                                    const CodatContext *context,
                                    const char *input_json,
                                    char **output_json);

// Changes those of a company's name, description and tags that are given, and leaves the others unchanged. The
// service's
// operation `update-company`.
//
// Input: `companyId`, required; `name`, `description`, `tags` as for codat_companies_create().
//
// Result: the company. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_update(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Deletes a company with its connections and data, for good. The service's operation `delete-company`.
//
// Input: `companyId`, required. Result: `null`. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_delete(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Enables a product for a company. The service's operation `add-product`.
//
// Input, both required: `companyId`; `productIdentifier`, such as `"lending"`.
//
// Result: `null`. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_add_product(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Disables a product for a company. The service's operation `remove-product`.
//
// Input, both required: `companyId`, `productIdentifier`.
//
// Result: `null`. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_remove_product(const CodatClient *client,
                                           const CodatContext *context,
                                           const char *input_json,
                                           char **output_json);

// Queues a refresh of a custom product's data for a company. The service's operation `refresh-product-data`.
//
// Input: `companyId` and `productIdentifier`, required; `dataTypes`, an array of strings, to refresh only
// these.
//
// Result: `null`. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_refresh_product_data(const CodatClient *client,
                                                 const CodatContext *context,
                                                 const char *input_json,
                                                 char **output_json);

// Gets a token, valid for a day, for the service's embeddable user interfaces. The service's operation
// `get-company-access-token`.
//
// Input: `companyId`, required. Result: `accessToken`, `expiresIn` (seconds), `tokenType`. The token is a
// secret. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_get_access_token(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Makes the URL to send a customer to: the company's `redirect` with parameters added. After Link, the customer is
// sent to the redirect URL that is set up in the portal; parameters whose names it contains in braces are passed on to
// it.
//
// Input:
// - `companyId`: required.
// - `parameters`: an object of strings, such as `{"reference": "A-17"}`; encoded here, and added behind the
//   parameters that the URL has.
//
// Result: `url`. It is an `https` URL, or an `http` URL of this machine or of the host in `baseUrl`, such as a
// sandbox's; for any other URL, or one with control characters, the call returns `CODAT_UNEXPECTED_RESPONSE`. The call
// makes one request, the same as codat_companies_get(). Parameters and ownership are those of codat_call().
CodatStatus codat_companies_link_url(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Creates a list of companies, several at a time and none twice. With a journal, a run that was interrupted at any
// point, even by the end of the process, can be started again with the same list, and resumes.
//
// A create that got no response is repeated with the same idempotency key. The service remembers that key for 90
// minutes, and creates no second company. After the 90 minutes, the library first searches for the company, among the
// companies that were created no earlier than one day before the first attempt.
//
// Input:
// - `companies`: required; an array of objects, each as the input of codat_companies_create().
// - `concurrency`: how many at a time, 1 to 64; the client's `maxConnections` is a further limit. Default 10.
// - `journal`: the path of a file that remembers the run; created if it does not exist. Resume it with the identical
//   list, in the same order, at the same `baseUrl`. It holds no secrets, and only one run at a time can use it.
//   Default: none,
//   and the run cannot be resumed.
// - `lookupTag`: the tag to search by; each company must have it, with a value that no other company of the account
//   has. Default: by name, description and tags together; then the companies of a list with a journal must differ in
//   at least one of these.
//
// Result:
// - `total`, the number of companies, and how many of them are `created`; `found` (created by a request whose response
//   was lost); `resumed` (created by an earlier run); `failed`; and `notTried` (not sent by this run).
// - `stopped`: why not all were tried, or null: the kind of the failure that all others would share (`unauthorized`,
//   `payment_required`, `forbidden`, `rate_limited`), the kind of the failure of the search, `cancelled`, `timeout`,
//   `stopped` by the callback, or `journal` if it could not be written.
// - `results`, in the order of the list, each with `index`, `outcome` (`created`, `found`, `resumed`, `failed`,
//   `not_tried`), `companyId` if it is known, and `error` if it failed, as in response JSON. If its `outcomeUnknown`
//   is true, the company may exist: start the run again with the same journal.
//
// Returns `CODAT_OK` even if some companies failed or the run was stopped: see the result. Returns
// `CODAT_INVALID_ARGUMENT` if the input or the journal is refused, and `CODAT_CANCELLED` or `CODAT_TIMEOUT` if the
// context is cancelled or out of time at the start. In these cases nothing was sent.
//
// A context's `timeoutMs` is for the whole run (default: one day); its `maxRetries` is for each create, and its
// `idempotencyKey` is not used. Waits for rate limits count as retries of a create. The context's callback
// (codat_context_new_with_progress()) is called once for each company, when its outcome is known, with `operation`,
// `done` and `total`, `index`, `outcome`, `companyId`, `error`, and `company` as the service sent it. The client's log
// reports each create, from threads of the library. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_create_many(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Lists a company's connections, a page at a time. The service's operation `list-connections`.
//
// Input, all optional except `companyId`:
// - `companyId`: required.
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"status=Linked"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
//
// Result: `results` (connections), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is
// absent on the last page. Parameters and ownership are those of codat_call().
CodatStatus codat_connections_list(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Creates a connection to one piece of software. The service's operation `create-connection`. The library can retry
// this call safely: all attempts of the call carry one `Idempotency-Key`. To repeat the call yourself, give it the key
// of the error.
//
// Input, both required:
// - `companyId`
// - `platformKey`: the software's key of four letters, as codat_integrations_list() gives it.
//
// Result: the connection, `PendingAuth`. Send the customer to its `linkUrl`. Parameters and ownership are
// those of codat_call().
CodatStatus codat_connections_create(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Gets a connection. The service's operation `get-connection`.
//
// Input, both required: `companyId`, `connectionId`. Result: the connection; its `status` is `PendingAuth`,
// `Linked`, `Unlinked`, `Deauthorized` or a newer one. Parameters and ownership are those of codat_call().
CodatStatus codat_connections_get(const CodatClient *client,
                                  const CodatContext *context,
                                  const char *input_json,
                                  char **output_json);

// Deletes a connection with its data, for good. The service's operation `delete-connection`.
//
// Input, both required: `companyId`, `connectionId`. Result: `null`. Parameters and ownership are those of
// codat_call().
CodatStatus codat_connections_delete(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Unlinks a connection that is `Linked`: no more data is pulled, and pulled data remains readable.
// The service's operation `unlink-connection`.
//
// Input, both required: `companyId`, `connectionId`. Result: the connection, `Unlinked`. Parameters and
// ownership are those of codat_call().
CodatStatus codat_connections_unlink(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Sends the credentials that authorize a connection. The service's operation `update-connection-authorization`.
//
// Input, all required:
// - `companyId`, `connectionId`
// - `authorization`: an object of strings, the pairs that the software requires. They are the whole body of
//   the request, and never in an error or a log.
//
// Result: the connection. Parameters and ownership are those of codat_call().
CodatStatus codat_connections_update_authorization(const CodatClient *client,
                                                   const CodatContext *context,
                                                   const char *input_json,
                                                   char **output_json);

// Waits until a customer has authorized.
//
// Input:
// - `companyId`: required.
// - `connectionId`: the connection to wait for. Default: any of the company's; the first that is `Linked`.
// - `pollIntervalMs`: the first pause, 10 to 60000. Default 1000.
//
// Result: the connection, `Linked`.
//
// Polls until this call ends, with a pause before each further poll. The first pause is `pollIntervalMs`, and each
// later pause is 1.5 times as long as the one before, but at most 15 s; if `pollIntervalMs` is longer than that, all
// pauses have its length. Ends with `CODAT_TIMEOUT` when the context's `timeoutMs` is over, or 15 minutes after
// its start if the context sets none; with `CODAT_CANCELLED` at once when the context is cancelled; and
// with the error of a poll that failed after its retries. Each poll is a separate call with the client's
// `timeoutMs`. `meta.attempts` counts all their requests. Parameters and ownership are those of codat_call().
CodatStatus codat_connections_wait_until_linked(const CodatClient *client,
                                                const CodatContext *context,
                                                const char *input_json,
                                                char **output_json);

// Finds the connections whose authorization the customer or the software withdrew. Send the customer to the link then;
// do not create
// a new company for them.
//
// Input: `companyId`, required. Result: `needed` (whether there are any), `connections` (those that are
// `Deauthorized`, as the service sent them), `linkUrl` (the company's `redirect`). A connection whose `sourceType` is
// `Accounting` is left out if the company has another of that type that is `Linked`: the customer has moved to other
// accounting software. A `redirect` or `linkUrl` that is not safe to send a customer to, such as a `javascript:` URL,
// causes `CODAT_UNEXPECTED_RESPONSE`, as for codat_companies_link_url(). Several requests, as one
// call under one timeout; `meta.attempts` counts them all. Parameters and ownership are those of
// codat_call().
CodatStatus codat_connections_needs_reauthorization(const CodatClient *client,
                                                    const CodatContext *context,
                                                    const char *input_json,
                                                    char **output_json);

// Queues a pull of all data that is set up for a company. The service's operation `refresh-company-data`.
//
// Input: `companyId`, required. Result: `null`. Parameters and ownership are those of codat_call().
CodatStatus codat_refresh_all(const CodatClient *client,
                              const CodatContext *context,
                              const char *input_json,
                              char **output_json);

// Queues a pull of one type of data. The service's operation `refresh-data-type`. If one is running already, returns
// `CODAT_CONFLICT`.
//
// Input:
// - `companyId`: required.
// - `dataType`: required, such as `"invoices"` or `"banking-accounts"`.
// - `connectionId`: pull from this connection. Default: the service chooses.
//
// Result: the pull operation. Parameters and ownership are those of codat_call().
CodatStatus codat_refresh_by_data_type(const CodatClient *client,
                                       const CodatContext *context,
                                       const char *input_json,
                                       char **output_json);

// Returns the synchronization status of each type of data of a company. The service's operation
// `get-company-data-status`.
//
// Input: `companyId`, required. Result: an object that maps each type of data to its status, `{"dataType",
// "currentStatus", "lastSuccessfulSync", "latestSyncId", "latestSuccessfulSyncId"}`. Parameters and ownership
// are those of codat_call().
CodatStatus codat_refresh_get_data_status(const CodatClient *client,
                                          const CodatContext *context,
                                          const char *input_json,
                                          char **output_json);

// Lists a company's pull operations, a page at a time. The service's operation `list-pull-operations`.
//
// Input, all optional except `companyId`:
// - `companyId`: required.
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"dataType=invoices"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
//
// Result: `results` (pull operations), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is
// absent on the last page. Parameters and ownership are those of codat_call().
CodatStatus codat_refresh_list_pull_operations(const CodatClient *client,
                                               const CodatContext *context,
                                               const char *input_json,
                                               char **output_json);

// Gets a pull operation. The service's operation `get-pull-operation`.
//
// Input, both required: `companyId`; `datasetId`, the pull operation's `id`. Result: the pull operation.
// Parameters and ownership are those of codat_call().
CodatStatus codat_refresh_get_pull_operation(const CodatClient *client,
                                             const CodatContext *context,
                                             const char *input_json,
                                             char **output_json);

// Waits until data has been pulled, whether the pull succeeds or fails.
//
// Input:
// - `companyId`: required.
// - `pullOperationIds`: at least one; waits for these pull operations. Prefer this field to `dataTypes`, because it
//   waits only for the pulls that you started yourself.
// - `dataTypes`: instead of `pullOperationIds`, at least one; waits until none of these types of data is being
//   pulled.
// - `pollIntervalMs`: the first pause, 10 to 60000. Default 1000.
//
// Without `pullOperationIds` and `dataTypes`: waits until no data of the company is being pulled. Types that were never
// pulled, whose status has no `currentStatus`, are left out.
//
// Result: `failed` (whether any failed), `items`: for each `{"dataType", "failed"}` with `pullOperation` or
// `dataStatus`, as the service sent it. `Complete` and `NotSupported` are no failures; a status that this version does
// not know counts as still running, unless `isCompleted`, `isErrored` or a `progress` of 100 shows that the pull has
// ended; a type of
// data that was named and never pulled counts as failed, without `dataStatus`.
//
// Polls until this call ends, with a pause before each further poll. The first pause is `pollIntervalMs`, and each
// later pause is 1.5 times as long as the one before, but at most 15 s; if `pollIntervalMs` is longer than that, all
// pauses have its length. Ends with `CODAT_TIMEOUT` when the context's `timeoutMs` is over, or 30 minutes after
// its start if the context sets none; with `CODAT_CANCELLED` at once when the context is cancelled; and
// with the error of a poll that failed after its retries. Each poll is a separate call with the client's
// `timeoutMs`. `meta.attempts` counts all their requests. Parameters and ownership are those of codat_call().
CodatStatus codat_refresh_wait_until_complete(const CodatClient *client,
                                              const CodatContext *context,
                                              const char *input_json,
                                              char **output_json);

// Lists all groups. The service's operation `list-groups`.
//
// Input: `{}`. Result: `results`, an array of `{"id", "name"}`. Parameters and ownership are those of
// codat_call().
CodatStatus codat_groups_list(const CodatClient *client,
                              const CodatContext *context,
                              const char *input_json,
                              char **output_json);

// Creates a group. The service's operation `create-group`. Groups can be neither renamed nor deleted
// afterwards, and there can be at most 20 (`CODAT_CONFLICT` beyond).
//
// Input: `name`, required, at most 50 characters. Result: `id`, `name`. Parameters and ownership are those of
// codat_call().
CodatStatus codat_groups_create(const CodatClient *client,
                                const CodatContext *context,
                                const char *input_json,
                                char **output_json);

// Adds a company to a group; it may be in several. The service's operation `add-company-to-group`.
//
// Input, both required: `companyId`, `groupId`. Result: the company. Parameters and ownership are those of
// codat_call().
CodatStatus codat_groups_add_company(const CodatClient *client,
                                     const CodatContext *context,
                                     const char *input_json,
                                     char **output_json);

// Removes a company from a group. The service's operation `remove-company-from-group`.
//
// Input, both required: `companyId`, `groupId`. Result: `null`. Parameters and ownership are those of
// codat_call().
CodatStatus codat_groups_remove_company(const CodatClient *client,
                                        const CodatContext *context,
                                        const char *input_json,
                                        char **output_json);

// Lists the software that customers can connect, a page at a time. The service's operation
// `list-integrations`.
//
// Input, all optional:
// - `page`: from 1. Default 1.
// - `pageSize`: 1 to 5000. Default 100.
// - `query`: a filter in the service's query language, such as `"sourceType=Accounting && enabled=true"`.
// - `orderBy`: a property to order by, `"-name"` for descending.
//
// Result: `results` (integrations), `pageNumber`, `pageSize`, `totalResults`, and `_links`, whose `next` is
// absent on the last page. Parameters and ownership are those of codat_call().
CodatStatus codat_integrations_list(const CodatClient *client,
                                    const CodatContext *context,
                                    const char *input_json,
                                    char **output_json);

// Gets an integration. The service's operation `get-integration`.
//
// Input: `platformKey`, required, four letters. Result: the integration. Parameters and ownership are those of
// codat_call().
CodatStatus codat_integrations_get(const CodatClient *client,
                                   const CodatContext *context,
                                   const char *input_json,
                                   char **output_json);

// Gets an integration's logo and button. The service's operation `get-integrations-branding`.
//
// Input: `platformKey`, required, four letters. Result: `logo`, `button`, `sourceId`. Parameters and ownership
// are those of codat_call().
CodatStatus codat_integrations_get_branding(const CodatClient *client,
                                            const CodatContext *context,
                                            const char *input_json,
                                            char **output_json);

// Lists all webhook consumers. The service's operation `list-webhook-consumers`.
//
// Input: `{}`. Result: `results`, an array of consumers. Parameters and ownership are those of codat_call().
CodatStatus codat_webhooks_list(const CodatClient *client,
                                const CodatContext *context,
                                const char *input_json,
                                char **output_json);

// Creates a webhook consumer, of which there can be 50. The service's operation `create-webhook-consumer`.
// The library can retry this call safely: all attempts of the call carry one `Idempotency-Key`. To repeat the call
// yourself, give it the key of the error.
//
// Input:
// - `url`: required, the address that events are sent to.
// - `eventTypes`: required, an array of strings such as `"read.completed"`.
// - `companyTags`: events of companies with these tags only, an array of at most 10 `"key:value"`.
// - `disabled`: true to send nothing for now. Default false.
//
// Result: the consumer. Parameters and ownership are those of codat_call().
CodatStatus codat_webhooks_create(const CodatClient *client,
                                  const CodatContext *context,
                                  const char *input_json,
                                  char **output_json);

// Deletes a webhook consumer. The service's operation `delete-webhook-consumer`.
//
// Input: `webhookId`, required. Result: `null`. Parameters and ownership are those of codat_call().
CodatStatus codat_webhooks_delete(const CodatClient *client,
                                  const CodatContext *context,
                                  const char *input_json,
                                  char **output_json);

// Checks that a webhook comes from the service, and is recent. Respond with 2xx only if this succeeds.
// Nothing is sent, and no client is needed.
//
// - `secret`: the consumer's secret, with or without its prefix `whsec_`: 24 to 512 bytes in Base64. During a
//   rotation, pass both the old and the new one, separated by a space.
// - `headers_json`: a JSON object of the request's headers, their values strings or arrays of strings, their
//   names in any case. `webhook-id`, `webhook-timestamp` and `webhook-signature` are used, or the equivalent `svix-`
//   headers; all others are ignored. Each has at most 4 KiB. Several values, in an array or joined with commas, must
//   be
//   the same, except signatures, of which the first 10 of the version `v1` are considered.
// - `body`, `body_len`: the request's body as it arrived, byte for byte, and its length. May be NULL if the length is
// 0.
// - `options_json`: a JSON object, or NULL for `{}`:
//   - `toleranceSeconds`: how far the event's time may be from now, to either side. Default 300.
//   - `now`: what time it is, in Unix seconds. Default: the system's time.
// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free(). `result`
//   is `{"id", "timestamp", "eventType", "body"}`: `id` is the same when an event is delivered again,
//   `timestamp` is in Unix seconds, `eventType` such as `"read.completed"` or null, `body` the whole body as
//   it was sent.
//
// The body must be a JSON object with at most 127 levels of nesting, its numbers must be within the range of a double,
// and its strings must not contain unpaired surrogates. Each verification computes one HMAC of the body for each
// secret, whatever the headers are.
//
// Returns `CODAT_OK`; `CODAT_WEBHOOK_MISSING_HEADER`; `CODAT_WEBHOOK_MALFORMED`; `CODAT_WEBHOOK_BAD_SIGNATURE`;
// `CODAT_WEBHOOK_STALE` and `CODAT_WEBHOOK_FUTURE`, of events that are genuine but not recent; or
// `CODAT_INVALID_ARGUMENT` for parameters that are not as described.
CodatStatus codat_webhook_verify(const char *secret,
                                 const char *headers_json,
                                 const uint8_t *body,
                                 size_t body_len,
                                 const char *options_json,
                                 char **output_json);

// Starts a sandbox on a port of 127.0.0.1. Several can run in one process.
//
// - `config_json`: a JSON object, or NULL for `{}`. All fields are optional; unknown fields are refused:
//   - `port`: 0 to 65535. Default 0, any that is free.
//   - `db`: the file that keeps the sandbox's state. Default, and with `":memory:"`: the state is in memory.
//   - `apiKey`: the key that the sandbox accepts. Default `"sandbox-api-key"`.
//   - `webhookSecret`: the secret that it signs its webhooks with, `whsec_` and Base64. Default: a fixed secret, which
//     the action `"webhook-secret"` returns.
//   - `startTime`: when the sandbox's clock begins, an RFC 3339 time such as `"2027-12-31T23:59:00Z"`, from 1970 to 1,000
//     years from now. The clock runs from there. Default: now. The clock of a `db` that was used before never moves
//     backwards: it begins at `startTime` or at its last time, whichever is later.
// - `sandbox`: receives the handle, NULL on failure. Stop the sandbox with codat_sandbox_stop().
// - `output_json`: receives the response JSON, on success and on failure; free it with codat_string_free().
//   `result` is `{"baseUrl", "apiKey"}`: itself a configuration for codat_client_new().
//
// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT` if the configuration is invalid; `CODAT_SANDBOX`, with the reason in the
// message, if the port, the file or a thread is not available; `CODAT_UNSUPPORTED` if the library was built without the
// sandbox.
CodatStatus codat_sandbox_start(const char *config_json,
                                CodatSandbox **sandbox,
                                char **output_json);

// Makes a sandbox do something that the real service would not do on request. The same actions are served
// over HTTP as `POST /_sandbox/{action}`.
//
// - `action`: one of these; docs/sandbox.md describes them in full.
//   - `"queue-faults"`: makes the next matching requests fail, as the array `faults` describes.
//   - `"clear-faults"`: removes the queued faults.
//   - `"set-limits"`: sets `requestsPerDay`, `concurrentRequests`, `companies`, `groups`; null restores the service's own
//     rule.
//   - `"advance-clock"`: moves the sandbox's clock ahead by `seconds`.
//   - `"seed-companies"`: creates `count` companies, named with `namePrefix`.
//   - `"link-connection"`: authorizes a connection, as a customer does in Link. Takes `companyId` or `url`, a Link URL;
//     and `connectionId` or `platformKey`. The result has `connectionId`, `status` and `redirect`.
//   - `"deauthorize-connection"`: withdraws the authorization, as a customer does: `companyId`, `connectionId`.
//   - `"set-redirect"`: sets the `url` that customers are sent to after Link, and the hosts that it may lead to,
//     `allowedHosts`.
//   - `"set-pull-seconds"`: sets how long a pull of data takes, in `seconds` of the sandbox's clock.
//   - `"fail-next-pull"`: makes the next pull of `companyId` and `dataType` end with `status` and `message`.
//   - `"list-webhooks"`: returns the webhooks that were delivered, and those to deliver.
//   - `"webhook-secret"`: returns the secret that webhooks are signed with, `webhookSecret`.
//   - `"list-requests"`: returns the requests received after number `since`, at most `limit`.
//   - `"stats"`: counts companies, `dataConnections`, groups, requests and sockets.
//   - `"reset"`: resets everything to its initial state.
// - `input_json`: a JSON object, or NULL for `{}`; a field that is given twice is refused.
// - `output_json`: receives the response JSON; free it with codat_string_free().
//
// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT`, `CODAT_INVALID_HANDLE`, `CODAT_SANDBOX` if the sandbox's database
// failed or the sandbox runs in another process, or `CODAT_UNSUPPORTED`.
CodatStatus codat_sandbox_control(const CodatSandbox *sandbox,
                                  const char *action,
                                  const char *input_json,
                                  char **output_json);

// Stops a sandbox: its port and its connections close, and state that was only in memory is lost. NULL is allowed
// and does nothing.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` if the sandbox was stopped before or the handle is not a sandbox's. After
// fork() a child only releases its handle: the sandbox continues to run in the parent.
CodatStatus codat_sandbox_stop(CodatSandbox *sandbox);

// The version of the library's functions. It is raised only when a function changes its meaning or is removed. New
// functions and status numbers do not change it.
uint32_t codat_abi_version(void);

// The version of the library, such as `"0.1.0"`. A constant: do not free it.
const char *codat_version(void);

// The name of a status as in `error.kind`, such as `"not_found"`; `"ok"` for success, `"unknown"` for a
// number that this version does not know. A constant: do not free it.
const char *codat_status_name(int32_t status);

// Frees a string that this library returned through an `output_json` or `error_json`, as the `document` of an event,
// or from codat_idempotency_key_new(). NULL is allowed. Free
// each string once, with this function and no other.
void codat_string_free(char *string);

// Makes a key for the context option `idempotencyKey`: a random UUID, such as
// `"6f9619ff-8b86-4d01-b42d-00cf4fc964ff"`. Give it together with `firstUse` to a call that creates something, and store
// it before the call: the call can then be repeated with that key, even after the program ended.
//
// Returns the key; free it with codat_string_free(). NULL only if no memory is left.
char *codat_idempotency_key_new(void);

// How many objects of this library are alive in the process: clients, contexts, pagers, queues, sandboxes and strings not
// yet freed. Zero when everything was freed: a test can check this at its end.
int64_t codat_live_objects(void);

// Describes every operation that codat_call() knows: `result` is an array of `{"name", "method", "path",
// "fixedBody", "operationId", "settledBy", "echoes": [{"field", "inRows", "member", "how"}],
// "members": [{"name", "place", "kind", "required"}], "answer", "resource", "requires": [{"name", "kind"}]}`.
//
// - `method`, `path`, `operationId`: the request of the service. Absent for a workflow, which makes several
//   requests.
// - `fixedBody`: a request body that is always this text; absent if it is built from input fields, or there is none.
// - `settledBy`: the statuses with which the service says that no earlier attempt with the same idempotency key succeeded;
//   absent if there are none.
// - `echoes`: the fields of the response, or of each of its rows, that must repeat an input field if both are there;
//   absent if there are none. `how` is `"equal"`, `"cleaned"` (equal, except for characters that the service removes),
//   `"link"` (a URL with the input field's value after `/companies/`) or `"number"`.
// - `resource`: what the result is, or the rows of a list are: `"company"`, `"connection"`, `"group"`, `"pullOperation"`,
//   `"webhook"` or `"integration"`. Absent for other results.
// - `members`: the input fields.
// - `place`: what an input field is part of: `"path"`, `"query"`, `"body"` (the body is an object with the field in it),
//   `"wholeBody"` (the field's value is the body) or `"workflow"` (it directs a workflow).
// - `kind`: what an input field must be:
//   - `"text"`: any string.
//   - `"id"`: 1 to 128 letters, digits, `-`, `_` and `.`.
//   - `{"name": {"max"}}`: a string of 1 to `max` characters; null for no limit.
//   - `{"integer": {"min", "max"}}`: a whole number, bounds included.
//   - `"flag"`: `true` or `false`.
//   - `"tags"`: at most 10 pairs of strings, keys to 27 characters, values to 100.
//   - `"textMap"`: an object of strings.
//   - `"textList"`: an array of strings.
//   - `"idList"`: an array of at least one string as for `"id"`.
//   - `"groupRefs"`: an array of `{"id": …}`, each naming a group.
//   - `"companies"`: an array of objects, each as the input of codat_companies_create().
// - `answer`: what `result` is in success: `"object"`, or `"nothing"` (`null`).
// - `requires`: the fields without which a response is refused, each a string (`"text"`) or an array (`"list"`); absent if
//   there are none.
// - `output_json`: receives the response JSON; free it with codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` if `output_json` is NULL.
CodatStatus codat_operations(char **output_json);

// Ends all callbacks of the process: log, progress, interrupt, wake and event callbacks. All queues are closed, as by
// codat_queue_free(), but their handles must still be freed. After this function has returned, no callback is called
// any more. No callback is running either, except this thread's own, and log, progress and interrupt callbacks that
// still block after one second. Blocking calls of other threads continue without callbacks.
//
// It is for a language's runtime that ends before the process does: call it then, without any lock that a callback may
// wait for, such as Python's GIL. If two callbacks both call codat_end(), each of them waits for the other one to
// return. A child of fork() inherits this state: if the parent had called codat_end() before fork(), callbacks have
// ended in the child too.
//
// Returns `CODAT_OK`.
CodatStatus codat_end(void);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CODAT_H */
