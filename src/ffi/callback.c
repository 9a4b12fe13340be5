/*
 * Calls a program's callbacks, and comes back from one that ends its thread with pthread_exit(). That unwinds or jumps
 * over every frame below it, which Rust's must not be. Only C has a cleanup handler and a jump.
 */
#include <pthread.h>
#include <setjmp.h>
#include <stdint.h>

#define LOCAL __attribute__((visibility("hidden")))

/* One callback and what it is called with; `kind` says which field of `function` is set. */
struct callback {
    int32_t kind;
    int32_t level;
    union {
        void (*log)(void *user_data, int32_t level, const char *line);
        int32_t (*progress)(void *user_data, const char *event);
        int32_t (*interrupt)(void *user_data);
        void (*wake)(void *user_data);
        void (*deliver)(void *user_data, const void *event);
    } function;
    void *user_data;
    const char *text;
    int32_t returned;
};

static void call(struct callback *callback) {
    switch (callback->kind) {
    case 0:
        callback->function.log(callback->user_data, callback->level, callback->text);
        break;
    case 1:
        callback->returned = callback->function.progress(callback->user_data, callback->text);
        break;
    case 2:
        callback->returned = callback->function.interrupt(callback->user_data);
        break;
    case 3:
        callback->function.wake(callback->user_data);
        break;
    default:
        callback->function.deliver(callback->user_data, callback->text);
    }
}

static void come_back(void *place) {
    longjmp(*(jmp_buf *)place, 1);
}

/* Whether the callback returned; 0 if it called pthread_exit(). */
LOCAL int32_t libcodat_call_back(struct callback *callback) {
    jmp_buf place;
    volatile int32_t returned = 0;
    pthread_cleanup_push(come_back, &place);
    if (setjmp(place) == 0) {
        call(callback);
        returned = 1;
    }
    pthread_cleanup_pop(0);
    return returned;
}
