/*
 * departure: a person leaves a post (离任、交接), in one transaction: his holding gets its last day, who follows gets a holding of his own,
 * the handover is entered with the list of what waits at the post, deputyships that name him end, and a post that stays vacant may get a
 * deputy. What waits at the post stays with the post: nothing is re-pointed. To learn what would happen, run it and roll back.
 *
 * Each part is written with the writer's own rights. Who may not end a holding but leaves his own post may enter the handover: then nothing
 * but `holding` is asked.
 */
#ifndef ZC_RECORD_DEPARTURE_H
#define ZC_RECORD_DEPARTURE_H

#include "record/handover.h"
#include "record/write.h"

struct zc_departure_ask {
    int64_t holding;
    int slice;               /* of the holding as the writer saw it; 0 = not asked */
    int to_on;               /* his last day, rights end at its midnight; 0 = as it stands */
    int64_t person;          /* who follows; 0 = nobody yet */
    int from_on;             /* first day of who follows; 0 = the day after the last day */
    int until_on;            /* last day of who follows, which a secondment needs; 0 = open */
    const char *kind;        /* of who follows, as core.holding_kind; NULL = full */
    int64_t deputy_post;     /* stands in while the post is vacant; 0 = no new deputy */
    bool ends_named;         /* deputyships that name him in person end with him */
    const char *basis, *why; /* NULL allowed */
};
enum zc_departure_fate {
    ZC_DEPUTY_STAYS,     /* stands in when its condition holds */
    ZC_DEPUTY_STANDS_IN, /* from the day on, since the post is vacant */
    ZC_DEPUTY_NEW,       /* made now, and stands in from the day on */
    ZC_DEPUTY_NAMED,     /* he himself is the deputy, of another post, and stays so */
    ZC_DEPUTY_ENDS       /* he himself was the deputy, until his last day */
};
extern const char *const zc_departure_fates[]; /* stays, stands_in, new, named, ends */
struct zc_departure_deputy {
    struct zc_record record; /* as it is then */
    enum zc_departure_fate fate;
};
struct zc_departure_report {
    struct zc_record holding, post; /* the holding as it is then */
    int64_t next, handover;         /* the holding of who follows, the handover; 0 = none */
    bool handover_made;             /* by this transaction */
    int from_on;                    /* first day after him */
    int handover_by;                /* last day for the handover by rule; 0 = no last day yet, or no rule in force */
    struct zc_handed_list goes;
    struct zc_departure_deputy *deputies;
    size_t deputy_count;
};
/* ZC_ENOTFOUND: no such holding, or not to be seen. ZC_EINPUT, ZC_EDENIED, ZC_ECONFLICT …: then nothing may stay, the caller rolls back. */
int zc_departure_run(struct zc_departure_report *out, struct zc_arena *arena, struct zc_tx *tx, const struct zc_departure_ask *ask, struct zc_error *err);

/* The newest departure from a holding that stands: its transaction, and when it was entered. *number = 0: there is none, or all were taken back. */
int zc_departure_last(int64_t *number, int64_t *at, struct zc_arena *arena, struct zc_db *db, int64_t holding, struct zc_error *err);
/* Takes it back as a whole, in the transaction `tx`: what it made is withdrawn, what it changed is as it was, under the same slices. The writer needs
 * the right over each holding, deputyship and handover that it wrote. ZC_ENOTFOUND: `number` is not the newest departure that stands; ZC_ECONFLICT:
 * something was built on it, as a signature under the handover. Then nothing may stay, the caller rolls back. */
int zc_departure_withdraw(struct zc_tx *tx, int64_t holding, int64_t number, const char *why, struct zc_error *err);

#endif
