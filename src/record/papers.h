/*
 * papers: official papers that are drawn beside the writer (paper/issue.h), so that nobody's write waits for the second that a drawing takes.
 *
 * The work that issues is run more than once, each time undone but the last. First it finds that there is a paper, and stops. Run again it is promised
 * a known time a little ahead of the clock: it composes its papers as they will stand at that time, leaves their descriptions here, and is undone. They
 * are drawn while others write, with known times before the promised one. The last run is stamped with the promised time and composes again; whatever
 * was stored meanwhile, the file that is kept was drawn from exactly the description that is made then. Where the two differ the new one is left here.
 */
#ifndef ZC_RECORD_PAPERS_H
#define ZC_RECORD_PAPERS_H

#include "base/buf.h"
#include "record/write.h"

struct zc_papers_one {
    struct zc_buf description; /* as paper/official_pack.h writes it */
    struct zc_buf file;        /* empty while it is not drawn */
};
struct zc_papers {
    int64_t at;  /* the promised known time; 0: none yet, nothing is composed */
    bool wanted; /* the latest run met a paper that is not drawn: it may not be kept */
    struct zc_papers_one *items;
    size_t count, capacity;
};

/* What steps of this transaction issue is taken from `papers`, until the next transaction begins. With ahead > 0 (microseconds) it is promised a known
 * time, or keeps the one that it was promised as long as nothing is stamped with a later one. False where none can be: the time would be of tomorrow. */
bool zc_papers_use(struct zc_tx *tx, struct zc_papers *papers, int64_t ahead);
/* The file of a description. NULL: it is not drawn; then it is noted as wanted. */
const struct zc_buf *zc_papers_file(struct zc_papers *papers, const struct zc_buf *description);
void zc_papers_free(struct zc_papers *papers);

#endif
