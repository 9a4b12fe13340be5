/*
 * libcodat: a client for Codat's Platform API, and the service in miniature to try it on.
 *
 * Every call takes JSON and returns JSON, both UTF-8 and NUL-terminated:
 *
 *     CodatClient *client;
 *     char *document;
 *     CodatStatus status = codat_client_new("{\"apiKey\":\"…\"}", &client, &document);
 *     if (status != CODAT_OK) {
 *         fprintf(stderr, "%s\n", document);
 *         codat_string_free(document);
 *         return 1;
 *     }
 *     status = codat_companies_create(client, NULL, "{\"name\":\"Toft Bakery\"}", &document);
 *     fprintf(status == CODAT_OK ? stdout : stderr, "%s\n", document);
 *     codat_string_free(document);
 *     codat_client_free(client);
 *     return status == CODAT_OK ? 0 : 1;
 *
 * Documents. In success the document is {"result":…,"meta":{…}}, where result is the service's answer to the
 * letter, or null where an operation answers with nothing. In failure it is {"error":{…},"meta":{…}}, where error
 * has kind, message, retryable and outcomeUnknown, and where they are known operation, member, httpStatus,
 * correlationId, detailedErrorCode, validation and retryAfterMs. meta has attempts and elapsedMs, and where they
 * are known status, idempotencyKey and rateLimit {limit, remaining, reset}.
 *
 * Memory. Where output_json is NULL nothing is done and CODAT_INVALID_ARGUMENT returned. Strings passed in are
 * only read, during the call. Each string that comes out through output_json or error_json is the caller's: free
 * it once with codat_string_free(). When no memory is left, or after a defect of this library, a constant document
 * comes out instead, which codat_string_free() leaves alone: free without asking. Each handle is ended once, with
 * the function of its kind; a handle that is NULL, ended already or of another kind is answered with
 * CODAT_INVALID_HANDLE. A parameter that may be NULL says so.
 *
 * Input. One flat JSON object holds everything an operation takes. Members that are missing, unknown, given twice
 * or of the wrong kind are refused before anything is sent (CODAT_INVALID_ARGUMENT), naming the member and what
 * was expected; null counts as not given. The same holds for configurations and options.
 *
 * Retries. Lost connections, time-outs, 408, 429, 502, 503 and 504 are retried, and 500 except to POST and
 * PATCH. POST and PATCH carry an Idempotency-Key, the same in all attempts of a call (meta.idempotencyKey), so
 * that nothing is done twice. Where a call fails and error.outcomeUnknown is true, the service may have done
 * the work all the same: repeat it only in a context with that key.
 *
 * Threads. Every function may be called from any thread at any time, with the same handles.
 *
 * Processes and signals. After fork() a child uses a client that it makes itself, or goes on with its parent's,
 * which gets connections of its own there; a call that was under way in another thread goes on in the parent
 * alone. The library installs no signal handlers, and never raises SIGPIPE.
 */


#ifndef CODAT_H
#define CODAT_H

#include <stdint.h>


// The version of this header's functions. codat_abi_version() tells that of the library that was loaded:
// refuse to go on where the two differ.
#define CODAT_ABI_VERSION 1

// What became of a call: `CODAT_OK`, or the kind of failure. Numbers never change their meaning; later
// versions may append some, so treat an unknown one as a failure. The same kind stands in the document as
// `error.kind`, in lower case and without the prefix: `"not_found"`.
enum CodatStatus
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : int32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
    // Success; the document holds `result`.
    CODAT_OK = 0,
    // The input or the configuration was refused here; nothing was sent. `error.member` names the culprit.
    CODAT_INVALID_ARGUMENT = 1,
    // The service refused the request as malformed (HTTP 400, or a 4xx without a number of its own here).
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
    // Too many requests, or the daily quota is used up (429). `error.retryAfterMs` tells how long to wait.
    CODAT_RATE_LIMITED = 9,
    // The service failed or is in maintenance (5xx).
    CODAT_SERVER = 10,
    // The answer is not what it should be: not JSON, cut short, too large, a redirect.
    CODAT_UNEXPECTED_RESPONSE = 11,
    // No connection, or it broke before the answer was complete.
    CODAT_CONNECTION = 12,
    // No answer within the time allowed.
    CODAT_TIMEOUT = 13,
    // The call was cancelled with codat_context_cancel().
    CODAT_CANCELLED = 14,
    // A defect of this library: please report it. The library remains usable.
    CODAT_PANIC = 15,
    // There was not enough memory for the answer. The library remains usable.
    CODAT_OUT_OF_MEMORY = 16,
    // A handle is NULL, was freed already, or belongs to another kind of object.
    CODAT_INVALID_HANDLE = 17,
    // This library was built without the feature asked for.
    CODAT_UNSUPPORTED = 18,
    // The sandbox could not be started.
    CODAT_SANDBOX = 19,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum CodatStatus CodatStatus;
#else
typedef int32_t CodatStatus;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// A client: a configuration, and a pool of connections that its calls share. Make one and keep it. Every
// function may be called with the same client from any number of threads at once.
typedef struct CodatClient CodatClient;

