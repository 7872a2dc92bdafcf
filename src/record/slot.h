/*
 * slot: a small number that a running process of a city has for itself, so that what it left behind can be told from what it is still at. The number is a
 * locked byte of the folder's file `lock`, which the system frees however the process ends; then the next may have it. Of a city in a file, which has one
 * process, it is 0 and nobody else has any.
 */
#ifndef ZC_RECORD_SLOT_H
#define ZC_RECORD_SLOT_H

#include "query/city.h"

struct zc_slot {
    int file;   /* -1: none is needed */
    int number; /* 1 to ZC_SLOTS; 0 where there is one process */
};
enum { ZC_SLOTS = 64 };
int zc_slot_take(struct zc_slot *out, const struct zc_city *city, struct zc_error *err); /* ZC_ELIMIT: all are taken */
void zc_slot_give(struct zc_slot *slot);
/* Whether another running process has this number. */
bool zc_slot_lives(const struct zc_slot *slot, int number);

/* One at a time of all threads and processes: looking through what others left, and taking it over. Ends with zc_slot_leave; -1: `wait` is false
 * and another is in, or the folder cannot be written. Of a city in a file it is always free. */
enum { ZC_GATE_NONE = -2 };
int zc_slot_enter(const struct zc_slot *slot, const struct zc_city *city, bool wait);
void zc_slot_leave(int gate);

#endif
