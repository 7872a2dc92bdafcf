/* handover: what waits at a post and is handed over with it, and the list of it that the kernel writes when the handover is entered (core.md 3). */
#ifndef ZC_RECORD_HANDOVER_H
#define ZC_RECORD_HANDOVER_H

#include "record/write.h"

enum zc_handed_kind {
    ZC_HANDED_DUTY,       /* of the post; no record */
    ZC_HANDED_ASSIGNMENT, /* waits or is taken on */
    ZC_HANDED_INBOX,      /* not done */
    ZC_HANDED_CLOCK,      /* of a record that lies on the desk of the post */
    ZC_HANDED_SIGN,       /* a handover that waits for this post as head of its unit */
    ZC_HANDED_JOB,        /* a background job that waits for an answer of the post */
    ZC_HANDED_DRAFT,      /* being written, and the post wrote it last */
    ZC_HANDED_KINDS
};
struct zc_handed {
    enum zc_handed_kind kind;
    const char *name;        /* of the record, or the duty; lives in the arena */
    struct zc_record record; /* entity NULL: none */
    int due;                 /* 0 = none */
};
struct zc_handed_list {
    struct zc_handed *items; /* by kind */
    size_t count;
};
/* All that waits at the post now, with the city's eyes: what a reader may see of it is for the caller to ask. */
int zc_handed_at(struct zc_handed_list *out, struct zc_arena *arena, struct zc_db *db, int64_t post, struct zc_error *err);

/* Fills post, head of the unit and, unless a list was given, the list. */
int zc_handover_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err);

#endif
