#include "record/papers.h"
#include "record/tx.h"

#include <stdlib.h>
#include <string.h>

bool zc_papers_use(struct zc_tx *tx, struct zc_papers *papers, int64_t ahead)
{
    int64_t next = zc_tx_next_at(tx);
    papers->wanted = false;
    if (ahead > 0 && papers->at <= tx->state.at)
        papers->at = next + ahead;
    if (papers->at && zc_instant_date(papers->at) != zc_instant_date(next))
        return false; /* what begins tomorrow is not so yet */
    if (papers->at)
        tx->now = papers->at;
    tx->papers = papers;
    return true;
}

const struct zc_buf *zc_papers_file(struct zc_papers *papers, const struct zc_buf *description)
{
    struct zc_papers_one *one = NULL;
    for (size_t i = 0; i < papers->count && !one; i++)
        if (papers->items[i].description.size == description->size && memcmp(papers->items[i].description.bytes, description->bytes, description->size) == 0)
            one = &papers->items[i];
    if (!one) {
        if (papers->count == papers->capacity) {
            papers->capacity = papers->capacity ? papers->capacity * 2 : 2;
            papers->items = zc_realloc(papers->items, zc_mul_size(papers->capacity, sizeof *papers->items));
        }
        one = &papers->items[papers->count++];
        *one = (struct zc_papers_one){0};
        zc_buf_add(&one->description, description->bytes, description->size);
    }
    if (one->file.size)
        return &one->file;
    papers->wanted = true;
    return NULL;
}

void zc_papers_free(struct zc_papers *papers)
{
    for (size_t i = 0; i < papers->count; i++) {
        zc_buf_free(&papers->items[i].description);
        zc_buf_free(&papers->items[i].file);
    }
    free(papers->items);
    *papers = (struct zc_papers){0};
}
