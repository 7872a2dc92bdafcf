/*
 * writer: the one thread that writes while the server runs. Requests that write wait in a bounded queue; the thread takes all
 * that wait, runs each as its own transaction behind a mark inside one durable commit, and only then tells them it is done.
 * When the queue is full the caller is told to come again (503, Retry-After). If the commit fails nothing of the batch stays
 * and everybody in it is refused.
 *
 * Work whose step issues a paper is not kept when it first runs: the paper is drawn on a second thread while others write, and the work is run
 * again for what was drawn (record/papers.h). One paper is under way at a time; the others wait for it as they would for the writer.
 *
 * A server that goes away is waited for: for twenty seconds after the loss what was under way is run again and again until it comes back (or another is
 * primary); what comes later is told at once that only reading is possible. A commit whose answer was lost for good (ZC_EUNKNOWN) is never run again.
 *
 * A long import holds the thread. Requests that no thread waits for stay in the queue until it is done; a thread that waits
 * (zc_writer_run) gives up after ten seconds if its turn has not come, so that long writes do not stop long reads.
 */
#ifndef ZC_HTTP_WRITER_H
#define ZC_HTTP_WRITER_H

#include "base/histogram.h"
#include "query/city.h"
#include "record/write.h"

struct zc_writer;
enum { ZC_WRITER_QUEUE = 256, ZC_WRITER_BATCH = 128 };

/* Does the work inside the transaction; a negative code undoes this work alone. May be run again after a failed commit, when the connection to a server
 * was lost before it, and for a paper. */
typedef int zc_write_work(void *user, struct zc_tx *tx, struct zc_error *err);
/* Called on the writer's thread after the commit (or the refusal). */
typedef void zc_write_done(void *user, int code, const struct zc_error *err);

struct zc_write_job {
    struct zc_actor actor;
    zc_write_work *work;
    zc_write_done *done;
    void *user;
};

int zc_writer_start(struct zc_writer **out, const struct zc_city *city, struct zc_error *err);
int zc_writer_submit(struct zc_writer *writer, const struct zc_write_job *job, struct zc_error *err); /* ZC_EBUSY when full */
/* As submit, for work that opens its own transactions on the writer's connection and runs alone. */
int zc_writer_submit_alone(struct zc_writer *writer, int (*work)(void *user, struct zc_db *db, struct zc_error *err), zc_write_done *done,
                           void *user, struct zc_error *err);
/* Runs a job and waits for it: for threads that may block. ZC_EBUSY when its turn did not come in time; then it is not done. */
int zc_writer_run(struct zc_writer *writer, const struct zc_actor *actor, zc_write_work *work, void *user, struct zc_error *err);
/* Waits as long as it takes. Runs work that opens its own transactions on the writer's connection, alone (import, publish, forwarded verbs). */
int zc_writer_alone(struct zc_writer *writer, int (*work)(void *user, struct zc_db *db, struct zc_error *err), void *user, struct zc_error *err);
/* The same, but gives up like zc_writer_run when its turn has not come in time. */
int zc_writer_alone_soon(struct zc_writer *writer, int (*work)(void *user, struct zc_db *db, struct zc_error *err), void *user, struct zc_error *err);
/* How it stands. */
struct zc_writer_look {
    size_t waiting;
    int64_t busy_ns;  /* how long what is under way has taken, 0 when nothing is */
    bool alone;       /* it is work that runs alone, an import say, which may take long */
    uint64_t commits; /* durable ones of batches */
    uint64_t kept, refused, failed; /* works: stored; undone by their own rules; undone as the storage failed */
    uint64_t full;    /* sent away as the queue was full */
    struct zc_histogram sizes, took; /* works of a batch; its time */
};
void zc_writer_stand(struct zc_writer_look *out, struct zc_writer *writer);
/* Finishes what waits and takes nothing more (ZC_EBUSY); callers may still hold the writer. */
void zc_writer_finish(struct zc_writer *writer);
void zc_writer_stop(struct zc_writer *writer); /* finishes and frees */

#endif
