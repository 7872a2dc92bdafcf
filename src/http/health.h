/*
 * health: whether this server can do its work now. Four questions: does it serve (it is neither starting nor stopping), can the store be
 * read, can it be written, does the writer go on. Whether it can be written is tried on a thread of its own when somebody asks, at most
 * every few seconds, for a dying disk may not answer at all and must not hold up who asks: a file of 64 KiB in the city's folder, made
 * durable and taken away; and after a write has failed also an empty transaction. So an answer is one question behind what it says of the disk.
 */
#ifndef ZC_HTTP_HEALTH_H
#define ZC_HTTP_HEALTH_H

#include "http/writer.h"

enum zc_phase { ZC_STARTING, ZC_SERVING, ZC_STOPPING };
enum zc_health_question { ZC_HEALTH_SERVES, ZC_HEALTH_READS, ZC_HEALTH_WRITES, ZC_HEALTH_GOES_ON, ZC_HEALTH_QUESTIONS };
struct zc_health_answer {
    const char *name; /* serving, store_readable, store_writable, writer */
    bool good;
    struct zc_error why; /* where it is not; may name paths of this machine */
};

struct zc_health;
int zc_health_start(struct zc_health **out, const struct zc_city *city, struct zc_writer *writer, struct zc_error *err);
void zc_health_phase(struct zc_health *health, enum zc_phase phase);
/* true: all is well. `db`: a reading connection, NULL when there is none. Never waits. */
bool zc_health_look(struct zc_health_answer out[ZC_HEALTH_QUESTIONS], struct zc_health *health, struct zc_db *db);
void zc_health_finish(struct zc_health *health); /* ends its thread, while the writer still writes */
void zc_health_free(struct zc_health *health);   /* nobody asks any more */

#endif
