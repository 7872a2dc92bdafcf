/*
 * plain: how a field stands in a plain table, where the first row names fields and each later one is a record. What export
 * writes, import reads back: the header (title, unit behind it), the code column beside a reference, the row key, the text of
 * a cell. Everything returned lives in the arena that is passed in.
 *
 * The row key is "id|slice": the record and the slice that was shown. A reference stands by the name of its record and, where
 * that record has a code (a key of one field, or a unique text), by the code in a column of its own.
 */
#ifndef ZC_PAPER_PLAIN_H
#define ZC_PAPER_PLAIN_H

#include "paper/sheet.h"
#include "query/rows.h"

/* The header of the row key; in a sample city 示例 stands behind it. */
const char *zc_plain_key_head(const struct zc_city *city);
bool zc_plain_is_key_head(const char *head);
const char *zc_plain_key(struct zc_arena *arena, const struct zc_record *record);
/* false when the text is no row key. What stands behind a second "|" is left to the caller in `rest` ("" when nothing). */
bool zc_plain_read_key(int64_t *id, int *slice, const char **rest, const char *text);

/* 自报比例(%) */
const char *zc_plain_head(struct zc_arena *arena, const struct zc_field *field, enum zc_lang lang);
/* 牵头单位·单位编码; NULL when the field has no code column. */
const char *zc_plain_code_head(struct zc_arena *arena, const struct zc_field *field, enum zc_lang lang);
/* The stored field that a header names in either language or by its own name; NULL when none. *code: its code column. */
const struct zc_field *zc_plain_field(bool *code, struct zc_arena *arena, const struct zc_entity *entity, const char *head);

/* In the form that zc_field_parse reads, codes by title and references by name, lists joined by ";". */
const char *zc_plain_text(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, const struct zc_value *value, enum zc_lang lang);
/* The codes of the records that a reference points to, joined by ";". */
const char *zc_plain_code(struct zc_arena *arena, struct zc_db *db, const struct zc_field *field, const struct zc_value *value);

/* The text of a cell, trimmed; dates as 2017-06-30. `field` (NULL allowed) tells how many decimals a number has. */
const char *zc_plain_cell(const struct zc_cell *cell, struct zc_arena *arena, const struct zc_field *field);

#endif
