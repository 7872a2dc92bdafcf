/*
 * draw: drawing a sample (model/draw.h) inside the transaction of its step, and keeping what must not change: from the publication
 * on the seed, the size, the frame and the period; from the draw on what was drawn. Not the city either changes it.
 */
#ifndef ZC_RECORD_DRAW_H
#define ZC_RECORD_DRAW_H

#include "record/slices.h"
#include "record/write.h"

/* What the step that draws adds to its own patch (`record`: as it is before the step), read from the frame. ZC_ECHECK when the seed was not published. */
int zc_draw_frame(struct zc_patch *patch, struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, struct zc_error *err);
/* One row for each record drawn; after the step. */
int zc_draw_make(struct zc_tx *tx, struct zc_arena *arena, const struct zc_entity *entity, int64_t id, struct zc_error *err);
/* Asked of everything that is about to be stored. */
int zc_draw_check(struct zc_tx *tx, const struct zc_slices_plan *plan, struct zc_error *err);

#endif
