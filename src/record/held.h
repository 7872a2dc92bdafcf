/*
 * held: what asks again for something that the city already holds is refused with the place where it is held (reform.md C13). An assignment asks for a
 * field when a part of what it says, between commas and line breaks, is nothing but the title of a field of its record (or a word of `heads`) and words of
 * asking (the rule value core.asking.phrases). Whoever wants more than the field says what.
 */
#ifndef ZC_RECORD_HELD_H
#define ZC_RECORD_HELD_H

#include "record/write.h"

/* ZC_ECONFLICT when `text` asks for a field that the record has and the asker may see; the message names field, value, record and day of entry. */
int zc_held_check(struct zc_tx *tx, struct zc_arena *arena, const struct zc_record *record, const char *text, struct zc_error *err);

#endif
