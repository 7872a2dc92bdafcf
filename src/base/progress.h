/*
 * progress: how far long work has come, and whether it should stop. Whoever works tells each step; whoever started it listens,
 * shows it, and may ask it to stop. What listens is a function and its user, both NULL when nobody does.
 */
#ifndef ZC_BASE_PROGRESS_H
#define ZC_BASE_PROGRESS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct zc_step {
    struct zc_pair name;     /* 写入 | storing */
    int64_t done, total;     /* in things that a person counts, such as rows; total 0: not known yet */
    int permille;            /* of the whole work; never falls; 0 while nothing can be said */
};
/* false: the work should stop. Called on the thread that works, often; may be called with the same step again. */
typedef bool zc_tell(void *user, const struct zc_step *step);

/* Tells where the work stands: ZC_ESTOPPED when it should stop, else ZC_OK. */
int zc_progress(zc_tell *tell, void *user, struct zc_step step, struct zc_error *err);

/* How fast it goes, from the moment at which the first part of the whole was done: what came before (reading a file) says nothing
 * about the rest. */
struct zc_pace {
    int64_t began;           /* µs */
    int permille;            /* the newest */
};
void zc_pace_note(struct zc_pace *pace, int64_t now, int permille);
/* Seconds that the rest takes if it goes on like this; -1 while less than a second or a fiftieth is done. */
int64_t zc_pace_left(const struct zc_pace *pace, int64_t now);

enum { ZC_LEFT_TEXT = 64 };
/* 还需约 12 秒 | about 12 s left; "" for -1. */
void zc_pace_text(char out[ZC_LEFT_TEXT], int64_t seconds, enum zc_lang lang);

#endif
