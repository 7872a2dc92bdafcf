/*
 * import: a workbook becomes rows of entities and findings (pure: book in, result out, nothing stored), and the rows become
 * records in one transaction. The pure stage reports everything in one pass; the storing stage starts only without errors.
 *
 * A row's values are texts in the form of zc_field_parse, except that references are the code or key of their target and
 * lists are joined by ";" without the outer ones. A result lives in the arena that is passed in.
 */
#ifndef ZC_PAPER_IMPORT_H
#define ZC_PAPER_IMPORT_H

#include "base/workday.h"
#include "paper/finding.h"
#include "paper/layout.h"
#include "paper/register.h"
#include "paper/sheet.h"
#include "record/write.h"

struct zc_import_value {
    const char *field, *text;
    const char *guess;   /* what an unreadable cell most likely meant; only for checks across rows */
    const char *written; /* squeezed text of the cell, "" for a worked-out value */
    const char *label;   /* header of its column; the field's name for a worked-out value */
    int column;          /* of the sheet; -1 for a worked-out value */
    const char *beside;  /* a reference given by code: the name that stands beside it and must be that record's; else NULL */
    const struct zc_layout_field *declared; /* NULL in a plain table */
};
struct zc_import_row {
    const char *entity;  /* full name */
    const char *sheet;
    int row;
    struct zc_import_value *values;
    size_t count, capacity;
    const char **confirm; /* reason codes, each once */
    size_t confirm_count, confirm_capacity;
    const struct zc_layout_record *record;
    int64_t id;          /* the record, when the line bears a row key; 0: found by its natural key */
    int slice;           /* the slice that the line was made from: when another is present, nothing is overwritten */
    bool error;
};
struct zc_import_control { /* a figure that the workbook itself gives, beside the one that was counted */
    const char *sheet;
    int row, column;
    const char *label;
    int64_t written, counted;
};
struct zc_import_result {
    const struct zc_layout *layout;
    int year;            /* of the plan; 0 when the workbook names none */
    int stand;           /* the day as of which it speaks; INT32_MIN when it says none */
    int64_t approved_total; /* as printed in the workbook or given; 0 when unknown */
    struct zc_import_row *rows;
    size_t row_count, row_capacity;
    struct zc_findings findings;
    struct zc_import_control *controls;
    size_t control_count, control_capacity;
    size_t lines[8];     /* lines by kind (enum zc_line_kind) */
    size_t errors, warnings;
    size_t confirm_rows; /* lines of the workbook that a person must confirm */
    bool refused;        /* a secrecy marking: nothing of the file may be kept */
    const struct zc_form_mark *form; /* a returned form (paper/form.h), else NULL */
};

struct zc_form_mark;

struct zc_import_options {
    struct zc_register *reg; /* grows by the units and areas that the workbook itself brings */
    const struct zc_calendar *calendar;
    int date;            /* the day on which names are looked up */
    int year;            /* 0: as the workbook says */
    int64_t (*approved_total)(void *user, const struct zc_layout *layout, int year); /* may be NULL; 0: as the workbook says */
    void *user;
};

/* How well the layout fits: matched columns over all sheets, 0 when no sheet has its header. */
size_t zc_import_fit(struct zc_book *book, const struct zc_layout *layout);
int zc_import_read(struct zc_import_result *out, struct zc_arena *arena, struct zc_book *book, const struct zc_layout *layout,
                   const struct zc_import_options *options, struct zc_error *err);
/* A plain table: the first row holds field names or titles of the entity, each later one a record. */
int zc_import_read_plain(struct zc_import_result *out, struct zc_arena *arena, struct zc_book *book, const struct zc_entity *entity,
                         struct zc_error *err);

/* "" when the row has no such field. */
const char *zc_import_value(const struct zc_import_row *row, const char *field);
const struct zc_import_value *zc_import_find(const struct zc_import_row *row, const char *field);
/* Adds units, areas and collective names among the rows to the register. From row `from` on. */
void zc_register_add_rows(struct zc_register *reg, const struct zc_import_result *result, size_t from);

/* Between the files of the import. */
void zc_import_say(struct zc_import_result *result, const char *sheet, int row, int column, enum zc_severity severity, const char *code,
                   const char *zh, const char *en, ...) __attribute__((format(printf, 7, 9), format(printf, 8, 9)));
/* Keeps a code with the row until a person has looked. */
void zc_import_confirm(struct zc_import_result *result, struct zc_import_row *row, const char *code);
struct zc_import_value *zc_import_put(struct zc_import_result *result, struct zc_import_row *row, const char *field, const char *text);

/* ---- storing ---- */

struct zc_import_job {
    const char *path;        /* the file */
    const char *shown_name;  /* its name for people; NULL: the last part of path */
    const char *layout;      /* full name; NULL: the one that fits best */
    const char *entity;      /* a plain table of this entity (--as); NULL: by layout, or a CSV by its name */
    int valid_from;          /* ZC_TODAY: as the layout says */
    int stand;               /* ZC_TODAY: as the workbook says */
    bool dry_run;            /* check everything, keep nothing */
    const char *create_missing, *leave_out, *given; /* what a person says about names that are missing (paper/missing.h); NULL: nothing */
    const char *why;
};
struct zc_missing;
struct zc_import_report {
    struct zc_import_result result;
    const char *layout;      /* full name of the layout, or "entity" of a plain table */
    size_t made, changed, same; /* records */
    struct zc_missing *missing; /* names that the registers lack, with the answers; NULL when read without a layout */
    int64_t import_id, tx;   /* 0 when nothing was stored */
};
/* ZC_ECHECK when errors were found (nothing is stored, the report holds them all). */
int zc_import_run(struct zc_import_report *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor,
                  const struct zc_import_job *job, struct zc_error *err);
/* Withdraws all that an import wrote, and says so in its record. */
int zc_import_withdraw(struct zc_db *db, const struct zc_actor *actor, int64_t import_id, const char *why, struct zc_error *err);

#endif
