/*
 * infill: a superior's own workbook, filled from records. The row of its first sheet that has one where at least two heads are known (titles of the
 * entity's fields, and the words that `heads` declares) tells the columns; each record goes into one row below it. Only cells that are
 * empty are written, and only in known columns; every other part of the file keeps its packed bytes, every other byte of the sheet stays. Refused,
 * before anything is written: no such row, fewer empty rows than records, a cell that holds something already (with its place).
 */
#ifndef ZC_PAPER_INFILL_H
#define ZC_PAPER_INFILL_H

#include "query/rows.h"

struct zc_infill {
    const struct zc_entity *entity;
    const char *filter;              /* expression; NULL = all that the reader sees */
    struct zc_times times;
    const struct zc_reader *reader;
    enum zc_lang lang;               /* of codes and names in the cells */
};
struct zc_infill_report {
    const char *sheet;
    int head_row;
    size_t rows;
    const char **known, **unknown;   /* heads as they stand in the workbook; in the arena */
    size_t known_count, unknown_count;
};
/* `to` NULL: only the report. */
int zc_infill(struct zc_infill_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_infill *what, const char *from, const char *to,
              struct zc_error *err);

#endif
