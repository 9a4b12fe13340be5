/*
 * What both C contestants do around their calls: PROGRAM URL OPERATION THREADS SECONDS.
 *
 * The program calls for half of the time to warm up, then for all of it, and prints what it measured in the second
 * part. With 0 seconds it makes one call, to measure the whole program. The contestant defines begin(), which creates
 * what the calls share and a state for each thread, and call(), which makes one call and ends the program if it fails.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define COMPANY_ID "8a210b68-6988-11ed-a1eb-0242ac120002"
#define NEW_COMPANY "{\"name\":\"Toft Bakery\",\"description\":\"Bread\"}"

typedef enum { CREATE, GET, LIST } Kind;

typedef struct {
    const char *url;
    Kind kind;
    int page_size;
    int threads;
    double seconds;
} Task;

/* To be defined by the contestant. */
static void begin(const Task *task);
static void *begin_thread(const Task *task);
static void call(const Task *task, void *state);

typedef struct {
    const Task *task;
    pthread_barrier_t *ready, *go;
    long calls;
} Worker;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* User and system time of this process. */
static double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* The most memory that was ever resident. (That of getrusage begins with what the parent had.) */
static long peak_kib(void) {
    char line[256];
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) {
        sscanf(line, "VmHWM: %ld", &peak);
    }
    if (status) {
        fclose(status);
    }
    return peak;
}

static long calls_for(const Task *task, void *state, double seconds) {
    long calls = 0;
    for (double end = now() + seconds; now() < end; calls++) {
        call(task, state);
    }
    return calls;
}

static void *work(void *argument) {
    Worker *worker = argument;
    void *state = begin_thread(worker->task);
    calls_for(worker->task, state, worker->task->seconds / 2);
    pthread_barrier_wait(worker->ready);
    pthread_barrier_wait(worker->go);
    worker->calls = calls_for(worker->task, state, worker->task->seconds);
    return NULL;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        fprintf(stderr, "%s URL OPERATION THREADS SECONDS\n", argv[0]);
        return 2;
    }
    Task task = {argv[1], GET, 0, atoi(argv[3]), atof(argv[4])};
    if (strcmp(argv[2], "create") == 0) {
        task.kind = CREATE;
    } else if (strncmp(argv[2], "list", 4) == 0) {
        task.kind = LIST;
        task.page_size = atoi(argv[2] + 4);
    }
    begin(&task);
    if (task.seconds <= 0) {
        call(&task, begin_thread(&task));
        return 0;
    }
    pthread_barrier_t ready, go;
    pthread_barrier_init(&ready, NULL, (unsigned)task.threads + 1);
    pthread_barrier_init(&go, NULL, (unsigned)task.threads + 1);
    pthread_t *threads = calloc((size_t)task.threads, sizeof *threads);
    Worker *workers = calloc((size_t)task.threads, sizeof *workers);
    if (!threads || !workers) {
        return 1;
    }
    for (int i = 0; i < task.threads; i++) {
        workers[i] = (Worker){&task, &ready, &go, 0};
        if (pthread_create(&threads[i], NULL, work, &workers[i]) != 0) {
            return 1;
        }
    }
    pthread_barrier_wait(&ready);
    double began = now(), cpu = cpu_seconds();
    pthread_barrier_wait(&go);
    long calls = 0;
    for (int i = 0; i < task.threads; i++) {
        pthread_join(threads[i], NULL);
        calls += workers[i].calls;
    }
    double elapsed = now() - began;
    cpu = cpu_seconds() - cpu;
    printf("{\"calls\":%ld,\"seconds\":%f,\"cpu\":%f,\"peak_kib\":%ld}\n", calls, elapsed, cpu, peak_kib());
    free(threads);
    free(workers);
    return 0;
}

#endif
