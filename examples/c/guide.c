/*
 * The whole guide, on the embedded sandbox: no account, no network.
 *
 *     cc guide.c $(pkg-config --cflags --libs codat) -o guide && ./guide
 *
 * The customer's part is done by the sandbox; with ./guide --browser you are the customer, in your browser.
 *
 * With an API key and no sandbox, the same calls go to the real service.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codat.h"

/* Ends the program with the error JSON: it says what went wrong, where, and whether to try again. */
static void must_succeed(CodatStatus status, const char *document) {
    if (status != CODAT_OK) {
        fprintf(stderr, "%s\n", document ? document : codat_status_name(status));
        exit(1);
    }
}

/* What follows a field's name in response JSON. A real program uses its JSON library; this finds the name's first
   occurrence, which is enough for this JSON and is not what to copy. */
static const char *field(const char *document, const char *name) {
    char quoted[50];
    snprintf(quoted, sizeof quoted, "\"%s\":", name);
    const char *found = strstr(document, quoted);
    if (!found) {
        fprintf(stderr, "no %s in %s\n", name, document);
        exit(1);
    }
    return found + strlen(quoted);
}

/* Copies a field that is a string; these have no escapes in them. */
static void text_of(const char *document, const char *name, char *text, size_t size) {
    const char *value = field(document, name) + 1;
    snprintf(text, size, "%.*s", (int)strcspn(value, "\""), value);
}

static long number_of(const char *document, const char *name) {
    return strtol(field(document, name), NULL, 10);
}

static const char *plural(long count, const char *one, const char *many) {
    return count == 1 ? one : many;
}

/* What the customer does on the Link page: with --browser you, and otherwise the sandbox instead of the customer. */
static void customer_authorizes(const CodatSandbox *sandbox, const char *url, bool by_hand) {
    if (by_hand) {
        fprintf(stderr, "   Open %s and pick Xero.\n", url);
        return;
    }
    char *document, input[400];
    snprintf(input, sizeof input, "{\"url\":\"%s\",\"platformKey\":\"gbol\"}", url);
    must_succeed(codat_sandbox_control(sandbox, "link-connection", input, &document), document);
    codat_string_free(document);
}

/* Queues a pull of invoices, and waits until it has ended: well or badly, as the status says. */
static void pull_invoices(const CodatClient *client, const char *company, char *status, size_t size) {
    char *document, input[300], pull[100];
    snprintf(input, sizeof input, "{\"companyId\":\"%s\",\"dataType\":\"invoices\"}", company);
    must_succeed(codat_refresh_queue_or_join(client, NULL, input, &document), document);
    text_of(document, "id", pull, sizeof pull);
    codat_string_free(document);
    snprintf(input, sizeof input, "{\"companyId\":\"%s\",\"pullOperationIds\":[\"%s\"]}", company, pull);
    must_succeed(codat_refresh_wait_until_complete(client, NULL, input, &document), document);
    text_of(document, "status", status, size);
    codat_string_free(document);
}

