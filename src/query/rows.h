/*
 * rows: reading records at two times with the reader's rights compiled into the query. The only place that writes SELECTs
 * over records. Present slices stand in t_<table>, superseded ones and earlier-valid ones in h_<table>; all columns are the
 * stored fields by name, plus id, slice, valid_from, valid_to, known_from, known_to (half-open, open ends are the maxima).
 */
#ifndef ZC_QUERY_ROWS_H
#define ZC_QUERY_ROWS_H

#include "model/expr.h"
#include "query/city.h"

struct zc_record {
    const struct zc_entity *entity;
    int64_t id;
    int slice;
    int valid_from, valid_to;      /* half-open days; ZC_DATE_MAX = open */
    int64_t known_from, known_to;  /* half-open; ZC_INSTANT_MAX = still known */
    struct zc_value *values;       /* by column index of the entity's stored fields; texts live in the arena */
};

/* The home area of an id (20 bits) and its serial (43 bits). */
static inline int64_t zc_id_area(int64_t id) { return id >> 43; }

/* Rows whose id, or whose stored single ref `by`, is one of `ids`; at most ZC_ROWS_AMONG of them, not none. */
enum { ZC_ROWS_AMONG = 4096 };
struct zc_rows_among {
    const struct zc_field *by;     /* NULL: the id */
    const int64_t *ids;            /* NULL: all rows */
    size_t count;
};

struct zc_rows_query {
    const struct zc_entity *entity;
    struct zc_times times;
    const struct zc_reader *reader;
    const char *filter;            /* expression, NULL for all */
    const struct zc_expr *where;   /* parsed; both may be given */
    struct zc_value params[ZC_PARAM_COUNT]; /* :from :to … beyond those that reader and times give */
    struct zc_rows_among among;    /* only the rows of these records, or that lead to them */
    const bool *columns;           /* which fields to read, by column; NULL: all. The keys of the order are among them where there is a limit */
    const char *search;            /* words; bigram search over the fields marked search */
    const char **order;            /* field names, "-" in front = descending; NULL = the entity's default, or newest first
                                * with a search; id last always */
    size_t order_count;
    const char *after;             /* cursor of the page before (opaque text), NULL for the first */
    size_t skip;                   /* rows passed over, from there on */
    size_t limit;                  /* 0 = no limit; then nothing is passed over */
};
struct zc_rows {
    struct zc_record *items;
    size_t count;
    const char *next;              /* cursor of the next page, NULL at the end */
};
int zc_rows_list(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_rows_query *query,
                 struct zc_error *err);
/* How many rows the query has, without limit. */
int zc_rows_count(int64_t *out, struct zc_db *db, const struct zc_rows_query *query, struct zc_error *err);
/* The same, but counting stops at `most`. */
int zc_rows_count_to(int64_t *out, struct zc_db *db, const struct zc_rows_query *query, int64_t most, struct zc_error *err);

/* One record at the two times. ZC_ENOTFOUND when it does not exist then or the reader may not see it (never told apart). */
int zc_rows_get(struct zc_record *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                struct zc_times times, const struct zc_reader *reader, struct zc_error *err);
/* All slices of a record, by valid_from then known_from; the whole history as far as the reader may see the record now. */
/* Of a long one, a page: the `limit` slices recorded last, in the same order; with `after` those recorded before the page that gave it as `next`. */
struct zc_history_page {
    size_t limit;
    const char *after; /* NULL or empty: from the newest; what is no cursor is ZC_EINPUT */
    const char *next;  /* out: NULL when nothing was recorded before */
};
int zc_rows_history_page(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                         const struct zc_reader *reader, struct zc_history_page *page, struct zc_error *err);
int zc_rows_history(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, int64_t id,
                    const struct zc_reader *reader, struct zc_error *err);

/* What was so by the as-of day, as known at the known time: every slice of those records, by id and day. For the city's own computations. */
int zc_rows_slices(struct zc_rows *out, struct zc_arena *arena, struct zc_db *db, const struct zc_entity *entity, struct zc_times times,
                   struct zc_rows_among among, struct zc_error *err);

/* Finds the one record whose natural key has these values (by the entity's key fields), now. *id = 0 when none. */
int zc_rows_by_key(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const struct zc_value *key_values,
                   struct zc_error *err);
/* The record whose field has this text now (first by id); 0 when none. For resolving refs by code or name. */
int zc_rows_find(int64_t *id, struct zc_db *db, const struct zc_entity *entity, const char *field, const struct zc_value *value,
                 struct zc_error *err);

/* The same two, passing over the record `but`, for any day of [from, to) from today on: whether another bears the key or the value then. */
int zc_rows_by_key_but(int64_t *id, struct zc_db *db, const struct zc_entity *entity, int64_t but, int from, int to, const struct zc_value *key_values,
                       struct zc_error *err);
int zc_rows_find_but(int64_t *id, struct zc_db *db, const struct zc_entity *entity, int64_t but, int from, int to, const char *field,
                     const struct zc_value *value, struct zc_error *err);

struct zc_value zc_record_value(const struct zc_record *record, const char *field); /* stored fields; ZC_EMPTY when none */
const char *zc_record_text(const struct zc_record *record, const char *field);      /* "" when empty or not text */
/* The value for people; refs become the name of their record (named_by, present). Derived fields are computed. */
const char *zc_record_show(struct zc_arena *arena, struct zc_db *db, const struct zc_record *record,
                           const struct zc_field *field, enum zc_lang lang);
const char *zc_record_name(struct zc_arena *arena, struct zc_db *db, const struct zc_record *record, enum zc_lang lang);

/* For the other files of query/ and record/: the pieces that build a SELECT. */
extern const char zc_rows_held[]; /* " AND known_to = …", a slice still held for true: with the very literal of the indexes that hold no others */
void zc_rows_source(struct zc_sql *sql, const struct zc_entity *entity, struct zc_times times); /* "(select … union all …)" */
/* Appends the reader's rule for rows of `entity` under `alias` (read and not deny and secrecy); "1" for the city. The decision for
 * one row in hand is zc_access_decide (query/access.h). */
void zc_rows_access(struct zc_sql *sql, struct zc_db *db, const struct zc_entity *entity, const struct zc_reader *reader,
                    const char *alias);
/* Appends " FROM … AS r WHERE …" of the query's rows, without order, cursor and limit; zc_rows_bind gives the statement its values. */
int zc_rows_from(struct zc_sql *sql, struct zc_db *db, const struct zc_rows_query *query, struct zc_error *err);
void zc_rows_bind(struct zc_stmt *stmt, const struct zc_sql *sql);
bool zc_rows_class_visible(const struct zc_field *field, const struct zc_reader *reader, const struct zc_entity *entity);

#endif
