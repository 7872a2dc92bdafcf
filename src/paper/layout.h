/*
 * layout: how a workbook that offices keep is laid out, declared in modules/<module>/imports/<name>.yaml and described in
 * docs/import-layouts.md. Binding turns the tree of the file into the structs below and refuses every unknown key, reader,
 * column, entity or field with its place. A bound layout is read-only and lives in the arena it was bound in.
 */
#ifndef ZC_PAPER_LAYOUT_H
#define ZC_PAPER_LAYOUT_H

#include "model/model.h"
#include "paper/finding.h"

struct zc_reading;
typedef void (*zc_reading_fn)(struct zc_reading *reading);

enum { ZC_LAYOUT_COLUMNS = 64 };

struct zc_layout_column {
    const char *name;
    const char **heads;      /* squeezed header texts: the lower one, the upper one, or "upper/lower" */
    size_t head_count;
    bool fill_down, required;
};

struct zc_layout_code {      /* one code and the words that stand for it, squeezed */
    const char *code;
    const char **words;
    size_t count;
};

struct zc_layout_words {
    const char **items;      /* squeezed */
    size_t count;
};

struct zc_layout_when {      /* a field of the row has one of these values; without values: is not empty */
    const char *field;
    struct zc_layout_words values;
};

struct zc_layout_choice {
    const char *value;
    struct zc_layout_when when;
};

struct zc_layout_field {
    const char *name;
    int column;              /* index into the columns of the sheet; -1: worked out from `value` or `choose` */
    const char *reader_name;
    zc_reading_fn reader;
    const char *value;       /* template: {year} {field} {field:03}; used when there is no column or the cell is empty */
    struct zc_layout_when when;
    struct zc_layout_choice *choices;
    size_t choice_count;
    const char *from;        /* "ref.field": the value of the record that this row's reference points to; when storing */
    bool on_insert;          /* only for a record that is new */
    struct zc_layout_words keep; /* a stored value among these is left alone */
    /* options of the readers */
    struct zc_layout_code *codes;
    size_t code_count;
    struct zc_layout_words empties, marks, placeholders, words, only;
    const char *part, *after, *within;
    const char *missing, *unknown, *two, *unreadable, *month_code, *malformed; /* codes of findings */
    enum zc_severity missing_severity;
    const char *out_of_range;
    int64_t least, most;
    bool lines, plus, as_text_is_said, ignore_unknown;
    struct zc_layout_code *comments; /* code of a finding → words in a comment on the cell */
    size_t comment_count;
};

struct zc_layout_record {
    const char *entity;      /* full name */
    struct zc_layout_field *fields;
    size_t field_count;
    struct zc_layout_words once; /* fields by which a record that runs over several rows is read once */
    const char *comments_into; /* field that keeps the comments on the cells of its row */
};

enum zc_check_kind {
    ZC_CHECK_UNIQUE,         /* no two rows share `fields` */
    ZC_CHECK_GAPLESS,        /* the numbers of `field` follow each other within `per` */
    ZC_CHECK_SAME_TEXT,      /* no two rows have the same `field` after squeezing */
    ZC_CHECK_GRAPH,          /* `list` names `field` of other rows: known, and no cycle */
    ZC_CHECK_TOTAL,          /* not more rows of the entity than approved */
    ZC_CHECK_NOT_IN,         /* `field` does not stand in `list` */
    ZC_CHECK_REASON,         /* `list` is not empty, or the cell of `field` says why; the reason goes into `into` */
    ZC_CHECK_PROGRESS,       /* `field` (a state) and `list` (a percentage) do not contradict each other */
    ZC_CHECK_YEAR            /* the date of `field` lies in the year of the plan */
};
struct zc_layout_check {
    enum zc_check_kind kind;
    const char *entity;
    struct zc_layout_words fields;
    const char *field, *list, *per, *into, *at;
    const char *code, *second; /* codes of findings */
    struct zc_layout_words full, none; /* PROGRESS: states that mean 100 and 0 */
    enum zc_severity severity;
};

enum zc_control_kind { ZC_CONTROL_ROWS, ZC_CONTROL_FILLED, ZC_CONTROL_SUM, ZC_CONTROL_BRACKET };
struct zc_layout_control {
    int column;
    enum zc_control_kind kind;
};

struct zc_layout_compare {   /* a figure typed by hand beside its name, only compared */
    const char *label;       /* squeezed */
    const char *entity, *date;
    struct zc_layout_when where;
    const char *period;      /* {year}H1 … */
};

struct zc_layout_sheet {
    struct zc_layout_words names; /* patterns with *; empty: any */
    int header_rows;
    bool compared;           /* holds only figures to compare */
    struct zc_layout_column *columns;
    size_t column_count;
    struct zc_layout_record *records;
    size_t record_count;
    struct zc_layout_check *checks;
    size_t check_count;
    struct zc_layout_control *controls;
    size_t control_count;
    struct zc_layout_compare *compares;
    size_t compare_count;
};

enum zc_layout_changes { ZC_CHANGES_TODAY, ZC_CHANGES_STAND, ZC_CHANGES_START };

struct zc_layout {
    const char *name;        /* reform.ledger */
    const char *module;
    struct zc_pair title;
    const char *stand_after; /* text before the day as of which the workbook speaks, squeezed */
    const char *total_after; /* text before the approved total */
    const char *total_entity, *total_key, *total_field; /* the record that holds it: by this key = the year */
    struct zc_layout_create { /* how it is made when it is missing and a person consents: values of its other fields */
        const char *field, *value; /* a template: {year}, {approved_total} */
    } *creates;
    size_t create_count;
    bool has_year;           /* the year stands in a title or in the sheet's name */
    enum zc_layout_changes changes; /* from which day a changed field holds */
    const char **change_dates; /* date fields that themselves say since when: the first one that changes counts before `changes` */
    size_t change_date_count;
    struct zc_layout_sheet *sheets;
    size_t sheet_count;
};

/* `model` may be NULL: then entities and fields are not looked up and code lists are not completed by their titles. */
int zc_layout_bind(struct zc_layout **out, struct zc_arena *arena, const struct zc_model *model, struct zc_yaml *tree,
                   const char *full_name, struct zc_error *err);
/* Reads one file and binds it; for tests and for layouts outside a module. */
int zc_layout_read(struct zc_layout **out, struct zc_arena *arena, const struct zc_model *model, const char *path,
                   const char *full_name, struct zc_error *err);

bool zc_words_have(const struct zc_layout_words *words, const char *squeezed);
/* `*` stands for any run of characters. */
bool zc_words_match(const struct zc_layout_words *patterns, const char *squeezed);

#endif