// Options of one call or of several, and the means to cancel them. Safe to use from several threads at once.
typedef struct CodatContext CodatContext;

// A running sandbox: the service in miniature, on this machine alone, for tests and for trying things out.
typedef struct CodatSandbox CodatSandbox;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Makes a client. Nothing is sent and no connection is opened yet.
//
// - `config_json`: a JSON object, or NULL for `{}`. All members are optional, except that a key must come from
//   `apiKey`, `authHeader` (not both) or `CODAT_API_KEY`; unknown ones are refused:
//   - `apiKey`: the API key as the portal shows it. Default: the environment variable `CODAT_API_KEY`.
//   - `authHeader`: instead of `apiKey`, the ready-made `Authorization` header, `"Basic …"`.
//   - `baseUrl`: default `CODAT_BASE_URL` from the environment, else `https://api.codat.io`.
//   - `allowHttp`: accept an `http://` base URL on another machine. Default false.
//   - `timeoutMs`: for a whole call, retries and waiting included, 1 to 86400000. Default 60000.
//   - `attemptTimeoutMs`: for one attempt, 1 to 86400000. Default 20000.
//   - `connectTimeoutMs`: for looking up the host and for connecting, 1 to 86400000. Default 10000.
//   - `maxRetries`: how often a failed attempt is repeated where that is safe, 0 to 100. Default 3.
//   - `retryDelayMs`: the first pause is random up to this (0 to 60000); it doubles, to at most 8000 whatever is
//     set here. A `Retry-After` of the service goes first. Default 500.
//   - `maxConnections`: requests under way at once, 1 to 10000, each on a connection that is kept for the next;
//     further calls wait their turn. Default 10.
//   - `maxResponseBytes`: the largest answer accepted. Default 67108864.
//   - `proxy`: `http://[user:password@]host:port`. Default none.
//   - `userAgent`: default `libcodat/` and the version.
//   - `rootCertificates`: PEM text of authorities to trust, alone. Default: the system's.
// - `client`: receives the handle, NULL on failure. Free it with codat_client_free().
// - `error_json`: NULL, or receives NULL on success and the error's document on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` with the member and what was expected in the document.
CodatStatus codat_client_new(const char *config_json,
                             CodatClient **client,
                             char **error_json);

// Ends a client. NULL is allowed and does nothing. Calls still running in other threads end undisturbed, and
// idle connections close.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` where it was freed before or is no client.
CodatStatus codat_client_free(CodatClient *client);

// Makes a context.
//
// - `options_json`: a JSON object, or NULL for `{}`. All members are optional; unknown ones are refused:
//   - `timeoutMs`: calls fail with `CODAT_TIMEOUT` this long after now, retries and waiting included; 0 to
//     86400000. With 0 they fail so at once and nothing is sent: what is left of a deadline of your own can be
//     given as it is. Make a fresh context for each call. Default: the client's `timeoutMs`, from the start of
//     each call.
//   - `idempotencyKey`: a UUID, sent with POST and PATCH in place of a fresh one. Give the key of a call
//     whose `error.outcomeUnknown` is true to repeat that call without doing its work twice. It is for one
//     call: another POST or PATCH with it is answered as the first was, or `CODAT_UNPROCESSABLE`.
//   - `maxRetries`: 0 to 100. Default: the client's.
// - `context`: receives the handle, NULL on failure. Free it with codat_context_free().
// - `error_json`: NULL, or receives NULL on success and the error's document on failure; free that with
//   codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` with the member and what was expected in the document.
CodatStatus codat_context_new(const char *options_json,
                              CodatContext **context,
                              char **error_json);

// Cancels every call that runs with this context, from any thread: they return `CODAT_CANCELLED` at once,
// wherever they are; where a request was sent, `error.outcomeUnknown` is true for all but reads. Later calls
// with it return the same without sending anything.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE`.
CodatStatus codat_context_cancel(const CodatContext *context);

// Ends a context. NULL is allowed and does nothing. Calls that run with it go on undisturbed.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` where it was freed before or is no context.
CodatStatus codat_context_free(CodatContext *context);

// Calls an operation by its name. Each one also has a function of its own, which says what its input holds.
//
// - `client`: the client.
// - `context`: deadline, cancelling, idempotency key and retries, or NULL for the client's defaults.
// - `operation`: the name, such as `"companies.create"`; codat_operations() lists them.
// - `input_json`: a JSON object with the operation's members, `{}` where it has none.
// - `output_json`: receives the document, in success and in failure; free it with codat_string_free().
//
// Returns `CODAT_OK` or the kind of failure.
CodatStatus codat_call(const CodatClient *client,
                       const CodatContext *context,
                       const char *operation,
                       const char *input_json,
                       char **output_json);

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

