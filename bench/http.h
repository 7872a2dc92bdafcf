/*
 * http: the two ends of an HTTP measurement. The bare loop answers every request with the same 1 KB and does nothing else:
 * what is left of it once a program looks at the request is the program's share. The load keeps its connections open, sends
 * the next request of a connection as soon as the answer has come, and stops after a fixed count.
 */
#ifndef BENCH_HTTP_H
#define BENCH_HTTP_H

#include <stddef.h>

struct bench_loop;
struct bench_loop *bench_loop_start(int threads, size_t body, int *port);
void bench_loop_stop(struct bench_loop *loop);

struct bench_load {
    int port, connections, threads;
    const char *const *requests; /* taken in turn */
    size_t request_count;
    long count;                  /* requests in all */
    long good;                   /* out: answers with status 200 */
    double bytes;                /* out: mean bytes an answer, head included */
    double seconds;              /* out */
};
void bench_load_run(struct bench_load *load);

#endif
