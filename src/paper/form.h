/*
 * form: a workbook sent to one unit with its own rows to fill in, and what came back. Declared in
 * modules/<module>/imports/<name>.yaml with the key `returns` in place of `layout` (docs/import-layouts.md).
 *
 * A form holds a sheet of instructions, the declared sheets (a hidden row key id|slice|digest in column A, protected cells, cells
 * to fill in with their lists), and a hidden sheet _form that says which form it is. Its id is the SM3 of what _form says;
 * sending it is journalled (kind export), taking it in again too (kind return), so that what is missing can be told.
 *
 * A returned form changes only cells that the unit changed. A row whose record has another slice now is stale: nothing of it
 * is overwritten. Everything returned lives in the arena that is passed in.
 */
#ifndef ZC_PAPER_FORM_H
#define ZC_PAPER_FORM_H

#include "base/digest.h"
#include "paper/import.h"

struct zc_form_field {
    const struct zc_field *field;
    struct zc_pair hint;
};
struct zc_form_sheet {
    struct zc_pair name;
    const struct zc_entity *entity;
    const char *where;             /* with :unit */
    struct zc_form_field *shown;   /* protected */
    size_t shown_count;
    struct zc_form_field *fill;
    size_t fill_count;
};
struct zc_form {
    const char *name;              /* reform.returns */
    struct zc_pair title;
    struct zc_pair *notes;         /* lines of the instructions, besides the general ones */
    size_t note_count;
    struct zc_form_sheet *sheets;
    size_t sheet_count;
};

/* Whether the document declares a form, and not a layout. */
bool zc_form_declared(struct zc_yaml *tree);
int zc_form_bind(struct zc_form **out, struct zc_arena *arena, const struct zc_model *model, struct zc_yaml *tree, const char *full_name,
                 struct zc_error *err);
/* By full name; NULL: the only one that is declared. */
int zc_form_find(struct zc_form **out, struct zc_arena *arena, const struct zc_model *model, const char *name, struct zc_error *err);

/* ---- sending ---- */

struct zc_form_job {
    const struct zc_form *form;
    const char *unit;              /* code or any name */
    int stand;                     /* the day from which the answers hold; ZC_TODAY */
    enum zc_lang lang;
};
struct zc_form_sent {
    const char *id, *unit, *unit_name;
    size_t rows;
};
/* Writes the workbook and its journal entry; on failure neither stands. ZC_EDENIED when it holds what the actor may not see. */
int zc_form_send(struct zc_form_sent *out, struct zc_arena *arena, struct zc_db *db, const struct zc_actor *actor, const struct zc_form_job *job,
                 const char *path, struct zc_error *err);

/* ---- coming back ---- */

struct zc_form_part {              /* one sheet, as _form says */
    const char *sheet, *entity;
    const char **shown, **fill;    /* field names */
    size_t shown_count, fill_count, rows;
};
struct zc_form_mark {
    const char *id, *city, *layout, *unit, *unit_name, *exported;
    enum zc_lang lang;
    int stand;
    struct zc_form_part *parts;
    size_t part_count;
    bool whole;                    /* the id is that of what stands there */
};
#define ZC_FORM_SHEET "_form"
/* ZC_ENOTFOUND when the workbook is no form. */
int zc_form_mark_read(struct zc_form_mark *out, struct zc_arena *arena, struct zc_book *book, struct zc_error *err);
/* The id that belongs to what the mark says. */
void zc_form_mark_digest(char out[ZC_DIGEST_HEX], const struct zc_form_mark *mark);
/* What _form says of one sheet; and back. */
const char *zc_form_part_text(struct zc_arena *arena, const struct zc_form_part *part);
bool zc_form_part_read(struct zc_form_part *out, struct zc_arena *arena, const char *text);
/* SM3 over a row's key and its protected cells, white space apart. */
void zc_form_row_digest(char out[ZC_DIGEST_HEX], struct zc_arena *arena, const char *key, const char *const *cells, size_t count);

/* Reads a returned form: rows with the fields that the unit changed, and findings. */
int zc_form_read(struct zc_import_result *out, struct zc_arena *arena, struct zc_db *db, struct zc_book *book, const struct zc_form_mark *mark,
                 struct zc_error *err);
/* Journals, inside the transaction, that the form came back; once per form and file. */
int zc_form_note_return(struct zc_tx *tx, const struct zc_form_mark *mark, const char *file_digest, int64_t import_id, struct zc_error *err);

struct zc_form_missing {
    const char *layout, *unit, *unit_name, *exported;
    int stand;
};
struct zc_form_round {
    struct zc_form_missing *missing;
    size_t missing_count;
    size_t sent, came;             /* units */
};
/* Units that were sent the form of this layout and stand and have not returned it, besides those of `marks`. */
int zc_form_missing_of(struct zc_form_round *out, struct zc_arena *arena, struct zc_db *db, const char *layout, int stand,
                       const struct zc_form_mark *marks, size_t mark_count, struct zc_error *err);

#endif
