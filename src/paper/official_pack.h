/*
 * official_pack: the description of a paper as one text and back, so that another process can draw what this one composed: records,
 * rights and the open transaction stay here, fonts and their memory there. What comes back has the same digest.
 *
 * The text is of this program alone, from the same build, and is kept nowhere.
 */
#ifndef ZC_PAPER_OFFICIAL_PACK_H
#define ZC_PAPER_OFFICIAL_PACK_H

#include "paper/official.h"

void zc_official_pack(struct zc_buf *out, const struct zc_official *paper);
/* In the arena. ZC_EINPUT when it is no such text. */
int zc_official_unpack(struct zc_official **out, struct zc_arena *arena, const char *bytes, size_t size, struct zc_error *err);

#endif
