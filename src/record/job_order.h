/*
 * job_order: what is asked of a job, and the small synced file waiting/TOKEN-ACCOUNT.job in which it stands until its end is
 * recorded. While a job waits for a person's answer the file holds the question too, so that neither is lost with the process.
 */
#ifndef ZC_RECORD_JOB_ORDER_H
#define ZC_RECORD_JOB_ORDER_H

#include "base/secret.h"
#include "query/rows.h"

struct zc_job_order {            /* texts NULL where nothing is given */
    const char *kind, *title;    /* a code of job_kind; for people */
    int64_t account, post;       /* who asked; the rights are looked up again when it runs */
    const char *face;            /* web, api; not kept */
    const char *file_name, *digest, *upload, *read_as, *why;
    const char *create_missing, *leave_out, *given; /* what a person says about names that no register has (paper/missing.h) */
    const char *filter, *unit, *language;           /* of an export */
    bool trial;
    int stand, valid_from;       /* ZC_TODAY: not given */
};

/* The texts by their names in the file and in the record. */
struct zc_job_text {
    const char *name, **text;
};
enum { ZC_JOB_TEXTS = 13, ZC_JOB_ANSWER_MOST = 40000 }; /* bytes of one answer */
void zc_job_texts(struct zc_job_text out[ZC_JOB_TEXTS], struct zc_job_order *order);

struct zc_job_file {
    char token[ZC_TOKEN_128];
    struct zc_job_order order;
    int64_t asked_at;
    const char *question;        /* what a person is asked while it waits; NULL: it does not */
    int slot;                    /* of the process that has it (record/slot.h) */
};
const char *zc_job_file_path(struct zc_arena *arena, const struct zc_city *city, const char *token, int64_t account);
/* Durable when it returns ZC_OK; takes the place of one that is there, whole or not at all. */
int zc_job_file_write(const struct zc_job_file *file, const struct zc_city *city, struct zc_error *err);
/* false: it is not one that was written to its end. Texts in the arena. */
bool zc_job_file_read(struct zc_job_file *out, struct zc_arena *arena, const char *path);

/* The same order, from the record of a job. Texts in the arena. */
void zc_job_order_read(struct zc_job_order *out, struct zc_arena *arena, const struct zc_record *record);

#endif
