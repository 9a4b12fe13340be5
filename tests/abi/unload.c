/* dlclose() of the library while begun calls run: it remains mapped, and the calls do no harm. The first argument is its path. */
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codat.h"

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    exit(1);
}

/* A function of the library. ISO C has no cast from an object's address to a function's. */
static void *library;
static void find(const char *name, void *function) {
    void *found = dlsym(library, name);
    if (!found) fail(name);
    memcpy(function, &found, sizeof found);
}

int main(int argc, char **argv) {
    if (argc != 2) fail("expected a path");
    for (int round = 0; round < 3; round++) {
        library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
        if (!library) fail(dlerror());
        CodatStatus (*client_new)(const char *, CodatClient **, char **);
        CodatStatus (*client_free)(CodatClient *);
        CodatStatus (*queue_new)(CodatWakeCallback, CodatEventCallback, void *, CodatQueue **, char **);
        CodatStatus (*begin)(const CodatClient *, const CodatContext *, const char *, const char *, const char *,
                             const CodatQueue *, void *, uint64_t *, char **);
        CodatStatus (*queue_free)(CodatQueue *);
        int32_t (*queue_fd)(const CodatQueue *);
        find("codat_client_new", &client_new);
        find("codat_client_free", &client_free);
        find("codat_queue_new", &queue_new);
        find("codat_queue_free", &queue_free);
        find("codat_queue_fd", &queue_fd);
        find("codat_begin", &begin);
        CodatClient *client;
        CodatQueue *queue;
        /* No server has this port, and after each attempt the calls wait. */
        const char *config = "{\"apiKey\":\"none\",\"baseUrl\":\"http://127.0.0.1:1\",\"retryDelayMs\":20,\"maxRetries\":5}";
        if (client_new(config, &client, NULL) != CODAT_OK) fail("client");
        if (queue_new(NULL, NULL, NULL, &queue, NULL) != CODAT_OK) fail("queue");
        for (int i = 0; i < 20; i++) {
            if (begin(client, NULL, "groups.list", "{}", NULL, queue, NULL, NULL, NULL) != CODAT_OK) fail("begin");
        }
        struct pollfd fd = {queue_fd(queue), POLLIN, 0};
        if (dlclose(library) != 0) fail(dlerror());
        if (!dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD)) fail("the library is gone");
        /* The functions are still there, and the calls end. */
        if (poll(&fd, 1, 60000) != 1) fail("no call ends");
        if (client_free(client) != CODAT_OK) fail("client");
        if (round > 0 && queue_free(queue) != CODAT_OK) fail("queue");
    }
    return 0;
}
