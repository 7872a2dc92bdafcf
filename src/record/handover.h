/* handover: the list of what is handed over with a post, made by the kernel when the handover is entered (core.md 3). */
#ifndef ZC_RECORD_HANDOVER_H
#define ZC_RECORD_HANDOVER_H

#include "record/write.h"

/* Fills post, head of the unit and, unless a list was given, the list: duties, open assignments, waiting items, running clocks. */
int zc_handover_complete(struct zc_tx *tx, struct zc_arena *arena, struct zc_patch *patch, struct zc_error *err);

#endif
