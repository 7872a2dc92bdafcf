/*
 * issue: papers that a step of their record issues (model/act.h, `paper`): composed inside the transaction of the step as the record stands
 * after it, drawn beside the writer while a server runs (record/papers.h), kept as a file of the record, its digest in a field. From then on this
 * file is the paper, whatever becomes of the record.
 */
#ifndef ZC_PAPER_ISSUE_H
#define ZC_PAPER_ISSUE_H

#include "paper/compose.h"

struct zc_issued {
    const struct zc_act_paper *rule; /* NULL: no step has issued it */
    int64_t attachment;
    const char *path, *file_name;    /* the file */
    char digest[ZC_DIGEST_HEX];      /* of the file, SM3 */
    struct zc_times times;           /* of what stands on it: filled again at these it has the same text */
    bool meant;                      /* these are the times of which the paper is to speak: the file is the answer */
};
/* Chooses the paper that is meant (what->paper, or the first that the record has then; NULL stays where it has none) and the times of which it
 * speaks: those of `what` if they were asked for, else those of its issue, else now, fixed. */
int zc_issue_choose(struct zc_issued *out, struct zc_compose *what, bool asked_times, struct zc_arena *arena, struct zc_db *db, struct zc_error *err);

#endif