// Creates a company. The service's operation `create-company`. Safe to repeat: all attempts of the call carry
// one `Idempotency-Key`, so a lost answer never makes a second company.
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
// and stay otherwise. The service's operation
// `replace-company`.
//
// Input: `companyId` and `name`, required; `description`, `tags`, `groups` as for codat_companies_create().
//
// Result: the company. Parameters and ownership are those of codat_call().
CodatStatus codat_companies_replace(const CodatClient *client,
                                    const CodatContext *context,
                                    const char *input_json,
                                    char **output_json);

// Changes what is given of a company's name, description and tags, and leaves the rest. The service's
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

// Starts a sandbox on a port of 127.0.0.1. Several can run in one process.
//
// - `config_json`: a JSON object, or NULL for `{}`. All members are optional; unknown ones are refused:
//   - `port`: default 0, any that is free.
//   - `db`: a file that keeps its state; default: in memory.
//   - `apiKey`: the key that it accepts. Default `"sandbox-api-key"`.
// - `sandbox`: receives the handle, NULL on failure. End it with codat_sandbox_stop().
// - `output_json`: receives the document, in success and in failure; free it with codat_string_free().
//   `result` is `{"baseUrl", "apiKey"}`: itself a configuration for codat_client_new().
//
// Returns `CODAT_OK`; `CODAT_INVALID_ARGUMENT` for a bad configuration; `CODAT_SANDBOX` where the port or the
// file cannot be had; `CODAT_UNSUPPORTED` where the library was built without the sandbox.
CodatStatus codat_sandbox_start(const char *config_json, CodatSandbox **sandbox, char **output_json);

// Tells a sandbox to do something that the real service would not do on request. The same actions are served
// over HTTP as `POST /_sandbox/{action}`.
//
// - `action`: one of these; docs/sandbox.md describes them in full.
//   - `"queue-faults"`: the next requests that match fail as `faults` says, an array.
//   - `"clear-faults"`: forgets queued faults.
//   - `"set-limits"`: sets `requestsPerDay`, `concurrentRequests`, `companies`, `groups`; null lifts a limit of
//     yours.
//   - `"advance-clock"`: moves its clock ahead by `seconds`.
//   - `"seed-companies"`: makes `count` companies, named with `namePrefix`.
//   - `"list-requests"`: the requests seen, after number `since`, at most `limit`.
//   - `"stats"`: counts companies, groups, requests and connections.
//   - `"reset"`: back to the beginning.
// - `input_json`: a JSON object, or NULL for `{}`.
// - `output_json`: receives the document; free it with codat_string_free().
//
// Returns `CODAT_OK`, `CODAT_INVALID_ARGUMENT`, `CODAT_INVALID_HANDLE`, `CODAT_SANDBOX` where its database
// failed, or `CODAT_UNSUPPORTED`.
CodatStatus codat_sandbox_control(const CodatSandbox *sandbox,
                                  const char *action,
                                  const char *input_json,
                                  char **output_json);

// Stops a sandbox: its port and its connections close, and what was only in memory is gone. NULL is allowed
// and does nothing.
//
// Returns `CODAT_OK`, or `CODAT_INVALID_HANDLE` where it was stopped before or is no sandbox. A child after fork()
// only gives up its handle: the sandbox goes on in its parent.
CodatStatus codat_sandbox_stop(CodatSandbox *sandbox);

// The version of the library's functions. It is raised only when a function changes its meaning or goes;
// functions and status numbers that are added leave it as it is.
uint32_t codat_abi_version(void);

// The version of the library, such as `"0.1.0"`. A constant: do not free it.
const char *codat_version(void);

// The name of a status as in `error.kind`, such as `"not_found"`; `"ok"` for success, `"unknown"` for a
// number that this version does not know. A constant: do not free it.
const char *codat_status_name(int32_t status);

// Frees a string that this library returned through an `output_json` or `error_json`. NULL is allowed. Free
// each string once, with this function and no other.
void codat_string_free(char *string);

// How many objects of this library are alive in the process: clients, contexts, sandboxes and strings not
// yet freed. Zero when everything was freed: a test can ask at its end.
int64_t codat_live_objects(void);

// Describes every operation that codat_call() knows: `result` is an array of `{"name", "method", "path",
// "members": [{"name", "place", "kind", "required"}], "answer", "operationId"}`.
//
// - `place`: where a member goes: `"path"`, `"query"` or `"body"`.
// - `kind`: what a member must be:
//   - `"text"`: any string.
//   - `"id"`: 1 to 128 letters, digits, `-`, `_` and `.`.
//   - `{"name": {"max"}}`: a string of 1 to `max` characters; null for no limit.
//   - `{"integer": {"min", "max"}}`: a whole number, bounds included.
//   - `"tags"`: at most 10 pairs of strings, keys to 27 characters, values to 100.
//   - `"textList"`: an array of strings.
//   - `"groupRefs"`: an array of `{"id": …}`, each naming a group.
// - `answer`: what `result` is in success: `"object"`, or `"nothing"` (`null`).
// - `output_json`: receives the document; free it with codat_string_free().
//
// Returns `CODAT_OK`, or `CODAT_INVALID_ARGUMENT` where `output_json` is NULL.
CodatStatus codat_operations(char **output_json);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* CODAT_H */
