/*
 * metric: a named figure at two times, with the rows behind it and their digest.
 *
 * The digest is SM3 over bytewise sorted lines "entity|id|vN\n" (full entity name, decimal id, slice number) of all rows that
 * count and all rows reached from them through refs (architecture 3.5, reform.md C12); of a ratio, all lines of its two parts. A rule
 * figure has the line "rule|id|value|from\n"; a declared figure the line of its declared_figure record.
 */
#ifndef ZC_QUERY_METRIC_H
#define ZC_QUERY_METRIC_H

#include "query/rows.h"

enum zc_basis { ZC_BASIS_RECORDS, ZC_BASIS_RULE, ZC_BASIS_DECLARED };

struct zc_metric_query {
    const struct zc_metric *metric;
    struct zc_period period;       /* flow metrics and years */
    struct zc_times times;
    const struct zc_reader *reader; /* scope reader: who; scope city: only for the drill-down */
    const struct zc_field *only;   /* a single code of the metric's entity: of the rows that count, those that bear `code`; NULL: all */
    const char *code;
};
struct zc_row_ref {
    const struct zc_entity *entity;
    int64_t id;
    int slice;
};
struct zc_figure {
    const struct zc_metric *metric;
    struct zc_period period;
    struct zc_times times;
    bool known;                    /* false: no data ("启用前无记录" or nothing declared); value is then meaningless */
    bool before_start;             /* the known time lies before the first entry of the city */
    int64_t value;
    int scale;
    enum zc_basis basis;
    struct zc_row_ref *rows;       /* the rows that count, ascending id */
    size_t row_count;
    size_t visible_count;          /* of these, rows the reader may see */
    char digest[65];
    const char *declared_by, *declared_source; /* declared figures */
    const struct zc_rule_value *rule;
    bool by_area;                  /* it reads areas: counted in the edition closed on `edition` (0 = none), out since `edition_published` */
    int edition, edition_published;
    const struct zc_reader *reader; /* for whom it was counted; the caller's, must outlive the figure's lines */
    const struct zc_field *only;   /* narrowed to rows that bear `code` */
    const char *code;
};
int zc_metric_figure(struct zc_figure *out, struct zc_arena *arena, struct zc_db *db, const struct zc_metric_query *query,
                     struct zc_error *err);
/* The lines whose digest is the figure's digest, sorted: what a reader downloads to check it. */
int zc_metric_lines(struct zc_buf *out, struct zc_db *db, const struct zc_figure *figure, struct zc_error *err);

const char *zc_basis_mark(enum zc_basis basis);  /* ● ◇ ○ */
const char *zc_basis_word(enum zc_basis basis);  /* records, rule, declared */
/* The value as text: plain ("2881.43") or grouped ("2,881.43"). */
const char *zc_figure_text(const struct zc_figure *figure, bool grouped, struct zc_arena *arena);
/* One JSON object as the `metrics` verb prints it. */
void zc_figure_json(struct zc_buf *out, const struct zc_figure *figure);

#endif