int main(int argc, char **argv) {
    bool by_hand = argc > 1 && strcmp(argv[1], "--browser") == 0;
    char *document;
    char input[500], name[100], text[200], status[50], toft[100], connection[100], harbour[100], group[100];

    /* The library that was loaded must be the one that this program was written for. */
    if (codat_abi_version() != CODAT_ABI_VERSION) {
        fprintf(stderr, "libcodat %s does not fit this program\n", codat_version());
        return 1;
    }

    /* The service in miniature, and a client for it. For the real one: codat_client_new(NULL, …), with the
       key in the environment variable CODAT_API_KEY. */
    CodatSandbox *sandbox;
    char base_url[100], api_key[100];
    must_succeed(codat_sandbox_start(NULL, &sandbox, &document), document);
    text_of(document, "baseUrl", base_url, sizeof base_url);
    text_of(document, "apiKey", api_key, sizeof api_key);
    codat_string_free(document);

    CodatClient *client;
    snprintf(input, sizeof input, "{\"baseUrl\":\"%s\",\"apiKey\":\"%s\"}", base_url, api_key);
    must_succeed(codat_client_new(input, &client, &document), document);

    /* Create a company and keep its id. */
    must_succeed(codat_companies_create(
        client, NULL, "{\"name\":\"Toft Bakery\",\"description\":\"Bread\"}", &document), document);
    text_of(document, "id", toft, sizeof toft);
    text_of(document, "name", name, sizeof name);
    printf("1. Created company \"%s\" (id of %zu characters)\n", name, strlen(toft));

    /* Its Link URL is where the customer connects their accounting software. */
    text_of(document, "redirect", text, sizeof text);
    printf("2. Its Link URL is %s\n", strncmp(text, "http", 4) == 0 ? "ready to send to the customer" : "missing");
    codat_string_free(document);

    /* Send the customer there, and wait until they have authorized. */
    customer_authorizes(sandbox, text, by_hand);
    snprintf(input, sizeof input, "{\"companyId\":\"%s\"}", toft);
    must_succeed(codat_connections_wait_until_linked(client, NULL, input, &document), document);
    text_of(document, "id", connection, sizeof connection);
    text_of(document, "platformName", name, sizeof name);
    text_of(document, "status", status, sizeof status);
    printf("3. The customer authorized access: %s is %s\n", name, status);
    codat_string_free(document);

    /* Pull the data. */
    pull_invoices(client, toft, status, sizeof status);
    printf("4. Pulled invoices: %s\n", status);

    /* One day the customer, or the software, withdraws. */
    snprintf(input, sizeof input, "{\"companyId\":\"%s\",\"connectionId\":\"%s\"}", toft, connection);
    must_succeed(codat_sandbox_control(sandbox, "deauthorize-connection", input, &document), document);
    codat_string_free(document);
    snprintf(input, sizeof input, "{\"companyId\":\"%s\"}", toft);
    must_succeed(codat_connections_needs_reauthorization(client, NULL, input, &document), document);
    const char *lost_one = field(document, "connections");
    text_of(lost_one, "platformName", name, sizeof name);
    text_of(strstr(lost_one, "\"platformName\":"), "status", status, sizeof status);
    printf("5. Access was lost: %s is %s\n", name, status);

    /* Send them to the same link again, never to that of a new company. It is the last in the response. */
    const char *link = document;
    for (const char *at = document; (at = strstr(at, "\"linkUrl\":")) != NULL; at++) {
        link = at;
    }
    text_of(link, "linkUrl", text, sizeof text);
    codat_string_free(document);
    customer_authorizes(sandbox, text, by_hand);
    must_succeed(codat_connections_wait_until_linked(client, NULL, input, &document), document);
    text_of(strstr(document, "\"platformName\":"), "status", status, sizeof status);
    printf("6. The customer authorized it again: %s is %s, %s connection\n", name, status,
        strstr(document, connection) ? "the same" : "another");
    codat_string_free(document);

    /* The data flows again. Listing companies returns how many there are in all. */
    pull_invoices(client, toft, status, sizeof status);
    must_succeed(codat_companies_list(client, NULL, "{}", &document), document);
    long count = number_of(document, "totalResults");
    printf("7. Pulled invoices again: %s, and there is still %ld %s\n", status, count,
        plural(count, "company", "companies"));
    codat_string_free(document);

    /* An update changes what is given and leaves the rest. */
    snprintf(input, sizeof input, "{\"companyId\":\"%s\",\"description\":\"Bread and cakes\"}", toft);
    must_succeed(codat_companies_update(client, NULL, input, &document), document);
    text_of(document, "description", text, sizeof text);
    printf("8. Updated it: description is now \"%s\"\n", text);
    codat_string_free(document);

    /* Create a group once, and keep its id: groups can be neither renamed nor deleted. */
    must_succeed(codat_groups_create(client, NULL, "{\"name\":\"Invoice finance\"}", &document), document);
    text_of(document, "id", group, sizeof group);
    text_of(document, "name", name, sizeof name);
    printf("9. Created group \"%s\"\n", name);
    codat_string_free(document);

    must_succeed(codat_groups_list(client, NULL, "{}", &document), document);
    count = 0;
    for (const char *at = document; (at = strstr(at, "\"id\":")) != NULL; at++) {
        count++;
    }
    printf("10. There %s %ld %s\n", plural(count, "is", "are"), count, plural(count, "group", "groups"));
    codat_string_free(document);

    /* A company can be created in a group, */
    snprintf(input, sizeof input, "{\"name\":\"Harbour Cafe\",\"groups\":[{\"id\":\"%s\"}]}", group);
    must_succeed(codat_companies_create(client, NULL, input, &document), document);
    text_of(document, "id", harbour, sizeof harbour);
    text_of(document, "name", name, sizeof name);
    printf("11. Created company \"%s\" %s\n", name, strstr(document, group) ? "in the group" : "in no group");
    codat_string_free(document);

    /* or added to one later, */
    snprintf(input, sizeof input, "{\"companyId\":\"%s\",\"groupId\":\"%s\"}", toft, group);
    must_succeed(codat_groups_add_company(client, NULL, input, &document), document);
    text_of(document, "name", name, sizeof name);
    printf("12. Added \"%s\" to the group\n", name);
    codat_string_free(document);

    /* and removed from it. The response has no body: the status is the result. */
    must_succeed(codat_groups_remove_company(client, NULL, input, &document), document);
    printf("13. Removed \"%s\" from the group\n", name);
    codat_string_free(document);

    /* What if the network breaks after the service has done the work, three times in a row? The attempts of
       a call share one Idempotency-Key, so still only one company is created. */
    must_succeed(codat_sandbox_control(sandbox, "queue-faults",
        "{\"faults\":[{\"method\":\"POST\",\"path\":\"/companies\",\"effect\":\"cut\",\"when\":\"after\","
        "\"times\":3}]}", &document), document);
    codat_string_free(document);
    must_succeed(codat_companies_create(client, NULL, "{\"name\":\"Night Owl\"}", &document), document);
    text_of(document, "name", name, sizeof name);
    long lost = number_of(document, "attempts") - 1;
    codat_string_free(document);
    snprintf(input, sizeof input, "{\"query\":\"name=%s\"}", name);
    must_succeed(codat_companies_list(client, NULL, input, &document), document);
    count = number_of(document, "totalResults");
    printf("14. Lost the response to the next create %s times: still %ld %s named \"%s\"\n",
        lost == 3 ? "three" : "not three", count, plural(count, "company", "companies"), name);
    codat_string_free(document);

    /* Delete a company, with everything that belongs to it, for good. */
    snprintf(input, sizeof input, "{\"companyId\":\"%s\"}", harbour);
    must_succeed(codat_companies_get(client, NULL, input, &document), document);
    text_of(document, "name", name, sizeof name);
    codat_string_free(document);
    must_succeed(codat_companies_delete(client, NULL, input, &document), document);
    printf("15. Deleted \"%s\"\n", name);
    codat_string_free(document);

    must_succeed(codat_companies_list(client, NULL, "{}", &document), document);
    count = number_of(document, "totalResults");
    codat_string_free(document);

    codat_client_free(client);
    codat_sandbox_stop(sandbox);
    long long left = codat_live_objects();
    printf("16. Done: %ld %s, %lld %s left to free\n", count, plural(count, "company", "companies"), left,
        plural((long)left, "object", "objects"));
    return left == 0 ? 0 : 1;
}
