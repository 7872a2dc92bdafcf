/*
 * draw_kept: the lists from which was drawn, in the order of the draw, kept with a reading connection. A list as it stood on a past day and was known
 * at a past instant does not change any more, and anybody may look at a public draw as often as he likes: it is read and put in its order once. Whether
 * what was drawn is still the first of it is asked each time.
 *
 * A connection keeps the latest of them, at most 100,000 lines (some 15 MB) altogether. A connection that writes keeps nothing: what it sees can be
 * taken back.
 */
#ifndef ZC_QUERY_DRAW_KEPT_H
#define ZC_QUERY_DRAW_KEPT_H

#include "query/draw.h"

enum { ZC_DRAW_KEPT = 16, ZC_DRAW_KEPT_LINES = 100000 };

struct zc_draw_kept; /* of one connection, made when first needed and freed with zc_db_close */

/* The list of the draw of `record` and its digest, as they were put in; they live until the next put. false: not kept. */
bool zc_draw_kept_find(struct zc_draw_result *out, const char **digest, struct zc_db *db, const struct zc_record *record);
/* Copies the lines and the digest of the whole list. */
void zc_draw_kept_put(struct zc_db *db, const struct zc_record *record, const struct zc_draw_result *result, const char *digest);
void zc_draw_kept_free(struct zc_draw_kept *kept);

#endif
