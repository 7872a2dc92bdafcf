/*
 * mask: personal values as those see them who may not see them whole (core.md 4.3). Results live in the arena. A value too
 * short or of another form than expected becomes stars altogether: when in doubt nothing shows.
 */
#ifndef ZC_BASE_MASK_H
#define ZC_BASE_MASK_H

#include "base/arena.h"

char *zc_mask_citizen_id(struct zc_arena *arena, const char *text); /* first 4 and last 2, never the date of birth */
char *zc_mask_name(struct zc_arena *arena, const char *text); /* 李*, 李*明, 欧阳*; a dotted name keeps its first part */
char *zc_mask_minor(struct zc_arena *arena, int birth_year); /* 某(2010年生) */
char *zc_mask_phone(struct zc_arena *arena, const char *text); /* 138****1234 */
char *zc_mask_address(struct zc_arena *arena, const char *text); /* to the township */
char *zc_mask_card(struct zc_arena *arena, const char *text); /* the last 4 */

#endif
