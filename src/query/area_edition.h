/*
 * area_edition: in which edition of the area register a figure was counted (core.md 1.3): of the editions that were closed by the as-of
 * day and published by the known time, the one closed last. Only figures that read areas have one.
 */
#ifndef ZC_QUERY_AREA_EDITION_H
#define ZC_QUERY_AREA_EDITION_H

#include "query/rows.h"

/* Whether what the metric counts, or its condition, reads an area: the area itself, or a ref to one. Of a ratio, whether a part does. */
bool zc_metric_reads_areas(const struct zc_model *model, const struct zc_metric *metric);
/* Closing date and day of publication; *cut = 0 when none was out, or none is recorded. */
int zc_area_edition_at(int *cut, int *published, struct zc_db *db, struct zc_times times, struct zc_error *err);

#endif
