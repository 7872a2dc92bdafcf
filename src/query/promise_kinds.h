/*
 * promise_kinds: running the checks of model/check_kinds.h: phrases that say nothing, rows against a list from elsewhere, and
 * who answers for what. Inside query/promise; the result is what promise.h says.
 */
#ifndef ZC_QUERY_PROMISE_KINDS_H
#define ZC_QUERY_PROMISE_KINDS_H

#include "query/promise.h"

struct zc_check_run {
    struct zc_arena *arena;
    struct zc_db *db;
    struct zc_times times;
    struct zc_check_result *result;
    size_t failing_capacity, need_capacity;
    struct zc_error *err;
};
void zc_check_failed(struct zc_check_run *run, const struct zc_record *record, struct zc_pair message);
void zc_check_waits(struct zc_check_run *run, struct zc_pair needs); /* this part applied to nothing */
int zc_check_phrases_run(struct zc_check_run *run, const struct zc_check_phrases *phrases);
int zc_check_match_run(struct zc_check_run *run, const struct zc_check_match *match);
int zc_check_tree_run(struct zc_check_run *run, const struct zc_check_tree *tree);
int zc_check_chain_run(struct zc_check_run *run, const struct zc_check_chain *chain);
int zc_check_clock_run(struct zc_check_run *run, const struct zc_check_clock *check); /* promise_watch.c, model/check_watch.h */
int zc_check_draws_run(struct zc_check_run *run, const struct zc_check_draws *draws);

/* Whether the text holds nothing but phrases of the list (separated by 、) and marks between them. Pure. */
bool zc_says_nothing(struct zc_arena *arena, const char *text, const char *phrases);

#endif
