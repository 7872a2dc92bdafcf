/*
 * stand: a workbook kept on an earlier day, taken in as history (import --stand). What it says holds from that day until the
 * first day for which something later is known; it never changes what later papers said. Pure.
 *
 * Something later is known from the next change of the same field on, and from the day on which the value that holds was
 * entered, when that was after the stand: whoever entered it knew better than the old copy.
 */
#ifndef ZC_PAPER_STAND_H
#define ZC_PAPER_STAND_H

#include "query/rows.h"

/* `history`: all slices of the record (zc_rows_history). The slice that holds at `stand`, as known now; NULL when none. */
const struct zc_record *zc_stand_slice(const struct zc_rows *history, int stand);
/* The day before which an old value of the field may hold, 0 when nothing bounds it (the next change of the field itself is
 * seen to by the write path). A record that began after the stand is bound by its first day. */
int zc_stand_until(const struct zc_rows *history, size_t column, int stand);

#endif
